"""The holder's choice: may the portal issue without being asked?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.doors import person_required
from portal.credentials import running, unasked
from portal.credentials.kinds import bulk_kinds
from portal.credentials.models import OptOut


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def automatic(request: HttpRequest) -> HttpResponse:
    """One button for each kind a whole city can be issued; applying stays possible either way."""
    person_id: int = request.actor.person_id  # type: ignore[attr-defined]
    if request.method == "POST":
        slug, wish = request.POST.get("kind", ""), request.POST.get("wish", "")
        change = {"no": running.opt_out, "yes": running.opt_in}.get(wish)
        if change and slug in {kind.slug for kind in bulk_kinds()}:
            change(person_id=person_id, kind=slug, at=timezone.now())
            messages.success(request, _("Your choice is kept."))
        return redirect("credentials:automatic")
    since: dict[str, Any] = dict(
        OptOut.objects.filter(person_id=person_id, until=None).values_list("kind", "since")
    )
    kinds = [(kind.slug, kind.title, since.get(kind.slug)) for kind in bulk_kinds()]
    context = {"kinds": kinds, "made": unasked.issued_to(person_id)}
    return render(request, "credentials/automatic.html", context)
