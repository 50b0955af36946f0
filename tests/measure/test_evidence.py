"""Every number opens its sentences: those with a hit, and no others."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lib import annotate
from lib.index import QueryError
from lib.measure import evidence
from lib.measure import selection as sel
from lib.measure.evidence import Sought
from lib.measure.selection import Selection
from tests.small import opened

PUTIN, TRUMP, LAVROV, RUSSIA = "vladimir-putin", "donald-trump", "sergey-lavrov", "russia"


def shown(corpus: Any, own: str, what: Sought) -> list[tuple[str, list[str]]]:
    """The sentences of an article that are evidence, each with its marks."""
    found = []
    row = corpus.row_of(own)
    for sentence in evidence.sentences(corpus, row, what):
        part = corpus.title(row) if sentence.part == "title" else corpus.text(row)
        marks = [part[start:end] for start, end in sentence.marks]
        found.append((part[sentence.start : sentence.end], marks))
    return found


@pytest.mark.parametrize(
    ("own", "what", "expected"),
    [
        (
            "a1",
            Sought(actors=(PUTIN,)),
            [
                ("Vladimir Putin spoke with Donald Trump about a truce.", ["Vladimir Putin"]),
                ("Vladimir Putin agreed.", ["Vladimir Putin"]),
            ],
        ),
        (
            "a1",
            Sought(words=("truce",), actors=(TRUMP,)),
            [
                (
                    "Vladimir Putin spoke with Donald Trump about a truce.",
                    ["Donald Trump", "truce"],
                )
            ],
        ),
        (
            "a1",
            Sought(actors=(PUTIN, TRUMP), together=True),
            [
                (
                    "Vladimir Putin spoke with Donald Trump about a truce.",
                    ["Vladimir Putin", "Donald Trump"],
                )
            ],
        ),
        ("a3", Sought(actors=(PUTIN, "marco-rubio"), together=True), []),
        # A word beside one of the two does not stand in for the other.
        ("a5", Sought(words=("truce",), actors=(RUSSIA, TRUMP), together=True), []),
        ("a8", Sought(actors=(PUTIN,)), [("Vladimir Putin travels", ["Vladimir Putin"])]),
        ("a6", Sought(actors=(RUSSIA,)), []),
        (
            "a6",
            Sought(actors=(RUSSIA,), kinds=annotate.KINDS),
            [("Russian farmers sold wheat.", ["Russian"])],
        ),
        ("a6", Sought(actors=(RUSSIA,), kinds=annotate.KINDS, forms=("Kremlin",)), []),
        (
            "a6",
            Sought(words=("grain",)),
            [("Grain grows cheap", ["Grain"]), ("The price of grain fell.", ["grain"])],
        ),
        (
            "a6",
            Sought(words=("grain -price",)),
            [("Grain grows cheap", ["Grain"]), ("The price of grain fell.", ["grain"])],
        ),
        ("a6", Sought(), []),
        ("a6", Sought(words=("",), actors=("nobody",)), []),
    ],
)
def test_sentences_are_those_with_what_is_sought(
    nine: Any, own: str, what: Sought, expected: list[tuple[str, list[str]]]
) -> None:
    assert shown(nine, own, what) == expected


def test_sentences_are_limited_in_their_order(nine: Any) -> None:
    what = Sought(actors=(PUTIN,))
    assert len(evidence.sentences(nine, nine.row_of("a1"), what, limit=1)) == 1


def test_a_selection_seeks_its_words_and_its_actors() -> None:
    selection = Selection(words="truce", any_of=(PUTIN,), all_of=(TRUMP,), none_of=(LAVROV,))
    what = evidence.sought(selection)
    assert (what.words, what.actors, what.kinds) == (("truce",), (PUTIN, TRUMP), sel.COUNTED_KINDS)
    assert evidence.sought(Selection()) == Sought()


def test_an_unreadable_search_is_said(nine: Any) -> None:
    with pytest.raises(QueryError):
        evidence.sentences(nine, 0, Sought(words=("(truce",)))


def test_marks_lie_within_their_sentence(seeds_corpus: Any) -> None:
    what = Sought(words=('ceasefire OR "prime minister"',), actors=(PUTIN, RUSSIA))
    some = 0
    for row in range(len(seeds_corpus)):
        for found in evidence.sentences(seeds_corpus, row, what):
            part = seeds_corpus.title(row) if found.part == "title" else seeds_corpus.text(row)
            assert found.marks
            assert 0 <= found.start < found.end <= len(part)
            assert all(found.start <= a < b <= found.end for a, b in found.marks)
            some += 1
    assert some > 100


# Snippets


def test_a_snippet_is_the_sentence_with_most_of_what_is_sought(nine: Any) -> None:
    row = nine.row_of("a6")
    found = evidence.snippet(nine, row, Sought(words=("wheat OR sold",)))
    assert found is not None
    assert nine.text(row)[found.start :].startswith("Russian farmers")
    assert [nine.text(row)[a:b] for a, b in found.marks] == ["sold", "wheat"]


def test_without_a_hit_a_snippet_is_the_beginning(nine: Any) -> None:
    row = nine.row_of("a6")
    found = evidence.snippet(nine, row, Sought(words=("title:cheap",)), length=15)
    assert found is not None
    assert (nine.text(row)[found.start : found.end], found.marks) == ("The price of", ())


def test_without_text_there_is_no_snippet(nine: Any) -> None:
    assert evidence.snippet(nine, nine.row_of("a8"), Sought(actors=(PUTIN,))) is None


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("long")
    texts = {
        "far": "word " * 200 + "truce and more of it " + "word " * 200,
        "at-the-edge": "x" * 231 + " truce-and-so-on",
        "no-spaces": "中" * 2_000 + " truce",
        "wide": "a " + "b" * 2_000,
    }
    records = [{"id": own, "title": own, "text": text} for own, text in texts.items()]
    return opened(records, folder)


@pytest.mark.parametrize("own", ["far", "at-the-edge", "no-spaces"])
@pytest.mark.parametrize("length", [10, 60, 237, 240])
def test_a_snippet_shows_its_mark(long: Any, own: str, length: int) -> None:
    row = long.row_of(own)
    found = evidence.snippet(long, row, Sought(words=("truce",)), length)
    assert found is not None
    assert [long.text(row)[a:b] for a, b in found.marks] == ["truce"]
    assert all(found.start <= a < b <= found.end for a, b in found.marks)
    assert found.end - found.start <= length + 5


def test_every_match_of_the_bundled_corpus_has_a_marked_snippet(seeds_corpus: Any) -> None:
    selection = Selection(words='ceasefire OR "prime minister" OR minist*')
    resolved = sel.resolve(seeds_corpus, selection)
    what = evidence.sought(selection)
    for row in sel.sorted_rows(seeds_corpus, resolved, "relevance").tolist():
        found = evidence.snippet(seeds_corpus, row, what)
        assert found is not None
        in_text = any(s.part == "text" for s in evidence.sentences(seeds_corpus, row, what))
        assert bool(found.marks) == in_text


def test_a_selection_of_days_told_of_seeks_the_words_for_them(tmp_path: Path) -> None:
    text = "They met on July 1, 2025. They met on July 9, 2025. It rained in July."
    corpus = opened([{"id": "d1", "date": "2025-07-12", "title": "Days", "text": text}], tmp_path)
    july = Selection(named_from=date(2025, 7, 5), named_to=date(2025, 7, 31))
    (told,) = evidence.sentences(corpus, 0, evidence.sought(july))
    assert text[told.start : told.end] == "They met on July 9, 2025."
    ever = Selection(named_from=date(2025, 1, 1))
    assert len(evidence.sentences(corpus, 0, evidence.sought(ever))) == 2
