"""Checks of iam."""
