"""Searching: what a query means, what matches it, and where its words stand in a text."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.index import QueryError, StoreError, parse
from lib.index.search import Query, SearchIndex, tokenize, write_index

DOCUMENTS = [
    ("Peace talks", "Talks about a truce went on. Grain was cheap.", "Alpha Wire"),
    ("Grain", "The talking stopped. No truce, no peace.", "Beta Post"),
    ("Zürich", "The U.S. talked of grain and truces.", "Le Monde"),
    ("", "A truce that was long in the making of peace", "Alpha Post"),
    ("Talks", "", ""),
]


@pytest.fixture(scope="module")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder = tmp_path_factory.mktemp("search") / "index"
    write_index(folder, ((row, *document) for row, document in enumerate(DOCUMENTS)))
    return SearchIndex(folder)


def read(words: str) -> Query:
    query = parse(words)
    assert query is not None
    return query


# What matches


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("talks", [0, 1, 2, 4]),
        ("TALKING", [0, 1, 2, 4]),
        ('"talks"', [0, 4]),
        ("“talks”", [0, 4]),
        ('"talk"', []),
        ("truce peace", [0, 1, 3]),
        ("truce AND peace", [0, 1, 3]),
        ("truce +peace", [0, 1, 3]),
        ("zurich OR cheap", [0, 2]),
        ("truce -grain", [3]),
        ("truce NOT grain", [3]),
        ("(NOT grain) truce", [3]),
        ("truce (grain OR long) -zürich", [0, 1, 3]),
        ("cheap OR (peace -grain)", [0, 3]),
        ("cheap OR -truce", [0, 4]),
        ("peace -(talks OR grain)", [3]),
        ("peace --talks", [0, 1]),
        ('"a truce"', [0, 3]),
        ('"truce a"', []),
        ('-"a truce" truce', [1, 2]),
        ("U.S.", [2]),
        ("tru*", [0, 1, 2, 3]),
        ("truces*", [2]),
        ("title:grain", [1]),
        ("title:(grain OR talks)", [0, 1, 4]),
        ('title:"peace talks"', [0]),
        ("title:tal*", [0, 4]),
        ("TITLE:grain", [1]),
        ("source:alpha", [0, 3]),
        ('source:"alpha wire"', [0]),
        ("source:mon*", [2]),
        ("source:posts", []),
        ("truce source:post", [1, 3]),
        ("truce - grain", [0, 1, 2]),  # a dash on its own is no minus
        ("nothing", []),
    ],
)
def test_a_query_matches(small_index: SearchIndex, words: str, expected: list[int]) -> None:
    rows, scores = small_index.matches(read(words))
    assert sorted(rows.tolist()) == expected
    assert len(scores) == len(rows)
    assert (scores[:-1] >= scores[1:]).all()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('"long making"~1', []),
        ('"long making"~2', [3]),
        ('"making long"~2', [3]),
        ('"truce peace"~1', [1]),
        ('"peace truce long"~8', [3]),
        ('"long truce peace"~4', []),  # truce and peace have eight words between them
        ('"truces truce"~5', [0, 1, 2, 3]),  # one word twice is one word
        ('"talks"~3', [0, 4]),
        ('"a truce"~0', [0, 3]),
    ],
)
def test_words_are_near_each_other_in_any_order(
    small_index: SearchIndex, words: str, expected: list[int]
) -> None:
    assert sorted(small_index.matches(read(words))[0].tolist()) == expected


def test_a_word_in_the_title_weighs_more(tmp_path: Path) -> None:
    documents = [(0, "grain", "truce"), (1, "truce", "grain")]
    write_index(tmp_path / "index", ((row, title, text, "") for row, title, text in documents))
    rows, _ = SearchIndex(tmp_path / "index").matches(read("truce"))
    assert rows.tolist() == [1, 0]


def test_documents_are_added_to_an_index(tmp_path: Path) -> None:
    write_index(tmp_path / "index", [(0, "truce", "", "")])
    write_index(tmp_path / "index", [(1, "", "truce", "")])
    assert sorted(SearchIndex(tmp_path / "index").matches(read("truce"))[0].tolist()) == [0, 1]


def test_an_empty_index_matches_nothing(tmp_path: Path) -> None:
    write_index(tmp_path / "index", [])
    rows, scores = SearchIndex(tmp_path / "index").matches(read("truce"))
    assert (len(rows), len(scores)) == (0, 0)


def test_a_folder_without_an_index_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        SearchIndex(tmp_path)


# What cannot be read


@pytest.mark.parametrize("words", ["", "   ", "\t\n", "\u00a0\u2003", "\x00", "\ud800", " - "])
def test_an_empty_search_is_none(words: str) -> None:
    assert parse(words) is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("truce AND", "at its end: a word is missing after “AND”"),
        ("NOT", "a word is missing after “NOT”"),
        ("title:", "a word is missing after “title:”"),
        ("(truce", "a bracket “(” is never closed"),
        ("truce)", "at character 6: “)”"),
        ('a "truce', "at character 3: the quotation mark is never closed"),
        ("truce AND AND peace", "at character 11: “AND” cannot stand there"),
        ("OR", "at character 1: “OR”"),
        ("-truce", "only says what to leave out"),
        ("NOT (truce OR peace)", "only says what to leave out"),
        ("text:truce", "“text:” is no field"),
        ("title:source:alpha", "“source:” is no field"),
        ("12:30", "“12:” is no field"),
        ("tr*ce", "* can stand only at the end"),
        ("tr?ce", "and ? nowhere in it"),
        ("*", "* can stand only at the end"),
        ("t*", "too short a beginning"),
        ("U.S*", "is 2 words; a star can follow only one"),
        ("truce~2", "“truce~2” is not understood"),
        ("[a TO b]", "not understood"),
        ("/truce/", "not understood"),
        ("truce^2", "not understood"),
        ("truce || peace", "write OR"),
        ("!truce peace", "write -truce or NOT"),
        ('"truce peace"~101', "0 to 100"),
        ('"truce peace"~2.5', "whole number"),
        ('"a b c d e f g"~2', "at most 6 words"),
        ("😀", "only signs"),
        ('"..."', "only signs"),
        ("x" * 81, "only signs, or words of 80 letters"),
        ("truce " * 200, "longer than 1000 characters"),
        ("(" * 60 + "a" + ")" * 60, "too many brackets"),
        ("-" * 400 + "a", "too many brackets"),
    ],
)
def test_a_query_that_cannot_be_read_says_where_and_why(words: str, message: str) -> None:
    with pytest.raises(QueryError, match=re.escape(message)):
        parse(words)


QUERIES = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab ()\"~*:-+!^[]{}|&/\\<>=?'0159.\ud800\n", max_size=40),
    st.lists(
        st.sampled_from(
            ["AND", "OR", "NOT", "TO", "(", ")", '"', "a", "bc*", "title:", "source:", "~3", "-"]
        ),
        max_size=14,
    ).map(" ".join),
)


@given(QUERIES)
def test_reading_raises_nothing_but_query_error(words: str) -> None:
    try:
        query = parse(words)
    except QueryError as error:
        assert str(error)
    else:
        assert query is None or len(query.words) == len(words)


def test_queries_are_read_by_many_threads_at_once() -> None:
    written = [f'(alpha{n} OR "beta{n} gamma{n}") -delta{n} title:eps{n}' for n in range(40)]
    expected = [read(words) for words in written]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(read, written * 20))
    finally:
        sys.setswitchinterval(interval)
    assert found == expected * 20


# Where the words stand


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("truce", "A truce. Truces!", ["truce", "Truces"]),
        ('"truce"', "A truce. Truces!", ["truce"]),
        ("talks -truce", "Talks on a truce", ["Talks"]),
        ("talks OR truce", "Talks on a truce", ["Talks", "truce"]),
        ('"a truce"', "A truce, a\ntruce, the truce", ["A truce", "a\ntruce"]),
        ("tru*", "true truce rut", ["true", "truce"]),
        ("zurich", "Zürich", ["Zürich"]),
        ("title:truce", "truce", []),
        ("source:truce talks", "truce talks", ["talks"]),
        ('"a c"~1', "c b a b b c", ["c", "a"]),
        ('"a b c"~3', "a x x c b", ["a", "c", "b"]),
        ('"a b c"~2', "a x x c b", []),
        ('"a b"', f"a {'x' * 81} b", []),  # a word too long to be searched lies between
        ("war", "👩‍👩‍👧 war", ["war"]),
    ],
)
def test_hits_are_the_words_that_matched(words: str, text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in read(words).hits(text)] == expected


def test_hits_in_a_title_are_those_of_title_and_of_all() -> None:
    query = read("title:truce OR peace OR source:alpha")
    text = "peace truce alpha"
    assert query.hits(text, "title") == [(0, 5), (6, 11)]
    assert query.hits(text, "text") == [(0, 5)]


READABLE = st.sampled_from(
    ["a", "ab*", '"a b"', '"a b"~3', '"a b c"~2', "a OR b -c", "title:a b", "é", "a (b OR c)"]
)


@given(READABLE, st.text(alphabet="abcé .\u0301\u200d😀\n", max_size=60))
def test_hits_lie_within_the_text(words: str, text: str) -> None:
    hits = read(words).hits(text)
    assert hits == sorted(set(hits))
    assert all(0 <= start < end <= len(text) for start, end in hits)


@given(st.text(max_size=60))
def test_tokens_are_spans_of_the_text_in_order(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    tokens = tokenize(text, "folded")
    ends = [0, *(token.end for token in tokens)]
    starts = [*(token.start for token in tokens), len(text)]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))
    assert all(text[token.start : token.end].strip() for token in tokens)


def test_a_text_of_one_word_repeated_is_soon_marked() -> None:
    hits = read('"truce peace"~100').hits("truce " * 20_000 + "peace")
    assert len(hits) == 102  # peace, and the words that have at most 100 others up to it


# The bundled corpus, against a scan of its articles


def forms(text: str, analyzer: str) -> list[str]:
    return [token.form for token in tokenize(text, analyzer)]


def has_row(tokens: list[str], words: list[str]) -> bool:
    size = len(words)
    return any(tokens[i : i + size] == words for i in range(len(tokens) - size + 1))


def has_near(tokens: list[str], words: list[str], slop: int) -> bool:
    places = {word: [i for i, token in enumerate(tokens) if token == word] for word in words}
    return all(
        any(abs(a - b) <= slop + 1 for a in places[one] for b in places[other])
        for one, other in combinations(words, 2)
    )


@pytest.fixture(scope="module")
def texts(seeds_corpus: Any) -> list[tuple[str, str]]:
    rows = range(len(seeds_corpus))
    return [(seeds_corpus.title(row), seeds_corpus.text(row)) for row in rows]


def rows_where(texts: list[tuple[str, str]], analyzer: str, test: Any) -> set[int]:
    return {row for row, parts in enumerate(texts) if any(test(forms(p, analyzer)) for p in parts)}


def stem(word: str) -> str:
    return forms(word, "stemmed")[0]


WORDS = ["ceasefire", "talks", "minister", "Ukraine", "killed", "tariffs", "the"]


def scanned(texts: list[tuple[str, str]]) -> Iterator[tuple[str, set[int]]]:
    """Queries, and the rows that match them by a scan of all texts."""
    rows = {w: rows_where(texts, "stemmed", lambda t, w=w: stem(w) in t) for w in WORDS}
    everything = set(range(len(texts)))
    yield from rows.items()
    for word in ("talks", "talk", "minister"):
        yield f'"{word}"', rows_where(texts, "folded", lambda t, w=word: w in t)
    for start in ("minist", "cease", "trum"):
        yield (
            f"{start}*",
            rows_where(texts, "folded", lambda t, s=start: any(token.startswith(s) for token in t)),
        )
    for phrase in ("prime minister", "of the", "on sunday"):
        words = forms(phrase, "stemmed")
        yield f'"{phrase}"', rows_where(texts, "stemmed", lambda t, w=words: has_row(t, w))
    for near, slop in (("minister foreign", 1), ("killed people", 4), ("talks Russia Ukraine", 9)):
        words = forms(near, "stemmed")
        yield (
            f'"{near}"~{slop}',
            rows_where(texts, "stemmed", lambda t, w=words, s=slop: has_near(t, w, s)),
        )
    a, b, c = rows["ceasefire"], rows["talks"], rows["minister"]
    yield "ceasefire AND talks", a & b
    yield "ceasefire talks minister", a & b & c
    yield "ceasefire OR tariffs", a | rows["tariffs"]
    yield "(ceasefire OR talks) minister", (a | b) & c
    yield "ceasefire -talks", a - b
    yield "talks NOT (ceasefire OR minister)", b - (a | c)
    yield "tariffs OR (the NOT killed)", rows["tariffs"] | (rows["the"] - rows["killed"])
    yield "tariffs OR NOT the", rows["tariffs"] | (everything - rows["the"])


def test_results_are_those_of_a_scan_of_all_texts(
    seeds_corpus: Any, texts: list[tuple[str, str]]
) -> None:
    some = 0
    for words, expected in scanned(texts):
        assert set(seeds_corpus.matches(read(words))[0].tolist()) == expected, words
        some += 0 < len(expected) < len(texts)
    assert some > 15


@pytest.mark.parametrize(
    "words",
    ["ceasefire talks", "minist*", '"prime minister"', '"talks Russia Ukraine"~9', "cut OR talks"],
)
def test_a_match_always_has_something_to_mark(
    seeds_corpus: Any, texts: list[tuple[str, str]], words: str
) -> None:
    query = read(words)
    rows, _ = seeds_corpus.matches(query)
    assert len(rows)
    for row in rows.tolist():
        title, text = texts[row]
        assert query.hits(title, "title") or query.hits(text)
