"""The stage of reviewing."""
