"""Tests of `undersigned quotes`."""
