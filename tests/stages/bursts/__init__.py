"""Tests of the stage that holds bursts."""
