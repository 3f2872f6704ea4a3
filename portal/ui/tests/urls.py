"""Pages that exist only for the browser tests of the components."""

import json
from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template import RequestContext, Template
from django.templatetags.static import static
from django.urls import include, path
from django.utils import timezone

from portal.documents import qr
from portal.ui.tests.test_ui import ApplyForm, ScanForm

TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 8


class World:
    """What the endpoints answer; each test sets it."""

    lifetime = 6.0
    status = 200
    number = 0
    checked: list[dict[str, str]] = []
    verdict: Callable[[str], dict[str, object]] = staticmethod(lambda code: {})


def code_text(number: int) -> str:
    return f"HTTPS://127.0.0.1:8000/V/{number:04}{TOKEN[:225]}"


def card_page(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    ends = now + timedelta(seconds=World.lifetime)
    code = {"svg": qr.svg(code_text(0)), "short_code": "OLDER222", "expires_at": ends, "url": "/code/"}
    card = {
        "kind_title": "机动车驾驶证",
        "kind_title_en": "Driving license",
        "tone": request.GET.get("tone", "normal"),
        "tag_label": "Normal",
        "rows": [("Name", "陈䶮", "zh-Hans"), ("Number", "9901**********1234")],
        "issuer": "示例市",
        "status_checked_at": now,
        "issued_at": now,
        "back_rows": [("File", "1")],
        "paper_needed": ["When it is withheld."],
        "pdf_url": "/pdf/",
        "activity_url": "/activity/",
        "code": code if request.GET.get("tone") != "void" else None,
    }
    return render(request, "credentials/wallet_card.html", {"card": card, "nav": True})


def code_json(request: HttpRequest) -> HttpResponse:
    World.number += 1
    ends = timezone.now() + timedelta(seconds=World.lifetime)
    answer = {"code": code_text(World.number), "short_code": f"NEWER{World.number:03}"}
    return JsonResponse({**answer, "expires_at": ends.isoformat()}, status=World.status)


def no_news(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"state": "", "since": timezone.now().isoformat(), "looks": []})


def scan_page(request: HttpRequest) -> HttpResponse:
    form = ScanForm(request.POST or None)
    valid = request.method == "POST" and form.is_valid()
    answer = World.verdict(form.cleaned_data["code"]) if valid else None
    return render(
        request, "credentials/scan.html", {"form": form, "answer": answer, "check_url": "/scan/check/"}
    )


def scan_check(request: HttpRequest) -> HttpResponse:
    World.checked.append(json.loads(request.body))
    return JsonResponse(World.verdict(World.checked[-1]["code"]), status=World.status)


def nobody(request: HttpRequest) -> HttpResponse:
    return redirect("/form/")  # as the portal answers whoever is not signed in


def pulse(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def form_page(request: HttpRequest) -> HttpResponse:
    source = (
        '{% extends "base.html" %}{% block content %}<h1>Form</h1>{% form_errors form %}'
        '<form class="form" method="post">{% csrf_token %}{{ form }}<button class="button">Go</button></form>'
        "{% notice 'warning' title='Mind' %}<p>this</p>{% endnotice %}{% status_tag 'abnormal' 'Held' %}"
        '<dl class="summary">{% summary_row "Name" "陈" "/x/" %}</dl>{% timeline items %}{% pager 2 3 %}'
        "{% endblock %}"
    )
    World.checked.append(dict(request.POST.items()))
    items = [{"label": "Sent", "state": "done"}, {"label": "Review", "state": "current"}]
    form = ApplyForm(request.POST or None)
    return HttpResponse(Template(source).render(RequestContext(request, {"form": form, "items": items})))


def poll_page(request: HttpRequest) -> HttpResponse:
    script = static("js/poll-fragment.mjs")
    part = (
        "It is over."
        if World.number >= 2
        else '<poll-fragment src="/fragment/" every="1">round 0</poll-fragment>'
    )
    source = (
        '{% extends "base.html" %}'
        f'{{% block head %}}<script type="module" src="{script}"></script>{{% endblock %}}'
        f"{{% block content %}}<h1>Poll</h1>{part}{{% endblock %}}"
    )
    return HttpResponse(Template(source).render(RequestContext(request)))


def fragment(request: HttpRequest) -> HttpResponse:
    World.number += 1
    return HttpResponse(f"<p{' data-done' if World.number >= 2 else ''}>round {World.number}</p>")


urlpatterns = [
    path("card/", card_page),
    path("card/live/", no_news),
    path("code/", code_json),
    path("scan/", scan_page),
    path("scan/check/", scan_check),
    path("scan/state/", nobody),
    path("healthz", pulse),
    path("form/", form_page),
    path("poll/", poll_page),
    path("fragment/", fragment),
    path("", include("portal.urls")),  # the addresses that components link to
]
