from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AdminConfig):
    """Django's admin with our site, so that every app keeps plain `@admin.register`."""

    default_site = "portal.backoffice.site.PoliceAdminSite"

    def ready(self) -> None:
        super().ready()
        from portal.backoffice import sources, tasks  # models are loaded only now

        tasks.register(sources.claims_at_counter, order=20)
        tasks.register(sources.batches_to_approve, order=50)
        tasks.register(sources.tools, order=60)


class DeskConfig(AppConfig):
    """What staff keep for their work: saved views of a list, ready texts."""

    name = "portal.backoffice"
    label = "backoffice"
    verbose_name = _("Back office")

    def ready(self) -> None:
        from portal.backoffice import numbers, views  # models are loaded only now
        from portal.backoffice.site import register_pages

        register_pages(numbers.pages)
        register_pages(views.pages)
