"""Names in sentences, found by a trained tagger: a linear-chain conditional random field.

    sentence -> tokens() -> features() -> Tagger.tag() -> [(start, end, class), ...]

The tagger (Lafferty, McCallum & Pereira 2001; trained and run by CRFsuite) labels each token of
a sentence as the beginning or inside of a name of a class, or outside. It sees the words and
their neighbours, their shapes and affixes, and what lists say of them: the dictionary of actors,
given names, surnames and cities. `benchmarks/train_names.py` trains it; the model lies in
`data/names.crfsuite` and is read when first asked for.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import pycrfsuite

from lib.annotate.dictionary import actors
from lib.annotate.files import DATA, lines, sections
from lib.annotate.neighbours import given_names, made_plain, matches

MODEL = DATA / "names.crfsuite"
CLASSES = ("person", "organisation", "place", "other")
"""What the tagger tells apart; a government or a state body is an organisation to it."""

RIGHT = 0.73
"""The share of recognised names whose span and class are right (CrossNER politics, dev: persons,
organisations and places, those of the dictionary included)."""

Span = tuple[int, int]
_SHORT = "|".join(map(re.escape, sections("name_words.txt")["with a full stop"]))
_TOKEN = re.compile(
    rf"'s\b|(?:[^\W_]\.){{2,}}|[^\W\d_a-z]\.(?= )|\b(?:{_SHORT})\."
    r"|[^\W_]+(?:[.'&-](?!s\b)[^\W_]+)*|\S"
)
_AFFIX = 3
_LONGEST_CITY = 3  # words


def tokens(text: str) -> list[Span]:
    """Return the spans of words and marks; a possessive is a token of its own."""
    return [match.span() for match in _TOKEN.finditer(made_plain(text))]


@lru_cache(maxsize=200_000)
def _of_word(word: str) -> tuple[str, ...]:
    """Return what one word tells of itself."""
    shape = _shape(word)
    lower = word.lower()
    told = [f"w={lower}", f"s={shape}", f"p={lower[:_AFFIX]}", f"x={lower[-_AFFIX:]}"]
    told.append(f"x2={lower[-2:]}")
    told.append(f"c={_short(shape)}")
    if shape[0] == "X":
        if lower in given_names() or lower in _listed("given names"):
            told.append("given")
        if lower in _listed("surnames"):
            told.append("surname")
        told += [f"k={kind}" for kind in kinds_of_word(lower)]
    return tuple(told)


@lru_cache(maxsize=200_000)
def _of_neighbour(word: str, place: str) -> tuple[str, ...]:
    """Return what a word tells of its neighbour."""
    shape, lower = _short(_shape(word)), word.lower()
    told = [f"{place}w={lower}", f"{place}c={shape}"]
    if shape[0] == "X":
        if lower in given_names() or lower in _listed("given names"):
            told.append(f"{place}given")
        if lower in _listed("surnames"):
            told.append(f"{place}surname")
        told += [f"{place}k={kind}" for kind in kinds_of_word(lower)]
    return tuple(told)


@lru_cache(maxsize=200_000)
def _of_far(word: str, place: str) -> tuple[str, str]:
    """Return what a word tells of the one after next."""
    return f"{place}w={word.lower()}", f"{place}c={_short(_shape(word))}"


def _shape(word: str) -> str:
    """Return the shape of a word: "Xxx", "X.X.", "dd"."""
    drawn = "".join(
        "X" if char.isupper() else "x" if char.isalpha() else "d" if char.isdigit() else char
        for char in word[:12]
    )
    return drawn or "_"


def _short(shape: str) -> str:
    """Return a shape with runs made one: "Xx"."""
    return shape[0] + "".join(after for before, after in pairwise(shape) if before != after)


@cache
def _listed(section: str) -> frozenset[str]:
    """Return a section of name_lists.txt, in lower case."""
    return frozenset(word.lower() for word in sections("name_lists.txt")[section])


@cache
def _cities() -> frozenset[str]:
    """Return the names of cities, in lower case."""
    return frozenset(name.lower() for name in lines("cities.txt"))


@cache
def _word_kinds() -> dict[str, tuple[str, ...]]:
    """Return the sections of name_words.txt that a word stands in."""
    found: dict[str, tuple[str, ...]] = {}
    for section, words in sections("name_words.txt").items():
        for word in words:
            found[word.lower()] = (*found.get(word.lower(), ()), section)
    return found


def is_city(name: str) -> bool:
    """Say whether a name stands in the list of cities."""
    return name.lower() in _cities()


def is_given_name(word: str) -> bool:
    """Say whether a word stands in a list of given names."""
    lower = word.lower()
    return lower in given_names() or lower in _listed("given names")


def is_surname(word: str) -> bool:
    """Say whether a word stands in the list of surnames."""
    return word.lower() in _listed("surnames")


def is_listed(name: str) -> bool:
    """Say whether a name stands in a list of people's names or of cities."""
    return is_city(name) or is_given_name(name) or is_surname(name)


@cache
def words_of(section: str) -> frozenset[str]:
    """Return a section of name_words.txt, in lower case."""
    return frozenset(word.lower() for word in sections("name_words.txt")[section])


def kinds_of_word(lower: str) -> tuple[str, ...]:
    """Return the sections of name_words.txt that hold a word, given in lower case."""
    return _word_kinds().get(lower.rstrip("."), ())


def features(text: str, spans: Sequence[Span]) -> list[list[str]]:
    """Return what the tagger sees of each token of a sentence."""
    words = [text[start:end] for start, end in spans]
    lists = _from_lists(text, spans, words)
    own = [_of_word(word) for word in words]
    found = []
    last = len(words) - 1
    for place, word in enumerate(words):
        told = [*own[place], *lists[place]]
        if place:
            told += _of_neighbour(words[place - 1], "-")
            told.append(f"-/w={words[place - 1].lower()}/{word.lower()}")
            if place > 1:
                told += _of_far(words[place - 2], "--")
        else:
            told.append("first")
        if place < last:
            told += _of_neighbour(words[place + 1], "+")
            if place + 1 < last:
                told += _of_far(words[place + 2], "++")
        else:
            told.append("last")
        found.append(told)
    return found


def _from_lists(text: str, spans: Sequence[Span], words: Sequence[str]) -> list[list[str]]:
    """Return what the dictionary and the list of cities say of each token."""
    told: list[list[str]] = [[] for _ in spans]
    known = actors()
    place = 0
    for start, end, form in matches(made_plain(text)):
        if form.name:
            says = known[form.name].cls
        elif form.bearers:
            says = "bearer"
        else:
            says = "demonym" if form.demonym else "city" if form.city else ""
        if not says:
            continue
        while place < len(spans) and spans[place][0] < start:
            place += 1
        mark = "B"
        while place < len(spans) and spans[place][1] <= end:
            told[place].append(f"{mark}={says}")
            mark, place = "I", place + 1
    lowered = [word.lower() for word in words]
    place = 0
    while place < len(words):
        step = 1
        if words[place][0].isupper():
            for count in range(min(_LONGEST_CITY, len(words) - place), 0, -1):
                if " ".join(lowered[place : place + count]) in _cities():
                    for within in range(count):
                        told[place + within].append("city" if not within else "city-in")
                    step = count
                    break
        place += step
    return told


class Tagger:
    """The trained tagger.

    Args:
        model: the file of the model.
    """

    def __init__(self, model: Path) -> None:
        self._crf = pycrfsuite.Tagger()
        self._crf.open(str(model))

    def tag(self, text: str) -> list[tuple[int, int, str]]:
        """Return the names in a sentence: start, end (characters) and class, one of `CLASSES`."""
        spans = tokens(text)
        return spans_of(self._crf.tag(features(text, spans)), spans) if spans else []


@cache
def _opened(model: Path) -> Tagger:
    return Tagger(model)


def tagger() -> Tagger:
    """Return the tagger that ships; it is read when first asked for."""
    return _opened(MODEL)


def spans_of(labels: Sequence[str], spans: Sequence[Span]) -> list[tuple[int, int, str]]:
    """Join labelled tokens ("B-person", "I-person", "O") into names."""
    found: list[tuple[int, int, str]] = []
    open_class = ""
    for label, (start, end) in zip(labels, spans, strict=True):
        mark, _, cls = label.partition("-")
        if mark == "O":
            open_class = ""
        elif mark == "B" or cls != open_class:
            found.append((start, end, cls))
            open_class = cls
        else:
            found[-1] = (found[-1][0], end, cls)
    return found
