"""Public files for machines: the log and its texts."""
