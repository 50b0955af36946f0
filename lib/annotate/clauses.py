"""A sentence as words, with its reporting verbs: what the rules on quotations look at.

    "A. B," the minister later said.  ->  “”  ,  the  minister  later  SAID  .

What stands between quotation marks is one word, so that a sentence goes on behind it; a cue is a
form of a verb in `data/reporting.csv`, or "according to".
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from lib.annotate.context import inflect
from lib.annotate.files import rows, sections
from lib.annotate.finding import Finder
from lib.annotate.marks import Run

QUOTE = "“”"
"""The word that stands for a run between quotation marks."""
ACCORDING = "according to"
ASK = "ask"
NOUN = "noun"
ADJECTIVE = "adjective"
_NOTHING: frozenset[str] = frozenset()
_PASSIVES = "reporting_passives.csv"
_OWNED = re.compile(r"(?:\w['’]s?|\b(?:[Hh]is|[Hh]er|[Ii]ts|[Tt]heir)) (?:[a-z-]+ ){0,2}\Z")
_LONGEST_OWNED = 50  # characters before a noun in which it may say whose it is

# Most letters of a text in lower case lie in the range that is looked at first.
_WORD = re.compile(r"([a-z\w]++(?:['’.&/-][a-z\w]++)*+|[^\s\w])")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cue:
    """A form of a reporting verb, and what may follow it.

    `form` is "base", "third", "past", "continuous", "noun" ("his claim that"), or "" for "according
    to" and for "asked" by nobody who is named; `takes` the column of `reporting.csv`; `words` how
    many it has. `strong` are verbs of saying, and not of thinking, wanting or judging. After one of
    the words `never` it is no verb that has a speaker; `noun` says that it may be a noun.
    """

    verb: str
    form: str
    takes: frozenset[str]
    length: int
    words: int
    strong: bool
    never: frozenset[str]
    noun: bool
    suffered: frozenset[str] = _NOTHING


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
def _automaton() -> tuple[Finder, tuple[Cue, ...]]:
    """Return what finds all forms of reporting verbs, a space before each; these by number."""
    found: dict[str, Cue] = {}
    never, nouns = _never_before(), lexicon().also_nouns
    passives = {row["verb"]: frozenset(row["before"].split()) for row in rows(_PASSIVES)}
    for row in rows("reporting.csv"):
        takes = frozenset(row["takes"].split())
        verb = row["verb"].partition("/")[0]
        strong = "that" in takes and row["class"] not in ("thought", "wanted")
        for form, written in _forms(row["verb"]):
            noun = form in ("base", "third") and verb in nouns and " " not in written
            words = written.count(" ") + 1
            suffered = passives.get(verb, _NOTHING) if form == "past" else _NOTHING
            cue = Cue(verb, form, takes, len(written), words, strong, never[form], noun, suffered)
            if form == "past" or f" {written}" not in found:
                found[f" {written}"] = cue
    for written in (ACCORDING, ACCORDING.capitalize()):
        cue = Cue(ACCORDING, "", frozenset(), len(written), 2, True, frozenset(), False)
        found[written] = cue
    for row in rows("reporting_nouns.csv"):
        for word in row["before"].split():
            alone = word == row["alone"]
            for spoken in (row["noun"], _plural(row["noun"])):
                written = f"{spoken} {word}"
                cue = Cue(row["verb"], NOUN, _NOTHING, len(written), 1, False, _NOTHING, alone)
                found[f" {written}"] = cue
    for row in rows("reporting_adjectives.csv"):
        for word in row["before"].split():
            written = f"{row['adjective']} {word}"
            cue = Cue(row["verb"], ADJECTIVE, _NOTHING, len(written), 1, False, _NOTHING, False)
            found[f" {written}"] = cue
    takes = frozenset(["wh", "about"])
    for written in ("Asked", "when asked", "When asked"):
        cue = Cue(ASK, "", takes, len(written), written.count(" ") + 1, True, frozenset(), False)
        found[written] = cue
    return Finder(found), tuple(found.values())


def _plural(noun: str) -> str:
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"


def _forms(entry: str) -> list[tuple[str, str]]:
    """Give the forms of a verb of one or more words: "point out", "shoot back/shot back"."""
    options = [option.split(" ", 1) for option in entry.split("/")]
    rest = f" {options[0][1]}" if len(options[0]) > 1 else ""
    verb = inflect("/".join(option[0] for option in options))
    forms = [("base", verb.base), ("third", verb.third), ("continuous", verb.continuous)]
    forms += [("past", verb.past), ("past", verb.participle)]
    return [(form, word + rest) for form, word in forms]


def cues(text: str) -> list[tuple[int, Cue]]:
    """Return where forms of reporting verbs stand between word boundaries, the longest of each.

    Those that the words beside them make nouns, passives or infinitives ("the claim", "was told",
    "to say") are left out, as far as can be told without their sentence.
    """
    found: list[tuple[int, Cue]] = []
    text = _SHOUTED.sub(_lower, "\n" + text.replace("\xa0", " "))[1:]
    padded = text + " "
    finder, known = _automaton()
    for number, start, end in finder(text):
        if padded[end].isalnum():
            continue
        cue = known[number]
        start = end - cue.length
        if cue.form == NOUN:
            owned = _OWNED.search(text, max(0, start - _LONGEST_OWNED), start)
            if not (owned or cue.noun):
                continue
        elif cue.form:
            begin = text.rfind(" ", 0, start - 1) + 1
            before = text[begin : start - 1].lower()
            if before in cue.never:
                led = before == "to" and cue.form == "base" and _is_led(text, begin)
                if not (led or _is_suffered(text, before, end, cue)):
                    continue
            elif (cue.noun or cue.form == "continuous") and _is_none(text, before, end, cue):
                continue
        if found and found[-1][0] == start:
            found.pop()
        found.append((start, cue))
    return found


def _lower(line: re.Match[str]) -> str:
    """Return a line in lower case, of the same length."""
    return _lowered(line[0])


def _is_suffered(text: str, before: str, end: int, cue: Cue) -> bool:
    """Say whether a passive tells what is said of its subject: "is expected to"."""
    if not cue.suffered or before not in lexicon().to_be:
        return False
    match = _FOLLOWS.match(text, end)
    word = match[1].lower() if match else ""
    return word in cue.suffered or word == "by" or "object" in cue.suffered


def _is_led(text: str, to: int) -> bool:
    """Say whether a word before "to" lets its subject say what follows: "went on to say"."""
    return text[text.rfind(" ", 0, to - 1) + 1 : to - 1].lower() in lexicon().leads_to


def _is_none(text: str, before: str, end: int, cue: Cue) -> bool:
    """Say whether a word before a form lets it be no verb with a speaker.

    A participle goes on after a mark or a conjunction, and a form that may be a noun follows a
    name or a plural, or introduces what is said.
    """
    if not before.isalnum() or before in _may_precede() or before.endswith("ly"):
        return False
    if cue.form == "continuous":
        match = _FOLLOWS.match(text, end)
        return match is None or not (match[1].lower() in _may_follow() or match[1][0].isupper())
    if text[end - cue.length - 1 - len(before)].isupper():
        return False
    if cue.form == "base" and before.endswith("s") and not before.endswith("ss"):
        return False
    match = _FOLLOWS.match(text, end)
    return match is None or match[1].lower() not in _may_follow()


# With a line end first: the engine runs from one to the next.
_SHOUTED = re.compile(r"\n[^a-z\n]*[A-Z]{2} [^a-z\n]*(?![^\n])")
_FOLLOWS = re.compile(r" ?(\w+|\S)")


@cache
def _never_before() -> dict[str, frozenset[str]]:
    """Return the words before a form, by its name, that make it a noun, or one that is suffered."""
    words = lexicon()
    speak = words.other_speakers | words.relative | words.auxiliaries | words.adverbs | {"this"}
    noun = frozenset((words.prepositions | words.determiners | {"to"}) - speak)
    forms = {form: noun for form in ("base", "third")}
    past = (noun | words.to_be) - words.quantities
    return forms | {"past": past, "continuous": frozenset(["to"])}


@cache
def _may_precede() -> frozenset[str]:
    """Return the words after which a participle, or a form that may be a noun, can be a verb."""
    words = lexicon()
    joining = {"and", "or", "but", "then", "while", "by", "before", "after", "people"}
    alone = words.pronouns | words.other_speakers | words.relative
    return frozenset(words.auxiliaries | words.adverbs | alone | joining | words.documents)


@cache
def _may_follow() -> frozenset[str]:
    """Return the words that begin what is said, and no noun that a noun before them describes."""
    words = lexicon()
    return frozenset(words.questions | words.determiners | words.pronouns | {"that", "to"} | _OPEN)


_OPEN = frozenset("\"“«„‘':")
_NOUN_ENDS = frozenset([*".!?…;:()[]—–,", "ago", "and", QUOTE])


class Line:
    """A stretch of text as words, marks, and runs between quotation marks.

    `low` holds the words in lower case, `starts` where they begin in the text.
    """

    __slots__ = ("low", "runs", "size", "starts", "text")

    def __init__(self, text: str, start: int, end: int, runs: Sequence[Run]) -> None:
        """Read `text[start:end]`, the runs in it as one word each."""
        self.text = text
        self.runs: dict[int, Run] = {}
        if runs:
            self.low: list[str] = []
            self.starts: list[int] = []
            for run in runs:
                low, starts = _words(text, start, run.start)
                self.low += [*low, QUOTE]
                self.starts += [*starts, run.start]
                self.runs[len(self.low) - 1] = run
                start = run.end
            low, starts = _words(text, start, end)
            self.low += low
            self.starts += starts
        else:
            self.low, self.starts = _words(text, start, end)
        self.size = len(self.low)

    def number_at(self, place: int) -> int:
        """Return the number of the word that begins at a place, or -1 if none does."""
        number = bisect_left(self.starts, place)
        return number if number < self.size and self.starts[number] == place else -1

    def big(self, number: int) -> bool:
        """Say whether a word begins with a capital letter."""
        return self.text[self.starts[number]].isupper()

    def shouted(self, number: int) -> bool:
        """Say whether a word is all capitals, and no abbreviation of two letters."""
        start, length = self.starts[number], len(self.low[number])
        return length > 2 and self.text[start : start + length].isupper()

    def span(self, first: int, last: int) -> Span:
        """Return the span of the words from `first` to `last`."""
        starts = self.starts
        if last in self.runs:
            return starts[first], self.runs[last].end
        return starts[first], starts[last] + len(self.low[last])


def _words(text: str, start: int, end: int) -> tuple[list[str], list[int]]:
    """Return the words of what is in no run, in lower case, and where they begin."""
    low = text[start:end].lower()
    if len(low) != end - start:
        low = _lowered(text[start:end])
    pieces = _WORD.split(low)  # gap, word, gap, word, ..., gap
    return pieces[1::2], list(accumulate(map(len, pieces), initial=start))[1:-1:2]


def _lowered(piece: str) -> str:
    """Return a piece of text in lower case, of the same length."""
    low = piece.lower()
    if len(low) == len(piece):
        return low
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in piece)


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
    of_plans: frozenset[str]
    speaks_for: frozenset[str]
    bodies: frozenset[str]
    offices: frozenset[str]
    women: frozenset[str]
    leads_to: frozenset[str]
    documents: frozenset[str]
    letters: frozenset[str]
    subjects: frozenset[str]
    sides: frozenset[str]
    alone: frozenset[str]
    noun_ends: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """Read the words of `data/speakers.txt`; a section has the name of its field.

    Two fields more hold several of them: `alone` what is a speaker by itself, `noun_ends` what
    may part a noun from the words before it.
    """
    lists = sections("speakers.txt")
    fields = [name for name in Lexicon.__dataclass_fields__ if name not in ("alone", "noun_ends")]
    read = {name: frozenset(lists[name.replace("_", " ")]) for name in fields}
    alone = read["pronouns"] | read["other_speakers"]
    ends = alone.union(_NOUN_ENDS, read["auxiliaries"], read["relative"], read["conjunctions"])
    return Lexicon(**read, alone=alone, noun_ends=ends)
