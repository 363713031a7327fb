"""The rules of the house as tests; each shows with a small example that it can fail."""
