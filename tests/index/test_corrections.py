"""Corrections of who is who: an overlay that every count follows, on nine articles and by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import Corpus, index, open_corpus
from lib.index.opened import shared_property
from lib.measure import actors as act
from lib.measure.selection import Selection, resolve
from tests.small import own_ids

PUTIN, TRUMP, LAVROV, RUBIO = "vladimir-putin", "donald-trump", "sergey-lavrov", "marco-rubio"


@dataclass(frozen=True)
class Said:
    kind: str
    key: str
    value: Mapping[str, Any]


def merge(one: str, into: str) -> Said:
    return Said("merge", one, {"into": into})


def split(actor: str, form: str, to: str, name: str = "Somebody") -> Said:
    return Said("split", actor, {"form": form, "to": to, "name": name})


def alias(actor: str, form: str) -> Said:
    return Said("alias", actor, {"form": form})


def not_actor(actor: str, form: str) -> Said:
    return Said("not_actor", actor, {"form": form})


def article(corpus: Corpus, own: str) -> str:
    return str(corpus.ids[corpus.row_of(own)].as_py())


def wrong(corpus: Corpus, own: str, start: int, end: int, part: str = "text") -> Said:
    return Said("wrong_mention", article(corpus, own), {"in": part, "start": start, "end": end})


def chain(corpus: Corpus, actor: str, own: str, start: int, to: str) -> Said:
    value = {"article": article(corpus, own), "in": "text", "start": start}
    return Said("split_chain", actor, {**value, "to": to, "name": "Another"})


def seen(corpus: Corpus, *corrections: Said) -> Corpus:
    return index.corrected(corpus, corrections, ("mine@1",))


def mentions(corpus: Corpus, actor: str) -> list[tuple[str, str]]:
    """Own id and form of each of an actor's mentions, in the order of the corpus."""
    frame = corpus.mentions[corpus.mentions.actor == actor]
    own = [corpus.listed(np.array([corpus.row_of(a)])).own_id.iloc[0] for a in frame.article]
    return sorted(zip(own, frame.form, strict=True))


def articles(corpus: Corpus) -> dict[str, int]:
    ranked = act.ranking(corpus, Selection())
    return dict(zip(ranked.key, ranked.articles, strict=True))


def consistent(corpus: Corpus) -> None:
    """What every corpus holds to, corrected or not."""
    actor, row = corpus.mention_column("actor"), corpus.mention_column("article")
    title, start = corpus.mention_column("part") != 1, corpus.mention_column("start")
    keys = list(zip(row.tolist(), title.tolist(), start.tolist(), strict=True))
    assert keys == sorted(keys)
    assert len(actor) == 0 or actor.max() < len(corpus.actors)
    for number in range(len(corpus.actors)):
        assert corpus.mentions_of(number).tolist() == np.flatnonzero(actor == number).tolist()
    for own in range(len(corpus)):
        ends = [0, *corpus.mentions_in(own).query("part == 0").end]
        starts = [*corpus.mentions_in(own).query("part == 0").start]
        assert all(a <= b for a, b in zip(ends, starts, strict=False))


# Each kind, counted by hand: Putin is in a1 (twice), a3, a7, and the title of a8;
# Trump in a1, a2, a5, a9; Lavrov in a3 (twice); Rubio in a3; Russia in a5 (the Kremlin), a6.


def test_without_corrections_a_corpus_is_what_it_was(nine: Corpus) -> None:
    assert seen(nine).mentions.equals(nine.mentions)
    assert seen(nine).actors.equals(nine.actors)


def test_two_actors_are_merged_in_every_count(nine: Corpus) -> None:
    view = seen(nine, merge(LAVROV, RUBIO))
    consistent(view)
    assert mentions(view, RUBIO) == sorted([("a3", "Sergei Lavrov")] * 2 + [("a3", "Marco Rubio")])
    assert LAVROV not in view.actor_numbers
    assert view.merged == {LAVROV: RUBIO}
    assert view.effects == (index.Effect(2),)
    assert articles(view) == {TRUMP: 4, PUTIN: 3, RUBIO: 1, "russia": 1}
    rows = resolve(view, Selection(all_of=(RUBIO, PUTIN))).mask
    assert own_ids(view, rows) == ["a3"]
    pairs = act.pairs(view, Selection(), RUBIO, least=1)
    assert list(pairs.target) == [PUTIN]


def test_the_corpus_itself_stays_as_it_is(nine: Corpus) -> None:
    before = nine.mentions.copy(), nine.actors.copy()
    seen(nine, merge(LAVROV, RUBIO), not_actor(PUTIN, "Vladimir Putin"), alias(TRUMP, "truce"))
    assert nine.mentions.equals(before[0])
    assert nine.actors.equals(before[1])


def test_an_actor_is_split_by_form_into_a_new_one_or_to_a_known_one(nine: Corpus) -> None:
    view = seen(nine, split("russia", "Kremlin", "the-kremlin", "The Kremlin"))
    consistent(view)
    assert mentions(view, "the-kremlin") == [("a5", "Kremlin")]
    assert mentions(view, "russia") == [("a6", "Russian")]
    new = view.actors.iloc[view.actor_numbers["the-kremlin"]]
    old = view.actors.iloc[view.actor_numbers["russia"]]
    assert (new["name"], new["class"], new["wikidata"]) == ("The Kremlin", old["class"], "")
    known = seen(nine, split("russia", "Kremlin", PUTIN))
    assert ("a5", "Kremlin") in mentions(known, PUTIN)
    assert len(known.actors) == len(nine.actors)


def test_an_actor_without_a_name_is_called_by_its_id(nine: Corpus) -> None:
    view = seen(nine, split("russia", "Kremlin", "own-1", " "))
    assert view.actors["name"].iloc[view.actor_numbers["own-1"]] == "own-1"


def test_an_articles_chain_is_split_off(nine: Corpus) -> None:
    view = seen(nine, chain(nine, PUTIN, "a1", 0, "another-putin"))
    consistent(view)
    assert mentions(view, "another-putin") == [("a1", "Vladimir Putin")] * 2
    assert [own for own, _ in mentions(view, PUTIN)] == ["a3", "a7", "a8"]


def test_an_actor_gets_another_name_and_keeps_the_old_one_as_an_alias(nine: Corpus) -> None:
    view = seen(nine, Said("rename", PUTIN, {"name": "V. V. Putin"}))
    known = view.actors.iloc[view.actor_numbers[PUTIN]]
    assert known["name"] == "V. V. Putin"
    assert "Vladimir Putin" in list(known["aliases"])
    assert mentions(view, PUTIN) == mentions(nine, PUTIN)


def test_an_alias_is_found_where_it_stands(nine: Corpus) -> None:
    view = seen(nine, alias(RUBIO, "truce"))
    consistent(view)
    assert mentions(view, RUBIO) == [
        ("a1", "truce"),
        ("a2", "truce"),
        ("a3", "Marco Rubio"),
        ("a5", "truce"),
        ("a7", "truce"),
    ]
    own = view.mentions[view.mentions.form == "truce"]
    assert set(own.kind) == {"alias"}
    for found in own.itertuples():
        text = view.text(view.row_of(found.article))
        assert text[found.start : found.end] == "truce"
    pairs = act.pairs(view, Selection(), RUBIO, least=1)
    assert dict(zip(pairs.target, pairs.together, strict=True))[PUTIN] == 2  # a1 and a7


@pytest.mark.parametrize(
    ("form", "standing", "gone"),
    [
        ("The Kremlin", [("a5", "The Kremlin")], {"russia"}),  # it takes the shorter one's place
        ("Vladimir", [], set()),  # it stands only within a longer name
        ("Putin had", [], set()),  # it would cut one
        ("ruce", [], set()),  # it stands only within a word
        ("TRUCE", [], set()),  # a name is written as it is written
    ],
)
def test_an_alias_takes_the_place_of_what_lies_within_it_alone(
    nine: Corpus, form: str, standing: list[tuple[str, str]], gone: set[str]
) -> None:
    view = seen(nine, alias(RUBIO, form))
    consistent(view)
    assert [found for found in mentions(view, RUBIO) if found[1] == form] == standing
    assert set(articles(nine)) - set(articles(view)) == gone
    assert bool(view.effects[0].idle) == (not standing)


def test_a_form_is_no_actor(nine: Corpus) -> None:
    view = seen(nine, not_actor("russia", "Kremlin"))
    consistent(view)
    assert "russia" not in articles(view)
    assert mentions(view, "russia") == [("a6", "Russian")]


def test_a_mention_is_wrong(nine: Corpus) -> None:
    view = seen(nine, wrong(nine, "a1", 0, 14))
    consistent(view)
    assert len(mentions(view, PUTIN)) == len(mentions(nine, PUTIN)) - 1
    assert len(seen(nine, wrong(nine, "a8", 0, 14, "title")).mentions) == len(nine.mentions) - 1


def test_what_refers_to_a_chain_follows(nine: Corpus) -> None:
    view = seen(nine, merge(LAVROV, RUBIO))
    row = view.row_of("a3")
    found = view.actors_of_chains(np.array([row]), np.array([0])).tolist()
    assert found == [view.actor_numbers[RUBIO]]


def test_corrections_stand_on_those_before_them(nine: Corpus) -> None:
    into = merge(LAVROV, RUBIO)
    assert mentions(seen(nine, into, not_actor(RUBIO, "Sergei Lavrov")), RUBIO) == [
        ("a3", "Marco Rubio")
    ]
    followed = seen(nine, into, alias(LAVROV, "wheat"))
    assert ("a4", "wheat") in mentions(followed, RUBIO)
    apart = seen(nine, alias(RUBIO, "wheat"), split(RUBIO, "wheat", "grain"))
    consistent(apart)
    assert [own for own, _ in mentions(apart, "grain")] == ["a4", "a6"]
    gone = seen(nine, alias(RUBIO, "wheat"), not_actor(RUBIO, "wheat"))
    assert gone.mentions.astype({"form": str}).equals(nine.mentions.astype({"form": str}))
    chained = seen(nine, into, merge(RUBIO, PUTIN))
    assert chained.merged == {LAVROV: RUBIO, RUBIO: PUTIN}
    assert ("a3", "Sergei Lavrov") in mentions(chained, PUTIN)


@pytest.mark.parametrize(
    ("correction", "why"),
    [
        (merge("nobody", PUTIN), "no actor of this corpus has the id nobody"),
        (merge(PUTIN, "nobody"), "no actor of this corpus has the id nobody"),
        (merge(PUTIN, PUTIN), "the two are one already"),
        (split("nobody", "x", "y"), "no actor"),
        (split(PUTIN, "Vova", "y"), "nowhere written “Vova”"),
        (split(PUTIN, "Vladimir Putin", PUTIN), "the two are one"),
        (Said("rename", "nobody", {"name": "x"}), "no actor"),
        (Said("rename", PUTIN, {"name": " "}), "the name is empty"),
        (not_actor("nobody", "x"), "no actor"),
        (not_actor(PUTIN, "Vova"), "nowhere written “Vova”"),
        (alias("nobody", "x"), "no actor"),
        (alias(PUTIN, "Vova"), "stands nowhere"),
        (alias(PUTIN, "?!"), "no word in the search"),
        (alias(PUTIN, ""), "no word in the search"),
        (Said("wrong_mention", "x", {"in": "text", "start": 0, "end": 1}), "no article"),
        (
            Said(
                "split_chain",
                PUTIN,
                {"article": "x", "in": "text", "start": 0, "to": "y", "name": ""},
            ),
            "no article",
        ),
    ],
)
def test_what_finds_nothing_does_nothing_and_says_so(
    nine: Corpus, correction: Said, why: str
) -> None:
    view = seen(nine, correction)
    assert why in view.effects[0].idle
    assert view.effects[0].mentions == 0
    assert view.mentions.equals(nine.mentions)
    assert view.actors.equals(nine.actors)


@pytest.mark.parametrize(
    "place", [("text", 1, 14), ("text", 0, 13), ("title", 0, 14), ("x", 0, 14)]
)
def test_a_place_without_a_mention_is_said(nine: Corpus, place: tuple[str, int, int]) -> None:
    part, start, end = place
    assert "no mention" in seen(nine, wrong(nine, "a1", start, end, part)).effects[0].idle
    value = {"article": article(nine, "a1"), "in": part, "start": start + 1, "to": "y", "name": "Y"}
    assert "no mention" in seen(nine, Said("split_chain", PUTIN, value)).effects[0].idle


def test_a_name_in_too_many_articles_is_no_name(
    nine: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.index.corrections.MOST_FOUND", 3)
    assert "stands in 4 articles: too common" in seen(nine, alias(RUBIO, "truce")).effects[0].idle


def test_what_is_large_is_shared_and_what_is_of_actors_is_not(nine: Corpus) -> None:
    view = seen(nine, split("russia", "Kremlin", "the-kremlin"))
    for name, member in vars(index.Corpus).items():
        if isinstance(member, shared_property):
            assert getattr(view, name) is getattr(nine, name), name
    for name in ("actors", "actor_numbers", "mentions", "mention_offsets", "_by_actor"):
        assert getattr(view, name) is not getattr(nine, name), name


ANY = st.lists(
    st.one_of(
        st.builds(merge, *2 * [st.sampled_from([PUTIN, TRUMP, LAVROV, RUBIO, "new", "russia"])]),
        st.builds(
            split,
            st.sampled_from([PUTIN, TRUMP, LAVROV, "russia", "new"]),
            st.sampled_from(["Vladimir Putin", "Kremlin", "truce", "Donald Trump"]),
            st.sampled_from(["new", "newer", TRUMP]),
        ),
        st.builds(
            alias,
            st.sampled_from([PUTIN, "new", "russia"]),
            st.sampled_from(["truce", "The Kremlin", "Putin", "wheat", "Donald Trump praised"]),
        ),
        st.builds(
            not_actor,
            st.sampled_from([PUTIN, TRUMP, "new"]),
            st.sampled_from(["Vladimir Putin", "truce", "Donald Trump"]),
        ),
    ),
    max_size=6,
)


@given(ANY)
def test_any_corrections_in_any_order_leave_a_corpus_that_is_one(
    nine: Corpus, corrections: list[Said]
) -> None:
    view = seen(nine, *corrections)
    consistent(view)
    assert len(view.effects) == len(corrections)
    shown = set(articles(view))
    assert shown <= set(view.actor_numbers)
    ids = list(view.actors["id"])
    assert len(set(ids)) == len(ids)


# Copies


def copy(corpus: Corpus, own: str, of: str) -> Said:
    return Said("copy", article(corpus, own), {"of": article(corpus, of)})


def no_copy(corpus: Corpus, own: str) -> Said:
    return Said("no_copy", article(corpus, own), {})


@pytest.mark.parametrize(
    ("said", "texts", "effects"),
    [
        ([], [["w1", "w2", "w3"], ["f1", "f2"]], []),
        ([("no", "w3")], [["w1", "w2"], ["f1", "f2"]], [1]),
        ([("no", "w3"), ("no", "w2")], [["f1", "f2"]], [1, 1]),
        ([("y1", "f2")], [["w1", "w2", "w3"], ["f1", "f2", "y1"]], [1]),
        ([("f2", "w3")], [["w1", "f1", "f2", "w2", "w3"]], [2]),
        ([("no", "w1"), ("w1", "y1")], [["w1", "y1"], ["f1", "f2"], ["w2", "w3"]], [1, 1]),
        ([("w1", "w2"), ("no", "y1")], [["w1", "w2", "w3"], ["f1", "f2"]], [0, 0]),
    ],
)
def test_an_article_leaves_its_copies_or_joins_others(
    wire: Corpus, said: list[tuple[str, str]], texts: list[list[str]], effects: list[int]
) -> None:
    corrections = [
        no_copy(wire, other) if one == "no" else copy(wire, one, other) for one, other in said
    ]
    corpus = seen(wire, *corrections)
    frame = corpus.copies
    assert frame.groupby("cluster")["own_id"].agg(list).tolist() == texts
    assert frame["own_id"][frame["representative"]].tolist() == [text[0] for text in texts]
    assert [effect.mentions for effect in corpus.effects] == effects
    alone = len(wire) - sum(len(text) for text in texts)
    assert resolve(corpus, Selection()).size == len(texts) + alone
    assert resolve(corpus, Selection()).published == len(wire)
    assert len(wire.clusters) == 2  # the corpus itself is as it was


def test_a_correction_of_copies_that_finds_no_article_does_nothing_and_says_so(
    wire: Corpus,
) -> None:
    corpus = seen(wire, Said("copy", article(wire, "w1"), {"of": "gone"}), Said("no_copy", "x", {}))
    assert [effect.idle for effect in corpus.effects] == [
        "no article of this corpus has the id gone",
        "no article of this corpus has the id x",
    ]
    assert corpus.clusters is wire.clusters


# Stories


@pytest.mark.parametrize(
    ("said", "told", "effects"),
    [
        ([], {"w1": "w1 w2 w3", "f1": "f1 f2", "y1": "y1"}, []),
        ([("no", "w3")], {"w1": "w1 w2", "w3": "w3", "f1": "f1 f2", "y1": "y1"}, [1]),
        ([("no", "w1")], {"w1": "w1", "w2": "w2 w3", "f1": "f1 f2", "y1": "y1"}, [1]),
        ([("y1", "f2")], {"w1": "w1 w2 w3", "f1": "f1 f2 y1"}, [1]),
        ([("w3", "f2")], {"w1": "w1 w2 w3 f1 f2", "y1": "y1"}, [3]),
        ([("no", "w1"), ("w1", "f1")], {"w2": "w2 w3", "w1": "w1 f1 f2", "y1": "y1"}, [1, 1]),
        ([("w1", "w2"), ("no", "y1")], {"w1": "w1 w2 w3", "f1": "f1 f2", "y1": "y1"}, [0, 0]),
    ],
)
def test_an_article_leaves_its_story_or_its_story_joins_another(
    wire: Corpus, said: list[tuple[str, str]], told: dict[str, str], effects: list[int]
) -> None:
    kinds = [
        Said("no_story", article(wire, other), {})
        if one == "no"
        else Said("story", article(wire, one), {"of": article(wire, other)})
        for one, other in said
    ]
    corpus = seen(wire, *kinds)
    names = corpus.articles["own_id"].tolist()
    found: dict[str, list[str]] = {}
    for own, story in zip(names, corpus.stories.tolist(), strict=True):
        found.setdefault(names[story], []).append(own)
    assert {first: " ".join(rest) for first, rest in found.items()} == told
    assert [effect.mentions for effect in corpus.effects] == effects
    assert [bool(effect.idle) for effect in corpus.effects] == [not effect for effect in effects]
    assert len(set(wire.stories.tolist())) == 3  # the corpus itself is as it was


def test_a_correction_of_stories_that_finds_no_article_does_nothing_and_says_so(
    wire: Corpus,
) -> None:
    given = Said("story", article(wire, "w1"), {"of": "gone"}), Said("no_story", "x", {})
    corpus = seen(wire, *given)
    assert [effect.idle for effect in corpus.effects] == [
        "no article of this corpus has the id gone",
        "no article of this corpus has the id x",
    ]


# Dates

REPORT = """ date 2025-07-12 1
Talks
They met on Thursday, and on Friday. It rained. They left on Friday.
"""


@pytest.fixture
def report(corpus_factory: Any, store_root: Any) -> Corpus:
    """One report, with one other beside it."""
    other = " date 2025-07-13 2\nMore\nOn Thursday it snowed.\n"
    return open_corpus(corpus_factory({"a.txt": REPORT, "b.txt": other}), store_root)


def meant(corpus: Corpus, row: int, words: str, day: str) -> Said:
    """The first expression that is written so means a day."""
    found = corpus.dates_in(row)
    found = found[found["expression"] == words].iloc[0]
    at = {"in": found["in"], "start": int(found.start), "end": int(found.end)}
    return Said("date", str(corpus.ids[row].as_py()), {**at, "day": day})


def days_told(corpus: Corpus) -> list[tuple[int, str, bool]]:
    columns = [corpus.span_column("tellings", name) for name in ("article", "day", "first")]
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [(row, str(np.datetime64(day, "D")), first) for row, day, first in rows]


def report_row(corpus: Corpus) -> int:
    return next(row for row in range(2) if corpus.title(row) == "Talks")


def test_a_date_means_another_day_and_its_sentence_tells_of_that_one(report: Corpus) -> None:
    row = report_row(report)
    view = seen(report, meant(report, row, "Thursday", "2025-07-03"))
    named = view.dates_in(row).iloc[0]
    assert (named.value, named.rule, named.anchor) == ("2025-07-03", "corrected", "")
    assert str(named.first_day.date()) == str(named.last_day.date()) == "2025-07-03"
    assert [told[1:] for told in days_told(view) if told[0] == row] == [
        ("2025-07-03", True),
        ("2025-07-11", True),
        ("2025-07-11", False),
    ]
    assert [told for told in days_told(view) if told[0] != row] == [
        told for told in days_told(report) if told[0] != row
    ]
    assert view.effects == (index.Effect(1, what="date"),)


def test_a_date_can_mean_no_day(report: Corpus) -> None:
    row = report_row(report)
    view = seen(report, meant(report, row, "Thursday", ""))
    assert pd.isna(view.dates_in(row).iloc[0].first_day)
    assert "2025-07-10" not in [day for at, day, _ in days_told(view) if at == row]


def test_what_is_no_date_or_no_day_does_nothing_and_says_so(report: Corpus) -> None:
    row = report_row(report)
    said = meant(report, row, "Thursday", "2025-02-30")
    elsewhere = Said("date", said.key, {**said.value, "start": 0, "day": "2025-07-03"})
    unknown = Said("date", "x", {**said.value, "day": "2025-07-03"})
    view = seen(report, said, elsewhere, unknown)
    assert [effect.idle for effect in view.effects] == [
        "“2025-02-30” is no day (2025-07-10 is one)",
        "no expression of time stands there",
        "no article of this corpus has the id x",
    ]
    assert view.dates.equals(report.dates)


def test_corrected_dates_survive_a_rebuild(report: Corpus, store_root: Any) -> None:
    said = meant(report, report_row(report), "Thursday", "2025-07-03")
    (report.path / "c.txt").write_text(" date 2025-07-14 3\nNew\nIt is new.\n", "utf-8")
    again = open_corpus(report.path, store_root)
    row = again.row_of(said.key)
    assert len(again) == 3
    assert seen(again, said).dates_in(row).iloc[0].value == "2025-07-03"
