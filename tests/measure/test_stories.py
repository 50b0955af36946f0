"""Stories of a selection with their states, and the course of one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lib.measure import stories
from lib.measure.selection import Selection
from tests.small import opened, own_ids

FLOOD = "river flood rescue boats embankment evacuated villages dam overflow torrents"
STRIKE = "railway strike union wages drivers walkout timetable platform commuters picket"
COMET = "comet telescope astronomers orbit tail brightness observatory perihelion dust nucleus"
FIRE = "blaze chimney sparks ladder hydrant embers smoke alarm sprinkler arson"

DATED: list[tuple[str, str, str, str, str]] = [
    # own id, day, source, title, text
    ("f1", "2025-05-01", "Alpha", "River rises", f"{FLOOD}. " * 6),
    ("f2", "2025-05-02", "Beta", "Boats sent", f"{FLOOD}. Vladimir Putin came." + FLOOD * 6),
    (
        "f3",
        "2025-05-04",
        "Beta",
        "Dam breaks",
        f"{FLOOD}. " + "Looters ransacked shops despite curfew patrols. " * 8,
    ),
    ("c1", "2025-06-20", "Alpha", "A comet", f"{COMET}."),
    ("c2", "2025-06-21", "", "Comet seen", f"{COMET}."),
    ("s1", "2025-06-28", "Alpha", "Trains stop", f"{STRIKE}. Donald Trump waited."),
    ("s2", "2025-07-09", "Beta", "Trains stop again", f"{STRIKE}. Donald Trump waited."),
    ("n1", "2025-07-08", "Alpha", "A fire", f"{FIRE}."),
    ("n2", "2025-07-10", "Alpha", "Fire is out", f"{FIRE}."),
    ("a1", "2025-07-10", "Alpha", "Alone", "nothing like any other thing here"),
    ("u1", "", "Alpha", "Undated flood", f"{FLOOD}."),
    ("u2", "", "Alpha", "Undated flood too", f"{FLOOD}."),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Any:
    names = ("id", "date", "source", "title", "text")
    records = [dict(zip(names, row, strict=True)) for row in DATED]
    return opened(records, tmp_path_factory.mktemp("stories"))


def story(corpus: Any, own: str) -> int:
    found = stories.find(corpus, own)
    assert found is not None
    return found


def names(corpus: Any, found: Any) -> dict[str, str]:
    """The state of each story, by its first article's own id."""
    own = corpus.articles["own_id"]
    return {own[row.story]: row.state for row in found.itertuples()}


def test_stories_are_listed_with_their_states_the_last_told_first(corpus: Any) -> None:
    found = stories.listed(corpus, Selection(once=False))
    assert list(names(corpus, found).items()) == [
        ("n1", "new"),
        ("s1", "running"),
        ("c1", "quiet"),
        ("f1", "over"),
        (min(("u1", "u2"), key=lambda own: corpus.ids[corpus.row_of(own)].as_py()), "undated"),
    ]
    flood = found[found["label"] == "River rises"].iloc[0]
    assert (flood["count"], flood["size"], flood["days"], flood["sources"]) == (3, 3, 4, 2)
    assert (f"{flood['first']:%F}", f"{flood['last']:%F}") == ("2025-05-01", "2025-05-04")
    comet = found[found["label"] == "A comet"].iloc[0]
    assert comet["sources"] == 1  # the other is unknown
    undated = found[found["state"] == "undated"].iloc[0]
    assert undated[["first", "last"]].isna().all()


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"end": date(2025, 6, 21)}, {"c1": "new", "f1": "over"}),
        ({"end": date(2025, 5, 20)}, {"f1": "quiet"}),
        ({"words": "trump", "end": date(2025, 7, 5)}, {"s1": "quiet"}),
        ({"words": "looters"}, {"f1": "over"}),
        ({"words": "nothing like"}, {}),
        ({"words": "zzz"}, {}),
    ],
)
def test_states_count_back_from_the_end_of_the_selection(
    corpus: Any, selection: dict[str, Any], expected: dict[str, str]
) -> None:
    assert names(corpus, stories.listed(corpus, Selection(once=False, **selection))) == expected


def test_of_a_story_those_in_the_selection_are_counted_beside_its_size(corpus: Any) -> None:
    found = stories.listed(corpus, Selection(words="looters")).iloc[0]
    assert (found["count"], found["size"]) == (1, 3)


def test_a_story_is_found_by_any_of_its_articles_and_named_by_its_first(corpus: Any) -> None:
    assert story(corpus, "f3") == story(corpus, "f1") == corpus.row_of("f1")
    assert stories.key(corpus, story(corpus, "f3")) == corpus.ids[corpus.row_of("f1")].as_py()
    assert stories.find(corpus, "nobody") is None
    assert stories.of_article(corpus, corpus.row_of("f2")) == (corpus.row_of("f1"), 3)
    assert stories.of_article(corpus, corpus.row_of("a1")) == (corpus.row_of("a1"), 1)


def test_articles_of_a_story_are_newest_first(corpus: Any) -> None:
    assert own_ids(corpus, stories.rows(corpus, story(corpus, "f1"))) == ["f3", "f2", "f1"]


def test_actors_and_sources_of_a_story_are_counted_by_articles(corpus: Any) -> None:
    kinds = Selection().kinds
    found = stories.actors(corpus, story(corpus, "s1"), kinds)
    assert found[["key", "articles"]].values.tolist() == [["donald-trump", 2]]
    assert stories.actors(corpus, story(corpus, "n1"), kinds).empty
    pair = [story(corpus, "s1"), story(corpus, "n1")]
    assert stories.leading_actors(corpus, pair, kinds) == ["Donald Trump", ""]
    found = stories.sources(corpus, story(corpus, "f1"))
    assert found.values.tolist() == [["Beta", 2], ["Alpha", 1]]


def test_the_day_that_brings_new_words_is_a_turning_point(corpus: Any) -> None:
    found = stories.turns(corpus, story(corpus, "f1"))
    assert [turn.day for turn in found] == [date(2025, 5, 4)]
    assert found[0].rows == (corpus.row_of("f3"),)
    assert set(found[0].terms) <= {"looters", "ransacked", "shops", "despite", "curfew", "patrols"}
    assert found[0].score >= stories.TURN


@pytest.mark.parametrize("own", ["s1", "a1", "u1"])
def test_where_nothing_new_is_said_there_is_no_turning_point(corpus: Any, own: str) -> None:
    assert stories.turns(corpus, story(corpus, own)) == []


def test_the_timeline_of_a_story_has_each_day_from_its_first_to_its_last(corpus: Any) -> None:
    found = stories.timeline(corpus, story(corpus, "f1"))
    assert found["period"].dt.day.tolist() == [1, 2, 3, 4]
    assert found["count"].fillna(0).tolist() == [1, 1, 0, 1]
    assert stories.timeline(corpus, story(corpus, "u1")).empty


def test_copies_in_a_story_count_once_where_the_selection_says_so(corpus: Any) -> None:
    found = stories.listed(corpus, Selection(once=True))
    strike = found[found["label"] == "Trains stop"].iloc[0]
    assert (strike["count"], strike["size"]) == (1, 2)


def test_what_is_near_a_story_is_of_other_stories_one_of_each(seeds_corpus: Any) -> None:
    row = seeds_corpus.row_of("000_20067b5787b0c9a5")
    found = stories.near(seeds_corpus, row, 5)
    of = [int(seeds_corpus.stories[other]) for other in found]
    assert len(found) == 5
    assert len({*of, int(seeds_corpus.stories[row])}) == 6
