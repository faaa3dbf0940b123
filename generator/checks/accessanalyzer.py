"""Checks of accessanalyzer."""
