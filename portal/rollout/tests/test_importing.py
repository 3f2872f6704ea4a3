"""A plan from a file: everything in it or nothing, and every mistake at once."""

import pytest

from portal.audit.models import AuditEvent
from portal.core.errors import RuleViolation
from portal.rollout.importing import PlanProblems, import_plan
from portal.rollout.models import Activation, Batch

pytestmark = pytest.mark.django_db
HEADER = "batch,service,city,opens_at\n"


@pytest.fixture
def load(lead, at):
    return lambda text: import_plan(
        content=text if isinstance(text, bytes) else text.encode(), actor=lead, at=at
    )


def test_cities_by_code_name_and_province_come_in(load, lead):
    batches = load(
        HEADER
        + "Wave A,driver-license,310000,2099-12-01 09:00\n"
        + "Wave A,driver-license,Nantong,2099/12/01\n"
        + "Wave A,vehicle-license,河南省,2099-12-01T09:00+08:00\n"
        + "\n"
        + "Wave B,driver-license,扬州市,2099-12-05 00:00\n"
    )

    assert [batch.name for batch in batches] == ["Wave A", "Wave B"]
    assert Activation.objects.count() == 21
    shanghai = Activation.objects.get(city_id="310000")
    assert shanghai.opens_at.isoformat() == "2099-12-01T01:00:00+00:00"
    assert Batch.objects.get(name="Wave A").author_ids == [lead.user_id]
    assert AuditEvent.objects.get(action="plan.imported").facts["openings"] == 21


def test_a_file_from_a_spreadsheet_in_chinese_is_read(load):
    load((HEADER + "第四批,driver-license,苏州市,2099-12-01\n").encode("gb18030"))

    assert Batch.objects.get().name == "第四批"


def test_all_mistakes_are_told_at_once_and_nothing_is_imported(load, plan):
    Batch.objects.create(name="Gone", status="done")
    with pytest.raises(PlanProblems) as told:
        load(
            HEADER
            + "Wave A,driver-license,310000,2099-12-01\n"  # 2: good
            + ",driver-license,110000,2099-12-01\n"  # 3: no name
            + "Wave A,dog-license,110000,2099-12-01\n"  # 4
            + "Wave A,driver-license,Atlantis,2001-12-01\n"  # 5: two mistakes
            + "Wave A,driver-license,120000,soon\n"  # 6
            + "Gone,driver-license,120000,2099-12-01\n"  # 7
            + "Wave A,driver-license,上海市,2099-12-02\n"  # 8: again
            + "Wave A,driver-license,江苏省,2099-12-02\n"  # 9: three of them planned
        )

    problems = [(problem.line, problem.column) for problem in told.value.problems]
    assert problems == [
        (3, "batch"),
        (4, "service"),
        (5, "city"),
        (5, "opens_at"),
        (6, "opens_at"),
        (7, "batch"),
        (8, "city"),
        (9, "city"),
        (9, "city"),
        (9, "city"),
    ]
    assert Activation.objects.count() == 3
    assert not Batch.objects.filter(name="Wave A").exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "plan_columns"),
        (b"batch,city\nA,310000\n", "plan_columns"),
        (HEADER.encode(), "plan_empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "plan_unreadable"),
        (HEADER.encode() + b'A,"driver\0', "plan_unreadable"),
        (HEADER.encode() + b'A,"driver-license', "plan_unreadable"),
        ((HEADER + "A,driver-license,310000,2099-01-01\n" * 5001).encode(), "plan_too_long"),
        (b"x" * 3_000_000, "plan_too_long"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_one_sentence(load, content, code):
    with pytest.raises(RuleViolation) as no:
        load(content)

    assert no.value.code == code
    assert "%(" not in no.value.sentence


def test_the_same_file_twice_is_refused_and_changes_nothing(load):
    text = HEADER + "Wave A,driver-license,310000,2099-12-01\n"
    load(text)

    with pytest.raises(PlanProblems):
        load(text)
    assert Activation.objects.count() == 1
