"""Topics of a selection: how many articles have each, and which are typical of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.measure import selection as sel
from lib.measure import topics
from lib.measure.selection import Selection


def test_the_topics_shown_are_of_the_size_nearest_to_the_default(
    seeds_corpus: Any, nine: Any
) -> None:
    assert topics.default_size(seeds_corpus) == 16
    assert topics.default_size(nine) is None


def test_topics_are_ranked_and_the_rest_comes_last(seeds_corpus: Any) -> None:
    model = seeds_corpus.topics(8)
    frame = topics.ranking(seeds_corpus, Selection(), model)
    assert frame["key"].tolist()[-1] == ""
    assert frame["label"].tolist()[-1] == topics.NO_TOPIC
    assert frame["count"][:-1].is_monotonic_decreasing
    texts = np.count_nonzero(sel.resolve(seeds_corpus, Selection()).counted)
    assert frame["count"].sum() == texts < len(seeds_corpus)
    assert (frame["total"] == texts).all()
    for key, count in frame[frame.key != ""][["key", "count"]].to_numpy():
        of_topic = sel.resolve(seeds_corpus, Selection(topics=(key,)))
        assert np.count_nonzero(of_topic.counted) == count


def test_shares_are_of_the_total_whatever_the_words(seeds_corpus: Any) -> None:
    selection = Selection(words="gaza")
    frame = topics.ranking(seeds_corpus, selection, seeds_corpus.topics(8))
    matching = np.count_nonzero(sel.resolve(seeds_corpus, selection).counted)
    texts = np.count_nonzero(sel.resolve(seeds_corpus, Selection()).counted)
    assert frame["count"].sum() == matching < texts
    assert (frame["total"] == texts).all()
    assert (frame["share"] == frame["count"] / texts).all()


def test_a_topic_is_a_line_of_its_articles(seeds_corpus: Any) -> None:
    model = seeds_corpus.topics(8)
    lines = topics.series(seeds_corpus, model)
    assert len(lines) == 8
    assert sum(np.count_nonzero(line.rows) for line in lines) == np.count_nonzero(
        model.strongest() >= 0
    )
    picked = topics.series(seeds_corpus, model, [3])
    assert [line.key for line in picked] == [lines[3].key]


def test_typical_articles_hold_most_of_the_topic(seeds_corpus: Any) -> None:
    model = seeds_corpus.topics(8)
    rows, shares = topics.typical(seeds_corpus, Selection(), model, 2, 5)
    assert len(rows) == len(shares) == 5
    assert (model.strongest()[rows] == 2).all()
    rounded = np.round(shares, 3).tolist()
    assert rounded == sorted(rounded, reverse=True)
    best = model.weights[model.strongest() == 2, 2].max()
    assert round(shares[0], 3) == round(float(best), 3)
    nothing, _ = topics.typical(seeds_corpus, Selection(words="qqqq"), model, 2)
    assert len(nothing) == 0
