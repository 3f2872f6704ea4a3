"""Checking for enterprises."""
