"""Staff pages of the rollout: cities, batches with their checks, openings, official figures."""

from portal.rollout.admin.batches import BatchAdmin
from portal.rollout.admin.figures import FigureAdmin
from portal.rollout.admin.openings import ActivationAdmin, CityAdmin

__all__ = ["ActivationAdmin", "BatchAdmin", "CityAdmin", "FigureAdmin"]
