from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.corpus import tables
from lib.corpus.schema import BrokenFile
from lib.corpus.tables import Broken, Dialect, Table, header, sniff


def _lines(text: str) -> list[str]:
    return io.StringIO(text, newline="").readlines()


def _dated(names: list[str], cells: list[str]) -> bool | None:
    cell = cells[0]
    return True if cell.startswith("2025-") else False if len(cell) > 10 else None


def _read(text: str, dialect: Dialect = Dialect(",")) -> list[list[str] | str]:  # noqa: B008
    found = Table(iter(_lines(text)), dialect, _dated)
    return [record.reason if isinstance(record, Broken) else record for record in found]


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("date,title,text\n2025-07-12,a,b\n", Dialect(",")),
        ('date;title;text\n2025-07-12;"a; b";"c, d"\n', Dialect(";")),
        ("date\ttitle\ttext\n2025-07-12\ta, b\tc, d\n", Dialect("\t")),
        ("date|title|text\n2025-07-12|a, b|c; d\n", Dialect("|")),
        ("sep=;\ndate;title\n2025-07-12;a\n", Dialect(";")),
        ('"date", "title"\n"2025-07-12", "a, b"\n', Dialect(",", spaced=True)),
        ('title,text\n"a","He said \\"so, yes\\"."\n', Dialect(",", escape="\\")),
        ("'title','text'\n'a, b','c'\n", Dialect(",", quote="'")),
        ('title\ttext\n"So" he said\tb\nand "so\tb\n', Dialect("\t", quote="")),
        ("title,text\n1,a,b\n2,c,d\n", Dialect(",", named_rows=True)),
        ("text\nhello\n", Dialect(",")),
        ("Kopf;Inhalt\na, b;c\nd;e, f, g\n", Dialect(";")),
    ],
)
def test_how_a_table_is_written_is_sniffed(text: str, dialect: Dialect) -> None:
    found = sniff(_lines(text))
    assert found is not None
    assert found[0] == dialect


@pytest.mark.parametrize("text", ["", "\n\n", "sep=;\n"])
def test_no_line_is_no_table(text: str) -> None:
    assert sniff(_lines(text)) is None


def test_the_names_of_columns_are_told_apart() -> None:
    head = _lines("\ufeff text , date,text,\n")
    assert header(head, Dialect(",")) == ["text", "date", "text (2)", ""]


@pytest.mark.parametrize(
    ("row", "record"),
    [
        ('2025-07-12,"a, b","c ""d"" e"', ["2025-07-12", "a, b", 'c "d" e']),
        ('2025-07-12,a,"b\n\nc, d,e"', ["2025-07-12", "a", "b\n\nc, d,e"]),
        ('2025-07-12,"He said "no, so" then",b', ["2025-07-12", 'He said "no, so" then', "b"]),
        ('2025-07-12,a "so" b,c', ["2025-07-12", 'a "so" b', "c"]),
        ("2025-07-12,a,b,,", ["2025-07-12", "a", "b"]),
        ("2025-07-12,a\0b,c", ["2025-07-12", "a\0b", "c"]),
        ('2025-07-12,a,"' + "x" * 300_000 + '"', ["2025-07-12", "a", "x" * 300_000]),
    ],
)
def test_a_row_is_read_as_it_was_meant(row: str, record: list[str]) -> None:
    text = f"date,title,text\n{row}\n\n2025-07-13,next,row\n"
    assert _read(text) == [record, ["2025-07-13", "next", "row"]]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2025-07-12,a", "line 2 has 2 cells where the header has 3"),
        ("2025-07-12,a,b,c", "line 2 has 4 cells where the header has 3"),
        ('2025-07-12,"a,b', "line 2: a quote is opened and not closed"),
        ('2025-07-12,"a,b\nand more\nof it', "lines 2 to 4: a quote is opened and not closed"),
        ('2025-07-12,a,"b "so", c\n"and" more"', "lines 2 to 3: a quote within a quoted cell"),
        ("2025-07-12,a\udcff,b", "line 2 has bytes that are no text"),
    ],
)
def test_a_broken_row_costs_itself_alone(row: str, said: str) -> None:
    text = f"date,title,text\n{row}\n2025-07-13,next,row\n2025-07-14,and,another\n"
    broken, *rest = _read(text)
    assert isinstance(broken, str)
    assert broken.startswith(said)
    assert rest == [["2025-07-13", "next", "row"], ["2025-07-14", "and", "another"]]


def test_rows_swallowed_by_a_quote_that_closes_later_are_given_back() -> None:
    text = (
        'date,title,text\n2025-07-11,"open,b\n2025-07-12,c,d\n2025-07-13,e,f\n'
        '2025-07-14,close",g\n2025-07-15,h,i\n'
    )
    broken, *rest = _read(text)
    assert isinstance(broken, str)
    assert [record[0] for record in rest] == [f"2025-07-{day}" for day in (12, 13, 14, 15)]


def test_a_record_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LONGEST_RECORD", 1000)
    text = 'date,title,text\n2025-07-11,"open,b\n' + "2025-07-12,c,d\n" * 1000
    broken, *rest = _read(text)
    assert isinstance(broken, str)
    assert len(rest) == 1000


def test_a_header_that_is_never_closed_is_broken() -> None:
    with pytest.raises(BrokenFile, match="header"):
        Table(iter(_lines('"date,title\n2025-07-12,a\n')), Dialect(","))


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [["date", "title", "text"], *rows]
    )
    table = Table(iter(_lines(written.getvalue())), Dialect(","))
    assert list(table) == rows
