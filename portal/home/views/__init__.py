"""Pages that see all lines: start page, wallet, progress, my page, health."""
