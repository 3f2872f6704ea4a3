"""Saved views: an officer keeps a list with its filters under a name, for nobody else."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.backoffice.models import SavedView
from portal.core.actors import Actor

MOST = 20
_NOT_KEPT = (
    "p",
    "q",
    "e",
    "csrfmiddlewaretoken",
)  # a page number; a search is no filter and may name a person


class SaveForm(forms.Form):
    page = forms.SlugField(max_length=60)
    query = forms.CharField(max_length=600, required=False)
    name = forms.CharField(max_length=40)


def pages(site: Any) -> list[URLPattern]:
    """The two addresses, for `backoffice.site.register_pages`."""
    return [
        path("views/save/", site.admin_view(require_POST(_save)), name="view_save"),
        path("views/<int:pk>/remove/", site.admin_view(require_POST(_remove)), name="view_remove"),
    ]


def views_of(actor: Actor, page: str) -> list[SavedView]:
    return list(SavedView.objects.filter(owner_id=actor.user_id, page=page)[:MOST])


def clean_query(query: str) -> str:
    """The filters alone, in one order, so that two addresses of the same list are equal."""
    kept = [(name, value) for name, value in parse_qsl(query) if name not in _NOT_KEPT and value]
    return urlencode(sorted(kept))[:300]


def _list_url(page: str) -> str:
    try:
        return reverse(f"admin:{page}_changelist")
    except NoReverseMatch:
        raise Http404 from None


def _save(request: HttpRequest) -> HttpResponse:
    form = SaveForm(request.POST)
    url = _list_url(request.POST.get("page", ""))
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 40 characters."))
        return HttpResponseRedirect(url)
    owned = SavedView.objects.filter(owner_id=request.user.pk, page=form.cleaned_data["page"])
    name, query = form.cleaned_data["name"], clean_query(form.cleaned_data["query"])
    if owned.exclude(name=name).count() >= MOST:
        messages.error(request, _("You have %(most)s saved views. Remove one first.") % {"most": MOST})
    else:
        owned.update_or_create(
            owner_id=request.user.pk,
            page=form.cleaned_data["page"],
            name=name,
            defaults={"query": query},
        )
        messages.success(request, _("The view “%(name)s” is saved for you.") % {"name": name})
    return HttpResponseRedirect(f"{url}?{query}" if query else url)


def _remove(request: HttpRequest, pk: int) -> HttpResponse:
    view = SavedView.objects.filter(pk=pk, owner_id=request.user.pk).first()
    if view is None:
        raise Http404
    url = _list_url(view.page)
    view.delete()
    messages.success(request, _("The view “%(name)s” is removed.") % {"name": view.name})
    return HttpResponseRedirect(url)
