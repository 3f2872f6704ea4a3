from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.core.errors import register_sentences


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"

    def ready(self) -> None:
        register_sentences(
            {
                "illegal_move": _("This step is not possible in the present state."),
                "moved_meanwhile": _("Somebody else has changed this meanwhile. Please look at it again."),
                "id_number_malformed": _("An ID number has 18 characters: 17 digits, then a digit or X."),
                "id_number_fifteen_digits": _(
                    "This is an old ID number with 15 digits. Enter the 18 characters of the present card."
                ),
                "id_number_birth_date": _(
                    "The birth date in this ID number does not exist. Please check digits 7 to 14."
                ),
                "id_number_check_digit": _(
                    "There is a mistake in this ID number. Please compare it with your card."
                ),
                "name_missing": _("Enter the name as it is written on the ID card."),
                "name_too_long": _("A name has at most %(limit)s characters."),
                "name_characters": _(
                    "Enter the name as it is written on the ID card, without digits or signs."
                ),
                "reference_malformed": _("A reference number looks like AP-251122-7KQ2M9XC."),
                "phone_missing": _("Enter a mobile phone number."),
                "phone_malformed": _(
                    "Enter a mobile number with 11 digits, or a number from abroad that begins with +."
                ),
                "too_many_tries": _("That was tried too often. Please wait %(minutes)s minutes."),
                "tries_not_countable": _(
                    "For security reasons this is not possible at the moment. Please try again soon."
                ),
                "reference_check_character": _(
                    "There is a mistake in this reference number. Please compare it with your message."
                ),
                "uscc_malformed": _("A unified social credit code has 18 characters, never I, O, S, V or Z."),
                "uscc_check_sign": _(
                    "The unified social credit code has a mistake: its check character is wrong."
                ),
            }
        )
