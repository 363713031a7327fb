"""What the press made of a letter: quotations found, attributed and checked against its texts."""
