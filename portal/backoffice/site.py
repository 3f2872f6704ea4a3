"""The admin site of the traffic police."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class PoliceAdminSite(admin.AdminSite):
    site_header = _("Traffic licenses – back office")
    site_title = _("Back office")
    index_title = _("My work")
    site_url = "/"
