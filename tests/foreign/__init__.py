"""Our files checked by other people's implementations."""
