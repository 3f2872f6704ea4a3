"""Paths of the pages of organizations and the people who work for them."""

from django.urls import path

from portal.accounts.views import members, organizations

app_name = "organizations"
urlpatterns = [
    path("", organizations.index, name="list"),
    path("act-for/", organizations.switch, name="switch"),
    path("invitations/<int:invitation_id>/", organizations.answer, name="answer"),
    path("members/", members.index, name="members"),
    path("members/invite/", members.invite, name="invite"),
    path("members/<int:membership_id>/", members.member, name="member"),
    path("members/invitations/<int:invitation_id>/withdraw/", members.withdraw, name="withdraw"),
]
