from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.core.errors import register_sentences


class NoticesConfig(AppConfig):
    name = "portal.notices"
    label = "notices"
    verbose_name = _("Messages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.accounts import texting
        from portal.notices import login_news
        from portal.notices.choosing import SENTENCES  # models are loaded only now
        from portal.notices.tasks import post_sms
        from portal.notices.wording import register_notices

        texting.use(post_sms)
        register_sentences(SENTENCES)
        register_notices(login_news.WORDS)
        login_news.connect()
