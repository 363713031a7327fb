"""SQLite as a database of Django in which writers that wait all have the same chance."""
