"""Files to take away: nothing in them runs, nothing is lost, and they say what they are."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.measure import export
from lib.measure import selection as sel
from lib.measure.selection import Selection
from tests import hostile
from tests.small import NINE, opened

FORMULA = tuple("=+-@\t\r＝＋－＠")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("truce", "truce"),
        ("", ""),
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("\n=1", "'\n=1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("-12.5", "-12.5"),
        ("+7", "+7"),
        ("-1e5", "-1e5"),
        ("-1 apple", "'-1 apple"),
        ("-1\n=2", "'-1\n=2"),
        ("a=b", "a=b"),
        ("a\x00b", "a␀b"),
        ("\x00=1", "␀=1"),
        ("a\ud800b", "a\ufffdb"),
        ("'=1", "'=1"),
        (-5, -5),
        (None, None),
        (2.5, 2.5),
        (date(2025, 7, 1), date(2025, 7, 1)),
    ],
)
def test_no_cell_runs_as_a_formula(value: object, expected: object) -> None:
    assert export.cell(value) == expected


@given(st.text(st.characters(), max_size=30))
def test_any_text_is_safe_in_a_cell(text: str) -> None:
    cell = export.cell(text)
    assert isinstance(cell, str)
    cell.encode()
    try:
        float(cell.replace(",", ".", 1))
    except ValueError:
        assert not cell.lstrip(" \n\u00a0\u3000\u200b\ufeff").startswith(FORMULA)


def read_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_table_is_written_with_safe_cells_and_names() -> None:
    frame = pd.DataFrame(
        {
            "=name": ["@x", 'a, "b"\nc'],
            "n": [-1, 2],
            "day": pd.to_datetime(["2025-07-01", None]),
        },
        index=[4, 4],
    )
    assert read_csv(export.csv(frame)) == [
        ["'=name", "n", "day"],
        ["'@x", "-1", "2025-07-01"],
        ['a, "b"\nc', "2", ""],
    ]
    assert frame.columns[0] == "=name"  # the frame itself is left as it was


def test_an_empty_table_has_its_names() -> None:
    assert read_csv(export.csv(pd.DataFrame({"a": [], "b": []}))) == [["a", "b"]]


def test_hostile_articles_make_no_formula(tmp_path: Path) -> None:
    records = [{"id": str(n), "title": t, "text": t} for n, t in enumerate(hostile.TEXTS.values())]
    corpus = opened(records, tmp_path)
    rows = read_csv(export.csv(export.articles(corpus, np.asarray(corpus.order))))
    assert len(rows) == len(corpus) + 1
    number = export._NUMBER
    for row in rows[1:]:
        for cell in row:
            assert number.fullmatch(cell) or not cell.lstrip(" \n").startswith(FORMULA)


# Articles


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Two articles: one in the founding format with a code, and one of a table without."""
    folder = tmp_path_factory.mktemp("coded")
    (folder / "c").mkdir()
    (folder / "c" / "one.txt").write_text(" date 2025-07-12 403\nA title\nLONDON - A text.\n")
    (folder / "c" / "two.jsonl").write_text(
        json.dumps({"id": "x", "date": "2025-07-11T08:30:00", "title": "Two", "text": "Words."})
    )
    from lib import open_corpus

    return open_corpus(folder / "c", folder / "store", workers=1)


def test_articles_keep_their_order_their_hour_and_whole_codes(coded: Any) -> None:
    frame = export.articles(coded, np.asarray(coded.order))
    assert frame["own_id"].tolist() == ["one", "x"]
    assert frame["date"].tolist() == ["2025-07-12", "2025-07-11T08:30:00"]
    first, second = read_csv(export.csv(frame))[1:]
    place = frame.columns.get_loc("code")
    assert (first[place], second[place]) == ("403", "")


def test_json_lines_hold_the_same(coded: Any) -> None:
    frame = export.articles(coded, np.asarray(coded.order))
    lines = export.encoded(frame, "jsonl").decode().splitlines()
    first, second = (json.loads(line) for line in lines)
    assert (first["code"], second["code"]) == (403, None)
    assert list(first) == frame.columns.tolist()


def test_parquet_holds_the_same(coded: Any) -> None:
    frame = export.articles(coded, np.asarray(coded.order))
    table = pq.read_table(io.BytesIO(export.encoded(frame, "parquet")))
    assert table.column_names == frame.columns.tolist()
    assert table.column("code").to_pylist() == [403, None]
    assert table.column("text").to_pylist() == frame["text"].tolist()


@pytest.mark.parametrize("form", export.FORMATS)
def test_no_article_makes_a_file_with_its_columns(nine: Any, form: str) -> None:
    frame = export.articles(nine, np.zeros(0, np.int32))
    assert len(frame) == 0
    data = export.encoded(frame, form)
    if form == "csv":
        assert read_csv(data) == [frame.columns.tolist()]
    if form == "parquet":
        assert pq.read_table(io.BytesIO(data)).column_names == frame.columns.tolist()


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_tables_with_days_and_numbers_are_written(nine: Any, form: str) -> None:
    from lib.measure import actors

    assert export.encoded(actors.ranking(nine, Selection()), form)


def test_an_unknown_format_is_said() -> None:
    with pytest.raises(ValueError, match="xlsx is no export format; csv, parquet, jsonl are"):
        export.encoded(pd.DataFrame(), "xlsx")


# What an export is of


def test_an_export_says_what_it_is(nine: Any) -> None:
    selection = Selection(words="truce", any_of=("vladimir-putin", "donald-trump"))
    rows = sel.sorted_rows(nine, sel.resolve(nine, selection))
    about = export.provenance(nine, selection, rows)
    assert about["selection"] == {"q": ["truce"], "any": ["vladimir-putin", "donald-trump"]}
    assert (about["articles"], about["of"]) == (4, 9)
    assert about["digest"] == nine.digest
    assert about["corpus"] == "articles"
    assert sel.from_link(about["link"], nine) == (selection, [])


def test_a_bundle_holds_the_articles_and_the_selection(nine: Any) -> None:
    rows = np.array([nine.row_of("a2"), nine.row_of("a1")], np.int32)
    with zipfile.ZipFile(io.BytesIO(export.bundle(nine, Selection(), rows, "jsonl"))) as archive:
        assert archive.namelist() == ["articles.jsonl", "selection.json"]
        lines = archive.read("articles.jsonl").decode().splitlines()
        about = json.loads(archive.read("selection.json"))
    assert [json.loads(line)["own_id"] for line in lines] == ["a2", "a1"]
    assert json.loads(lines[1])["text"] == NINE[0]["text"]
    assert about["articles"] == 2


def test_a_file_is_written_whole_with_what_it_is_beside_it(nine: Any, tmp_path: Path) -> None:
    rows = np.asarray(nine.order)
    target = tmp_path / "Out.CSV"
    beside = export.write(nine, Selection(), rows, target)
    assert beside.name == "Out.CSV.selection.json"
    assert len(read_csv(target.read_bytes())) == 10
    assert json.loads(beside.read_text("utf-8"))["articles"] == 9
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Out.CSV", beside.name]
    with pytest.raises(ValueError, match="no export format"):
        export.write(nine, Selection(), rows, tmp_path / "out.xlsx")


@pytest.mark.parametrize(
    ("day", "timed", "expected"),
    [
        (None, False, ""),
        (pd.NaT, True, ""),
        (pd.Timestamp("2025-07-01"), False, "2025-07-01"),
        (pd.Timestamp("2025-07-01"), True, "2025-07-01T00:00:00"),
    ],
)
def test_dates_are_written_as_they_came(day: Any, timed: bool, expected: str) -> None:
    assert export.written_date(day, timed) == expected
