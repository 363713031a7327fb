"""The coalition: invited, answered, left, and what happens at the same moment."""
