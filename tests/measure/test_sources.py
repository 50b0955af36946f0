"""Sources: who has a text first, who carries whose, and the articles behind every number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.measure import selection as sel
from lib.measure import sources
from lib.measure.selection import Selection
from tests.small import opened, own_ids

NAMES = ("Alpha Wire", "Beta Post", "Gamma")


def counts(corpus: Any, selection: Selection) -> dict[str, tuple[int, ...]]:
    frame = sources.by_source(corpus, selection)
    columns = [frame[name] for name in ("publications", *sources.STATES)]
    return dict(zip(frame["key"], zip(*columns, strict=True), strict=True))


def test_publications_of_each_source_by_what_they_are(wire: Any) -> None:
    # Alpha Wire has the call first; of the flood, on one day without an hour, nobody knows.
    assert counts(wire, Selection()) == {
        "Beta Post": (3, 1, 0, 1, 1),
        "Alpha Wire": (2, 0, 1, 1, 0),
        "Gamma": (1, 0, 0, 0, 1),
    }
    frame = sources.by_source(wire, Selection()).set_index("key")
    assert frame["own_share"].to_dict() == {"Beta Post": 1 / 3, "Alpha Wire": 0.5, "Gamma": 0}
    assert frame["copy_share"].to_dict() == {"Beta Post": 1 / 3, "Alpha Wire": 0, "Gamma": 1}
    assert frame["common_texts"].to_dict() == {"Beta Post": 2, "Alpha Wire": 2, "Gamma": 1}
    assert frame["first_texts"].to_dict() == {"Beta Post": 0, "Alpha Wire": 1, "Gamma": 0}


def test_publications_are_counted_whatever_the_switch_says(wire: Any) -> None:
    assert counts(wire, Selection()) == counts(wire, Selection(once=False))


def test_what_nobody_else_of_the_selection_has_is_ones_own(wire: Any) -> None:
    own = {"Beta Post": (3, 3, 0, 0, 0)}
    assert counts(wire, Selection(sources=("Beta Post",))) == own
    assert counts(wire, Selection(words="nothing")) == {}


def test_who_carries_whose(wire: Any) -> None:
    frame = sources.carried(wire, Selection())
    assert list(frame.itertuples(index=False, name=None)) == [
        ("Alpha Wire", "Beta Post", 1, 1),
        ("Alpha Wire", "Gamma", 1, 1),
        (sources.SAME_DAY, "Alpha Wire", 1, 1),
        (sources.SAME_DAY, "Beta Post", 1, 1),
    ]


def test_how_far_a_text_went(wire: Any) -> None:
    frame = sources.spread(wire, Selection())
    assert frame["title"].tolist() == ["Presidents speak", "The river takes two bridges"]
    columns = [frame[name].tolist() for name in ("publications", "sources", "days")]
    assert columns == [[3, 2], [3, 2], [8, 1]]
    behind = [sources.articles_of_text(wire, Selection(), key) for key in frame["key"]]
    assert [own_ids(wire, rows) for rows in behind] == [["w3", "w2", "w1"], ["f1", "f2"]]
    later = sources.spread(wire, Selection(words="truce", sources=("Beta Post", "Gamma")))
    assert later["title"].tolist() == ["A long call"]
    assert sources.spread(wire, Selection(words="golf")).empty


@pytest.mark.parametrize(
    ("source", "state", "expected"),
    [
        ("Beta Post", None, ["y1", "w2", "f2"]),
        ("Beta Post", "later", ["w2"]),
        ("Alpha Wire", "first", ["w1"]),
        ("Alpha Wire", "unknown", ["f1"]),
        ("Gamma", "own", []),
        ("Nobody", None, []),
    ],
)
def test_the_articles_behind_a_number(
    wire: Any, source: str, state: str | None, expected: list[str]
) -> None:
    assert own_ids(wire, sources.articles(wire, Selection(), source, state)) == expected


@given(st.sampled_from(["", "truce", "farmers OR golf", "bridges"]), st.booleans())
def test_every_number_opens_as_many_articles_as_it_says(wire: Any, words: str, once: bool) -> None:
    selection = Selection(words=words, once=once)
    frame = sources.by_source(wire, selection)
    for line in frame.itertuples():
        sizes = [
            len(sources.articles(wire, selection, line.key, state)) for state in sources.STATES
        ]
        assert sizes == [line.own, line.first, line.unknown, line.later]
        assert sum(sizes) == line.publications == len(sources.articles(wire, selection, line.key))
    for line in sources.carried(wire, selection).itertuples():
        behind = sources.articles_carried(wire, selection, line.origin, line.carrier)
        assert len(behind) == line.publications
    assert frame["publications"].sum() == sel.resolve(wire, selection).published


TEXT = " ".join(f"word{number}" for number in range(30))


@pytest.mark.parametrize(
    ("dates", "states"),
    [
        # day alone, or with an hour; who is first, who later, and where it is unknown
        (("2025-07-01", "2025-07-02"), ("first", "later")),
        (("2025-07-01", "2025-07-01"), ("unknown", "unknown")),
        (("2025-07-01T09:00", "2025-07-01T08:00"), ("later", "first")),
        (("2025-07-01T09:00", "2025-07-01T09:00"), ("unknown", "unknown")),
        (("2025-07-01T09:00", "2025-07-01"), ("unknown", "unknown")),
        (("2025-07-01T09:00", "2025-07-01", "2025-07-01T10:00"), ("unknown", "unknown", "later")),
        (("2025-07-01T09:00+02:00", "2025-07-01T08:00+00:00"), ("first", "later")),
        (("2025-07-01", ""), ("first", "unknown")),
        (("", ""), ("unknown", "unknown")),
        (("2025-07-01T23:00", "2025-07-02"), ("first", "later")),
    ],
)
def test_the_order_of_publication(
    tmp_path: Path, dates: tuple[str, ...], states: tuple[str, ...]
) -> None:
    rows = [
        {"id": f"r{n}", "title": f"T{n}", "text": TEXT, "source": f"S{n}", "date": day}
        for n, day in enumerate(dates)
    ]
    corpus = opened(rows, tmp_path)
    found = [
        state
        for n in range(len(dates))
        for state in sources.STATES
        if len(sources.articles(corpus, Selection(), f"S{n}", state))
    ]
    assert tuple(found) == states


def test_a_second_version_of_ones_own_text_is_no_copy_of_another(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "title": "A", "text": TEXT, "source": "S", "date": "2025-07-01"},
        {"id": "b", "title": "B", "text": TEXT, "source": "S", "date": "2025-07-02"},
    ]
    assert counts(opened(rows, tmp_path), Selection()) == {"S": (2, 2, 0, 0, 0)}
    other = {"id": "c", "title": "C", "text": TEXT, "source": "T", "date": "2025-07-02"}
    corpus = opened([*rows, other], tmp_path / "three")
    # The first source's later version is of a text that it had first.
    assert counts(corpus, Selection()) == {"S": (2, 0, 2, 0, 0), "T": (1, 0, 0, 0, 1)}
