"""An opened corpus answers lookups: articles, mentions, likeness, searches."""

from __future__ import annotations

import contextlib
import gc
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from lib import index, open_corpus
from lib.index import NO_DAY, Corpus, DamagedError, NotBuiltError, Store, UnknownArticleError, terms
from tests.small import NINE, opened, own_ids, write

NEWEST_FIRST = [{"a6", "a9"}, {"a5", "a8"}, {"a3", "a4"}, {"a2"}, {"a1"}, {"a7"}]


def row(corpus: Any, own: str) -> int:
    return int(corpus.row_of(own))


# Articles


def test_the_order_is_newest_first_and_undated_last(nine: Any) -> None:
    order = own_ids(nine, nine.order)
    days = [{order.pop(0) for _ in group} for group in NEWEST_FIRST]
    assert days == NEWEST_FIRST


def test_days_are_numbers_and_undated_articles_have_none(nine: Any) -> None:
    assert nine.days[row(nine, "a1")] == (date(2025, 6, 30) - date(1970, 1, 1)).days
    assert nine.days[row(nine, "a7")] == NO_DAY
    assert nine.first_day == nine.days[row(nine, "a1")]
    assert nine.last_day == nine.days[row(nine, "a9")]


def test_counts_say_what_was_read(nine: Any) -> None:
    counts = nine.counts
    assert counts["articles"] == counts["read"] == len(nine) == 9
    assert (counts["undated"], counts["without_text"]) == (1, 1)


def test_rows_without_text_are_not_countable(nine: Any) -> None:
    assert own_ids(nine, ~nine.countable) == ["a8"]
    assert own_ids(nine, ~nine.has_text) == ["a8"]


def test_where_no_row_has_text_all_are_countable(tmp_path: Path) -> None:
    corpus = opened([{"id": "x", "title": "A title", "date": "2025-07-01"}], tmp_path)
    assert corpus.has_text.tolist() == [False]
    assert corpus.countable.tolist() == [True]


def test_an_article_is_found_by_its_id_and_by_its_own(nine: Any) -> None:
    article = nine.read(row(nine, "a5"))
    assert nine.row_of(article.id) == article.row
    assert (article.own_id, article.title) == ("a5", "A denial")
    assert article.text == NINE[4]["text"]
    assert article.date == pd.Timestamp("2025-07-14")
    assert article.places == (("articles.jsonl", 5),)
    assert (nine.title(article.row), nine.text(article.row)) == (article.title, article.text)


def test_many_articles_are_read_at_once_in_any_order(seeds_corpus: Any) -> None:
    rows = np.array([200, 3, 77, 3], np.int32)
    frame = seeds_corpus.full(rows)
    assert frame.index.tolist() == rows.tolist()
    for (_, found), number in zip(frame.iterrows(), rows.tolist(), strict=True):
        article = seeds_corpus.read(number)
        assert (found["id"], found["text"], found["code"]) == (
            article.id,
            article.text,
            article.code,
        )
    assert len(seeds_corpus.full(rows[:0])) == 0


@pytest.mark.parametrize("unknown", ["", "zz", "A1", "0000000000000000"])
def test_an_unknown_article_is_said(nine: Any, unknown: str) -> None:
    with pytest.raises(UnknownArticleError, match="no article of this corpus has the id"):
        nine.row_of(unknown)


def test_lists_keep_the_order_of_the_rows_and_whole_codes(nine: Any) -> None:
    rows = np.array([row(nine, own) for own in ("a9", "a1")], np.int32)
    frame = nine.listed(rows)
    assert frame.own_id.tolist() == ["a9", "a1"]
    assert frame.source.tolist() == ["", "Alpha Wire"]
    assert frame.index.tolist() == rows.tolist()
    assert frame.code.dtype == "Int64"
    assert nine.listed(rows[:0]).columns.tolist() == frame.columns.tolist()
    assert len(nine.articles) == 9


def test_fields_that_are_lacking_are_known(nine: Any) -> None:
    assert own_ids(nine, nine.lacking("date")) == ["a7"]
    assert own_ids(nine, nine.lacking("text")) == ["a8"]
    assert own_ids(nine, nine.lacking("source")) == ["a9"]
    assert nine.lacking("author").all()


def test_repeats_are_one_article_with_several_places(tmp_path: Path) -> None:
    corpus = opened([NINE[0], NINE[1], NINE[0]], tmp_path)
    assert len(corpus) == 2
    assert corpus.places_of(row(corpus, "a1")) == (("articles.jsonl", 1), ("articles.jsonl", 3))
    assert corpus.repeated_places["row"].tolist() == [1, 3]


def test_a_corpus_without_an_article_opens(tmp_path: Path) -> None:
    corpus = opened([], tmp_path)
    assert len(corpus) == 0
    assert (corpus.first_day, corpus.last_day, corpus.topic_sizes) == (None, None, ())
    assert corpus.mentions.empty and corpus.articles.empty and corpus.actors.empty
    assert corpus.nearest_to_text("a truce") == []


# Mentions


def test_quotations_have_speakers_and_places_of_the_text(nine: Any) -> None:
    (said,) = nine.quotations[nine.quotations["class"] == "denied"].to_dict("records")
    assert said["article"] == nine.ids[row(nine, "a5")].as_py()
    text = nine.text(row(nine, "a5"))
    assert text[said["start"] : said["end"]] == "that the truce was over"
    assert text[said["speaker_start"] : said["speaker_end"]] == "The Kremlin"
    assert (said["verb"], said["actor"], said["kind"]) == ("deny", "russia", "indirect")
    assert (said["start2"], said["end2"], said["doubt"]) == (-1, -1, "")


def test_events_are_told_by_sentences_of_the_text(nine: Any) -> None:
    found = nine.events.set_index("article").loc[nine.ids[row(nine, "a3")].as_py()]
    text = nine.text(row(nine, "a3"))
    assert text[found.start : found.end] == "Sergei Lavrov met Marco Rubio."
    assert text[found.verb_start : found.verb_end] == "met"
    assert (found.type, found["mode"], found.quad) == ("CONSULT", "meet", "verbal cooperation")
    assert (found.source, found.target, found.place) == ("sergey-lavrov", "marco-rubio", "")
    assert found.status == "stated"


def test_mentions_are_spans_of_text_or_title(nine: Any) -> None:
    for _, mention in nine.mentions.iterrows():
        found = nine.row_of(mention.article)
        part = nine.title(found) if mention["in"] == "title" else nine.text(found)
        assert part[mention.start : mention.end] == mention.form


def test_mentions_of_an_actor_are_all_its_own(nine: Any) -> None:
    for actor, number in nine.actor_numbers.items():
        places = nine.mentions_of(number)
        rows = nine.mention_column("article")[places]
        expected = nine.mentions[nine.mentions.actor == actor]
        assert nine.ids.take(rows).to_pylist() == expected.article.tolist()
        assert nine.forms(places) == expected.form.tolist()


def test_a_chain_is_the_actor_of_its_mentions(nine: Any) -> None:
    article, chain = nine.mention_column("article"), nine.mention_column("chain")
    found = nine.actors_of_chains(article, chain)
    assert found.tolist() == nine.mention_column("actor").tolist()


@pytest.mark.parametrize(
    ("own", "chain", "actor"),
    [
        ("a3", 0, "sergey-lavrov"),
        ("a3", 2, "vladimir-putin"),
        ("a3", 3, None),
        ("a3", -1, None),
        ("a4", 0, None),
        ("a4", -1, None),
    ],
)
def test_a_chain_that_the_article_lacks_is_nobody(
    nine: Any, own: str, chain: int, actor: str | None
) -> None:
    (found,) = nine.actors_of_chains(np.array([row(nine, own)]), np.array([chain])).tolist()
    assert found == (-1 if actor is None else nine.actor_numbers[actor])


def test_without_chains_nobody_is_found(nine: Any) -> None:
    assert nine.actors_of_chains(np.zeros(0, np.int32), np.zeros(0, np.int32)).tolist() == []


def test_mentions_in_an_article_are_in_its_order(nine: Any) -> None:
    found = nine.mentions_in(row(nine, "a3"))
    assert found.form.tolist() == [
        "Sergei Lavrov",
        "Marco Rubio",
        "Vladimir Putin",
        "Sergei Lavrov",
    ]
    assert found.sentence.tolist() == [0, 0, 1, 1]
    assert nine.mentions_in(row(nine, "a4")).empty


# Likeness


def test_the_nearest_are_those_of_brute_force(seeds_corpus: Any) -> None:
    rows = range(len(seeds_corpus))
    texts = [f"{seeds_corpus.title(r)}\n{seeds_corpus.text(r)}" for r in rows]
    vectorizer = TfidfVectorizer(
        sublinear_tf=True, stop_words=sorted(terms.stop_words()), max_df=0.5, min_df=2
    )
    weights = vectorizer.fit_transform(texts)
    scores = (weights @ weights.T).toarray()
    np.fill_diagonal(scores, 0)
    for r in rows:
        found = seeds_corpus.nearest(r, 20)
        expected = np.sort(scores[r])[::-1][:20]
        np.testing.assert_allclose([s.score for s in found], expected, atol=1e-5)
        np.testing.assert_allclose(scores[r][[s.row for s in found]], expected, atol=1e-5)
        assert len({s.row for s in found} | {r}) == 21


def test_any_text_has_its_nearest(seeds_corpus: Any) -> None:
    text = f"{seeds_corpus.title(7)}\n{seeds_corpus.text(7)}"
    found = seeds_corpus.nearest_to_text(text, 4)
    assert found[0].row == 7
    assert found[0].score == pytest.approx(1, abs=1e-5)
    assert [s.row for s in found[1:]] == [s.row for s in seeds_corpus.nearest(7, 3)]


@pytest.mark.parametrize("text", ["", "qqqq zzzz", "the and of", "\ud800"])
def test_a_text_of_no_weighty_word_is_like_nothing(seeds_corpus: Any, text: str) -> None:
    assert seeds_corpus.nearest_to_text(text) == []


def test_the_nearest_are_within_what_is_asked(seeds_corpus: Any) -> None:
    within = np.zeros(len(seeds_corpus), bool)
    within[10:20] = True
    found = seeds_corpus.nearest(3, 50, within)
    assert 0 < len(found) <= 10
    assert all(10 <= s.row < 20 for s in found)
    everything = [s.row for s in seeds_corpus.nearest(3, len(seeds_corpus))]
    assert [s.row for s in found] == [r for r in everything if 10 <= r < 20]


def test_shared_terms_are_in_both_articles(seeds_corpus: Any) -> None:
    for similar in seeds_corpus.nearest(7, 5):
        assert similar.shared
        for r in (7, similar.row):
            own = set(terms.tokens(f"{seeds_corpus.title(r)}\n{seeds_corpus.text(r)}"))
            assert set(similar.shared) <= own


def test_key_terms_are_the_weightiest_readable_ones(seeds_corpus: Any) -> None:
    found = seeds_corpus.key_terms(7, 5)
    weights = [weight for _, weight in found]
    assert weights == sorted(weights, reverse=True)
    own = terms.tokens(f"{seeds_corpus.title(7)} {seeds_corpus.text(7)}")
    assert all(term in own and term.isalpha() for term, _ in found)


# Generations, threads


def test_many_threads_get_the_same_answers(seeds_store: Path) -> None:
    from tests.conftest import SEEDS

    words = ["ceasefire", "talks OR truce", '"prime minister"', "minist*", "tariff -China"]

    def asked(corpus: Corpus, number: int) -> tuple[Any, ...]:
        query = index.parse(words[number % len(words)])
        assert query is not None
        rows, scores = corpus.matches(query)
        article = corpus.read(number)
        similar = [s.row for s in corpus.nearest(number, 5)]
        return rows.tolist(), scores.tolist(), article, similar, corpus.key_terms(number)

    alone = index.open_current(SEEDS, seeds_store)
    expected = [asked(alone, number) for number in range(60)]
    fresh = index.open_current(SEEDS, seeds_store)
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda number: asked(fresh, number), range(60))) == expected


def test_a_corpus_that_was_not_built_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotBuiltError, match="has not been analysed yet"):
        index.open_current(write(NINE, tmp_path), tmp_path / "store")


@pytest.mark.parametrize("file", ["articles.arrow", "norms.npy", "search/meta.json"])
def test_a_generation_that_lacks_a_file_is_damaged(tmp_path: Path, file: str) -> None:
    corpus = opened(NINE, tmp_path)
    generation = Store(corpus.path, tmp_path / "store").current()
    (generation / file).unlink()
    with pytest.raises(DamagedError):
        Corpus(generation)
    with pytest.raises(DamagedError):
        index.open_current(corpus.path, tmp_path / "store")


def locks_held(folder: Path) -> int:
    """How many descriptors of this process are open on files below a folder that are locked."""
    held = 0
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the one that lists the folder
            target = os.readlink(descriptor)
            held += target.startswith(str(folder)) and target.endswith("/in-use")
    return held


def test_a_corpus_that_nobody_holds_lets_go_of_its_lock(tmp_path: Path) -> None:
    opened(NINE, tmp_path)
    gc.collect()
    assert locks_held(tmp_path) == 0
    again = open_corpus(tmp_path / "articles", tmp_path / "store", build=False)
    assert locks_held(tmp_path) == 1
    del again
    gc.collect()
    assert locks_held(tmp_path) == 0


# Dates


def test_dates_are_spans_with_their_days(corpus_factory: Any, store_root: Path) -> None:
    told = " date 2025-07-12 1\nTalks last week\nThey met on Thursday. It took three months.\n"
    corpus = open_corpus(corpus_factory({"a.txt": told}), store_root)
    dates = corpus.dates.set_index("expression")
    thursday, week = dates.loc["Thursday"], dates.loc["last week"]
    assert (thursday["value"], thursday["rule"]) == ("2025-07-10", "weekday before")
    assert thursday["anchor"] == "2025-07-12"
    assert (str(week.first_day.date()), str(week.last_day.date())) == ("2025-06-30", "2025-07-06")
    assert week["in"] == "title"
    assert pd.isna(dates.loc["three months"].first_day)
    for _, found in corpus.dates.iterrows():
        row = corpus.row_of(found.article)
        part = corpus.title(row) if found["in"] == "title" else corpus.text(row)
        assert part[found.start : found.end] == found.expression
    assert corpus.dates_in(0).equals(corpus.dates.drop(columns="article"))


def test_a_corpus_without_dates_has_an_empty_table_of_them(
    corpus_factory: Any, store_root: Path
) -> None:
    corpus = open_corpus(corpus_factory({"a.txt": " date 2025-07-12 1\nRain\nRain.\n"}), store_root)
    assert corpus.dates.empty and corpus.dates_in(0).empty
