"""One article, looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lib import annotate, open_corpus
from lib.measure import article
from lib.measure import selection as sel
from lib.measure.article import Only
from lib.measure.selection import Selection
from tests.small import opened, own_ids


@pytest.fixture
def tiny(tiny_corpus: Path, store_root: Path) -> Any:
    """The three articles of `conftest.TINY`, opened."""
    return open_corpus(tiny_corpus, store_root)


def test_an_article_is_found_by_either_id(tiny: Any) -> None:
    row = tiny.row_of("truce")
    assert article.find(tiny, tiny.ids[row].as_py()) == row
    assert article.find(tiny, "truce") == row


@pytest.mark.parametrize("unknown", ["", "nothing", "\x00", "%"])
def test_an_unknown_id_finds_nothing(tiny: Any, unknown: str) -> None:
    assert article.find(tiny, unknown) is None


@pytest.mark.parametrize(("row", "place"), [(7, 0), (2, 1), (5, None), (None, None)])
def test_place_counts_from_zero(row: int | None, place: int | None) -> None:
    assert article.place(np.array([7, 2], np.int32), row) == place


def test_actors_come_with_mentions_and_forms(tiny: Any) -> None:
    found = article.actors(tiny, tiny.row_of("truce")).set_index("key")
    putin = found.loc["vladimir-putin"]
    assert putin["mentions"] == 3  # the title, "President Vladimir Putin", "Putin spoke"
    assert putin["forms"].startswith("Putin (2)")
    assert list(found["mentions"]) == sorted(found["mentions"], reverse=True)


def test_actors_count_the_kinds_that_are_asked_for(tiny: Any) -> None:
    row = tiny.row_of("talks")
    every = article.actors(tiny, row, annotate.KINDS)["mentions"].sum()
    assert every == len(tiny.mentions_in(row))
    assert article.actors(tiny, row, ())["mentions"].sum() == 0


def test_an_article_without_actors_gives_an_empty_frame(
    corpus_factory: Callable[..., Path], store_root: Path
) -> None:
    folder = corpus_factory({"rain.txt": " date 2025-07-10 1\nRain\nIt rained all day.\n"})
    corpus = open_corpus(folder, store_root)
    assert article.actors(corpus, 0).empty
    assert article.topic(corpus, 0) is None
    assert article.similar(corpus, 0) == []


def test_mention_spans_stand_where_the_form_is(tiny: Any) -> None:
    row = tiny.row_of("truce")
    text = tiny.text(row)
    spans = article.mention_spans(tiny, row, "text", sel.COUNTED_KINDS, "vladimir-putin")
    assert [text[start:end][-5:] for start, end, _ in spans] == ["Putin", "Putin"]
    assert all(said.startswith("Vladimir Putin, ") for _, _, said in spans)


def test_similar_articles_are_ranked_and_never_the_article_itself(seeds_corpus: Any) -> None:
    found = article.similar(seeds_corpus, 0, 5)
    assert 0 not in [item.row for item in found]
    scores = [item.score for item in found]
    assert scores == sorted(scores, reverse=True)
    assert all(item.shared for item in found)


def test_similar_articles_can_be_held_within_a_selection(seeds_corpus: Any) -> None:
    chosen = Selection(words="ceasefire")
    inside = sel.resolve(seeds_corpus, chosen).mask
    found = article.similar(seeds_corpus, 0, 5, Only(selected=chosen))
    assert found
    assert all(inside[item.row] for item in found)


def test_similar_articles_can_be_of_the_same_week_or_of_other_sources(seeds_corpus: Any) -> None:
    row = seeds_corpus.row_of("000_20067b5787b0c9a5")
    near = article.similar(seeds_corpus, row, 50, Only(week=True))
    assert near
    assert all(abs(int(seeds_corpus.days[i.row]) - int(seeds_corpus.days[row])) <= 7 for i in near)
    own = seeds_corpus.source_codes[0]
    others = article.similar(seeds_corpus, 0, 50, Only(elsewhere=True))
    assert others
    assert all(seeds_corpus.source_codes[item.row] != own for item in others)


def test_similar_articles_can_leave_out_copies(tmp_path: Path) -> None:
    text = "The river rose above the bridge at noon and the old town was asked to leave at once. "
    texts = [
        text * 3,
        text * 3 + "More soon.",
        "The river rose; boats were sent.",
        "Wheat.",
        "Rye.",
        "Barley.",
        "Oats.",
    ]
    wire = [
        {"id": f"w{n}", "date": f"2025-07-0{n + 1}", "title": "", "text": text}
        for n, text in enumerate(texts)
    ]
    corpus = opened(wire, tmp_path)
    found = article.similar(corpus, corpus.row_of("w0"))
    assert own_ids(corpus, np.array([item.row for item in found])) == ["w1", "w2"]
    found = article.similar(corpus, corpus.row_of("w0"), only=Only(no_copies=True))
    assert own_ids(corpus, np.array([item.row for item in found])) == ["w2"]

    # Where each text counts once, one copy stands for all, but not the article that is sought by.
    for sought, expected in (("w2", ["w0"]), ("w0", ["w1", "w2"])):
        found = article.similar(corpus, corpus.row_of(sought), only=Only(once=True))
        assert own_ids(corpus, np.array([item.row for item in found])) == expected


def test_shared_actors_are_those_that_both_name(nine: Any) -> None:
    rows = [nine.row_of(own) for own in ("a1", "a3")]
    assert article.shared_actors(nine, *rows, sel.COUNTED_KINDS) == ["vladimir-putin"]
    assert article.shared_actors(nine, rows[0], nine.row_of("a4"), sel.COUNTED_KINDS) == []


def test_the_text_of_an_article_is_most_like_that_article(seeds_corpus: Any) -> None:
    text = f"{seeds_corpus.title(7)}\n{seeds_corpus.text(7)}"
    assert article.similar_to_text(seeds_corpus, text, 3)[0].row == 7


def test_a_text_of_unknown_words_is_like_nothing(seeds_corpus: Any) -> None:
    assert article.similar_to_text(seeds_corpus, "zzzq qqqz") == []


@pytest.mark.parametrize(
    ("words", "narrowed"),
    [
        ("", '"grain"'),
        ("truce", 'truce "grain"'),
        ("truce OR peace", '(truce OR peace) "grain"'),
    ],
)
def test_a_search_is_narrowed_by_a_term(words: str, narrowed: str) -> None:
    assert sel.with_word(words, "grain") == narrowed


DATED = " date 2025-07-12 1\nTalks on Friday\nThey met last week. It took three months.\n"


def test_dates_are_those_that_name_days(
    corpus_factory: Callable[..., Path], store_root: Path
) -> None:
    corpus = open_corpus(corpus_factory({"a.txt": DATED}), store_root)
    found = article.dates(corpus, 0)
    assert found[["in", "expression", "value", "anchor"]].to_numpy().tolist() == [
        ["title", "Friday", "2025-07-11", "2025-07-12"],
        ["text", "last week", "2025-W27", "2025-07-12"],
    ]


def test_a_date_is_marked_with_what_it_means(
    corpus_factory: Callable[..., Path], store_root: Path
) -> None:
    corpus = open_corpus(corpus_factory({"a.txt": DATED}), store_root)
    said = "2025-W27: from publication, 2025-07-12"
    assert article.date_spans(corpus, 0, "text") == [(9, 18, said)]
