"""Drafting: texts, working copies, and several people at once."""
