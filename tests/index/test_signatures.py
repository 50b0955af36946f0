"""A signature holds the terms of an article's opening, and says which of them weigh more."""

from __future__ import annotations

import numpy as np
import pytest

from lib.index import signatures
from lib.index.signatures import BUCKETS, OPENING, Signatures, bucket


def signed(*articles: tuple[str, str]) -> Signatures:
    return signatures.sign(
        (title, text, signatures.opening(title, text)) for title, text in articles
    )


def weights(signature: Signatures, row: int = 0) -> dict[int, float]:
    weighed = signatures.weigh(signature, np.ones(len(signature.buckets), np.float32))
    start, end = weighed.indptr[row], weighed.indptr[row + 1]
    return dict(
        zip(weighed.buckets[start:end].tolist(), weighed.data[start:end].tolist(), strict=True)
    )


FAR = "filler " * 40
"""Longer than a lead."""


@pytest.mark.parametrize(
    ("text", "heavy", "light"),
    [
        (f"grain {FAR} wheat", "grain", "wheat"),  # the lead
        (f"{FAR} and then Lavrov left", "lavrov", "left"),  # a name
        (f"{FAR} sold 728 drones", "728", "drones"),  # a number
        (f"{FAR} wheat grain wheat", "wheat", "grain"),  # twice
    ],
)
def test_lead_names_numbers_and_repetition_weigh_more(text: str, heavy: str, light: str) -> None:
    found = weights(signed(("", text)))
    assert found[bucket(heavy)] > found[bucket(light)] > 0


def test_a_capital_that_begins_a_sentence_makes_no_name() -> None:
    found = weights(signed(("", f"{FAR} it rained. Farmers wept and Lavrov laughed")))
    assert found[bucket("farmers")] == found[bucket("wept")] < found[bucket("lavrov")]


def test_the_title_is_of_the_lead() -> None:
    found = weights(signed(("grain", f"{FAR} wheat")))
    assert found[bucket("grain")] > found[bucket("wheat")]


def test_stop_words_and_what_follows_the_opening_are_left_out() -> None:
    signature = signed(("", "the grain " + "filler " * OPENING + "wheat"))
    assert set(signature.buckets.tolist()) == {bucket("grain"), bucket("filler")}
    assert (np.diff(signature.buckets) > 0).all()


@pytest.mark.parametrize("articles", [[], [("", "")], [("", "the"), ("", "grain")]])
def test_articles_without_a_term_have_an_empty_signature(articles: list[tuple[str, str]]) -> None:
    signature = signed(*articles)
    assert len(signature) == len(articles)
    assert signatures.weigh(
        signature, np.ones(len(signature.buckets), np.float32)
    ).matrix.shape == (
        len(articles),
        BUCKETS,
    )


def test_rows_of_segments_are_those_of_the_whole() -> None:
    texts = [("", f"wheat {word}") for word in ("one", "two", "three", "four", "five")]
    whole = signed(*texts)
    cut = [whole.take(np.arange(2)), whole.take(np.arange(2, 5))]
    pool = signatures.Pool([(some, *signatures.frequencies(some)) for some in cut])
    rows = np.array([4, 0, 2, 1])
    found, expected = pool.take(rows), whole.take(rows)
    for name in ("indptr", "buckets", "marks"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))


def test_a_term_weighs_by_how_few_articles_have_it_and_nothing_if_only_one_has() -> None:
    texts = [("", "wheat grain"), ("", "wheat grain"), ("", "wheat rye")]
    halves = [signed(*texts[:1]), signed(*texts[1:])]
    pool = signatures.Pool([(half, *signatures.frequencies(half)) for half in halves])
    wheat, grain, rye = pool.idf(np.array([bucket(w) for w in ("wheat", "grain", "rye")], np.int32))
    assert wheat == pytest.approx(1)
    assert grain == pytest.approx(np.log(4 / 3) + 1)
    assert rye == 0


@pytest.mark.parametrize("rows", [[], [1], [0, 2], [0, 1, 2, 3]])
def test_in_how_many_of_some_articles_a_term_stands(rows: list[int]) -> None:
    texts = [("", "wheat grain"), ("", "grain rye grain"), ("", "grain"), ("", "")]
    pieces = [signed(*texts[:2]), signed(*texts[2:])]
    pool = signatures.Pool([(piece, *signatures.frequencies(piece)) for piece in pieces])
    counts = pool.frequencies(np.array(rows, np.int64))
    for term in ("wheat", "grain", "rye", "oats"):
        assert counts[bucket(term)] == sum(term in texts[row][1].split() for row in rows)


def test_only_the_strongest_stay_and_rows_have_unit_length() -> None:
    signature = signed(("", "wheat wheat wheat grain grain rye"))
    weighed = signatures.weigh(signature, np.ones(3, np.float32))
    kept = signatures.strongest(weighed, 2)
    assert set(kept.buckets.tolist()) == {bucket("wheat"), bucket("grain")}
    assert np.sqrt((kept.data**2).sum()) == pytest.approx(1)
    assert signatures.strongest(weighed, 3) is weighed


def test_of_terms_that_weigh_the_same_the_first_stay() -> None:
    weighed = signatures.Weights(
        np.array([0, 4, 4, 6]),
        np.array([3, 5, 8, 9, 1, 2], np.int32),
        np.array([0.4, 0.8, 0.4, 0.4, 0.6, 0.6], np.float32),
    )
    kept = signatures.strongest(weighed, 2)
    assert kept.indptr.tolist() == [0, 2, 2, 4]
    assert kept.buckets.tolist() == [3, 5, 1, 2]
