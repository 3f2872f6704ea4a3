"""The portal's database without its house: no middleware, three plain views."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

django.setup()
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "portal.runtime.bench.lean"
application = WSGIHandler()
