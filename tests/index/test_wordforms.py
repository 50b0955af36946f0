"""A search is matched in the count matrix just as the search index matches it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib import index
from lib.index import parts, search, wordforms
from tests.small import opened

WORDS = [
    *[
        "truce",
        "Truces",
        "talks",
        "talking",
        "état",
        "F-16s",
        "e_mail",
        "mail",
        "_raid",
        "raid",
        "Zürich",
        "the",
        "THE",
    ],
    *[
        "running",
        "ran",
        "naïve",
        "co-op",
        "U.S.",
        "don't",
        "16s",
        "l'état",
        "中国",
        "a_b_c",
        "etats",
    ],
    "x" * 90,
]
PLAIN = [
    "truce",
    "talk",
    "talks",
    "etat",
    "16s",
    "mail",
    "raid",
    "tal*",
    "zurich",
    "the",
    "run",
    "naive",
    "op",
    "us",
    "don",
    "etats",
    "f",
    "中国",
]
ASKED = [
    *PLAIN,
    *('"talks"', '"e_mail"', "state*", "trai*", "truce talks", "truce OR raid", "truce -talks"),
    *("(truce OR etat) AND NOT mail", '"truce talks" raid', "title:truce", "truce title:raid"),
    '"raid truce"~3 OR mail',
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Any:
    import random

    draw = random.Random(4)
    rows = [
        {
            "id": f"a{number}",
            "title": " ".join(draw.sample(WORDS, 2)),
            "text": " ".join(draw.choices(WORDS, k=draw.randint(1, 9))) + ".",
        }
        for number in range(120)
    ]
    return opened(rows, tmp_path_factory.mktemp("forms"))


@pytest.mark.parametrize("words", ASKED)
def test_a_search_has_the_matches_of_the_engine(small: Any, words: str) -> None:
    query = index.parse(words)
    assert query is not None
    expected = sorted(small.matches(query)[0].tolist())
    assert small.rows_matching(query).nonzero()[0].tolist() == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.sampled_from(PLAIN), min_size=1, max_size=4), st.sampled_from([" ", " OR "]))
def test_searches_put_together_have_them_too(small: Any, asked: list[str], join: str) -> None:
    query = index.parse(join.join(asked))
    assert query is not None
    expected = sorted(small.matches(query)[0].tolist())
    assert small.rows_matching(query).nonzero()[0].tolist() == expected


def test_plain_words_do_not_ask_the_engine(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError("asked")

    monkeypatch.setattr(search.SearchIndex, "matches", never)
    for words in ("truce", '"talks" OR raid', "tal* -mail"):
        query = index.parse(words)
        assert query is not None
        assert small.rows_matching(query).any(), words
    phrase = index.parse('"truce talks"')
    assert phrase is not None
    with pytest.raises(AssertionError, match="asked"):
        small.rows_matching(phrase)


def test_bundled_articles_are_found_either_way(seeds_corpus: Any) -> None:
    for words in (
        "ceasefire",
        "minist*",
        "talks OR truce",
        "tariff -china",
        '"talks"',
        "putin trump",
    ):
        query = index.parse(words)
        assert query is not None
        expected = sorted(seeds_corpus.matches(query)[0].tolist())
        assert seeds_corpus.rows_matching(query).nonzero()[0].tolist() == expected


def test_forms_know_their_terms(tmp_path: Path) -> None:
    wordforms.write(tmp_path, ["talk", "talks", "é_talk"], 7)
    known = wordforms.Forms([tmp_path])
    stemmed = known.terms(search.Leaf("", ("talk",)))
    assert stemmed is not None and sorted(stemmed.tolist()) == [7, 8, 9]
    written = known.terms(search.Leaf("", ("talks",), how="folded"))
    assert written is not None and written.tolist() == [8]
    assert known.terms(search.Leaf("title", ("talk",))) is None
    assert parts.read_arrow(tmp_path / "folded.arrow").column("form").to_pylist() == [
        "e",
        "talk",
        "talks",
    ]
