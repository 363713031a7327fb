"""The lead's workspace, page by page, on Django's test client."""
