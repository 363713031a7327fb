"""The project's own tools, each with a test."""
