"""Undersigned: open letters whose signatures anyone can check."""
