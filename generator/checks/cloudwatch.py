"""Checks of cloudwatch."""
