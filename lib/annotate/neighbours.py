"""What stands around a candidate, and what that makes of it.

A `Part` is the title or the text with its candidates: the dictionary forms between word
boundaries, the longest from the left. The functions ask what the words beside a candidate make
of it: part of a longer name, somebody else's surname, a language, a body of another state, or a
title with its holder. The words themselves lie in `data/neighbours.txt` and `given_names.txt`.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from lib.annotate import context
from lib.annotate.dictionary import Form, Tail, actors, automaton, held_by, people, state_ids, tails
from lib.annotate.files import lines, sections

# Apostrophes, hyphens and spaces as typesetters write them, and the plain ones.
_TYPESET = {"\u2019\u2018\u02bc\uff07": "'", "\u2010\u2011": "-", "\u00a0\u202f\u2009": " "}
_TAIL = re.compile(r"(?:'s|')? ((?:[^\W\d_][\w.-]*)(?: [^\W\d_][\w.-]*){0,5})")
NEXT_NAME = re.compile(r"[\])\"”']*,? ([A-Z][\w'-]*)")
_WORD_AFTER = re.compile(r" ([^\W_][\w.&'-]*)")
_ADDRESS = re.compile(r", ((?:[A-Z]\.){2}|[A-Z][\w.]+)")
_YEAR = re.compile(r"\d{4} ")
_ELECTION = re.compile(r" (?:[a-z]+ ){0,2}(?:elections?|referendum|census)\b", re.IGNORECASE)
_LONGEST_TITLE = 60
_LONGEST_WORD = 30
_LONG_WORD = 4  # shorter ones stay small in title case
Decision = tuple[int, int, str, str]  # start, end, actor, kind
NAME_APPOSED = re.compile(r"[A-Z][\w'-]+ [A-Z][\w'-]+, (?:the )?\Z")


@dataclass(slots=True)
class Part:
    """The title or the text, its characters made plain without moving any."""

    name: str
    written: str
    plain: str
    headline: bool  # capitals tell nothing here
    found: list[tuple[int, int, Form]]
    held: set[str]  # the words that guards ask for, as they are written there

    def before(self, start: int) -> tuple[str, int]:
        """Return the word that a single space parts from `start`, and where it begins."""
        plain = self.plain
        if start < 2 or plain[start - 1] != " ":
            return "", start
        floor = start - _LONGEST_WORD if start > _LONGEST_WORD else 0
        near = plain[plain.rfind(" ", floor, start - 1) + 1 or floor : start - 1]
        bare = near[near.rfind("\n") + 1 :].lstrip("(\"“'[")
        return bare, start - 1 - len(bare)

    def after(self, end: int) -> str:
        """Return the word that a single space parts from `end`, without what follows it."""
        if not self.plain.startswith(" ", end):
            return ""
        match = _WORD_AFTER.match(self.plain, end)
        return match.group(1) if match else ""


# What stands around a candidate ------------------------------------------------------------------


def read_part(name: str, written: str, search: bool = True) -> Part:
    """Make text plain and find its candidates; without `search`, none."""
    plain = made_plain(written)
    headline = name == "title" and _is_headline(plain)
    held = set[str]()
    return Part(name, written, plain, headline, matches(plain, held) if search else [], held)


def made_plain(written: str) -> str:
    """Return text with plain apostrophes, hyphens and spaces, every character in its place."""
    plain = written
    if not written.isascii():
        for typeset, instead in _TYPESET.items():
            for char in typeset:
                plain = plain.replace(char, instead)
    return plain


def _is_headline(title: str) -> bool:
    """Say whether capitals tell nothing in a title: all capitals, or Every Word Has One."""
    words = [word for word in title.split() if len(word) >= _LONG_WORD and word[0].isalpha()]
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.7 * len(words)


def matches(plain: str, held: set[str] | None = None) -> list[tuple[int, int, Form]]:
    """Return the dictionary forms between word boundaries, the longest from the left.

    The words that guards ask for, and that the text holds, are added to `held`.
    """
    padded = plain + " "
    hits: list[tuple[int, int, Form]] = []
    finder, forms = automaton()
    for number, start, end in finder(plain):
        if padded[start - 1].isalnum():
            continue
        form, goes_on = forms[number], padded[end].isalnum()
        if form.asked and held is not None:
            held.update(word for word in form.asked if not goes_on or word[-1] == "*")
        if not goes_on and not form.silent and _bounded(padded, start, end):
            hits.append((start, -end, form))
    hits.sort(key=_BEGIN_AND_END)
    chosen: list[tuple[int, int, Form]] = []
    covered = 0
    for start, minus_end, form in hits:
        if start >= covered:
            covered = -minus_end
            chosen.append((start, covered, form))
    return chosen


_BEGIN, _BEGIN_AND_END = itemgetter(0), itemgetter(0, 1)


def _bounded(padded: str, start: int, end: int) -> bool:
    """Say whether a form is not part of an address, a handle or a sum of money."""
    before, after = padded[start - 1], padded[end]
    if before in "@_" or after in "_$@":
        return False
    return not (after == "." and padded[end + 1 : end + 2].islower())


def full_name(part: Part, start: int, form: Form) -> tuple[str, int] | None:
    """Return who "Marco A. Rubio" is, and where the name begins: an initial or a name between."""
    middle, at = part.before(start)
    if not middle[:1].isupper():
        return None
    given, begin = part.before(at)
    for bearer in form.bearers:
        known = people()[bearer].given
        if given in known and middle not in _honorifics() and not _is_candidate(part, begin):
            return bearer, begin
        if middle in known and not _is_candidate(part, at):
            return bearer, at
    return None


def strangers_before(part: Part, start: int, form: Form) -> bool:
    """Say whether the word before a surname makes it the name of somebody else."""
    plain = part.plain
    if plain[start - 1 : start] == "-" and start > 1:
        return _hyphen_stranger(part, start)
    word, at = part.before(start)
    if not word or not word[0].isupper():
        return False
    if word.rstrip(".") in listed("other people"):
        return True
    if word in _honorifics() or (not word[-1].isalnum() and not _is_initial(word)):
        return False
    if _is_initial(word):
        return True
    if plain.endswith(" of ", 0, at):  # "Secretary of State Rubio"
        return False
    if part.headline or form.capitals or _opens_sentence(plain, at):
        return word.lower() in given_names()
    known = word in listed("before a surname") or _is_candidate(part, at)
    return not (known or word.isupper() or word.endswith("'s"))


def _hyphen_stranger(part: Part, start: int) -> bool:
    """Judge "Trump-Putin" (two names), "anti-Trump" (one) and "Smith-Johnson" (a stranger)."""
    begin = part.plain.rfind(" ", max(0, start - _LONGEST_WORD), start) + 1
    word = part.plain[begin : start - 1]
    known = word.isupper() or word in listed("before a surname") or _is_candidate(part, start - 2)
    return word[:1].isupper() and not known


def _is_initial(word: str) -> bool:
    """Say whether a word is an initial: "J."."""
    return len(word) == 2 and word[1] == "." and word[0].isupper()


def _opens_sentence(plain: str, at: int) -> bool:
    """Say whether a sentence, a line or a quotation begins at `at`."""
    head = plain[max(0, at - 3) : at].rstrip(" ")
    return at == 0 or not head or head[-1] in ".!?:\n\"“'(—–-"


def _is_candidate(part: Part, at: int) -> bool:
    """Say whether a candidate that is no person begins at `at`."""
    place = bisect_right(part.found, at, key=_BEGIN) - 1
    return place >= 0 and part.found[place][0] <= at < part.found[place][1]


def longer_after(part: Part, end: int, form: Form) -> bool:
    """Say whether the word after a surname makes it part of a longer name ("Trump Tower")."""
    if _in_address(part, end):
        return True
    if part.plain[end : end + 1] == "-" and part.plain[end + 1 : end + 2].isupper():
        return not _is_candidate(part, end + 1) and not form.capitals and not _alone(form)
    word = part.after(end)
    if not word[:1].isupper():
        return part.plain[end : end + 3] == " & "
    if word.rstrip(".'").capitalize() in listed("after a longer name"):
        return True
    if part.headline or form.capitals or _always(form):
        return False
    return not (word.isupper() or word in listed("after a surname") or _is_candidate(part, end + 1))


def _alone(form: Form) -> bool:
    """Say whether a surname may stand alone for somebody."""
    return any(people()[bearer].alone != "no" for bearer in form.bearers)


def _always(form: Form) -> bool:
    """Say whether a surname always means one person."""
    return any(people()[bearer].alone == "always" for bearer in form.bearers)


def titled(part: Part, start: int, form: Form) -> str:
    """Return whom a title before the surname picks out: "Prime Minister Johnson"."""
    word, at = part.before(start)
    if word not in _honorifics():
        return ""
    earlier, _ = part.before(at)
    wanted = {word.lower(), f"{earlier} {word}".lower()}
    fitting = [bearer for bearer in form.bearers if wanted & held_by(bearer)]
    return fitting[0] if len(fitting) == 1 else ""


def acts_as_name(part: Part, start: int, form: Form) -> bool:
    """Say whether "May" or "March" is a surname here: before a possessive or a verb."""
    word, _ = part.before(start)
    if word.lower() in listed("before a month"):
        return False
    end = start + form.length
    following = part.after(end)
    return (
        part.plain.startswith("'s", end)
        or following in listed("after a name")
        or word in _honorifics()
    )


def part_of_longer(part: Part, start: int, end: int, form: Form) -> bool:
    """Say whether neighbours make a one-word name part of another ("Michael Jordan")."""
    after = part.after(end)
    if after[:1].isupper() and after.rstrip(".'").capitalize() in listed("after a longer name"):
        return True
    if after[:1].isdigit() and form.text in ("US", "U.S."):
        return True
    if after[:1].isupper() and _is_given_name(part, end, form, after):
        return True
    if _in_address(part, end):
        return True
    if form.text in listed("doubtful in capitals") and _among_capitals(part, start, end):
        return True
    word, at = part.before(start)
    if not word[:1].isupper():
        return False
    if word in listed("before a longer name"):
        return True
    return (
        not form.demonym
        and word.lower() in given_names()
        and not _is_candidate(part, at)
        and len(form.text) > 3
    )


def of_an_election(part: Part, start: int, end: int) -> bool:
    """Say whether a name is part of an election's: "2010 United Kingdom general election"."""
    plain, year = part.plain, start - len("2010 ")
    if year < 0 or not plain[start - 2].isdigit():
        return False
    return _YEAR.match(plain, year) is not None and _ELECTION.match(plain, end) is not None


def _is_given_name(part: Part, end: int, form: Form, after: str) -> bool:
    """Say whether a name is somebody's given name: "Jordan Mendoza", "Chad Green"."""
    if form.text.lower() not in given_names() or form.capitals or part.headline:
        return False
    return not (
        after.isupper() or after in listed("after a surname") or _is_candidate(part, end + 1)
    )


def _in_address(part: Part, end: int) -> bool:
    """Say whether a state of the US follows: "Lebanon, Pa.", "Moscow, Idaho"."""
    match = _ADDRESS.match(part.plain, end)
    return match is not None and match[1].rstrip(".") in listed("US states")


def _among_capitals(part: Part, start: int, end: int) -> bool:
    """Say whether an acronym that is also a word stands in a line of capitals."""
    before, after = part.before(start)[0], part.after(end)
    shouting = any(len(word) > 1 and word.isalpha() and word.isupper() for word in (before, after))
    return shouting and not (part.plain[start:end] == "US" and not before)


def joined_after(part: Part, end: int) -> bool:
    """Say whether a full name goes on: "Donald Trump Jr.", "George Bush Center"."""
    word = part.after(end)
    return word[:1].isupper() and word.rstrip(".'").capitalize() in listed("after a longer name")


def of_a_part(part: Part, index: int) -> bool:
    """Say whether a body is one of a US state or of another state: "Delaware Department of ..."."""
    start, _, form = part.found[index]
    if form.demonym or form.name not in _bodies():
        return False
    word, _ = part.before(start)
    owner = word.removesuffix("'s")
    if word in listed("lower bodies") or owner in listed("US states"):
        return True
    if not index or actors()[form.name].cls != "state":
        return False
    _, end, other = part.found[index - 1]
    between = part.plain[end:start]
    foreign = other.demonym or (other.name if other.name in state_ids() else "")
    return between in (" ", "'s ") and foreign not in ("", "united-states")


@cache
def _bodies() -> frozenset[str]:
    """Return the organisations and the bodies of states, by id."""
    found = (actor.id for actor in actors().values() if actor.cls in ("state", "organisation"))
    return frozenset(found) - state_ids()


def hyphenated_american(part: Part, index: int) -> bool:
    """Say whether a demonym is half of "Irish American", which is neither of both."""
    start, end, form = part.found[index]
    if form.demonym == "united-states" and index:
        _, before, other = part.found[index - 1]
        joined = start - before == 1 and other.demonym != ""
        return joined and part.after(end) not in listed("between states")
    if index + 1 < len(part.found):
        begin, last, other = part.found[index + 1]
        american = other.demonym == "united-states" and begin - end == 1
        return american and part.after(last) not in listed("between states")
    return False


def is_language(part: Part, start: int, end: int, form: Form) -> bool:
    """Say whether a demonym is a language here: "speaks Russian", "in French,"."""
    if form.text not in listed("languages"):
        return False
    if part.plain.startswith(("-speak", "-language"), end):
        return True
    word, _ = part.before(start)
    if part.after(end) in listed("of a language") or word.lower() in listed("speaking"):
        return True
    return word.lower() in ("in", "into", "from") and not part.after(end)


def metonym(part: Part, start: int, end: int, form: Form) -> Decision | None:
    """Decide a city or a seat of government."""
    headline = part.headline or form.capitals
    hyphenated = part.plain[end : end + 1] == "-" and part.plain[end + 1 : end + 2].isupper()
    if form.seat and not hyphenated and not part_of_longer(part, start, end, form):
        if context.seat_acts(part.plain, start, end, headline):
            return start, end, form.seat, "metonym"
        return None
    if not form.city or _city_in_name(part, start, end, headline):
        return None
    if context.city_acts(part.plain, start, end, headline):
        return start, end, form.city, "metonym"
    return None


def _city_in_name(part: Part, start: int, end: int, headline: bool) -> bool:
    """Say whether a city is part of another name: "Denzel Washington", "Berlin Wall"."""
    word, at = part.before(start)
    if word.lower() in given_names() and word[:1].isupper():
        return True
    if headline:
        return False
    if word[:1].isupper() and not _opens_sentence(part.plain, at) and word[-1].isalnum():
        return word not in listed("before a surname")
    return part.after(end)[:1].isupper()


def tails_beside(part: Part, start: int, end: int, demonym: bool) -> list[tuple[int, int, Tail]]:
    """Return the titles and ministries beside a state or body, with the span of both."""
    found = []
    match = _TAIL.match(part.plain, end)
    if match and (tail := _longest_tail(match.group(1))):
        found.append((start, match.start(1) + tail[0], tail[1]))
    if not demonym and part.plain.endswith((" of ", " of the "), 0, start):
        head = _head(part.plain, start)
        if head:
            found.append((head[0], end, head[1]))
    return found


def _longest_tail(following: str) -> tuple[int, Tail] | None:
    """Return the longest title or ministry with which the words begin, and its length."""
    words = following.split(" ")
    if words[0].lower().rstrip(".") not in _firstlisted():
        return None
    for count in range(len(words), 0, -1):
        text = " ".join(words[:count]).rstrip(".")
        if tail := tails().get(text.lower()):
            return len(text), tail
    return None


def _head(plain: str, start: int) -> tuple[int, Tail] | None:
    """Return the title or ministry that " of (the) " joins to what begins at `start`."""
    begin = max(0, start - _LONGEST_TITLE)
    before = plain[begin:start]
    nearest = before.removesuffix("the ").removesuffix(" of ").rpartition(" ")[2]
    if not nearest.lower().endswith(_end_titles()):
        return None
    match = _heads().search(before)
    # None for a long s (U+017F): an "s" to the pattern, but not in lower case.
    tail = tails().get(match[1].lower()) if match else None
    return (begin + match.start(1), tail) if match and tail else None


def follows_name(part: Part, start: int) -> bool:
    """Say whether a capitalised word right before makes it another body ("West African ...")."""
    return part.before(start)[0] in listed("before a longer name")


# The words of the data files ---------------------------------------------------------------------


@cache
def _heads() -> re.Pattern[str]:
    """Compile titles and ministries before "of", the longest first."""
    known = sorted(tails(), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, known))}) of (?:the )?\Z", re.IGNORECASE)


@cache
def _end_titles() -> tuple[str, ...]:
    """Return the words with which titles and ministries end."""
    return tuple({text.split()[-1] for text in tails()})


@cache
def _firstlisted() -> frozenset[str]:
    """Return the words with which titles and ministries begin."""
    return frozenset(text.split()[0] for text in tails())


@cache
def given_names() -> frozenset[str]:
    """Return given names, in lower case."""
    return frozenset(name.lower() for line in lines("given_names.txt") for name in line.split())


@cache
def _honorifics() -> frozenset[str]:
    """Return what stands before a surname without changing whose it is."""
    return listed("honorifics")


@cache
def month_names() -> frozenset[str]:
    """Return the surnames that are also months or modal verbs."""
    return listed("also a word")


@cache
def listed(section: str) -> frozenset[str]:
    """Return a section of neighbours.txt."""
    return frozenset(sections("neighbours.txt")[section])
