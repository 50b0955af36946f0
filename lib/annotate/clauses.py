"""A sentence as words, with its reporting verbs: what the rules on quotations look at.

    "A. B," the minister later said.  ->  “”  ,  the  minister  later  SAID  .

What stands between quotation marks is one word, so that a sentence goes on behind it; a cue is a
form of a verb in `data/reporting.csv`, or "according to".
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import ahocorasick

from lib.annotate.context import inflect
from lib.annotate.files import rows, sections
from lib.annotate.marks import Run

QUOTE = "“”"
"""The word that stands for a run between quotation marks."""
ACCORDING = "according to"

_WORD = re.compile(r"\w+(?:['’.&/-]\w+)*|[^\w\s]")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cue:
    """A form of a reporting verb, and what may follow it.

    `form` is "base", "third", "past", "continuous", or "" for "according to"; `takes` the column
    of `reporting.csv`; `words` how many it has. `strong` are verbs of saying, and not of thinking,
    wanting or judging.
    """

    verb: str
    form: str
    takes: frozenset[str]
    length: int
    words: int
    strong: bool


@cache
def verb_classes() -> dict[str, str]:
    """Return the class of every reporting verb: said, claimed, denied, warned, ..."""
    known = {row["verb"].partition("/")[0]: row["class"] for row in rows("reporting.csv")}
    return known | {ACCORDING: "said"}


@cache
def reporting_verbs() -> tuple[str, ...]:
    """Return the verbs of `verb_classes`, sorted; "" first, for a quotation without a verb."""
    return ("", *sorted(verb_classes()))


@cache
def _automaton() -> ahocorasick.Automaton:
    """Return all forms of the reporting verbs, each with a space before, to look for at once."""
    automaton = ahocorasick.Automaton()
    for row in rows("reporting.csv"):
        takes = frozenset(row["takes"].split())
        verb = row["verb"].partition("/")[0]
        strong = "that" in takes and row["class"] not in ("thought", "wanted")
        for form, written in _forms(row["verb"]):
            cue = Cue(verb, form, takes, len(written), written.count(" ") + 1, strong)
            if form == "past" or f" {written}" not in automaton:
                automaton.add_word(f" {written}", cue)
    for written in (ACCORDING, ACCORDING.capitalize()):
        cue = Cue(ACCORDING, "", frozenset(), len(written), 2, True)
        automaton.add_word(written, cue)
    automaton.make_automaton()
    return automaton


def _forms(entry: str) -> list[tuple[str, str]]:
    """Give the forms of a verb of one or more words: "point out", "shoot back/shot back"."""
    options = [option.split(" ", 1) for option in entry.split("/")]
    rest = f" {options[0][1]}" if len(options[0]) > 1 else ""
    verb = inflect("/".join(option[0] for option in options))
    forms = [("base", verb.base), ("third", verb.third), ("continuous", verb.continuous)]
    forms += [("past", verb.past), ("past", verb.participle)]
    return [(form, word + rest) for form, word in forms]


def cues(text: str) -> list[tuple[int, Cue]]:
    """Return where forms of reporting verbs stand between word boundaries, the longest of each."""
    found: list[tuple[int, Cue]] = []
    padded = text + " "
    for last, cue in _automaton().iter(text):
        if not padded[last + 1].isalnum():
            start = last + 1 - cue.length
            if found and found[-1][0] == start:
                found.pop()
            found.append((start, cue))
    return found


class Line:
    """A stretch of text as words, marks, and runs between quotation marks.

    `low` holds the words in lower case; where they stand is looked up only when it is asked for.
    """

    __slots__ = ("_firsts", "_raw", "_spans", "low", "runs", "size", "text")

    def __init__(
        self, text: str, start: int, end: int, runs: Sequence[Run], breaks: Sequence[int]
    ) -> None:
        """Read `text[start:end]`; a word begins at each of `breaks`, which lie in no run."""
        self.text = text
        self.runs: dict[int, Run] = {}
        self._firsts: list[int] = []  # the first word of each piece between breaks and runs
        self._spans: list[Span] = []
        raw: list[str] = []
        at = 0
        for run in runs:
            while at < len(breaks) and breaks[at] < run.start:
                self._read(raw, start, breaks[at])
                start = breaks[at]
                at += 1
            self._read(raw, start, run.start)
            self._firsts.append(len(raw))
            self._spans.append((run.start, run.end))
            self.runs[len(raw)] = run
            raw.append(QUOTE)
            start = run.end
        for place in breaks[at:]:
            self._read(raw, start, place)
            start = place
        self._read(raw, start, end)
        self._raw = raw
        self.low = " ".join(raw).lower().split(" ") if raw else []
        self.size = len(raw)

    def _read(self, raw: list[str], start: int, end: int) -> None:
        words = _WORD.findall(self.text, start, end)
        if words:
            self._firsts.append(len(raw))
            self._spans.append((start, end))
            raw += words

    def number_at(self, place: int) -> int:
        """Return the number of the word that begins at a break, or -1 if none does."""
        for number, (start, _) in zip(self._firsts, self._spans, strict=True):
            if start == place:
                return number
        return -1

    def big(self, number: int) -> bool:
        """Say whether a word begins with a capital letter."""
        return self._raw[number][0].isupper()

    def shouted(self, number: int) -> bool:
        """Say whether a word is all capitals, and no abbreviation of two letters."""
        return self._raw[number].isupper() and len(self._raw[number]) > 2

    def start(self, number: int) -> int:
        """Return where a word begins in the text: counted from the nearer end of its piece."""
        run = self.runs.get(number)
        if run is not None:
            return run.start
        piece = bisect_right(self._firsts, number) - 1
        first, (place, end) = self._firsts[piece], self._spans[piece]
        after = self._firsts[piece + 1] if piece + 1 < len(self._firsts) else self.size
        raw, text = self._raw, self.text
        if number - first <= after - 1 - number:
            for word in raw[first:number]:
                place = text.index(word, place) + len(word)
            return text.index(raw[number], place)
        for word in raw[after - 1 : number : -1]:
            end = text.rindex(word, place, end)
        return text.rindex(raw[number], place, end)

    def end(self, number: int) -> int:
        """Return where a word ends in the text."""
        run = self.runs.get(number)
        return run.end if run is not None else self.start(number) + len(self._raw[number])

    def span(self, first: int, last: int) -> Span:
        """Return the span of the words from `first` to `last`."""
        return self.start(first), self.end(last)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of `data/speakers.txt`, by what they do beside a verb."""

    pronouns: frozenset[str]
    other_speakers: frozenset[str]
    quantities: frozenset[str]
    relative: frozenset[str]
    determiners: frozenset[str]
    auxiliaries: frozenset[str]
    to_be: frozenset[str]
    adverbs: frozenset[str]
    not_adverbs: frozenset[str]
    conjunctions: frozenset[str]
    opening_conjunctions: frozenset[str]
    joining_conjunctions: frozenset[str]
    prepositions: frozenset[str]
    joining_prepositions: frozenset[str]
    time: frozenset[str]
    times_of_day: frozenset[str]
    questions: frozenset[str]
    also_nouns: frozenset[str]
    telling: frozenset[str]
    of_something: frozenset[str]
    speaks_for: frozenset[str]
    bodies: frozenset[str]
    offices: frozenset[str]
    women: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """Read the words of `data/speakers.txt`; a section has the name of its field."""
    lists = sections("speakers.txt")
    fields = Lexicon.__dataclass_fields__
    return Lexicon(**{name: frozenset(lists[name.replace("_", " ")]) for name in fields})
