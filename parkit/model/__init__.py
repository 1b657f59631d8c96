"""What an index is: schemes, frameworks, units over time, words and numbers."""
