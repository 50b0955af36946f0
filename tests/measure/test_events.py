"""Who did what to whom, counted over six articles that can be counted by hand.

e1  Thu 2025-07-10  Alpha  Rubio met Lavrov on Thursday; Macron will meet Merz on Friday
e2  Fri 2025-07-11  Beta   the same meeting, "Lavrov and Rubio held talks on Thursday"; as Reuters
e3  Fri 2025-07-11  Gamma  the text of e2 again
e4  Sat 2025-07-12  Alpha  Canada imposed sanctions on Russia in June; Iran attacked Israel
e5  Sat 2025-07-12  Beta   Russia denied that it attacked Ukraine on Monday
e6  Sat 2025-07-12  Beta   nothing happens
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from lib.index import corrected
from lib.measure import events as ev
from lib.measure import evidence
from lib.measure.events import Asked
from lib.measure.evidence import Sought
from lib.measure.selection import Selection
from tests.small import opened, own_ids

SAME = (
    "Reuters reported on the forum in Malaysia. Sergei Lavrov and Marco Rubio held talks on "
    "Thursday. Both sides called the hour that they spent together a useful one, and said so."
)
SIX: list[dict[str, Any]] = [
    {
        "id": "e1",
        "date": "2025-07-10",
        "source": "Alpha",
        "title": "One",
        "text": "Marco Rubio met Sergei Lavrov in Kuala Lumpur on Thursday.\n"
        "Emmanuel Macron will meet Friedrich Merz on Friday.",
    },
    {"id": "e2", "date": "2025-07-11", "source": "Beta", "title": "Two", "text": SAME},
    {"id": "e3", "date": "2025-07-11", "source": "Gamma", "title": "Three", "text": f"{SAME} End."},
    {
        "id": "e4",
        "date": "2025-07-12",
        "source": "Alpha",
        "title": "Four",
        "text": "Canada imposed sanctions on Russia in June.\nIran attacked Israel.",
    },
    {
        "id": "e5",
        "date": "2025-07-12",
        "source": "Beta",
        "title": "Five",
        "text": "Russia denied that it attacked Ukraine on Monday.",
    },
    {"id": "e6", "date": "2025-07-12", "source": "Beta", "title": "Six", "text": "It rained."},
]
ALL = Selection()


@dataclass(frozen=True)
class Said:
    """A correction."""

    kind: str
    key: str
    value: dict[str, Any]


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return opened(SIX, tmp_path_factory.mktemp("six"))


def listed(corpus: Any, selection: Selection = ALL, **asked: Any) -> list[str]:
    """The events as "first type source > target status"."""
    found = ev.chronology(corpus, selection, Asked(**asked))
    return [
        f"{str(event.first)[:10]} {event.type} {event.source} > {event.target} {event.status}"
        for event in found.itertuples()
    ]


MET = "2025-07-10 CONSULT Marco Rubio > Sergey Lavrov stated"
DENIED = "2025-07-07 ASSAULT Russia > Ukraine denied"
PLANNED = "2025-07-11 CONSULT Emmanuel Macron > Friedrich Merz planned"
JUNE = "2025-06-01 SANCTION Canada > Russia stated"
UNDATED = "NaT ASSAULT Iran > Israel stated"


def test_events_are_listed_by_the_day_on_which_they_happened(six: Any) -> None:
    assert listed(six) == [PLANNED, MET, DENIED, JUNE, UNDATED]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"types": ("SANCTION", "ACCUSE")}, [JUNE]),
        ({"modes": ("attack",)}, [DENIED, UNDATED]),
        ({"actors": ("russia",)}, [DENIED, JUNE]),
        ({"actors": ("russia", "canada")}, [JUNE]),
        ({"actors": ("nobody",)}, []),
        ({"start": date(2025, 7, 8)}, [PLANNED, MET]),
        ({"end": date(2025, 6, 30)}, [JUNE]),
        ({"statuses": ("denied",)}, [DENIED]),
    ],
)
def test_what_is_asked_for(six: Any, asked: dict[str, Any], expected: list[str]) -> None:
    assert listed(six, **asked) == expected


def test_the_selection_chooses_the_articles(six: Any) -> None:
    assert listed(six, Selection(sources=("Beta",))) == [
        "2025-07-10 CONSULT Sergey Lavrov > Marco Rubio stated",
        DENIED,
    ]
    assert listed(six, Selection(words="rained")) == []


def test_publications_texts_and_origins_are_counted_apart(six: Any) -> None:
    met = ev.chronology(six, ALL, Asked(actors=("marco-rubio",))).iloc[0]
    assert (met.publications, met.texts, met.origins) == (3, 2, 2)


def test_planned_and_denied_events_do_not_count(six: Any) -> None:
    assert ev.chronology(six, ALL)["counts"].tolist() == [False, True, False, True, True]


def test_the_best_telling_is_sure_and_early_and_says_where(six: Any) -> None:
    met = ev.chronology(six, ALL, Asked(actors=("marco-rubio",))).iloc[0]
    (telling,) = ev.tellings(six, [int(met.telling)])
    assert telling.sentence == "Marco Rubio met Sergei Lavrov in Kuala Lumpur on Thursday."
    assert (telling.place, telling.source, telling.title) == ("Kuala Lumpur", "Alpha", "One")
    assert telling.sentence[telling.verb[0] : telling.verb[1]] == "met"


def test_every_event_opens_the_sentences_that_tell_of_it(six: Any) -> None:
    met = ev.chronology(six, ALL, Asked(actors=("marco-rubio",))).iloc[0]
    rows = ev.rows_told(six, ALL, [int(met.event)])
    assert sorted(own_ids(six, rows)) == ["e1", "e2", "e3"]
    for row in rows:
        (sentence,) = evidence.sentences(six, int(row), Sought(events=(int(met.event),)))
        assert "on Thursday." in six.text(int(row))[sentence.start : sentence.end]


def test_a_key_finds_its_event_and_nonsense_none(six: Any) -> None:
    found = ev.chronology(six, ALL)
    keys = ev.keys(six, found["telling"].tolist())
    assert [ev.find(six, key) for key in keys] == found["event"].tolist()
    for nonsense in ("", "x", "x.1.2", "a.b.c", f"{six.ids[0]}.999.1", "¹.².³"):
        assert ev.find(six, nonsense) is None


def test_pairs_count_both_directions_and_only_what_counts(six: Any) -> None:
    pairs = ev.pairs(ev.chronology(six, ALL)).set_index("key")
    assert pairs.events.to_dict() == {
        "marco-rubio|sergey-lavrov": 1,
        "canada|russia": 1,
        "iran|israel": 1,
    }
    assert pairs.loc["marco-rubio|sergey-lavrov", "cooperation"] == 1
    assert pairs.loc["iran|israel", "conflict"] == 1


def test_parties_are_those_on_either_side(six: Any) -> None:
    known = ev.parties(ev.chronology(six, ALL)).set_index("key")["events"]
    assert known["russia"] == 2
    assert known.index[0] == "russia"
    assert "" not in known.index


def test_over_time_counts_by_day_of_happening(six: Any) -> None:
    found = ev.chronology(six, ALL)
    drawn = ev.over_time(found, unit="month")
    assert [str(day)[:10] for day in drawn["period"]] == ["2025-06-01", "2025-07-01"]
    assert drawn["count"].tolist() == [1, 1]
    split = ev.over_time(found, [("canada|russia", "Canada – Russia")], unit="month")
    assert split["count"].tolist() == [1, 0]
    assert split["total"].tolist() == [1, 1]
    assert split["share"].tolist() == [1, 0]


def test_nothing_over_time_of_no_events(six: Any) -> None:
    assert ev.over_time(ev.chronology(six, Selection(words="rained"))).empty


def test_what_lies_after_its_article_has_no_day_unless_it_is_planned(tmp_path: Any) -> None:
    record = {
        "id": "x",
        "date": "2025-07-10",
        "title": "X",
        "text": "Iran attacked Israel on July 20, 2025.\nMacron will meet Merz on July 20, 2025.",
    }
    found = ev.chronology(opened([record], tmp_path), ALL).set_index("type")
    assert str(found.loc["ASSAULT", "first"]) == "NaT"
    assert str(found.loc["CONSULT", "first"])[:10] == "2025-07-20"


def test_an_articles_spans_say_what_happened(six: Any) -> None:
    row = six.row_of("e1")
    first, second = ev.spans(six, row)
    assert first[2] == "consult: meet, Marco Rubio → Sergey Lavrov, stated"
    assert six.text(row)[second[0] : second[1]] == "meet"


# --- titles, states, corrections ---------------------------------------------------------------

FOUR: list[dict[str, Any]] = [
    {
        "id": "m1",
        "date": "2025-07-11",
        "title": "Rubio meets Lavrov in Kuala Lumpur",
        "text": "It rained.",
    },
    {
        "id": "m2",
        "date": "2025-07-11",
        "title": "Talks",
        "text": "U.S. and Russian officials met on Friday in Kuala Lumpur.",
    },
    {
        "id": "m3",
        "date": "2025-07-12",
        "title": "More",
        "text": "Marco Rubio met Sergei Lavrov on July 3.",
    },
    {"id": "m4", "date": "2025-07-12", "title": "Gone", "text": "Boris Johnson resigned."},
]


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return opened(FOUR, tmp_path_factory.mktemp("four"))


FRIDAY = "2025-07-11 CONSULT Marco Rubio > Sergey Lavrov stated"
EARLIER = "2025-07-03 CONSULT Marco Rubio > Sergey Lavrov stated"
GONE = "NaT APPOINT Boris Johnson >  stated"


def test_a_title_and_officials_of_the_states_tell_of_one_meeting(four: Any) -> None:
    assert listed(four) == [FRIDAY, EARLIER, GONE]
    met = ev.chronology(four, ALL).iloc[0]
    assert met.publications == 2
    (told,) = ev.tellings(four, [met.telling])
    assert (told.part, told.sentence) == ("title", "Rubio meets Lavrov in Kuala Lumpur")
    assert (told.place, told.sentence[slice(*told.verb)]) == ("Kuala Lumpur", "meets")
    (key,) = ev.keys(four, [met.telling])
    assert ev.find(four, key) == met.event
    assert own_ids(four, ev.rows_told(four, ALL, [met.event])) == ["m1", "m2"]
    hits = evidence.hits(four, told.row, "title", told.sentence, Sought(events=(met.event,)))
    assert hits == [(*told.verb, "")]
    assert evidence.hits(four, told.row, "text", "It rained.", Sought(events=(met.event,))) == []


def test_the_place_of_an_event_is_of_any_telling_that_names_one(six: Any, four: Any) -> None:
    later = ev.chronology(six, Selection(sources=("Alpha", "Beta")), Asked(actors=("marco-rubio",)))
    assert ev.places(six, later) == ["Kuala Lumpur"]
    elsewhere = ev.chronology(six, Selection(sources=("Beta",)), Asked(actors=("marco-rubio",)))
    assert ev.places(six, elsewhere) == [""]
    assert ev.places(four, ev.chronology(four, ALL)) == ["Kuala Lumpur", "", ""]


def test_a_corrected_day_moves_its_event(four: Any) -> None:
    row = next(row for row in range(4) if four.title(row) == "More")
    (at,) = four.dates_in(row)[["start", "end"]].to_numpy().tolist()
    said = {"in": "text", "start": at[0], "end": at[1], "day": "2025-07-11"}
    view = corrected(four, [Said("date", four.ids[row].as_py(), said)], ("mine@1",))
    assert listed(view) == [FRIDAY, GONE]
    assert ev.chronology(view, ALL).iloc[0].publications == 3
    assert listed(four) == [FRIDAY, EARLIER, GONE]


def test_a_merged_actor_takes_his_events_along(four: Any) -> None:
    view = corrected(four, [Said("merge", "marco-rubio", {"into": "boris-johnson"})], ("mine@1",))
    assert listed(view) == [
        "2025-07-11 CONSULT Boris Johnson > Sergey Lavrov stated",
        "2025-07-11 CONSULT United States > Russia stated",
        "2025-07-03 CONSULT Boris Johnson > Sergey Lavrov stated",
        GONE,
    ]
