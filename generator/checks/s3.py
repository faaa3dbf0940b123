"""Checks of s3."""
