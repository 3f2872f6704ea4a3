"""How dates are written, per language; what is not said here is as Django has it."""
