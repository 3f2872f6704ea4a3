from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.core.errors import register_sentences


class FeedsConfig(AppConfig):
    name = "portal.feeds"
    label = "feeds"
    verbose_name = _("Register feeds")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.feeds.persons import PERSONS
        from portal.feeds.spec import register_feed

        register_feed(PERSONS)
        register_sentences(
            {
                "feed_unknown": _("There is no feed “%(name)s”; known are: %(known)s."),
                "feed_empty": _("The file is empty."),
                "feed_not_text": _("This is not a feed: the file is not UTF-8 text, plain or gzip."),
                "feed_header_malformed": _("The header row cannot be read."),
                "feed_columns_unknown": _("These columns are not known: %(columns)s."),
                "feed_columns_twice": _("These columns appear twice: %(columns)s."),
                "feed_columns_missing": _("These columns are missing: %(columns)s."),
                "feed_bomb": _("The packed file unpacks out of all proportion."),
                "feed_gzip_broken": _("The packed file is damaged or cut off."),
                "feed_changed": _("The file has changed since its load began."),
                "feed_unreadable": _("The file cannot be read."),
            }
        )
