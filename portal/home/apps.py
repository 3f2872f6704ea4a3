from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "portal.home"
    label = "home"
    verbose_name = _("Portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.home import readiness, telling  # models are loaded only now
        from portal.notices.wording import register_notices
        from portal.rollout.preflight import register_check

        register_notices(telling.NOTICES)
        for check in readiness.CHECKS:
            register_check(check)
