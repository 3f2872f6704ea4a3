"""The demonstration's world: people who cannot exist, real dates, every state of every flow at least once."""
