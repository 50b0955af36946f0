"""Copies looked at: who has the text, what was changed in it, and what depends on what."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.measure import copies
from lib.measure.selection import Selection
from tests.small import opened


def row(corpus: Any, own: str) -> int:
    return int(corpus.row_of(own))


@pytest.mark.parametrize(
    ("selection", "selected", "stands"),
    [
        (Selection(), ["w1", "w2", "w3"], ["w1"]),
        (Selection(start=date(2025, 7, 2)), ["w2", "w3"], ["w2"]),
        (Selection(words="golf"), [], []),
    ],
)
def test_the_members_of_a_text_and_which_stands_for_it(
    wire: Any, selection: Selection, selected: list[str], stands: list[str]
) -> None:
    frame = copies.members(wire, selection, row(wire, "w3"))
    assert frame["own_id"].tolist() == ["w1", "w2", "w3"]
    assert frame["own_id"][frame["selected"]].tolist() == selected
    assert frame["own_id"][frame["stands"]].tolist() == stands


def test_an_article_without_copies_is_alone(wire: Any) -> None:
    assert copies.members(wire, Selection(), row(wire, "y1"))["own_id"].tolist() == ["y1"]


def test_how_many_copies_the_selection_has_of_each(wire: Any) -> None:
    rows = tuple(row(wire, own) for own in ("w1", "f2", "y1"))
    assert copies.copies_of(wire, Selection(), rows) == [2, 1, 0]
    assert copies.copies_of(wire, Selection(sources=("Gamma",)), rows) == [1, 0, 0]


def test_likeness_is_that_of_the_shingles(wire: Any) -> None:
    others = wire.clusters.members(row(wire, "w1"))
    frame = copies.likeness(wire, row(wire, "w1"), others)
    own = [str(wire.listed(others)["own_id"][number]) for number in frame.index]
    assert dict(zip(own, frame["containment"], strict=True)) == {"w1": 1, "w2": 1, "w3": 1}
    # w1 has 28 words and so 24 runs of five; w2 seven words more; w3 has the first 17.
    assert dict(zip(own, frame["jaccard"], strict=True)) == {"w1": 1, "w2": 24 / 31, "w3": 13 / 24}


# --- what was changed --------------------------------------------------------------------------


def shown(before: str, after: str) -> list[tuple[str, str]]:
    texts = {"gone": before, "same": after, "new": after}
    pieces = copies.changes(before, after).pieces
    return [(piece.kind, texts[piece.kind][slice(*piece.span)]) for piece in pieces]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("one two three", "one two three", [("same", "one two three")]),
        ("ONE, two; three", "One two three.", [("same", "One two three.")]),
        (
            "the price of wheat fell",
            "the price of barley fell",
            [("same", "the price of "), ("gone", "wheat "), ("new", "barley "), ("same", "fell")],
        ),
        (
            "the price of wheat fell",
            "the price of wheat fell again, he said",
            [("same", "the price of wheat fell "), ("new", "again, he said")],
        ),
        (
            "he said: the price of wheat fell",
            "the price of wheat fell",
            [("gone", "he said: "), ("same", "the price of wheat fell")],
        ),
        # One word that both have by chance is no more than a part of the change.
        (
            "first of all the old dam broke and all went home",
            "first of all some went by the boats and all went home",
            [
                ("same", "first of all "),
                ("gone", "the old dam broke "),
                ("new", "some went by the boats "),
                ("same", "and all went home"),
            ],
        ),
        ("nothing at all", "", [("gone", "nothing at all")]),
        ("", "something new", [("new", "something new")]),
    ],
)
def test_changes_word_by_word(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert shown(before, after) == expected


TEXTS = st.lists(st.sampled_from(["a", "b", "the", "Putin", "İstanbul", "停", "— ", "\n"])).map(
    " ".join
)


@given(TEXTS, TEXTS)
def test_the_pieces_are_the_second_text_and_the_words_of_the_first(before: str, after: str) -> None:
    found = copies.changes(before, after)
    pieces = shown(before, after)
    kept = "".join(text for kind, text in pieces if kind != "gone")
    assert kept == (after if copies.words(after) else "")
    assert found.gone + found.same == len(copies.words(before))
    assert found.new + found.same == len(copies.words(after))


def test_what_is_too_long_to_compare_is_cut_and_said() -> None:
    long = " ".join(f"w{number}" for number in range(copies.MOST_WORDS + 5))
    found = copies.changes(long, long)
    assert (found.same, found.cut) == (copies.MOST_WORDS, True)
    assert long[slice(*found.pieces[-1].span)].endswith(f"w{copies.MOST_WORDS - 1}")


# --- what depends on what ----------------------------------------------------------------------

NUMBERED = [f"n{number}" for number in range(100)]


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        (NUMBERED[:24], NUMBERED[:24], []),
        (NUMBERED[:25], NUMBERED[:25], [(0, 25)]),
        (NUMBERED, ["x", *NUMBERED[10:40], "y", *NUMBERED[60:90]], [(10, 40), (60, 90)]),
        (NUMBERED[:60], [*NUMBERED[30:60], *NUMBERED[:30]], [(0, 30), (30, 60)]),
        (["a"] * 30, ["a"] * 40, [(0, 30)]),
        ([], NUMBERED, []),
    ],
)
def test_passages_are_the_words_in_a_row_that_both_have(
    text: list[str], other: list[str], expected: list[tuple[int, int]]
) -> None:
    joined = " ".join(text)
    places = copies.words(joined)
    spans = [(places[start][0], places[end - 1][1]) for start, end in expected]
    assert copies.passages(joined, " ".join(other)) == spans


def test_three_tiers_of_dependence(wire: Any, tmp_path: Path) -> None:
    quoted = " ".join(NUMBERED[:30])
    apart = " ".join(f"own{number}" for number in range(60))
    rows = [
        {"id": "a", "source": "Post", "text": f"{apart} {quoted} Reuters reported on it."},
        {"id": "b", "source": "Reuters", "text": f"{quoted} and much else besides, in other words"},
        {"id": "c", "source": "Daily", "text": "Something quite different, Reuters reported."},
        {"id": "d", "source": "Daily", "text": "Nothing that any of the others has, in any way."},
    ]
    corpus = opened([{"title": r["id"], **r} for r in rows], tmp_path)
    others = tuple(row(corpus, own) for own in "bcd")
    found = copies.dependence(corpus, row(corpus, "a"), others)
    assert [one.tier for one in found] == [2, 2, 3]
    assert [one.words for one in found] == [30, 0, 0]
    assert [one.services for one in found] == [("Reuters",), ("Reuters",), ()]
    same = copies.dependence(wire, row(wire, "w1"), (row(wire, "w3"), row(wire, "y1")))
    assert [(one.tier, one.same_text) for one in same] == [(1, True), (3, False)]
