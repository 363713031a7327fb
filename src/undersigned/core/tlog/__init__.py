"""Transparency logs as the C2SP tlog specifications and RFC 6962 describe them."""
