"""Checks of config."""
