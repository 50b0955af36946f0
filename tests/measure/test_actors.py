"""Actors are counted by article and by mention, alone and with each other."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib import annotate
from lib.measure import actors, evidence
from lib.measure import selection as sel
from lib.measure.selection import Selection
from tests.small import opened, own_ids

PUTIN, TRUMP, LAVROV, RUBIO = "vladimir-putin", "donald-trump", "sergey-lavrov", "marco-rubio"


def test_actors_are_ranked_by_articles_then_by_mentions(nine: Any) -> None:
    frame = actors.ranking(nine, Selection())
    # a8 has no text: its mention of Putin is out of count and total.
    columns = ["key", "articles", "mentions", "total"]
    assert frame[columns].to_numpy().tolist() == [
        [TRUMP, 4, 4, 8],
        [PUTIN, 3, 4, 8],
        [LAVROV, 1, 2, 8],
        [RUBIO, 1, 1, 8],
        ["russia", 1, 1, 8],
    ]
    assert frame["share"].tolist() == [0.5, 0.375, 0.125, 0.125, 0.125]
    days = {row.key: (str(row.first)[:10], str(row.last)[:10]) for row in frame.itertuples()}
    assert days[TRUMP] == ("2025-06-30", "2025-08-05")
    assert days[PUTIN] == ("2025-06-30", "2025-07-03")


def test_an_actor_of_undated_articles_alone_has_no_days(nine: Any) -> None:
    frame = actors.ranking(nine, Selection(sources=("Gamma",)))
    assert frame["key"].tolist() == [PUTIN]
    assert frame["first"].isna().all() and frame["last"].isna().all()


def test_shares_are_of_the_total_whatever_the_words(nine: Any) -> None:
    frame = actors.ranking(nine, Selection(words="truce", end=date(2025, 7, 14)))
    assert frame[["key", "articles", "total"]].to_numpy().tolist() == [
        [TRUMP, 3, 5],
        [PUTIN, 1, 5],
        ["russia", 1, 5],
    ]


def test_kinds_of_mention_count_as_the_selection_says(nine: Any) -> None:
    def mentions(kinds: tuple[str, ...]) -> dict[str, int]:
        frame = actors.ranking(nine, Selection(kinds=kinds))
        return dict(zip(frame["key"], frame["mentions"], strict=True))

    assert mentions(annotate.KINDS)["russia"] == 2
    assert mentions(("metonym",)) == mentions(("demonym",)) == {"russia": 1}
    assert mentions(("alias",)) == {LAVROV: 2}


def test_no_actors_make_an_empty_ranking(tmp_path: Path) -> None:
    corpus = opened([{"id": "x", "title": "Wheat", "text": "It grows."}], tmp_path)
    assert len(actors.ranking(corpus, Selection())) == 0
    assert len(actors.pairs(corpus, Selection())) == 0
    assert actors.trends(corpus, Selection(), []) == {}


def test_every_mention_of_the_ranking_can_be_opened(seeds_corpus: Any) -> None:
    selection = Selection(words="ceasefire")
    frame = actors.ranking(seeds_corpus, selection).head(4)
    rows = sel.sorted_rows(seeds_corpus, sel.resolve(seeds_corpus, selection))
    for actor, articles, mentions in frame[["key", "articles", "mentions"]].to_numpy():
        what = evidence.Sought(actors=(actor,))
        opened_rows = {int(r): evidence.sentences(seeds_corpus, int(r), what) for r in rows}
        assert sum(bool(found) for found in opened_rows.values()) == articles
        marks = [mark for found in opened_rows.values() for s in found for mark in s.marks]
        assert len(marks) == mentions


def test_forms_are_those_of_the_selection(nine: Any) -> None:
    frame = actors.forms(nine, Selection(), "russia")
    assert frame.to_numpy().tolist() == [
        ["Kremlin", "metonym", 1, 1],
        ["Russian", "demonym", 1, 1],
    ]
    frame = actors.forms(nine, Selection(end=date(2025, 7, 3)), PUTIN)
    assert frame.to_numpy().tolist() == [["Vladimir Putin", "name", 3, 2]]
    rows = actors.rows_with_form(nine, Selection(), "russia", "Kremlin", "metonym")
    assert own_ids(nine, rows) == ["a5"]
    assert len(actors.rows_with_form(nine, Selection(), "russia", "Kremlin", "name")) == 0


def test_trends_count_articles_in_equal_periods(nine: Any) -> None:
    # 37 days from 30 June to 5 August, in two: the second begins on the 20th day, 19 July.
    assert actors.trends(nine, Selection(), [TRUMP, PUTIN], 2) == {TRUMP: [3, 1], PUTIN: [2, 0]}
    assert sum(actors.trends(nine, Selection(), [TRUMP], 500)[TRUMP]) == 4
    nothing = Selection(start=date(2030, 1, 1))
    assert actors.trends(nine, nothing, [TRUMP]) == {TRUMP: []}


def test_series_are_the_articles_that_mention_an_actor(nine: Any) -> None:
    lines = actors.series(nine, Selection(), [TRUMP, "nobody"])
    assert [(line.key, line.label) for line in lines] == [(TRUMP, "Donald Trump")]
    assert own_ids(nine, lines[0].rows) == ["a1", "a2", "a5", "a9"]


# Who with whom


def test_pairs_share_sentences(nine: Any) -> None:
    frame = actors.pairs(nine, Selection(), least=1)
    assert frame[["source", "target"]].to_numpy().tolist() == [
        [RUBIO, LAVROV],
        [LAVROV, PUTIN],
        [TRUMP, PUTIN],
    ]
    assert frame["articles"].tolist() == [1, 1, 1]
    assert frame["together"].tolist() == [1, 1, 1]
    assert frame.attrs["left_out"] == 0


def test_the_strength_of_a_pair_is_its_mutual_information(nine: Any) -> None:
    frame = actors.pairs(nine, Selection(), least=1).set_index(["source", "target"])
    # Units with an actor: a1 two, a2, a3 two, a5 two, a7, a9: nine sentences. (a6: a demonym.)
    # Putin is in a1 twice, a3, a7: four; Trump in a1, a2, a5, a9: four; together in one.
    npmi = np.log((1 / 9) / (4 / 9 * 4 / 9)) / -np.log(1 / 9)
    assert frame.loc[(TRUMP, PUTIN), "strength"] == pytest.approx(npmi)
    # Lavrov in two, Rubio in one, together in one.
    npmi = np.log((1 / 9) / (2 / 9 * 1 / 9)) / -np.log(1 / 9)
    assert frame.loc[(RUBIO, LAVROV), "strength"] == pytest.approx(npmi)


def test_pairs_that_always_stand_together_have_full_strength(nine: Any) -> None:
    only = Selection(words="agreed")
    frame = actors.pairs(nine, only, least=1, unit="article")
    assert frame["strength"].tolist() == [1.0]


def test_pairs_by_article_are_more_than_by_sentence(nine: Any) -> None:
    frame = actors.pairs(nine, Selection(), around=PUTIN, least=1, unit="article")
    assert set(frame["source"]) == {PUTIN}
    assert dict(zip(frame["target"], frame["together"], strict=True)) == {
        LAVROV: 1,
        RUBIO: 1,
        TRUMP: 1,
    }


def test_pairs_that_are_left_out_are_said(nine: Any) -> None:
    assert len(actors.pairs(nine, Selection())) == 0  # none shares three sentences
    frame = actors.pairs(nine, Selection(), least=1, limit=1)
    assert (len(frame), frame.attrs["left_out"]) == (1, 2)


def test_the_articles_of_a_pair_can_be_opened(seeds_corpus: Any) -> None:
    selection = Selection(words="talks")
    frame = actors.pairs(seeds_corpus, selection, limit=15)
    assert len(frame) == 15
    for pair in frame.itertuples():
        rows = actors.rows_together(seeds_corpus, selection, pair.source, pair.target)
        assert len(rows) == pair.articles
        what = evidence.Sought(actors=(pair.source, pair.target), together=True)
        found = [evidence.sentences(seeds_corpus, int(r), what) for r in rows]
        assert all(found)
        assert sum(len(sentences) for sentences in found) == pair.together


def test_around_an_actor_are_the_pairs_with_it(seeds_corpus: Any) -> None:
    everything = actors.pairs(seeds_corpus, Selection(), limit=10_000)
    mine = everything[(everything.source == PUTIN) | (everything.target == PUTIN)]
    around = actors.pairs(seeds_corpus, Selection(), around=PUTIN, limit=10_000)
    assert around["together"].tolist() == mine["together"].tolist()
    assert around["strength"].tolist() == pytest.approx(mine["strength"].tolist())


def test_a_network_is_an_actor_its_nearest_and_the_links_between(seeds_corpus: Any) -> None:
    nodes, links = actors.network(seeds_corpus, Selection(), PUTIN, most=5)
    assert nodes["key"].tolist()[0] == PUTIN
    assert len(nodes) == 6
    assert set(links["source"]) | set(links["target"]) <= set(nodes["key"])
    with_it = links[(links.source == PUTIN) | (links.target == PUTIN)]
    assert len(with_it) == 5
    assert (links["count"] >= actors.LEAST_TOGETHER).all()
    ranked = actors.ranking(seeds_corpus, Selection()).set_index("key")["articles"]
    assert nodes["count"].tolist() == ranked[nodes["key"]].tolist()


def test_an_actor_that_stands_alone_has_no_network(nine: Any) -> None:
    nodes, links = actors.network(nine, Selection(), PUTIN)
    assert (len(nodes), len(links)) == (0, 0)


def test_an_actor_is_counted_kind_by_kind(nine: Any) -> None:
    found = actors.by_kind(nine, Selection(), "russia")
    assert found.to_dict("list") == {
        "kind": ["demonym", "metonym"],
        "mentions": [1, 1],
        "articles": [1, 1],
    }
    found = actors.by_kind(nine, Selection(), PUTIN)
    assert found.to_dict("list") == {"kind": ["name"], "mentions": [4], "articles": [3]}
    assert actors.by_kind(nine, Selection(words="wheat"), PUTIN).empty


# --- titles ------------------------------------------------------------------------------------

OFFICES = [
    ("2025-06-01", "U.S. Secretary of State Marco Rubio spoke. Secretary of State Rubio left."),
    ("2025-06-03", "Marco Rubio, the secretary of state, met Mayor Anna Wexler."),
    ("2019-05-01", "Senator Marco Rubio spoke with Anna Wexler, the mayor of Leeds."),
    (None, "Former Secretary of State Hillary Clinton agreed."),
]


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Any:
    rows = [
        {"id": f"o{n}", "date": day, "title": "", "text": text}
        for n, (day, text) in enumerate(OFFICES)
    ]
    return opened(rows, tmp_path_factory.mktemp("offices"))


def test_titles_are_counted_with_the_days_that_they_are_seen(offices: Any) -> None:
    found = actors.roles(offices, Selection(), "marco-rubio").set_index("title")
    assert found.articles.to_dict() == {"secretary of state": 2, "senator": 1}
    held = found.loc["secretary of state"]
    assert [str(held[name].date()) for name in ("first", "last")] == ["2025-06-01", "2025-06-03"]
    assert held.mentions == 3


def test_titles_of_recognised_actors_and_of_undated_articles_count(offices: Any) -> None:
    assert actors.roles(offices, Selection(), "anna-wexler.person").mentions.sum() == 2
    (held,) = actors.roles(offices, Selection(), "hillary-clinton").itertuples()
    assert held.title == "former secretary of state"
    assert held.first is pd.NaT


def test_titles_are_those_of_the_selection(offices: Any) -> None:
    early = Selection(end=date(2020, 1, 1))
    assert actors.roles(offices, early, "marco-rubio").title.tolist() == ["senator"]


def test_a_title_leads_to_its_sentences(offices: Any) -> None:
    rows = actors.rows_with_role(offices, Selection(), "marco-rubio", "secretary of state")
    assert own_ids(offices, rows) == ["o1", "o0"]
    places = actors.role_places(offices, "marco-rubio", "secretary of state")
    what = evidence.Sought(roles=tuple(places.tolist()))
    found = evidence.sentences(offices, int(rows[1]), what)
    text = OFFICES[0][1]
    marked = [text[a:b] for sentence in found for a, b in sentence.marks]
    assert marked == ["U.S. Secretary of State", "Secretary of State"]


def test_an_actor_without_titles_has_none(nine: Any) -> None:
    assert actors.roles(nine, Selection(), "russia").empty
