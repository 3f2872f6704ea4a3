"""Pages of showing and checking."""
