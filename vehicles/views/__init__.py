"""Pages of the vehicles line."""
