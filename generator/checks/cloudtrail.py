"""Checks of cloudtrail."""
