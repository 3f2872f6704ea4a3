import pytest
from django.db import models

from portal.core.constraints import all_or_none, exactly_one, known_choice


class Tone(models.TextChoices):
    NORMAL = "normal"
    VOID = "void"


def test_a_known_choice_names_every_value():
    constraint = known_choice("tone", Tone, name="tone_is_known")

    assert constraint.name == "tone_is_known"
    assert constraint.condition == models.Q(tone__in=["normal", "void"])


def test_all_or_none_has_two_ways():
    assert all_or_none("a", "b", name="n").condition == (
        models.Q(a__isnull=True, b__isnull=True) | models.Q(a__isnull=False, b__isnull=False)
    )


def test_exactly_one_has_a_way_for_each_field():
    ways = exactly_one("a", "b", name="n").condition

    assert ways == (
        (models.Q(a__isnull=False) & models.Q(b__isnull=True))
        | (models.Q(b__isnull=False) & models.Q(a__isnull=True))
    )


@pytest.mark.django_db
def test_the_database_reads_the_sentences_as_they_are_meant():
    cases = [(1, None, True, False), (None, 1, True, False), (1, 2, False, True), (None, None, False, True)]
    for a, b, one, same in cases:
        row = {"a": models.Value(a, models.IntegerField()), "b": models.Value(b, models.IntegerField())}
        assert exactly_one("a", "b", name="n").condition.check(row) is one
        assert all_or_none("a", "b", name="n").condition.check(row) is same

    for tone, known in (("normal", True), ("other", False), ("", False)):
        assert known_choice("tone", Tone, name="n").condition.check({"tone": tone}) is known
