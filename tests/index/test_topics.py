"""Topics group articles that share words, the same way whenever they are fitted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from lib.index import CLEAR, Topics, terms, topics

SUBJECTS = [
    "wheat harvest grain farmers",
    "truce talks delegation summit",
    "tariff customs duty exports",
    "flood rescue river rainfall",
    "strike union wages workers",
    "vaccine hospital doctors clinic",
    "football striker league match",
    "comet telescope orbit rocket",
]


def fitted(texts: list[str], ids: list[str] | None = None) -> list[Topics]:
    counts = terms.count(texts)
    df = np.bincount(counts.matrix.indices, minlength=len(counts.vocabulary)).astype(np.int32)
    idf = terms.inverse_document_frequencies(df, len(texts), counts.vocabulary)
    vocabulary = pa.chunked_array([counts.vocabulary])
    usable = terms.readable(counts.vocabulary.to_pylist()) & (idf > 0)
    columns = topics.features(vocabulary, usable, df)
    weights = counts.matrix[:, columns].astype(np.float32)
    weights.data = terms.sublinear(weights.data)
    weights = weights.multiply(idf[columns]).tocsr()
    names = vocabulary.take(pa.array(columns)).to_pylist()
    known = pa.array(ids or [f"{number:04}" for number in range(len(texts))])
    filled = np.diff(counts.matrix.indptr) > 0
    return [model for model, _ in topics.fit(weights, names, topics.drawn(filled, known))]


def articles(each: int) -> list[str]:
    """The same number of articles of each subject, in turn, no two of one alike."""
    drawn = []
    for number in range(each):
        for subject in SUBJECTS:
            words = subject.split()
            drawn.append(f"{subject} {words[number % 4]} {words[(number // 4) % 4]}")
    return drawn


def test_articles_of_a_subject_share_their_clear_topic() -> None:
    model = fitted(articles(4))[0]
    assert model.size == 8
    by_subject = model.strongest().reshape(4, 8)
    assert (by_subject == by_subject[0]).all()
    assert sorted(by_subject[0].tolist()) == list(range(8))


def test_a_topic_is_named_by_its_strongest_terms() -> None:
    model = fitted(articles(4))[0]
    for number, subject in enumerate(SUBJECTS):
        topic = int(model.strongest()[number])
        assert set(model.name(topic).split(" · ")) < set(subject.split())
        assert set(model.words[topic][:4]) == set(subject.split())


def test_the_sizes_are_those_that_the_corpus_can_carry() -> None:
    assert fitted([]) == []
    assert fitted(articles(2)) == []  # 16 articles, fewer than three for each of 8 topics
    assert [model.size for model in fitted(articles(3))] == [8]
    assert [model.size for model in fitted(articles(6))] == [8, 16]


def test_the_same_articles_have_the_same_topics() -> None:
    one, other = fitted(articles(4))[0], fitted(articles(4))[0]
    assert (one.digest, one.words) == (other.digest, other.words)
    np.testing.assert_array_equal(one.weights, other.weights)
    assert fitted(articles(5))[0].digest != one.digest


def test_weights_are_shares_and_an_article_of_unknown_words_has_none() -> None:
    model = fitted([*articles(4), "unheard of"])[0]
    sums = model.weights.sum(axis=1)
    np.testing.assert_allclose(sums[:-1], 1, rtol=1e-5)
    assert sums[-1] == 0
    assert model.strongest()[-1] == -1
    assert (model.weights >= 0).all()


def test_a_topic_that_holds_too_little_is_not_clear() -> None:
    shares = np.array([[CLEAR, 0.33, 0.32], [0.34, 0.33, 0.33], [0, 0, 0]], np.float32)
    model = Topics("digest", (("a",), ("b",), ("c",)), shares)
    assert model.strongest().tolist() == [0, -1, -1]


def test_a_model_without_topics_has_no_strongest() -> None:
    assert Topics("", (), np.zeros((2, 0), np.float32)).strongest().tolist() == [-1, -1]


def test_the_bundled_corpus_has_its_topics(seeds_corpus: Any) -> None:
    assert seeds_corpus.topic_sizes == (8, 16, 32)
    for size in seeds_corpus.topic_sizes:
        model = seeds_corpus.topics(size)
        assert model.weights.shape == (len(seeds_corpus), size)
        assert len({model.name(number) for number in range(size)}) == size
    with pytest.raises(KeyError):
        seeds_corpus.topics(9)
