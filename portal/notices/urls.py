"""Paths of the notices, and of the demonstration's inboxes."""

from django.urls import path

from portal.notices.views import demo, mine

app_name = "notices"
urlpatterns = [
    path("demo/mail/", demo.demo_mail, name="demo_mail"),
    path("demo/sms/", demo.demo_inbox, name="demo_inbox"),
    path("notices/", mine.inbox, name="inbox"),
    path("notices/choices/", mine.choices, name="choices"),
    path("notices/email/<str:token>/", mine.confirm_email, name="confirm_email"),
    path("notices/<int:notice_id>/open/", mine.open_notice, name="open"),
]
