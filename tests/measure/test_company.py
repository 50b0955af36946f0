"""Actors together, and the articles behind: pairs' articles, forms, the network around one.

c1  Putin and Trump in a sentence, twice; then Trump and Zelensky
c2  Putin and Trump in a sentence; Russia by a metonym
c3  Putin and Zelensky, each in a sentence of his own
c4  Putin and Zelensky in a sentence
"""

from __future__ import annotations

import pytest

from lib import Corpus
from lib.measure import actors, evidence, terms
from lib.measure.evidence import Sought
from lib.measure.selection import COUNTED_KINDS, Selection
from tests.small import opened, own_ids

ARTICLES = {
    "c1": "Vladimir Putin met Donald Trump. Vladimir Putin and Donald Trump dined. "
    "Donald Trump met Volodymyr Zelensky.",
    "c2": "Vladimir Putin met Donald Trump. The Kremlin was silent.",
    "c3": "Vladimir Putin swam. Volodymyr Zelensky ran.",
    "c4": "Vladimir Putin met Volodymyr Zelensky.",
}
PUTIN, TRUMP, ZELENSKY = "Vladimir Putin", "Donald Trump", "Volodymyr Zelensky"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    records = [
        {"id": own, "date": f"2025-07-0{own[1]}", "title": f"Report {own}", "text": text}
        for own, text in ARTICLES.items()
    ]
    return opened(records, tmp_path_factory.mktemp("company"))


def ident(corpus: Corpus, name: str) -> str:
    return str(corpus.actors[corpus.actors.name == name].id.item())


@pytest.mark.parametrize("narrow", [0, 20], ids=["all mentions", "the actors' mentions"])
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (PUTIN, TRUMP, ["c2", "c1"]),
        (TRUMP, PUTIN, ["c2", "c1"]),
        (PUTIN, ZELENSKY, ["c4"]),
        (TRUMP, ZELENSKY, ["c1"]),
    ],
)
def test_articles_with_a_sentence_of_both_newest_first(
    corpus: Corpus,
    one: str,
    other: str,
    expected: list[str],
    narrow: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(actors, "_NARROW", narrow)
    pair = ident(corpus, one), ident(corpus, other)
    rows = actors.rows_together(corpus, Selection(), *pair)
    assert own_ids(corpus, rows) == expected
    counted = actors.articles_together(
        corpus, corpus.countable, COUNTED_KINDS, [pair[0]], [pair[1]]
    )
    assert counted.tolist() == [len(expected)]


def test_a_pair_s_numbers_are_the_articles_and_sentences_that_it_opens(corpus: Corpus) -> None:
    found = actors.pairs(corpus, Selection(), least=1)
    for pair in found.itertuples():
        rows = actors.rows_together(corpus, Selection(), pair.source, pair.target)
        what = Sought(actors=(pair.source, pair.target), together=True)
        sentences = [evidence.sentences(corpus, int(row), what) for row in rows]
        assert len(rows) == pair.articles
        assert sum(len(found) for found in sentences) == pair.together


def test_the_network_holds_the_actor_those_near_it_and_the_links_among_them(
    corpus: Corpus,
) -> None:
    putin, trump, zelensky = (ident(corpus, name) for name in (PUTIN, TRUMP, ZELENSKY))
    nodes, links = actors.network(corpus, Selection(), putin, least=1)
    assert nodes.key.tolist()[0] == putin
    assert dict(zip(nodes.key, nodes["count"], strict=True)) == {putin: 4, trump: 2, zelensky: 3}
    together = {frozenset((link.source, link.target)): link.together for link in links.itertuples()}
    assert together == {
        frozenset((putin, trump)): 3,
        frozenset((putin, zelensky)): 1,
        frozenset((trump, zelensky)): 1,
    }
    whole = actors.pairs(corpus, Selection(), least=1).set_index(["source", "target"])
    for link in links.itertuples():
        assert link.strength == pytest.approx(whole.loc[(link.source, link.target), "strength"])


def test_the_network_is_cut_to_the_nearest(corpus: Corpus) -> None:
    nodes, links = actors.network(corpus, Selection(), ident(corpus, PUTIN), most=1, least=1)
    assert nodes.label.tolist() == [PUTIN, TRUMP]
    assert (nodes.near.tolist(), nodes.grown.tolist()) == ([2, 0], [True, False])
    assert links.together.tolist() == [3]


def test_the_network_grows_where_it_is_asked_to(corpus: Corpus) -> None:
    putin, trump, zelensky = (ident(corpus, name) for name in (PUTIN, TRUMP, ZELENSKY))
    nodes, links = actors.network(corpus, Selection(), putin, [trump, "nobody"], most=1, least=1)
    assert nodes.key.tolist() == [putin, trump, zelensky]
    assert nodes.parent.tolist() == ["", putin, trump]
    assert nodes.step.tolist() == [0, 1, 2]
    assert len(links) == 3


def test_together_may_mean_in_one_article(corpus: Corpus) -> None:
    by_sentence = actors.pairs(corpus, Selection(), least=1)
    by_article = actors.pairs(corpus, Selection(), least=1, unit="article")
    assert set(by_sentence.itertuples(index=False)) != set(by_article.itertuples(index=False))
    for pair in by_article.itertuples():
        rows = actors.rows_together(corpus, Selection(), pair.source, pair.target, "article")
        assert len(rows) == pair.together == pair.articles
        for row in rows:
            named = set(corpus.mentions_in(int(row)).actor)
            assert {corpus.actor_numbers[a] for a in (pair.source, pair.target)} <= named


def test_pairs_can_be_ranked_by_strength(corpus: Corpus) -> None:
    found = actors.pairs(corpus, Selection(), least=1, by="strength")
    assert found.strength.tolist() == sorted(found.strength, reverse=True)
    assert len(found) == len(actors.pairs(corpus, Selection(), least=1))


def test_links_are_cut_last_those_of_the_actor_and_it_is_said(corpus: Corpus) -> None:
    putin = ident(corpus, PUTIN)
    _, links = actors.network(corpus, Selection(), putin, least=1, most_links=0)
    assert all(putin in (link.source, link.target) for link in links.itertuples())
    assert (len(links), links.attrs["left_out"]) == (2, 1)


def test_an_actor_that_is_with_nobody_has_no_network(corpus: Corpus) -> None:
    nodes, links = actors.network(corpus, Selection(), ident(corpus, "Russia"), least=1)
    assert nodes.empty and links.empty


def test_a_form_opens_the_articles_and_mentions_that_it_counts(corpus: Corpus) -> None:
    for name in (PUTIN, "Russia"):
        actor = ident(corpus, name)
        found = actors.forms(corpus, Selection(), actor)
        for form in found.itertuples():
            rows = actors.rows_with_form(corpus, Selection(), actor, form.form, form.kind)
            what = Sought(actors=(actor,), kinds=(form.kind,), forms=(form.form,))
            marks = [
                mark
                for row in rows
                for sentence in evidence.sentences(corpus, int(row), what)
                for mark in sentence.marks
            ]
            assert (len(rows), len(marks)) == (form.articles, form.mentions)


@pytest.mark.parametrize(
    ("term", "expected"), [("dined", ["c1"]), ("silent", ["c2"]), ("report", [*ARTICLES])]
)
def test_rows_with_a_term_are_those_it_is_counted_in(
    corpus: Corpus, term: str, expected: list[str]
) -> None:
    mask = terms.rows_with_term(corpus, term)
    assert sorted(own_ids(corpus, mask)) == expected
    place = corpus.vocabulary.index(term)
    assert corpus.document_counts(corpus.countable)[place] == len(expected)


def test_a_word_that_is_no_term_has_no_rows(corpus: Corpus) -> None:
    assert not terms.rows_with_term(corpus, "zzzqqq").any()
