"""What the numbers say: frames in, frames out, no files, nothing changed in place."""
