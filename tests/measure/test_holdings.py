"""What a corpus holds, on corpora small enough to count by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib import open_corpus
from lib.measure import holdings

ROWS = (
    "title,text,date,source,url\n"
    "One,wheat corn barley rye,2025-07-01,Alpha,http://a.example/1\n"
    "Two,wheat,2025-07-03,Alpha,\n"
    "Three,,2025-07-02,Beta,\n"
    "Four,corn and oats,,,\n"
    "One,wheat corn barley rye,2025-07-01,Alpha,http://a.example/1\n"
    "Five,rye,2025-02-30,Alpha,\n"
    "Six,rye,2025-04-31,Alpha,\n"
    ",,2025-07-02,Alpha,\n"
)


@pytest.fixture
def opened(corpus_factory: Callable[..., Path], store_root: Path) -> Any:
    return open_corpus(corpus_factory({"rows.csv": ROWS}), store_root)


@pytest.fixture
def empty(corpus_factory: Callable[..., Path], store_root: Path) -> Any:
    return open_corpus(corpus_factory({"none/.keep": ""}, "empty"), store_root)


def test_counts_add_up(opened: Any) -> None:
    expected = {"read": 8, "accepted": 5, "rejected": 3, "repeats": 1, "articles": 4}
    assert opened.counts | expected == opened.counts
    assert holdings.span(opened) == ("2025-07-01", "2025-07-03")


def test_sources_have_their_shares_and_days(opened: Any) -> None:
    found = holdings.sources(opened).set_index("source")
    assert found.articles.to_dict() == {"Alpha": 2, "": 1, "Beta": 1}
    assert found.share.to_dict() == {"Alpha": 0.5, "": 0.25, "Beta": 0.25}
    assert found.words.to_dict() == {"Alpha": 7, "": 4, "Beta": 1}
    assert found.share_of_words["Alpha"] == pytest.approx(7 / 12)
    assert found["first"]["Alpha"] == pd.Timestamp("2025-07-01")
    assert found["last"]["Alpha"] == pd.Timestamp("2025-07-03")
    assert pd.isna(found["first"][""])


def test_reasons_that_differ_in_what_was_written_are_one(opened: Any) -> None:
    found = holdings.reasons(opened)
    assert found.rows.tolist() == [2, 1]
    assert found.files.tolist() == [1, 1]
    assert "2025-02-30" in found.example[0] and "2025-02-30" not in found.reason[0]
    assert int(found.rows.sum()) == opened.counts["rejected"]


def test_lengths_run_from_the_shortest_class_to_the_longest(opened: Any) -> None:
    found = holdings.lengths(opened)
    assert found.label.tolist() == ["1 to 49 words"]
    assert found["count"].tolist() == [4]
    assert holdings.of_length(opened, int(found.key[0])).all()


@pytest.mark.parametrize(
    ("words", "label"),
    [
        (0, "no word"),
        (1, "1 to 49 words"),
        (49, "1 to 49 words"),
        (50, "50 to 99 words"),
        (10_000, "10,000 words and more"),
        (99_999, "10,000 words and more"),
    ],
)
def test_classes_of_length(opened: Any, words: int, label: str) -> None:
    opened.words = np.full(4, words, np.int32)
    assert holdings.lengths(opened).label.tolist() == [label]


def test_classes_between_two_that_are_used_are_shown_as_zero(opened: Any) -> None:
    opened.words = np.array([10, 10, 160, 20], np.int32)
    assert holdings.lengths(opened)["count"].tolist() == [3, 0, 0, 1]


def test_what_articles_lack(opened: Any) -> None:
    found = holdings.missing(opened).set_index("field").articles.to_dict()
    assert found == {
        "date": 1,
        "title": 0,
        "text": 1,
        "source": 1,
        "url": 3,
        "author": 4,
        "language": 4,
        "own_id": 4,
    }
    assert opened.title(int(np.flatnonzero(opened.lacking("date"))[0])) == "Four"


def test_repeats_name_every_place(opened: Any) -> None:
    found = holdings.repeats(opened)
    assert found[["title", "places", "file", "row"]].to_numpy().tolist() == [
        ["One", 2, "rows.csv", 1],
        ["One", 2, "rows.csv", 5],
    ]


def test_changes_count_what_is_new_and_what_is_gone(opened: Any, store_root: Path) -> None:
    path = opened.path / "rows.csv"
    path.write_text(ROWS.replace("Two,wheat", "Two,spelt") + "Seven,rye,2025-07-04,Beta,\n")
    after = open_corpus(opened.path, store_root)
    assert holdings.changes(opened, after) == (2, 1)
    assert holdings.changes(after, opened) == (1, 2)
    assert holdings.changes(opened, opened) == (0, 0)


def test_an_empty_corpus_has_empty_tables(empty: Any) -> None:
    for measure in (holdings.sources, holdings.reasons, holdings.lengths, holdings.repeats):
        assert measure(empty).empty
    assert holdings.missing(empty).articles.tolist() == [0] * len(holdings.FIELDS)
    assert holdings.span(empty) is None
