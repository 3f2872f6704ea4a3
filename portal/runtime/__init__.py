"""Everything that starts the house: engines, processes, demo; only the command line and the tests use it."""
