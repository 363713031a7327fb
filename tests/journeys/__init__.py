"""People with a goal, abusers too, through HTTP, mail, a real browser and the command line."""
