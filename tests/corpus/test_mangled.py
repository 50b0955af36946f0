"""Whatever happens to a file, each row comes out accepted or rejected, and nothing raises."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib import corpus

ROWS = [
    {
        "date": f"2025-07-{day:02}",
        "title": f"Talks, day {day}",
        "text": f'The "minister", he said,\nspoke — for {day} hours.',
        "source": {"name": "Northline"},
    }
    for day in range(1, 13)
]


def _csv() -> bytes:
    lines = ["date,title,text"]
    for row in ROWS:
        text = str(row["text"]).replace('"', '""')
        lines.append(f'{row["date"]},"{row["title"]}","{text}"')
    return "\n".join(lines).encode() + b"\n"


def _jsonl() -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", _csv())
        archive.writestr("b.jsonl", _jsonl())
    return packed.getvalue()


def _parquet() -> bytes:
    packed = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), packed)
    return packed.getvalue()


WHOLE: dict[str, bytes] = {
    "news.csv": _csv(),
    "news.utf16.csv": _csv().decode().encode("utf-16"),
    "news.jsonl": _jsonl(),
    "news.json": json.dumps({"status": "ok", "articles": ROWS}).encode(),
    "news.csv.gz": gzip.compress(_csv(), mtime=0),
    "news.zip": _zip(),
    "news.parquet": _parquet(),
    "news.txt": b" date 2025-07-12 403\nA title\nA paragraph.\n",
}

Damage = Callable[[bytes], bytes]


def _damages(size: int) -> st.SearchStrategy[Damage]:
    place = st.integers(0, size)
    return st.one_of(
        place.map(lambda at: lambda data: data[:at]),
        place.map(lambda at: lambda data: data[:at] + b"\0\0" + data[at:]),
        place.map(lambda at: lambda data: data[:at] + b'"' + data[at:]),
        place.map(lambda at: lambda data: data[:at] + b"\xff\xfe\x81" + data[at:]),
        place.map(lambda at: lambda data: b"".join(data.splitlines(True)[at % 9 :] * 2)),
        st.tuples(place, st.integers(1, 255)).map(
            lambda flip: (
                lambda data: (
                    data[: flip[0]]
                    + bytes(byte ^ flip[1] for byte in data[flip[0] : flip[0] + 1])
                    + data[flip[0] + 1 :]
                )
            )
        ),
    )


def _read(folder: Path, name: str, data: bytes) -> list[corpus.Row | corpus.Reject]:
    (folder / name).write_bytes(data)
    return list(corpus.read(folder / name))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mangled")


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_read_is_accepted_and_rejected_whatever_the_damage(
    folder: Path, name: str, data: st.DataObject
) -> None:
    whole = WHOLE[name]
    damages = data.draw(st.lists(_damages(len(whole)), min_size=1, max_size=3))
    for damage in damages:
        whole = damage(whole)
    read = _read(folder, name, whole)
    assert read, "a file of which nothing is said"
    rows = [item for item in read if isinstance(item, corpus.Row)]
    rejects = [item for item in read if isinstance(item, corpus.Reject)]
    assert len(rows) + len(rejects) == len(read)
    assert all(reject.reason and reject.file.startswith(name) for reject in rejects)
    assert all(row.article.title.strip() or row.article.text.strip() for row in rows)
    places = [(item.file, item.row) for item in read if item.row]
    assert len(places) == len(set(places)), "two rows at one place"
    for row in rows:
        json.dumps(row.article.extra).encode()
        (row.article.title + row.article.text + row.article.source).encode()


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=600), ending=st.sampled_from(["csv", "txt", "json", "jsonl", "gz"]))
def test_any_bytes_are_read_or_rejected(folder: Path, data: bytes, ending: str) -> None:
    assert _read(folder, f"junk.{ending}", data)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet='",;\t\n ab1{}[]:\\é', max_size=200))
def test_any_text_is_read_or_rejected(folder: Path, text: str) -> None:
    for ending in ("csv", "txt", "json", "jsonl"):
        assert _read(folder, f"text.{ending}", text.encode())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lost=st.integers(0, len(ROWS) - 1), quote=st.booleans())
def test_a_bad_line_of_json_costs_itself_alone(folder: Path, lost: int, quote: bool) -> None:
    lines = _jsonl().splitlines(keepends=True)
    lines[lost] = lines[lost].replace(b'"title"', b'"title' if quote else b"title")
    read = _read(folder, "line.jsonl", b"".join(lines))
    assert [item.row for item in read if isinstance(item, corpus.Reject)] == [lost + 1]
    assert len(read) == len(ROWS)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lost=st.integers(0, len(ROWS) - 1))
def test_an_open_quote_in_a_table_costs_no_other_row(folder: Path, lost: int) -> None:
    rows = [f'{row["date"]},"{row["title"]}",spoke for hours' for row in ROWS]
    rows[lost] = rows[lost].replace('",spoke', ",spoke")
    read = _read(folder, "open.csv", "\n".join(["date,title,text", *rows]).encode())
    titles = [item.article.title for item in read if isinstance(item, corpus.Row)]
    assert titles == [row["title"] for number, row in enumerate(ROWS) if number != lost]
    assert len(read) == len(ROWS)
