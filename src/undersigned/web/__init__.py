"""Pages for people: parse, call one stage or query, answer."""
