"""Everything that is found in an article: no text breaks it, and every span lies in its part."""

from __future__ import annotations

import datetime
import itertools
import random
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.annotate import Annotations, annotations
from tests.hostile import TEXTS

SEEDS = Path(__file__).parents[2] / "seeds"
DAY = datetime.date(2025, 7, 12)
WORDS = sorted({word for file in SEEDS.glob("*.txt") for word in file.read_text("utf-8").split()})
ODD = [
    "",
    "of",
    "and",
    "the",
    "said",
    "“",
    "”",
    '"',
    "'s",
    "—",
    "\n",
    "\n\n",
    "\u00a0",
    "\t",
    "\u2019",
]
ODD += [
    "U.S.",
    "I",
    "Mr.",
    "for",
    "a few minutes later",
    "İstanbul",
    "\u202e",
    "𝓡ubio",
    "(AP)",
    ",",
    ".",
]


def spans(found: Annotations) -> list[tuple[str, int, int]]:
    """The spans of all tables, with the part that they lie in."""
    tables = [getattr(found, name) for name in found.__slots__]
    rows: list[Any] = [row for table in tables if isinstance(table, list) for row in table]
    return [
        (getattr(row, "part", "text"), row.start, row.end) for row in rows if hasattr(row, "start")
    ]


def hold(title: str, text: str, date: datetime.date | None = DAY) -> None:
    """Annotate an article, and say whether every span is a stretch of its part."""
    length = {"title": len(title), "text": len(text)}
    for part, start, end in spans(annotations(title, text, date)):
        assert 0 <= start < end <= length[part]


NEWS = ["Putin", "Putin", "Russian", "Russia", "Kyiv", "Rubio", "he", "-", "–", "'s", "talks"]
NEWS += ["between", "by", "with", "met", "attack", "on", "denied", "that", "plans to", "call"]
NEWS += ["according to", "told", "Monday", "last", "week", "two", "days", "later", ". ", ", ", "“"]


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, *ODD * 40]), max_size=60), st.booleans())
def test_no_jumble_of_words_breaks_it(words: list[str], dated: bool) -> None:
    hold(" ".join(words[:8]), " ".join(words), DAY if dated else None)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(NEWS), max_size=16), st.sampled_from([" ", ""]))
def test_no_jumble_of_actors_and_deeds_breaks_it(words: list[str], joined: str) -> None:
    hold(" ".join(words[:5]), joined.join(words))


@pytest.mark.parametrize(
    "text",
    ["Russian-Russian talks failed.", "Talks between Putin and Putin.", "Putin-Putin call."],
)
def test_somebody_who_meets_himself_breaks_nothing(text: str) -> None:
    hold(text, text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=400))
def test_no_text_breaks_it(title: str, text: str) -> None:
    hold(title, text)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_text_breaks_nothing(text: str) -> None:
    hold(text[:300], text[:20_000])


def test_real_articles_and_pieces_of_them_break_nothing(real_data: Path) -> None:
    table = pq.read_table(real_data / "corpora" / "us_news_2012_2024.parquet")
    draw = random.Random(20250712)
    for row in draw.sample(range(table.num_rows), 60):
        title, text = (str(table.column(name)[row].as_py() or "") for name in ("title", "text"))
        hold(title, text[:6_000])
        words = text[:6_000].split(" ")
        draw.shuffle(words)
        hold(title, " ".join(itertools.chain(words, [title])))
