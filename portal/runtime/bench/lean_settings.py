"""The portal's database without its house: no middleware, three plain views."""

from portal.settings.dev import *  # noqa: F403

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "portal.runtime.bench.lean"
