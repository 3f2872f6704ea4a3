from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.core.errors import register_sentences


class DocumentsConfig(AppConfig):
    name = "portal.documents"
    label = "documents"
    verbose_name = _("Documents")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_sentences(
            {
                "photo_too_large": _(
                    "This file is larger than %(limit_mb)s MB. Please choose a smaller photo."
                ),
                "photo_not_an_image": _("This file is not a JPEG or PNG photo, or it is damaged."),
                "photo_too_many_pixels": _(
                    "This photo has over %(limit_megapixels)s million pixels. Please choose a smaller one."
                ),
                "photo_too_small": _(
                    "This photo is too small. It needs at least %(min_width)s by %(min_height)s pixels."
                ),
                "photo_not_portrait": _(
                    "This photo is not upright like an ID photo. Please cut it to about 3 wide by 4 high."
                ),
                "file_missing": _("This file is not there at the moment. Please try again later."),
            }
        )
