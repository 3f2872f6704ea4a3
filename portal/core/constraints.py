"""Builders for the sentences the database itself enforces; used in `Meta.constraints` of every room."""

from functools import reduce
from operator import or_

from django.db.models import CheckConstraint, Choices, Q


def known_choice(field: str, choices: type[Choices], *, name: str) -> CheckConstraint:
    """`field` holds one of the values of `choices` (or NULL where the column allows it)."""
    return CheckConstraint(condition=Q(**{f"{field}__in": list(choices.values)}), name=name)


def all_or_none(*fields: str, name: str) -> CheckConstraint:
    """Either every one of `fields` is set or none is."""
    return CheckConstraint(condition=_null(fields, True) | _null(fields, False), name=name)


def exactly_one(*fields: str, name: str) -> CheckConstraint:
    """One and only one of `fields` is set."""
    alternatives = [
        Q(**{f"{chosen}__isnull": False}) & _null([other for other in fields if other != chosen], True)
        for chosen in fields
    ]
    return CheckConstraint(condition=reduce(or_, alternatives), name=name)


def _null(fields: tuple[str, ...] | list[str], is_null: bool) -> Q:
    return Q(**{f"{field}__isnull": is_null for field in fields})
