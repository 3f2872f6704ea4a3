"""What an officer reads is words, not codes."""

from django.utils import translation

from portal.accounts.purposes import Purpose
from portal.credentials.kinds import in_words
from vehicles.credential import VehicleLicenseKind, entry_of
from vehicles.tests.facts import TODAY, facts

KIND = VehicleLicenseKind()


def test_codes_are_said_in_words_in_both_languages():
    told = KIND.claims(entry_of(facts(violations=1)), Purpose.ROADSIDE, TODAY)
    with translation.override("en"):
        said = {name: in_words(KIND, name, value) for name, value in told.items()}
    with translation.override("zh-hans"):
        chinese = in_words(KIND, "type", told["type"])

    assert (said["type"], chinese) == ("Small saloon car", "小型轿车")
    assert (said["plate_type"], said["color"], said["fuel"]) == ("Small vehicle", "White / Black", "Electric")
    assert (said["seizure"], said["violations"], said["insurance"]) == ("No", "1", "")
    assert said["status"] == "Violation not yet settled"
