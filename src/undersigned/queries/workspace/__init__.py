"""What the people of a coalition see while working on a letter."""
