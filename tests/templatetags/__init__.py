"""Tests of the tags and filters of templates."""
