"""Tests of what is found in articles and said of it."""
