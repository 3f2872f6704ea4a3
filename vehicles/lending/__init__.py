"""Authorizing others to use a vehicle license: rules, card, pages."""
