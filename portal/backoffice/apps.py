from django.contrib.admin.apps import AdminConfig


class BackofficeConfig(AdminConfig):
    """Django's admin with our site, so that every app keeps plain `@admin.register`."""

    default_site = "portal.backoffice.site.PoliceAdminSite"

    def ready(self) -> None:
        super().ready()
        from portal.backoffice import sources, tasks  # models are loaded only now

        tasks.register(sources.claims_at_counter, order=20)
        tasks.register(sources.tools, order=60)
