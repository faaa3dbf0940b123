"""Checks of acm."""
