"""Beat and worker: take up every load that is not finished."""

from celery import shared_task
from django.utils import timezone
from structlog import get_logger

from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.feeds import loading
from portal.feeds.models import FeedLoad
from portal.feeds.receiving import UNFINISHED

TURN_SECONDS = 60.0
logger = get_logger(__name__)


@shared_task(acks_late=True)
def continue_loads() -> int:
    """Ask for every unfinished load to be worked on; level-triggered, so a lost message loses nothing."""
    waiting = list(FeedLoad.objects.filter(status__in=UNFINISHED).order_by("id").values_list("pk", flat=True))
    for load_id in waiting:
        if loading.is_free(load_id):
            continue_load.delay(load_id)
    return len(waiting)


@shared_task(acks_late=True)
def continue_load(load_id: int) -> None:
    """Work on one load for a minute, then ask for the next turn."""
    try:
        if not loading.is_free(load_id):
            return
        actor = Actor.system("continue_load")
        if loading.work_off(load_id=load_id, actor=actor, at=timezone.now(), seconds=TURN_SECONDS):
            continue_load.delay(load_id)
    except RuleViolation as refusal:
        logger.warning("feed_refused", load=load_id, reason=refusal.code)
