import gzip
import json
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import RuleViolation
from portal.feeds.persons import PERSONS
from portal.feeds.reading import JOINED_LINES, LINE_BYTES, FeedFile
from portal.feeds.spec import Unfit

HEADER = b"sfzmhm,xm,xb,csrq,gxsj"


def read(tmp_path, content, after=0):
    path = tmp_path / "any.name"
    path.write_bytes(content)
    with FeedFile(path, PERSONS) as source:
        return [
            (first, last, str(cells) if isinstance(cells, Unfit) else cells)
            for first, last, cells in source.records(after=after)
        ]


def refusal(tmp_path, content):
    with pytest.raises(RuleViolation) as caught:
        read(tmp_path, content)
    return caught.value


def test_a_header_takes_english_names_and_national_abbreviations_in_any_case(tmp_path):
    content = b"id_number, XM ,Gender,csrq,as_of\na,b,c,d,e\n"

    assert read(tmp_path, content) == [(2, 2, ["a", "b", "c", "d", "e"])]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("pack", [lambda content: content, gzip.compress])
def test_any_line_end_with_and_without_mark_plain_or_packed_reads_alike(tmp_path, end, mark, pack):
    content = mark + end.join([HEADER, "1,陈䶮,3,4,5".encode(), b"", b"6,7,8,9,10"])

    assert read(tmp_path, pack(content)) == [
        (2, 2, ["1", "陈䶮", "3", "4", "5"]),
        (4, 4, ["6", "7", "8", "9", "10"]),
    ]


def test_line_ends_may_be_mixed_and_are_counted_once(tmp_path):
    assert read(tmp_path, HEADER + b"\r\n1,2,3,4,5\r6,7,8,9,0\n\r\n1,1,1,1,1") == [
        (2, 2, list("12345")),
        (3, 3, list("67890")),
        (5, 5, list("11111")),
    ]


def test_quoted_cells_keep_commas_quotes_and_line_ends(tmp_path):
    content = HEADER + b'\n"1,1","a ""b""","x\ny",4,5\n6,7,8,9,0\n'

    assert read(tmp_path, content) == [(2, 3, ["1,1", 'a "b"', "x\ny", "4", "5"]), (4, 4, list("67890"))]


def test_a_quote_that_is_never_closed_costs_its_own_line_only(tmp_path):
    content = HEADER + b'\n1,"2,3,4,5\n6,7,8,9,0\n1,1,1,1,1\n'

    assert read(tmp_path, content) == [
        (2, 2, "quotes_malformed"),
        (3, 3, list("67890")),
        (4, 4, list("11111")),
    ]


def test_an_open_quote_is_followed_for_some_lines_only(tmp_path):
    rows = b"".join(b"%d,7,8,9,0\n" % n for n in range(JOINED_LINES + 5))
    content = HEADER + b'\n1,"2,3,4,5\n' + rows + b'6,7",8,9,0\n'

    found = read(tmp_path, content)

    assert found[0][2] == "quotes_malformed"
    assert [cells[0] for _, _, cells in found[1:-1]] == [str(n) for n in range(JOINED_LINES + 5)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"1,\xff\xfe,3,4,5", "not_utf8"),
        (b"1,\0,3,4,5", "nul_byte"),
        (b"1,2,3,4", "wrong_number_of_cells"),
        (b"1,2,3,4,5,6", "wrong_number_of_cells"),
        (b"1," + b"x" * LINE_BYTES + b",3,4,5", "line_too_long"),
        (b"1," + b"x" * (LINE_BYTES * 9) + b",3,4,5", "line_too_long"),
        (b'1,"2"x,3,4,5', "quotes_malformed"),
    ],
)
def test_a_broken_line_is_named_and_stops_nothing_else(tmp_path, line, reason):
    found = read(tmp_path, HEADER + b"\n" + line + b"\n6,7,8,9,0\n")

    assert found == [(2, 2, reason), (3, 3, list("67890"))]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "feed_empty"),
        (b"\xef\xbb\xbf\n \n", "feed_empty"),
        (b"sfzmhm,xm,xb,gxsj\n", "feed_columns_missing"),
        (HEADER + b",nonsense\n", "feed_columns_unknown"),
        (HEADER + b",name\n", "feed_columns_twice"),
        (b"sfzmhm;xm;xb;csrq;gxsj\n", "feed_columns_unknown"),
        ("sfzmhm,xm,xb,csrq,gxsj\n".encode("utf-16"), "feed_not_text"),
        (b"PK\x03\x04\0\0\xff", "feed_not_text"),
        (gzip.compress(gzip.compress(HEADER, mtime=0), mtime=0), "feed_not_text"),
        (gzip.compress(HEADER + b"\n1,2,3,4,5" * 9000, mtime=0)[:-30], "feed_gzip_broken"),
        (b"\x1f\x8bnonsense", "feed_gzip_broken"),
        (b'"' + HEADER, "feed_header_malformed"),
    ],
)
def test_what_is_no_feed_is_refused_as_a_whole(tmp_path, content, code):
    assert refusal(tmp_path, content).code == code


def test_the_refusal_names_the_columns(tmp_path):
    assert "gender" in refusal(tmp_path, b"sfzmhm,xm,csrq,gxsj\n").sentence


def test_a_decompression_bomb_is_refused_with_flat_memory(tmp_path):
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb") as out:
        out.write(HEADER + b"\n")
        for _ in range(300):
            out.write(bytes(1 << 20))

    tracemalloc.start()
    with pytest.raises(RuleViolation, match="feed_bomb"), FeedFile(path, PERSONS) as source:
        list(source.records())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 8 << 20


def test_ndjson_is_told_by_its_content_and_keys_may_be_either_name(tmp_path):
    rows = [{"sfzmhm": "1", "name": "陈䶮"}, {"xm": None, "xb": 2, "id_number": ["a", "b"]}]
    content = b"\n".join(json.dumps(row).encode() for row in rows)

    found = read(tmp_path, content)

    assert [cells[1:4] for _, _, cells in found] == [["1", "陈䶮", ""], ["ab", "", "2"]]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "json_malformed"),
        (b"[" * 10_000, "json_malformed"),
        (b'{"xm":' * 9_000, "json_malformed"),
        (b'{"xm": ' + b"9" * 5000 + b"}", "json_malformed"),
        (b'"text"', "json_malformed"),
        (b'{"xm": "a", "xm": "b"}', "duplicate_column"),
        (b'{"xm": "a", "name": "b"}', "duplicate_column"),
        (b'{"xm": {"a": 1}}', "wrong_type"),
        (b'{"xm": true}', "wrong_type"),
        (b'{"xm": 1.5}', "wrong_type"),
        (b'{"what": 1}', "unknown_column"),
        (b'{"xm": "\\u0000"}', "nul_byte"),
    ],
)
def test_a_broken_json_line_is_named_and_stops_nothing_else(tmp_path, line, reason):
    found = read(tmp_path, b'{"xm":"a"}\n' + line + b'\n{"xm":"c"}\n')

    assert [cells if isinstance(cells, str) else cells[2] for _, _, cells in found] == ["a", reason, "c"]


def test_reading_goes_on_after_a_line(tmp_path):
    content = HEADER + b'\n1,1,1,1,1\n"2\n",2,2,2,2\n3,3,3,3,3\n'

    assert read(tmp_path, content, after=4) == [(5, 5, list("33333"))]


@given(content=st.binary(max_size=400), packed=st.booleans(), with_header=st.booleans())
def test_whatever_the_bytes_are_the_answer_is_records_or_a_refusal(
    tmp_path_factory, content, packed, with_header
):
    content = (HEADER + b"\n" if with_header else b"") + content
    path = tmp_path_factory.mktemp("feed") / "file"
    path.write_bytes(gzip.compress(content) if packed else content)

    with suppress(RuleViolation), FeedFile(path, PERSONS) as source:
        for first, last, cells in source.records():
            assert 1 <= first <= last
            assert isinstance(cells, Unfit) or len(cells) == len(source.header)


@given(rows=st.lists(st.lists(st.text(max_size=8), min_size=5, max_size=5), max_size=12))
def test_what_a_csv_writer_wrote_is_read_back(tmp_path_factory, rows):
    rows = [[cell.replace("\r", "\n").replace("\0", "") for cell in row] for row in rows]
    rows = [row for row in rows if not any(0xD800 <= ord(c) < 0xE000 for c in "".join(row))]
    text = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows)
    path = tmp_path_factory.mktemp("feed") / "file"
    path.write_bytes(HEADER + b"\n" + text.encode())
    readable = [row for row in rows if "".join(row).count("\n") <= JOINED_LINES]

    with FeedFile(path, PERSONS) as source:
        found = [cells for _, _, cells in source.records() if not isinstance(cells, Unfit)]

    assert len(readable) < len(rows) or found == rows
