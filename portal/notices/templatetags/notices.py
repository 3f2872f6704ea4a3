"""The bell: how many notices are new, for the frame of any page."""

from typing import Any

from django import template

from portal.notices.reading import MOST_COUNTED, unread_count

register = template.Library()


@register.inclusion_tag("components/bell.html", takes_context=True)
def bell(context: template.Context) -> dict[str, Any]:
    """A link to the notices with their number; nothing for whoever has none to read: strangers, staff."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.is_staff or user.person_id is None:
        return {"shown": False}
    count = unread_count(user.person_id)
    return {"shown": True, "count": count, "text": f"{count}+" if count >= MOST_COUNTED else str(count)}
