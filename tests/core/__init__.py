"""Tests of what is true without a database."""
