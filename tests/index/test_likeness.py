"""What is sought by several articles, and how candidates are ranked by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from lib.index import likeness
from lib.index.signatures import of_unit_length
from tests.small import opened, own_ids


def vectors(*rows: list[float]) -> sparse.csr_matrix:
    return of_unit_length(sparse.csr_matrix(np.array(rows, float).reshape(-1, 4)))


NONE = vectors()


@pytest.mark.parametrize(
    ("wanted", "wrong", "expected"),
    [
        (vectors([3, 4, 0, 0]), NONE, [0.6, 0.8, 0, 0]),
        (vectors([1, 0, 0, 0], [0, 1, 0, 0]), NONE, [0.5**0.5, 0.5**0.5, 0, 0]),
        # 1 - 0.25 and 1, to unit length; what would be below 0 is dropped
        (vectors([1, 0, 0, 0]), vectors([0, 0, 1, 0]), [1, 0, 0, 0]),
        (vectors([1, 0, 0, 0], [0, 1, 0, 0]), vectors([1, 0, 0, 0]), [0.4472, 0.8944, 0, 0]),
        (vectors([0, 0, 0, 0]), NONE, [0, 0, 0, 0]),
        (NONE, NONE, [0, 0, 0, 0]),
    ],
)
def test_a_query_is_what_is_wanted_less_what_is_wrong(
    wanted: sparse.csr_matrix, wrong: sparse.csr_matrix, expected: list[float]
) -> None:
    found = likeness.query(wanted, wrong)
    np.testing.assert_allclose(found.toarray()[0], expected, atol=1e-4)
    assert (found.data > 0).all()


def test_candidates_are_ranked_by_cosine_and_where_that_is_equal_as_they_came() -> None:
    candidates = vectors([0, 1, 0, 0], [1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 1], [1, 1, 0, 0])
    order, scores = likeness.ranked(vectors([1, 1, 0, 0]), candidates)
    assert order.tolist() == [2, 4, 0, 1, 3]
    assert scores[0] == pytest.approx(1)
    assert scores[-1] == 0


def test_what_comes_first_is_taken_for_more_of_what_is_sought() -> None:
    # Only by the third term, which the two best bring in, is the last one like the query at all.
    candidates = vectors([4, 0, 1, 0], [4, 0, 1, 0], [0, 0, 0, 1], [0, 0, 1, 0])
    order, scores = likeness.ranked(vectors([1, 0, 0, 0]), candidates)
    assert order.tolist() == [0, 1, 3, 2]
    assert scores[2] > 0


def test_nothing_is_like_nothing() -> None:
    order, scores = likeness.ranked(vectors([0, 0, 0, 0]), vectors([1, 0, 0, 0]))
    assert (order.tolist(), scores.tolist()) == ([0], [0])
    assert likeness.ranked(vectors([1, 0, 0, 0]), NONE)[0].tolist() == []


SUBJECTS = {
    "flood": "river flood rescue boats embankment",
    "dam": "river flood dam turbine concrete",
    "strike": "railway strike union wages drivers",
    "comet": "comet telescope orbit tail brightness",
    "fire": "blaze chimney sparks ladder hydrant",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("likeness")
    texts = [
        (f"{name}{n}", f"{words} {words.split()[n]}")
        for name, words in SUBJECTS.items()
        for n in range(3)
    ]
    return opened([{"id": own, "title": "", "text": text} for own, text in texts], folder)


def alike(corpus: Any, *own: str, **options: Any) -> list[str]:
    rows = [corpus.row_of(name) for name in own]
    found = [item.row for item in corpus.alike(rows, **options)]
    return own_ids(corpus, np.array(found, np.int32))


def test_what_is_named_is_never_among_the_answers(corpus: Any) -> None:
    found = alike(corpus, "flood0", wrong=[corpus.row_of("dam0")])
    assert not {"flood0", "dam0"} & set(found)
    assert set(found[:2]) == {"flood1", "flood2"}


def test_what_is_marked_as_wrong_sinks(corpus: Any) -> None:
    plain = corpus.alike([corpus.row_of("flood0")])
    less = corpus.alike([corpus.row_of("flood0")], wrong=[corpus.row_of("dam0")])
    row = corpus.row_of("dam1")
    score = {item.row: item.score for item in plain}[row]
    assert {item.row: item.score for item in less}.get(row, 0.0) < score


def test_several_find_what_is_like_any_of_them(corpus: Any) -> None:
    found = alike(corpus, "flood0", "strike0", k=20)
    assert {"flood1", "flood2", "strike1", "strike2"} <= set(found)


def test_a_text_is_sought_as_an_article_is(corpus: Any) -> None:
    rows = [item.row for item in corpus.alike([], text="wages of the railway union", k=3)]
    assert set(own_ids(corpus, np.array(rows, np.int32))) == {"strike0", "strike1", "strike2"}
    assert corpus.alike([], text="zzz") == []
    assert corpus.alike([]) == []


def test_answers_are_within_what_is_asked_and_as_many(corpus: Any) -> None:
    within = np.zeros(len(corpus), bool)
    within[[corpus.row_of("flood2"), corpus.row_of("dam1")]] = True
    assert alike(corpus, "flood0", within=within) == ["flood2", "dam1"]
    assert alike(corpus, "flood0", within=within, k=1) == ["flood2"]


def test_the_shared_terms_of_two_articles_are_those_of_both(corpus: Any) -> None:
    found = corpus.shared_terms(corpus.row_of("flood0"), corpus.row_of("dam0"))
    assert set(found) == {"river", "flood"}
