from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lib import corpus

Factory = Callable[..., Path]


def _parquet(table: pa.Table, **options: Any) -> bytes:
    written = io.BytesIO()
    pq.write_table(table, written, **options)
    return written.getvalue()


def _read(factory: Factory, data: bytes) -> list[corpus.Row | corpus.Reject]:
    return list(corpus.read(factory({"news.parquet": data}) / "news.parquet"))


def _articles(read: list[corpus.Row | corpus.Reject]) -> list[corpus.Article]:
    return [item.article for item in read if isinstance(item, corpus.Row)]


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (["2025-07-12"], pa.string(), (datetime(2025, 7, 12), False, None)),
        (["2025-07-12"], pa.large_string(), (datetime(2025, 7, 12), False, None)),
        (
            ["2025-07-12"],
            pa.dictionary(pa.int8(), pa.string()),
            (datetime(2025, 7, 12), False, None),
        ),
        ([date(2025, 7, 12)], pa.date32(), (datetime(2025, 7, 12), False, None)),
        ([date(2025, 7, 12)], pa.date64(), (datetime(2025, 7, 12), False, None)),
        ([datetime(2025, 7, 12)], pa.timestamp("ms"), (datetime(2025, 7, 12), False, None)),
        ([datetime(2025, 7, 12, 10)], pa.timestamp("us"), (datetime(2025, 7, 12, 10), True, None)),
        ([1752314400000000001], pa.timestamp("ns", "UTC"), (datetime(2025, 7, 12, 10), True, 0)),
        (
            [1752314400],
            pa.timestamp("s", "Europe/Kyiv"),
            (datetime(2025, 7, 12, 13), True, 180),
        ),
        ([1752314400], pa.int64(), (datetime(2025, 7, 12, 10), True, 0)),
        ([20250712], pa.int32(), (datetime(2025, 7, 12), False, None)),
        ([None], pa.string(), (None, False, None)),
    ],
)
def test_a_typed_date_is_read(
    corpus_factory: Factory, values: list[object], kind: pa.DataType, expected: object
) -> None:
    table = pa.table({"date": pa.array(values, kind), "text": ["A text."]})
    (article,) = _articles(_read(corpus_factory, _parquet(table)))
    assert (article.date, article.timed, article.offset) == expected


def test_texts_of_every_type_are_read(corpus_factory: Factory) -> None:
    table = pa.table(
        {
            "title": pa.array(["A title"], pa.large_string()),
            "text": pa.array([["One.", "Two."]], pa.list_(pa.string())),
            "source": pa.array([{"id": 1, "name": "Northline"}]),
            "authors": pa.array([["A. B.", "C. D."]]),
            "url": pa.array([b"https://example.org/a"]),
            "id": pa.array([7.0]),
            "score": pa.array([float("nan")]),
            "tags": pa.array([["x", None]]),
        }
    )
    (article,) = _articles(_read(corpus_factory, _parquet(table)))
    assert (article.title, article.text) == ("A title", "One.\nTwo.")
    assert (article.source, article.author) == ("Northline", "A. B., C. D.")
    assert (article.url, article.own_id) == ("https://example.org/a", "7")
    assert json.loads(article.extra) == {"source.id": 1, "tags": ["x", None]}


def test_the_rows_of_all_batches_are_counted_on(corpus_factory: Factory) -> None:
    texts = [f"Text {number}" for number in range(2000)]
    read = _read(corpus_factory, _parquet(pa.table({"text": texts}), row_group_size=700))
    assert [item.row for item in read] == list(range(1, 2001))
    assert [article.text for article in _articles(read)] == texts


def test_bytes_that_are_no_text_cost_their_row_alone(corpus_factory: Factory) -> None:
    table = pa.table({"text": pa.array([b"one", b"\xff\xfe", b"three"]), "date": [None] * 3})
    read = _read(corpus_factory, _parquet(table))
    assert [article.text for article in _articles(read)] == ["one", "three"]
    assert isinstance(read[1], corpus.Reject)
    assert "UTF-8" in read[1].reason


def test_a_timestamp_beyond_the_calendar_costs_its_row_alone(corpus_factory: Factory) -> None:
    stamps = pa.array([2**62, 1752314400000000], pa.timestamp("us"))
    read = _read(corpus_factory, _parquet(pa.table({"text": ["a", "b"], "date": stamps})))
    assert [isinstance(item, corpus.Reject) for item in read] == [True, False]


@pytest.mark.parametrize("keep", [4, 100, -1, -20])
def test_a_parquet_file_that_breaks_off_is_one_reject(corpus_factory: Factory, keep: int) -> None:
    (reject,) = _read(corpus_factory, _parquet(pa.table({"text": ["a"] * 100}))[:keep])
    assert isinstance(reject, corpus.Reject)
    assert "Parquet" in reject.reason


def test_a_damaged_row_group_leaves_the_ones_before(corpus_factory: Factory) -> None:
    texts = [f"Text {number}" for number in range(2048)]
    data = bytearray(_parquet(pa.table({"text": texts}), row_group_size=512, use_dictionary=False))
    third = pq.read_metadata(io.BytesIO(data)).row_group(2).column(0)
    data[third.data_page_offset : third.data_page_offset + 20] = b"\xff" * 20
    read = _read(corpus_factory, bytes(data))
    assert len(_articles(read)) == 1024
    assert isinstance(read[-1], corpus.Reject)
    assert read[-1].row == len(read)


def test_a_table_without_rows_is_one_reject(corpus_factory: Factory) -> None:
    (reject,) = _read(corpus_factory, _parquet(pa.table({"text": pa.array([], pa.string())})))
    assert isinstance(reject, corpus.Reject)
    assert "no rows" in reject.reason
