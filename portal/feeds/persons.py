"""The feed `persons`: who is in the register."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Person
from portal.core.id_numbers import check_digit
from portal.feeds import fields
from portal.feeds.spec import Column, FeedSpec, RowCheck, Unfit

ID_TYPES = frozenset(Person.IdType.values)
RESIDENT = frozenset({Person.IdType.RESIDENT_ID.value, Person.IdType.TEMPORARY_ID.value})
id_type = fields.one_of(ID_TYPES)
id_number = fields.matching(r"[0-9A-Z()\-]{4,30}", "id_number_malformed")

_SURNAMES = "陈王李张刘杨黄赵周吴徐孙朱马胡郭林何高梁"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文玲辉"
_FIRST_BIRTH = date(1950, 1, 1)


def _prepare(today: date) -> RowCheck:
    limit = today.isoformat()

    def judge(values: list[str]) -> None:
        kind, number, _name, gender, birth = values[:5]
        if kind in RESIDENT:
            try:
                number, born, sex = fields.resident_number(number, limit)
            except Unfit as problem:
                raise Unfit(problem.reason, "id_number") from None
            if birth and birth != born:
                raise Unfit("differs_from_id_number", "birth_date")
            if gender and gender != sex:
                raise Unfit("differs_from_id_number", "gender")
            values[1], values[3], values[4] = number, sex, born
            return
        if not birth or not gender:
            raise Unfit("missing", "gender" if birth else "birth_date")
        if birth > limit:
            raise Unfit("date_in_future", "birth_date")

    return judge


def sample_number(n: int) -> str:
    """The ID number of the n-th person who cannot exist: division 99xxxx and a correct check digit."""
    spread = n * 7_919_477 % 20_000_000
    born = _FIRST_BIRTH + timedelta(days=spread // 1000)
    first = f"{990001 + n // 20_000_000}{born:%Y%m%d}{spread % 1000:03d}"
    return first + check_digit(first)


def _generate(n: int, _city: str) -> list[str]:
    number = sample_number(n)
    name = _SURNAMES[n % len(_SURNAMES)] + _GIVEN[n // 20 % len(_GIVEN)] + _GIVEN[n // 600 % len(_GIVEN)]
    birth = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    gender = "1" if int(number[16]) % 2 else "2"
    phone, address = f"139{n % 100_000_000:08d}", f"示范市样本路{n % 997 + 1}号"
    return ["A", number, name, gender, birth, "CHN", phone, address, "2026-01-01T00:00:00+08:00"]


PERSONS = FeedSpec(
    name="persons",
    title=_("Persons"),
    table="accounts_person",
    columns=(
        Column("id_type", "sfzmmc", id_type, default="A", required=False, optional=True, repeats=True),
        Column("id_number", "sfzmhm", id_number),
        Column("name", "xm", fields.person_name),
        Column("gender", "xb", fields.one_of(frozenset("12")), required=False, repeats=True),
        Column("birth_date", "csrq", fields.day, "date", required=False, repeats=True),
        Column(
            "nationality",
            "gj",
            fields.matching("[A-Z]{3}", "unknown_code"),
            default="CHN",
            required=False,
            optional=True,
            repeats=True,
        ),
        Column("phone", "lxdh", fields.phone, required=False, optional=True),
        Column("address", "dz", fields.line_of_text(256), required=False, optional=True),
        Column("as_of", "gxsj", fields.instant, "timestamptz", repeats=True),
    ),
    key=("id_type", "id_number"),
    target_key=("id_number", "id_type"),
    prepare=_prepare,
    generate=_generate,
)
