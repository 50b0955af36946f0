"""The words of time, read from `data/`: which begin a look, what each means, what stands around.

`data/time_words.csv` gives each word a role; `cores` finds, in one pass, the words at which an
expression of time can have its core (a month, a weekday, a unit, a year); the words to its left
are looked up in `LEFT`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from lib.annotate.files import cells, rows, sections
from lib.annotate.finding import Finder

CORES = ("month", "weekday", "unit", "season", "part", "near", "vague", "era", "eve")
"""Roles of words at which an expression of time can have its core."""

_BEFORE = "\n\r\t\xa0(\"'“”‘’/[—–-.,:;$£€#&+"
"""What may stand before a core, beside a space."""


class Word(NamedTuple):
    """What a word of time is, and what it stands for."""

    role: str
    value: str


def _words() -> dict[str, Word]:
    found: dict[str, Word] = {}
    for record in rows("time_words.csv"):
        for word in cells(record["word"]):
            found[word] = Word(record["role"], record["value"])
    return found


def _left(words: dict[str, Word]) -> dict[str, Word]:
    """The words by their lower case, with numbers from 21 to 99 and ordinals in digits."""
    found = {word.lower(): meaning for word, meaning in words.items()}
    digits = {w: int(m.value) for w, m in found.items() if m.role == "number"}
    tens = {w: n for w, n in digits.items() if n in range(20, 100, 10)}
    ones = {w: n for w, n in digits.items() if n < 10 and w not in ("a", "an", "both")}
    for ten, tenfold in tens.items():
        for one, unit in ones.items():
            found[f"{ten}-{one}"] = Word("number", str(tenfold + unit))
    for number in range(1, 32):
        found[f"{number}{ending(number)}"] = Word("ordinal", str(number))
    return found


def ending(number: int) -> str:
    """The letters of an ordinal in digits: 1st, 2nd, 3rd, 11th."""
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _meanings(words: dict[str, Word]) -> dict[str, Word]:
    """All words at which an expression can have its core."""
    known = {word: meaning for word, meaning in words.items() if meaning.role in CORES}
    capital = {word.capitalize(): known[word] for word in known if word.islower() and word != "eve"}
    years = [f"{year}{end}" for year in range(1000, 3000) for end in ("", "s")]
    decades = [f"{mark}{ten}0s" for mark in "'’" for ten in range(2, 10)]
    holidays = {name: Word("holiday", name) for name in HOLIDAYS}
    return capital | holidays | known | {word: Word("year", word) for word in years + decades}


def _automaton(words: Iterable[str]) -> Finder:
    """What finds words with a space before each."""
    return Finder({_spaced(f" {word}") for word in words}, large=True)


def _spaced(text: str) -> str:
    """A text of equal length with a space for everything that may stand before a core."""
    for mark in _BEFORE:
        text = text.replace(mark, " ")
    return text


def cores(text: str) -> list[tuple[int, int, Word]]:
    """Return where words stand that may be cores: start, end and meaning, in order.

    What stands inside a longer one ("Day" in "Labor Day") is left out. An automaton over a text
    in which one sign stands for all that may come before a word is twice as fast as a compiled
    pattern.
    """
    found: list[tuple[int, int, Word]] = []
    padded = _spaced(f" {text} ")
    covered = 0
    for _, start, end in _AUTOMATON(padded):
        after = padded[end]
        if after.isalnum() or after == "_":
            continue
        end -= 1
        meaning = _MEANINGS.get(text[start:end])
        if meaning is None:
            continue
        if start < covered:
            while found and found[-1][0] >= start:
                found.pop()
            if found and found[-1][1] > start:
                continue
        found.append((start, end, meaning))
        covered = end
    return found


def _tree(words: list[str]) -> str:
    """A pattern for any of these words, in which what begins alike is written once."""
    tails: dict[str, list[str]] = {}
    for word in filter(None, words):
        tails.setdefault(word[0], []).append(word[1:])
    branches = "|".join(re.escape(first) + _tree(rest) for first, rest in tails.items())
    return f"(?:{branches}){'?' if '' in words else ''}" if branches else ""


def _cue(cues: dict[str, tuple[str, ...]]) -> re.Pattern[str]:
    """Words that say whether what is told lies ahead or behind, with the character before each."""
    ahead, behind = (_tree(sorted(cues[name])) for name in ("ahead", "behind"))
    return re.compile(rf"\W(?:(?P<ahead>{ahead})|(?P<behind>{behind}|(?<!be )[a-z]{{2,}}ed))(?!\w)")


def _cue_back(cues: dict[str, tuple[str, ...]]) -> re.Pattern[str]:
    """The same for a text read from its end, where the last of these words is the first."""
    ahead, behind = (
        _tree(sorted(word[::-1] for word in cues[name])) for name in ("ahead", "behind")
    )
    return re.compile(rf"\W(?:(?P<ahead>{ahead})|(?P<behind>{behind}|de[a-z]{{2,}}(?! eb)))(?!\w)")


CUES = sections("time_cues.txt")
HOLIDAYS = {
    name: (record["month"], record["rule"])
    for record in rows("holidays.csv")
    for name in cells(record["names"])
}
WORDS = _words()
LEFT = _left(WORDS)
_MEANINGS = _meanings(WORDS)
_AUTOMATON = _automaton(_MEANINGS)
CUE = _cue(CUES)
CUE_BACK = _cue_back(CUES)
MONTHS = {word: int(meaning.value) for word, meaning in WORDS.items() if meaning.role == "month"}
WEEKDAYS = {
    word: int(meaning.value) for word, meaning in WORDS.items() if meaning.role == "weekday"
}
COUNTED = frozenset(CUES["counted"])
YEAR_AFTER = frozenset(CUES["year after"])
MONTH_AFTER = frozenset(CUES["month after"])
ALSO_NAMES = frozenset(CUES["also names"])
WITH_A_NUMBER = frozenset(CUES["only with a number"])
NAMED_BEFORE = frozenset(CUES["named before"])
NAMED_AFTER = frozenset(CUES["named after"])
