"""Terms are counted and weighed as scikit-learn's TfidfVectorizer does it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from lib.index import terms

TEXTS = st.lists(st.text(alphabet="abAB1_ .-éİßΣ中", max_size=30), max_size=6)


def dense(counts: terms.Counts) -> dict[str, list[int]]:
    """The count of each term in each text."""
    table = counts.matrix.toarray().T.tolist()
    return dict(zip(counts.vocabulary.to_pylist(), table, strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("A truce, a TRUCE.", ["truce", "truce"]),
        ("in 2025 F-16s", ["in", "2025", "16s"]),
        ("Zürich-based e_mail", ["zürich", "based", "e_mail"]),
        ("U.S. don't", ["don"]),
        ("中国 政府", ["中国", "政府"]),
    ],
)
def test_terms_are_runs_of_two_and_more_word_characters(text: str, expected: list[str]) -> None:
    assert terms.tokens(text) == expected


def test_counts_are_by_text_and_by_sorted_term() -> None:
    counts = terms.count(["war and peace and war", "", "Peace"])
    assert dense(counts) == {"and": [2, 0, 0], "peace": [1, 0, 1], "war": [2, 0, 0]}
    assert counts.matrix.dtype == np.int32


def test_no_texts_have_no_terms() -> None:
    assert terms.count([]).matrix.shape == (0, 0)
    assert terms.count(["", "a"]).matrix.shape == (2, 0)


@given(TEXTS)
def test_counts_are_those_of_scikit_learn(texts: list[str]) -> None:
    counts = terms.count(texts)
    names = counts.vocabulary.to_pylist()
    assert names == sorted(names)
    if names:
        vectorizer = CountVectorizer(vocabulary=names)
        assert (vectorizer.fit_transform(texts) != counts.matrix).nnz == 0
    assert counts.matrix.sum() == sum(len(terms.tokens(text)) for text in texts)


def test_the_rare_the_frequent_and_stop_words_have_no_weight() -> None:
    # Of four texts: "common" is in three (over half), "once" in one, "the" is a stop word.
    counts = terms.count(["the half common", "the half common", "common", "once"])
    df = np.asarray((counts.matrix > 0).sum(axis=0)).ravel().astype(np.int32)
    names = counts.vocabulary.to_pylist()
    assert dict(zip(names, df.tolist(), strict=True)) == {
        "common": 3,
        "half": 2,
        "once": 1,
        "the": 2,
    }
    idf = terms.inverse_document_frequencies(df, 4, counts.vocabulary)
    expected = {"common": 0, "half": np.log(5 / 3) + 1, "once": 0, "the": 0}
    assert dict(zip(names, idf.tolist(), strict=True)) == pytest.approx(expected)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.int32])
def test_a_count_weighs_one_and_its_logarithm(kind: type) -> None:
    counts = np.array([1, 2, 200], kind)
    np.testing.assert_allclose(terms.sublinear(counts), 1 + np.log([1, 2, 200]), rtol=1e-6)


def test_weights_are_those_of_the_declared_vectorizer(seeds_corpus: Any) -> None:
    rows = range(len(seeds_corpus))
    texts = [f"{seeds_corpus.title(row)}\n{seeds_corpus.text(row)}" for row in rows]
    vectorizer = TfidfVectorizer(
        sublinear_tf=True, stop_words=sorted(terms.stop_words()), max_df=0.5, min_df=2
    )
    expected = vectorizer.fit_transform(texts)
    weights = seeds_corpus.term_weights.tocsc()
    columns = [seeds_corpus.vocabulary.number(t) for t in vectorizer.get_feature_names_out()]
    assert weights.nnz == expected.nnz
    assert abs(weights[:, columns] - expected).max() < 1e-5


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("The truce. Truces? TRUCE!", {"truce"}, ["truce", "TRUCE"]),
        ("İstanbul and istanbul", {"istanbul", "stanbul"}, ["stanbul", "istanbul"]),
        ("ΟΔΟΣ οδος", {"οδος"}, ["ΟΔΟΣ", "οδος"]),
        ("nothing", set(), []),
    ],
)
def test_terms_are_found_where_they_stand(text: str, wanted: set[str], expected: list[str]) -> None:
    spans = terms.term_spans(text, frozenset(wanted))
    assert [text[start:end] for start, end in spans] == expected


@given(st.text(max_size=40))
def test_a_text_has_a_span_for_each_of_its_terms(text: str) -> None:
    found = terms.tokens(text)
    spans = terms.term_spans(text, frozenset(found))
    assert len(spans) == len(found)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


def test_readable_terms_are_words() -> None:
    shown = terms.readable(["truce", "zürich", "eu", "the", "2025", "16s", "e_mail"])
    assert shown.tolist() == [True, True, False, False, False, False, False]


def test_stop_words_are_lower_case_terms() -> None:
    stops = terms.stop_words()
    assert "the" in stops
    assert all(terms.tokens(word) == [word] or len(word) == 1 for word in stops)


def test_vocabularies_are_arrow_strings() -> None:
    assert terms.count(["truce"]).vocabulary.type == pa.string()


def test_the_features_of_a_sentence_are_its_terms_without_stop_words_each_once() -> None:
    found = terms.features("The ministers met, and the ministers AGREED.")
    assert found == sorted(found)
    assert found == terms.features("Ministers met; they agreed")
    assert len(found) == 3
    assert all(0 <= number < terms.FEATURES for number in found)
    assert terms.features("and the of") == []
