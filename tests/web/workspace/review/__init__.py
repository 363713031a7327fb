"""The reading page, as browsers ask for it."""
