"""Cities, the plan of who opens what when, who waits for it, and the figures about it."""

from portal.rollout.models.city import City
from portal.rollout.models.figures import DayCount, Figure, TotalCount
from portal.rollout.models.plan import Activation, Batch
from portal.rollout.models.waiting import Waiting

__all__ = ["Activation", "Batch", "City", "DayCount", "Figure", "TotalCount", "Waiting"]
