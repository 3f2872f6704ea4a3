"""Pages of the notices, and the inboxes of the demonstration."""
