"""Pages of the driver's license line."""
