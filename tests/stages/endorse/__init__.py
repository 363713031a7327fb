"""Organizations are asked, and answer."""
