"""Measurements: one script a question, each figure beside the machine's own limit."""
