from django.contrib.admin.apps import AdminConfig


class BackofficeConfig(AdminConfig):
    """Django's admin with our site, so that every app keeps plain `@admin.register`."""

    default_site = "portal.backoffice.site.PoliceAdminSite"
