"""What is true without a database: pure functions and frozen values."""
