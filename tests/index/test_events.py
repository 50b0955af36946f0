"""Which tellings are of one event, whatever their order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import annotate
from lib.index.events import RECENT, Tellings, pool

NONE = -(2**31)
ANN, BOB, CAT = 0, 1, 2
DAY = 20_000


def telling(
    type_: str = "CONSULT",
    mode: str = "meet",
    source: int = ANN,
    target: int = BOB,
    first: int = NONE,
    last: int | None = None,
    *,
    text: int = 0,
    status: str = "stated",
    published: int = DAY + 1,
) -> tuple[int, ...]:
    return (
        text,
        annotate.TYPES.index(type_),
        annotate.modes().index(mode),
        annotate.STATUSES.index(status),
        source,
        target,
        first,
        first if last is None else last,
        published,
    )


def pooled(told: list[tuple[int, ...]]) -> tuple[list[int], list[dict[str, Any]]]:
    """The event of each telling, and the events with names for their codes."""
    columns = [np.array(column, np.int64) for column in zip(*told, strict=True)]
    numbers, table = pool(Tellings(*columns, none=NONE))
    events = table.to_pylist()
    for event in events:
        event["mode"] = annotate.modes()[event["mode"]]
        event["status"] = annotate.STATUSES[event["status"]]
    return numbers.tolist(), events


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (telling(first=DAY), telling(first=DAY, text=1), True),
        (telling(first=DAY), telling(first=DAY + 1), False),
        (telling(first=DAY), telling(first=DAY, source=CAT), False),
        # Where both do the same, who is named first does not matter; else it does.
        (telling(first=DAY), telling(first=DAY, source=BOB, target=ANN), True),
        (
            telling("ASSAULT", "attack", first=DAY),
            telling("ASSAULT", "attack", BOB, ANN, first=DAY),
            False,
        ),
        (telling(mode="visit", first=DAY), telling("CONSULT", "visit", BOB, ANN, DAY), False),
        # Meetings and talks are one, calls are not; of other types every mode is.
        (telling(first=DAY), telling(mode="talk", first=DAY), True),
        (telling(first=DAY), telling(mode="call", first=DAY), False),
        (
            telling("ASSAULT", "attack", first=DAY),
            telling("ASSAULT", "airstrike", first=DAY),
            True,
        ),
        # A vague date.
        (telling(first=DAY), telling(first=DAY - 3, last=DAY + 3), True),
        (telling(first=DAY), telling(first=DAY + 1, last=DAY + 7), False),
        (telling(first=DAY), telling(first=DAY - 200, last=DAY + 160), False),
        (telling(first=DAY, last=DAY + 6), telling(first=DAY, last=DAY + 6, text=1), True),
        # No date: of the days before the article.
        (telling(first=DAY), telling(published=DAY + RECENT, text=1), True),
        (telling(first=DAY), telling(published=DAY + RECENT + 1, text=1), False),
        (telling(first=DAY), telling(published=DAY - 1, text=1), False),
        (telling(first=DAY), telling(published=NONE, text=1), False),
        (telling(text=4), telling(text=4), True),
        (telling(text=4), telling(text=5), False),
        # No source.
        (
            telling("ASSAULT", "attack", first=DAY),
            telling("ASSAULT", "attack", source=-1, first=DAY),
            True,
        ),
        (
            telling("ASSAULT", "attack", first=DAY),
            telling("ASSAULT", "attack", source=-1, first=DAY + 1),
            False,
        ),
    ],
)
def test_two_tellings(one: tuple[int, ...], other: tuple[int, ...], same: bool) -> None:
    first, second = pooled([one, other])[0]
    assert (first == second) is same


@pytest.mark.parametrize("more", [telling(first=DAY - 3, last=DAY + 3), telling(text=1)])
def test_of_two_days_that_fit_neither_is_taken(more: tuple[int, ...]) -> None:
    numbers, _ = pooled([telling(first=DAY), telling(first=DAY - 1), more])
    assert len(set(numbers)) == 3


def test_without_a_source_and_with_two_that_fit_neither_is_taken() -> None:
    told = [telling("ASSAULT", "attack", source, first=DAY) for source in (ANN, CAT, -1)]
    assert len(set(pooled(told)[0])) == 3


def test_an_event_is_what_most_tellings_say_and_the_surest_status() -> None:
    told = [
        telling(mode="talk", first=DAY, status="planned", source=BOB, target=ANN),
        telling(mode="meet", first=DAY, status="reported"),
        telling(mode="meet", first=DAY - 2, last=DAY + 4, status="denied"),
    ]
    numbers, (event,) = pooled(told)
    assert numbers == [0, 0, 0]
    assert event == {
        "type": annotate.TYPES.index("CONSULT"),
        "mode": "meet",
        "first_day": DAY,
        "last_day": DAY,
        "status": "reported",
        "tellings": 3,
        "telling": 1,
    }


def test_events_are_numbered_by_day_and_the_undated_last() -> None:
    told = [telling(text=7, published=NONE), telling(first=DAY), telling(first=DAY - 9)]
    assert pooled(told)[0] == [2, 1, 0]


def test_without_tellings_there_are_no_events() -> None:
    empty = np.zeros(0, np.int64)
    numbers, table = pool(Tellings(*[empty] * 9, none=NONE))
    assert (len(numbers), table.num_rows) == (0, 0)


TOLD = st.builds(
    telling,
    st.sampled_from(["CONSULT", "ASSAULT"]),
    st.sampled_from(["meet", "talk", "attack", "visit"]),
    st.integers(-1, 2),
    st.integers(-1, 2),
    st.sampled_from([NONE, DAY, DAY + 1, DAY + 5]),
    text=st.integers(0, 2),
    published=st.sampled_from([NONE, DAY + 1, DAY + 6]),
)


def _parts(told: list[tuple[int, ...]], order: list[int]) -> set[frozenset[int]]:
    numbers, _ = pooled([told[place] for place in order])
    parts: dict[int, set[int]] = {}
    for place, number in zip(order, numbers, strict=True):
        parts.setdefault(number, set()).add(place)
    return {frozenset(part) for part in parts.values()}


@given(st.lists(TOLD, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(told: list[tuple[int, ...]], random: Any) -> None:
    order = list(range(len(told)))
    random.shuffle(order)
    assert _parts(told, sorted(order)) == _parts(told, order)
