"""What may happen: one module a stage of a letter's life, and the only code that writes."""
