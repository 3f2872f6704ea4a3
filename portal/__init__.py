"""The portal: rooms that the four service lines stand on."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
