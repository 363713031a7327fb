"""Reads shaped for a page: frozen values out, nothing written."""
