import csv
import io
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy, override
from hypothesis import given
from hypothesis import strategies as st

from portal.core.exports import csv_lines, neutralize


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://evil")',
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
        "|cmd",
        "%0A",
    ],
)
def test_a_formula_becomes_text(cell):
    assert neutralize(cell) == "'" + cell


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("陈䶮", "陈䶮"),
        (None, ""),
        (-5, "-5"),
        (Decimal("-1.50"), "-1.50"),
        (True, "true"),
        ("a=b", "a=b"),
        ("a\0b", "ab"),
        ("\0=1", "'=1"),
    ],
)
def test_ordinary_cells_stay_what_they_are(value, cell):
    assert neutralize(value) == cell


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=5)
)
def test_a_file_reads_back_cell_by_cell_and_holds_no_formula(rows):
    text = "".join(csv_lines(["a", "b"], rows, bom=False))

    read = list(csv.reader(io.StringIO(text, newline="")))

    assert read == [["a", "b"], *[[neutralize(cell) for cell in row] for row in rows]]
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in read for cell in row)


def test_the_mark_stands_once_at_the_start():
    lines = list(csv_lines(["城市"], [["杭州"], ["=1"]]))
    assert lines == ["\ufeff城市\r\n", "杭州\r\n", "'=1\r\n"]


def test_lines_are_made_one_at_a_time():
    def endless():
        while True:
            yield ["x"]

    lines = csv_lines(["h"], endless())
    assert [next(lines), next(lines)] == ["\ufeffh\r\n", "x\r\n"]


def test_lines_that_are_read_later_keep_the_language_in_which_they_were_asked_for():
    with override("zh-hans"):
        lines = csv_lines([gettext_lazy("Yes")], [[gettext_lazy("No")]], bom=False)
    with override("en"):
        assert list(lines) == ["是\r\n", "否\r\n"]
