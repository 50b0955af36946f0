"""The words of time, read from `data/`: which begin a look, what each means, what stands around.

`data/time_words.csv` gives each word a role; `TRIGGER` finds, in one pass, the words at which an
expression of time can have its core (a month, a weekday, a unit, a year); the words to its left
are looked up in `LEFT`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from lib.annotate.files import cells, rows, sections

CORES = ("month", "weekday", "unit", "season", "part", "near", "vague", "era", "eve")
"""Roles of words at which an expression of time can have its core."""

_BEFORE = r"""[ \n\r\t\xa0("'“”‘’/\[—–\-.,:;$£€#&+]"""
"""What may stand before a core."""


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


def _trigger(words: dict[str, Word]) -> re.Pattern[str]:
    """One pattern for all cores and years, with the character before each.

    A tree of letters behind a set of characters, one for small and one for capital letters, is
    what the engine runs fastest: three times as fast as a plain `\\b(...)\\b`. A text is given to
    it with a space before its beginning.
    """
    cores = {word for word, meaning in words.items() if meaning.role in CORES}
    cores |= {word.capitalize() for word in cores if word.islower() and word != "eve"}
    cores |= set(HOLIDAYS)
    trees = [
        f"(?=[{''.join(sorted({word[0] for word in some}))}]){_tree(sorted(some))}"
        for some in ([w for w in cores if w[0].islower()], [w for w in cores if w[0].isupper()])
    ]
    return re.compile(f"{_BEFORE}(?:{'|'.join(trees)}|[12][0-9]{{3}}s?|['’][2-9]0s)(?!\\w)")


def _tree(words: list[str]) -> str:
    """A pattern for any of these words, in which what begins alike is written once."""
    tails: dict[str, list[str]] = {}
    for word in filter(None, words):
        tails.setdefault(word[0], []).append(word[1:])
    branches = "|".join(re.escape(first) + _tree(rest) for first, rest in tails.items())
    return f"(?:{branches}){'?' if '' in words else ''}" if branches else ""


def _either(entries: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, entries), key=len, reverse=True))


def _cue(cues: dict[str, tuple[str, ...]]) -> re.Pattern[str]:
    """Words that say whether what is told lies ahead or behind."""
    return re.compile(
        rf"(?<!\w)(?:(?P<ahead>{_either(cues['ahead'])})"
        rf"|(?P<behind>{_either(cues['behind'])}|(?<!be )[a-z]{{2,}}ed))(?!\w)"
    )


CUES = sections("time_cues.txt")
HOLIDAYS = {
    name: (record["month"], record["rule"])
    for record in rows("holidays.csv")
    for name in cells(record["names"])
}
WORDS = _words()
LEFT = _left(WORDS)
TRIGGER = _trigger(WORDS)
CUE = _cue(CUES)
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
