"""The outside world as plain values in and out: mail, PDF, keys."""
