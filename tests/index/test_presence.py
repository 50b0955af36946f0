"""Presence counts what the mentions say, for any selection, and grows with the corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.annotate import KINDS
from lib.index import presence

ARTICLES, ACTORS = 30, 6


def mentions(seed: int, articles: int = ARTICLES, each: float = 4.0) -> pd.DataFrame:
    """Mentions drawn at random, in the order of their articles; some articles have none."""
    draw = np.random.default_rng(seed)
    article = np.repeat(np.arange(articles), draw.poisson(each, articles))
    size = len(article)
    return pd.DataFrame(
        {
            "article": article,
            "actor": draw.integers(0, ACTORS, size),
            "kind": draw.integers(0, len(KINDS), size),
        }
    )


def made(frame: pd.DataFrame, articles: int = ARTICLES) -> presence.Presence:
    return presence.of_mentions(
        *(frame[name].to_numpy() for name in ("article", "actor", "kind")), articles
    )


def as_frame(counted: presence.Counted) -> pd.DataFrame:
    return pd.DataFrame(
        {"article": counted.article, "actor": counted.actor, "mentions": counted.mentions}
    ).astype("int64")


MASKS = {
    "all": np.ones(ARTICLES, bool),
    "none": np.zeros(ARTICLES, bool),
    "one": np.arange(ARTICLES) == 7,
    "a run": np.isin(np.arange(ARTICLES), range(4, 12)),
    "scattered": np.arange(ARTICLES) % 3 == 1,
}


@pytest.mark.parametrize("kinds", [("name",), ("name", "title", "metonym"), KINDS, ()])
@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_counts_are_those_of_the_mentions(mask: Any, kinds: tuple[str, ...]) -> None:
    frame = mentions(1)
    counts = np.isin(np.array(KINDS), kinds)
    inside = frame[mask[frame.article] & counts[frame.kind]]
    expected = inside.groupby(["article", "actor"]).size().rename("mentions").reset_index()
    found = as_frame(made(frame).counted(mask, counts))
    pd.testing.assert_frame_equal(found, expected.astype("int64"), check_index_type=False)


@pytest.mark.parametrize("each", [0.0, 4.0], ids=["no mention", "mentions"])
def test_what_follows_is_as_if_made_together(tmp_path: Path, each: float) -> None:
    first, then = mentions(2), mentions(3, 8, each)
    together = made(pd.concat([first, then.assign(article=then.article + ARTICLES)]), ARTICLES + 8)
    later = made(then.assign(article=then.article + ARTICLES), ARTICLES + 8)
    presence.write(tmp_path, presence.followed(made(first), later))
    grown = presence.read(tmp_path)
    for name in ("offsets", "actor", "kind", "count"):
        assert getattr(grown, name).tolist() == getattr(together, name).tolist()


def test_ranges_are_the_places_of_each_row() -> None:
    offsets = np.array([0, 2, 2, 5, 6])
    things = np.arange(6)
    assert things[presence.ranges(offsets, np.array([0, 2]))].tolist() == [0, 1, 2, 3, 4]
    assert things[presence.ranges(offsets, np.array([1, 2]))].tolist() == [2, 3, 4]
    assert things[presence.ranges(offsets, np.array([], int))].tolist() == []
