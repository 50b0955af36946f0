"""The count matrix in segments answers as one matrix of all articles would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from lib import corpus
from lib.index import matrix, terms

Make = Callable[..., matrix.TermMatrix]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write texts in segments of the sizes given, and open them."""

    def made(texts: Sequence[str], *sizes: int) -> matrix.TermMatrix:
        folders, first = list[Path](), 0
        for size in sizes or (len(texts),):
            folders.append(tmp_path / str(len(list(tmp_path.iterdir()))))
            folders[-1].mkdir()
            part = terms.count(texts[first : first + size])
            places = np.arange(part.matrix.shape[0], dtype=np.int32)
            earlier = [matrix.read_vocabulary(folder) for folder in folders[:-1]]
            days = (places * 7 % 11).astype(np.int32)
            matrix.write_segment(folders[-1], earlier, [(part, places, places)], days)
            first += size
        counted = matrix.read(folders)
        return matrix.TermMatrix(counted, matrix.weigh(counted))

    return made


WORDS = ["truce", "talks", "grain", "price", "tariff", "export", "envoy", "harvest", "border"]


def texts(size: int, seed: int = 1) -> list[str]:
    """Texts of two to forty words, frequent ones and rare ones."""
    random = np.random.default_rng(seed)
    vocabulary = [f"{word}{number}" for number in range(30) for word in WORDS]
    odds = 1 / np.arange(1, len(vocabulary) + 1)
    return [
        " ".join(random.choice(vocabulary, random.integers(2, 40), p=odds / odds.sum()))
        for _ in range(size)
    ]


def vectorizer() -> TfidfVectorizer:
    stops = sorted(terms.stop_words())
    return TfidfVectorizer(sublinear_tf=True, stop_words=stops, max_df=0.5, min_df=2)


def cosines(weights: Any, row: int) -> np.ndarray:
    scores = (weights @ weights[row].T).toarray().ravel()
    scores[row] = 0
    return np.asarray(scores)


@pytest.mark.parametrize("sizes", [(60,), (40, 20), (30, 20, 9, 1)])
def test_segments_hold_the_counts_and_weights_of_one_fit(make: Make, sizes: tuple[int]) -> None:
    stories = texts(60)
    found = make(stories, *sizes)
    fit = vectorizer()
    expected = fit.fit_transform(stories)
    columns = [found.vocabulary.number(term) for term in fit.get_feature_names_out()]
    assert abs(found.weighted()[:, columns] - expected).max() < 1e-5
    assert found.weighted(np.array(columns)).nnz == expected.nnz
    counted = terms.count(stories)
    columns = [found.vocabulary.number(term) for term in counted.vocabulary.to_pylist()]
    assert (found.counts()[:, columns] != counted.matrix).nnz == 0
    assert found.df[columns].tolist() == (counted.matrix > 0).sum(axis=0).A1.tolist()


@pytest.mark.parametrize("sizes", [(300,), (200, 90, 10)])
@pytest.mark.parametrize("k", [1, 5, 20, 400])
def test_the_nearest_are_those_of_brute_force(
    make: Make, sizes: tuple[int], k: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix, "_BLOCK", 16)
    stories = texts(300)
    found = make(stories, *sizes)
    weights = vectorizer().fit_transform(stories)
    for row in range(0, 300, 7):
        expected = cosines(weights, row)
        best = np.sort(expected)[::-1][:k]
        rows, scores = found.nearest(found.weights(row), k, but=row)
        np.testing.assert_allclose(scores, best[best > 1e-7], atol=1e-5)
        np.testing.assert_allclose(expected[rows], scores, atol=1e-5)
        assert len(set(rows.tolist()) | {row}) == len(rows) + 1


def test_what_cannot_be_among_the_nearest_is_not_weighed(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = [*texts(400), "zander zirconium truce0", "zander zirconium talks0"]
    found = make(stories)
    taken: list[int] = []
    add = matrix.TermMatrix._add

    def watched(self: Any, scores: Any, numbers: Any, weights: Any) -> None:
        taken.extend(numbers.tolist())
        add(self, scores, numbers, weights)

    monkeypatch.setattr(matrix.TermMatrix, "_add", watched)
    rows, _ = found.nearest(found.weights(400), 1, but=400)
    assert rows.tolist() == [401]
    assert {found.vocabulary[number] for number in taken} == {"zander", "zirconium"}


def test_the_nearest_lie_within_what_is_asked(make: Make) -> None:
    found = make(texts(60), 40, 20)
    within = np.zeros(60, bool)
    within[35:45] = True
    everything = found.nearest(found.weights(3), 60, but=3)[0]
    some = found.nearest(found.weights(3), 60, within, but=3)[0]
    assert some.tolist() == [row for row in everything.tolist() if 35 <= row < 45]
    assert within.sum() == 10  # and the mask given is as it was


@pytest.mark.parametrize("sizes", [(60,), (40, 15, 5)])
def test_articles_and_weights_are_summed_over_any_mask(make: Make, sizes: tuple[int]) -> None:
    found = make(texts(60), *sizes)
    counts, weights = found.counts(), found.weighted()
    random = np.random.default_rng(2)
    for share in (0, 0.1, 0.5, 0.9, 1):
        mask = random.random(60) < share
        expected = np.asarray((counts[mask] > 0).sum(axis=0)).ravel()
        assert found.document_counts(mask).tolist() == expected.tolist()
        summed = np.asarray(weights[mask].sum(axis=0)).ravel()
        np.testing.assert_allclose(found.weight_sums(mask), summed, atol=1e-4)


def test_a_term_knows_its_articles_in_every_segment(make: Make) -> None:
    found = make(["truce", "talks truce", "grain", "", "truce grain"], 2, 2, 1)
    rows = {term: found.rows_with(found.vocabulary.number(term)).tolist() for term in WORDS[:3]}
    assert rows == {"truce": [0, 1, 4], "talks": [1], "grain": [2, 4]}
    assert (found.vocabulary.number("zz"), list(found.vocabulary)) == (
        -1,
        ["talks", "truce", "grain"],
    )
    assert found.vocabulary[2] == "grain" and found.vocabulary.index("truce") == 1
    with pytest.raises(ValueError, match="zz is no term"):
        found.vocabulary.index("zz")
    with pytest.raises(IndexError):
        found.vocabulary[3]


@pytest.mark.parametrize("stretches", [1, 4, 64])
def test_documents_are_counted_alike_in_any_stretches_of_time(
    make: Make, monkeypatch: pytest.MonkeyPatch, stretches: int
) -> None:
    monkeypatch.setattr(matrix, "_LEAST_OF_STRETCH", 1)
    monkeypatch.setattr(matrix, "_MOST_STRETCHES", stretches)
    monkeypatch.setattr(matrix, "_AT_ONCE", 7)
    found = make(texts(60), 45, 15)
    days = np.concatenate([np.arange(size) * 7 % 11 for size in (45, 15)])
    has = found.counts().astype(bool).astype(np.int64)
    random = np.random.default_rng(3)
    masks = [days >= 4, days == 3, (days > 1) & (days < 9), random.random(60) < 0.4, days < 0]
    for mask in [*masks, *(~mask for mask in masks)]:
        expected = np.asarray(has[mask].sum(axis=0)).ravel()
        assert found.document_counts(mask).tolist() == expected.tolist()


def test_an_article_without_a_weighty_term_is_like_nothing(make: Make) -> None:
    found = make(["aa bb bb cc", "aa bb", "the the", "dd", "cc"])
    assert found.nearest(found.weights(2), 5)[0].tolist() == []
    assert found.weighted()[2].nnz == 0
    assert found.nearest(found.weights_of(terms.count(["cc zz"])), 5)[0].tolist() == [4, 0]


def test_parts_are_stacked_in_the_order_of_the_rows(tmp_path: Path) -> None:
    one, other = terms.count(["aa bb", "gone", "cc"]), terms.count(["dd", "ee aa"])
    some = [np.array(places, np.int32) for places in ([0, 2], [3, 0], [0, 1], [2, 1])]
    counted_parts = [(one, some[0], some[1]), (other, some[2], some[3])]
    matrix.write_segment(tmp_path, [], counted_parts, np.zeros(4, np.int32))
    counted = matrix.read([tmp_path])
    assert list(counted.vocabulary) == ["aa", "bb", "cc", "dd", "ee"]
    assert counted.segments[0].counts.toarray().tolist() == [
        [0, 0, 1, 0, 0],
        [1, 0, 0, 0, 1],
        [0, 0, 0, 1, 0],
        [1, 1, 0, 0, 0],
    ]


@given(
    st.lists(st.floats(-1, 1, width=32).map(lambda x: round(x, 1)), max_size=60),
    st.integers(0, 70),
)
def test_the_largest_scores_come_first_and_ties_by_place(scores: list[float], k: int) -> None:
    given_scores = np.array(scores, np.float32)
    expected = sorted((-s, place) for place, s in enumerate(given_scores.tolist()) if s > 0)[:k]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(matrix, "_BLOCK", 8)
        assert matrix._largest(given_scores, k).tolist() == [place for _, place in expected]


def test_the_nearest_of_real_articles_are_those_of_brute_force(make: Make, real_data: Path) -> None:
    path = real_data / "corpora" / "us_news_2012_2024.parquet"
    found = (row.article for row in corpus.read(path) if isinstance(row, corpus.Row))
    stories = [f"{story.title}\n{story.text[:3000]}" for story in islice(found, 2_000)]
    made = make(stories, 1_500, 400, 100)
    weights = vectorizer().fit_transform(stories)
    for row in range(0, 2_000, 50):
        expected = cosines(weights, row)
        rows, scores = made.nearest(made.weights(row), 20, but=row)
        np.testing.assert_allclose(scores, np.sort(expected)[::-1][:20], atol=1e-5)
        np.testing.assert_allclose(expected[rows], scores, atol=1e-5)
