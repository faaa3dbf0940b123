"""Checks of securityhub."""
