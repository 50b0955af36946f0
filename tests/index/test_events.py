"""Which tellings are of one event, whatever their order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import annotate
from lib.index.events import RECENT, Tellings, pool, repooled, standing
from tests import small

NONE = -(2**31)
ANN, BOB, CAT, EVE, ARNOR, BREE = range(6)
OF = {ANN: ARNOR, BOB: BREE, CAT: ARNOR, EVE: EVE}
"""For whom each stands: two of Arnor, one of Bree, one of no state."""
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
    title: bool = False,
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
        title,
    )


def gathered(told: list[tuple[int, ...]]) -> Tellings:
    """The tellings as columns."""
    columns = np.array(told, np.int64).reshape(-1, 10).T
    texts, types, modes, statuses, sources, targets, first, last, published, titles = columns
    here, there = (
        np.array([OF.get(who, who) for who in side.tolist()], np.int64)
        for side in (sources, targets)
    )
    return Tellings(
        texts,
        types,
        modes,
        statuses,
        sources,
        targets,
        here,
        there,
        titles.astype(bool),
        first,
        last,
        published,
        none=NONE,
    )


def pooled(told: list[tuple[int, ...]]) -> tuple[list[int], list[dict[str, Any]]]:
    """The event of each telling, and the events with names for their codes."""
    numbers, table = pool(gathered(told))
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
    numbers, table = pool(gathered([]))
    assert (len(numbers), table.num_rows) == (0, 0)


TOLD = st.builds(
    telling,
    st.sampled_from(["CONSULT", "ASSAULT"]),
    st.sampled_from(["meet", "talk", "attack", "visit"]),
    st.integers(-1, 5),
    st.integers(-1, 5),
    st.sampled_from([NONE, DAY, DAY + 1, DAY + 5]),
    text=st.integers(0, 2),
    published=st.sampled_from([NONE, DAY + 1, DAY + 6]),
    title=st.booleans(),
)


def _parts(told: list[tuple[int, ...]], order: list[int]) -> set[frozenset[int]]:
    return _grouped(pooled([told[place] for place in order])[0], order)


def _grouped(numbers: Sequence[int], places: Sequence[int]) -> set[frozenset[int]]:
    parts: dict[int, set[int]] = {}
    for place, number in zip(places, numbers, strict=True):
        parts.setdefault(number, set()).add(place)
    return {frozenset(part) for part in parts.values()}


@given(st.lists(TOLD, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(told: list[tuple[int, ...]], random: Any) -> None:
    order = list(range(len(told)))
    random.shuffle(order)
    assert _parts(told, sorted(order)) == _parts(told, order)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        # Two states, and who holds an office of each.
        (telling(first=DAY), telling(source=ARNOR, target=BREE, first=DAY), True),
        (telling(first=DAY), telling(source=BREE, target=ARNOR, first=DAY), True),
        (telling(first=DAY), telling(source=ANN, target=BREE, first=DAY), True),
        (telling(first=DAY), telling(source=BREE, target=ANN, first=DAY), True),
        (telling(source=ANN, target=BREE, first=DAY), telling("CONSULT", "meet", 4, 5, DAY), True),
        (telling(first=DAY), telling(source=ARNOR, target=BREE, first=DAY + 1), False),
        (telling(first=DAY), telling(source=ARNOR, target=EVE, first=DAY), False),
        (telling(first=DAY), telling(source=CAT, target=BREE, first=DAY), False),
        (telling(first=DAY), telling("AGREE", "sign", ARNOR, BREE, DAY), False),
        (telling(mode="visit", first=DAY), telling("CONSULT", "visit", 4, 5, DAY), False),
        # Two of one state stand for nobody in what they do together.
        (telling(target=CAT, first=DAY), telling(source=ARNOR, target=CAT, first=DAY), False),
        # What one does to another has its direction.
        (
            telling("SANCTION", "sanction", first=DAY),
            telling("SANCTION", "sanction", BREE, ARNOR, DAY),
            False,
        ),
        (
            telling("SANCTION", "sanction", first=DAY),
            telling("SANCTION", "sanction", ARNOR, BREE, DAY),
            True,
        ),
        (telling("ASSAULT", "attack", first=DAY), telling("ASSAULT", "attack", 4, 5, DAY), False),
        # Without a date, the only one of the days before the article.
        (telling(first=DAY), telling(source=ARNOR, target=BREE, published=DAY + 1), True),
        (telling(first=DAY), telling(source=ARNOR, target=BREE, published=DAY + 9), False),
    ],
)
def test_who_acts_for_a_state_and_the_state(
    one: tuple[int, ...], other: tuple[int, ...], same: bool
) -> None:
    first, second = pooled([one, other])[0]
    assert (first == second) is same


def test_of_two_who_act_for_a_state_neither_is_taken_for_it() -> None:
    told = [telling(source=who, first=DAY) for who in (ANN, CAT)]
    told.append(telling(source=ARNOR, target=BREE, first=DAY))
    assert len(set(pooled(told)[0])) == 3


def test_an_event_of_people_and_states_is_known_by_the_people() -> None:
    told = [telling(source=ARNOR, target=BREE, first=DAY, text=n) for n in range(3)]
    numbers, (event,) = pooled([*told, telling(first=DAY, text=9)])
    assert numbers == [0, 0, 0, 0]
    assert event["telling"] == 3


def test_what_a_title_tells_without_a_date_is_of_the_day_of_publication() -> None:
    told = [
        telling(title=True, text=1, published=DAY),
        telling(title=True, text=2, published=DAY),
        telling(text=3, published=DAY + 1),
        telling(title=True, text=4, published=DAY + 9, status="planned"),
    ]
    numbers, events = pooled(told)
    assert numbers == [0, 0, 0, 1]
    assert [event["first_day"] for event in events] == [DAY, NONE]


def test_a_dated_telling_says_of_what_day_a_title_is() -> None:
    told = [telling(title=True, published=DAY + 1), telling(first=DAY)]
    numbers, (event,) = pooled(told)
    assert (numbers, event["first_day"]) == ([0, 0], DAY)


@given(st.lists(st.tuples(TOLD, TOLD, st.integers(0, 3)), min_size=1, max_size=12))
def test_what_is_pooled_anew_is_as_if_all_were(
    drawn: list[tuple[tuple[int, ...], tuple[int, ...], int]],
) -> None:
    # One in four has other actors and another day; the rest of it stays.
    told = [one for one, _, _ in drawn]
    now = [one if chance else (*one[:4], *other[4:8], *one[8:]) for one, other, chance in drawn]
    before = gathered(told)
    numbers, events = repooled(before, gathered(now), *pool(before))
    anew, wanted = pool(gathered(now))
    places = list(range(len(now)))
    assert _grouped(numbers.tolist(), places) == _grouped(anew.tolist(), places)
    for place in places:
        found, expected = (
            table.slice(int(of[place]), 1).to_pylist()
            for table, of in ((events, numbers), (wanted, anew))
        )
        assert found == expected


PEOPLE = [
    "Anna Wexler met Vladimir Putin on 3 May 2024. Mr. Wexler left.",
    "Vladimir Putin met Anna Wexler on 3 May 2024.",
    "Anna Wexler spoke in Leeds. Anna Wexler said that it rained.",
]


def test_events_of_people_whom_no_list_holds_are_pooled_under_them(tmp_path: Path) -> None:
    rows = [{"id": n, "title": "", "text": text} for n, text in enumerate(PEOPLE)]
    corpus = small.opened(rows, tmp_path)
    told = corpus.events[["source", "target"]].to_numpy().tolist()
    sides = {frozenset(pair) for pair in told}
    assert sides == {frozenset(["anna-wexler.person", "vladimir-putin"])}
    assert corpus.event_numbers.tolist() == [0, 0]


def test_tellings_stand_where_each_side_is_whom_it_was_taken_for() -> None:
    actors = pa.table(
        {
            "class": ["state", "person", "organisation"],
            "listed": [True, False, False],
        }
    )
    told = pa.table(
        {
            "article": pa.array([0, 0, 0, 0, 0], pa.int32()),
            "source": pa.array([0, 0, 2, 3, -1], pa.int32()),
            "target": pa.array([1, 2, 1, 0, 0], pa.int32()),
        }
    )
    chains = np.array([0, 1, 2, -1, -1])  # the actor of each chain; of the last, for none
    found = standing(told, lambda _, chain: chains[chain].astype(np.int32), actors)
    assert found.to_pylist() == [told.to_pylist()[at] for at in (0, 4)]
