"""Tests of the organization stage."""
