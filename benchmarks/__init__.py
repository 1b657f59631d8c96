"""Comparisons of parkit with other ways to do the same work; `make benchmark` runs them."""
