"""Names that no list holds: runs of capitalised words that the dictionary leaves open.

    title, text, mentions of known actors  ->  candidates()  ->  names, in chains of their own

Whether a candidate is a name at all, and of what, this room does not say: one article seldom
tells. The index decides each distinct name once, from all its contexts (`lib.index.naming`).
What is found here is what the article alone can tell: where a name begins and ends, and which
names of the article mean the same:

- A **full name** that the article introduces owns its last word from then on ("Smith" after
  "John Smith"; before any introduction, the first that follows), and a given name its first. Of
  two people with one surname the one introduced last is meant.
- An **acronym** in brackets after its long form ("Fair Trade Board (FTB)") means the same.
- A company's first words mean the company ("Paxar" after "Paxar Corp").
- Titles and honorifics before a name are no part of it ("President", "Mrs."), nor are words that
  only open a sentence.

Where capitals tell nothing (a headline), only what the text names is found.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from lib.annotate.dictionary import actors
from lib.annotate.files import sections
from lib.annotate.mentions import Mention
from lib.annotate.neighbours import Part, given_names, listed, of_an_election, read_part
from lib.annotate.tagging import is_city, words_of

OPENS, TITLED, THE, QUOTED, WHOLE, COVERS = 1, 2, 4, 8, 16, 32
"""What stands before a name, as bits of `Name.evidence`: a sentence opens with it; a title; "the";
a quotation mark; and whether it is written in full, as the head of its chain, and covers mentions
of known actors ("Liberal Party of Canada")."""

_ENDS = "|".join(sections("name_words.txt")["after a hyphen"])
_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_MORE = (
    r"'(?!(?:s|m|d|t|re|ve|ll)\b)[^\W_]+|&[^\W_]+"
    rf"|-(?!(?:{_ENDS})\b)[^\W\d_]+|\.(?={_UPPER})[^\W_]+"
)
_WORD = rf"(?:{_UPPER}\.(?:{_UPPER}\.)*|{_UPPER}[^\W_]*(?:{_MORE})*)"
_PARTICLES = "|".join(sections("name_words.txt")["particle"])
_JOIN = rf" (?:(?:of|for|and|on|&|{_PARTICLES}) (?:the )?)?"
_ACRONYM = re.compile(r" \((?:the )?[\"“]?([A-Z][A-Za-z]?[A-Z&.-]{1,8})[\"”]?\)")
_CONTRACTED = re.compile(r"'(?:m|d|t|re|ve|ll)\b")
# "(MENAFN) The ...", "KYIV (Northline) - The ...": who sent it, which nobody in the text names.
_SENDER = re.compile(
    r"\s*(?:[A-Z][^()\n]{0,60}[ .,])?(\([^()\n]{2,40}\))\.?\s*(?:[-\u2010-\u2015]|[A-Z\"“])"
)
_PLAIN_JOINS = frozenset(["of", "for", "and", "on", "the"])
_LONGEST = 8  # words; a longer run is a heading
_MOST_CAPITALS = 6  # letters; a longer word in capitals is shouted


@dataclass(frozen=True, slots=True)
class Name:
    """A candidate: where an article may name somebody whom the dictionary does not know.

    `start`, `end`, `part`, `form` and `sentence` as in `Mention`; `chain` numbers on from the
    mentions of the article. `head` is the fullest form of the chain, `kind` "name" or "alias".
    """

    start: int
    end: int
    part: str
    form: str
    head: str
    kind: str
    chain: int
    sentence: int
    evidence: int


@dataclass(slots=True)
class _Found:
    """A candidate before it has a chain."""

    part: str
    start: int
    end: int
    words: list[str]
    evidence: int
    acronym: str = ""


def candidates(
    title: str, text: str, known: Sequence[Mention], spans: Sequence[tuple[int, int]]
) -> list[Name]:
    """Return what may be names of actors that the dictionary lacks: the title's first, by start.

    Args:
        title, text: as they came.
        known: the mentions of known actors in them. Candidates overlap none of these but such as
            they cover whole: states, places and organisations that may be part of a longer name.
        spans: of the sentences of the text, as `sentences` gives them.
    """
    parts = (read_part("title", title, search=False), read_part("text", text, search=False))
    taken = [_Taken([m for m in known if m.part == part.name]) for part in parts]
    found = [
        name
        for part, mentions in zip(parts, taken, strict=True)
        if not part.headline
        for name in _runs(part, mentions)
    ]
    heads = _Heads(found)
    if parts[0].headline:
        found = [*_in_headline(parts[0], found, taken[0]), *found]
    first = 1 + max((mention.chain for mention in known), default=-1)
    return list(_named(found, heads, parts, first, [start for start, _ in spans]))


def _named(
    found: list[_Found],
    heads: "_Heads",
    parts: tuple[Part, Part],
    first: int,
    starts: list[int],
) -> Iterator[Name]:
    """Give each candidate its head, chain and sentence."""
    chains: dict[str, int] = {}
    for place, name in enumerate(found):
        written = parts[0].written if name.part == "title" else parts[1].written
        form = written[name.start : name.end]
        head, kind = heads.of(name, place - (len(found) - heads.count))
        chain = chains.setdefault(head, first + len(chains))
        sentence = bisect_right(starts, name.start) - 1 if name.part == "text" else -1
        evidence = name.evidence | (WHOLE if form == head else 0)
        yield Name(name.start, name.end, name.part, form, head, kind, chain, sentence, evidence)


# Where names are ---------------------------------------------------------------------------------


class _Taken:
    """The spans of known mentions: those that stay whatever stands beside them, and the others."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        known = actors()
        fixed = [m.kind == "title" or known[m.actor].cls == "person" for m in mentions]
        self.fixed = [
            (m.start, m.end) for m, is_fixed in zip(mentions, fixed, strict=True) if is_fixed
        ]
        self.loose = [
            (m.start, m.end) for m, is_fixed in zip(mentions, fixed, strict=True) if not is_fixed
        ]

    def meet(self, start: int, end: int) -> bool:
        """Say whether a span meets any of them."""
        return any(_overlapping(spans, start, end) for spans in (self.fixed, self.loose))


def _overlapping(spans: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans that overlap one; they are sorted and do not overlap each other."""
    first = bisect_right(spans, (start, start))
    if first and spans[first - 1][1] > start:
        first -= 1
    last = first
    while last < len(spans) and spans[last][0] < end:
        last += 1
    return spans[first:last]


def _runs(part: Part, taken: _Taken) -> Iterator[_Found]:
    """Give the candidates of the title or the text, by start."""
    plain, never = part.plain, _never_alone()
    sender = _SENDER.match(plain) if part.name == "text" else None
    for match in _run().finditer(plain):
        start, end = match.span()
        if match.group() in never:
            continue
        if sender and sender.start(1) < start < sender.end(1):
            continue
        if not plain[start].isupper() or (start and plain[start - 1] in _NOT_BEFORE):
            continue
        if plain[end : end + 1] == "'" and _CONTRACTED.match(plain, end):
            continue
        if of_an_election(part, start, end):
            continue
        cut = bool(_overlapping(taken.fixed, start, end))
        for begin, stop in _outside(start, end, taken.fixed) if cut else ((start, end),):
            begin, stop = _bare(plain, begin, stop) if cut else (begin, stop)
            for found in _pieces(plain, begin, stop):
                for name in _fitted(plain, found, taken.loose):
                    name.part = part.name
                    yield name


@cache
def _never_alone() -> frozenset[str]:
    """Return the words that, standing alone, are no name: most runs are such a word."""
    words = {word.capitalize() for word in openers()} | _title_words() | _days()
    return frozenset(words | listed("honorifics"))


def _bare(plain: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the spaces at its ends; an empty one where nothing else is in it."""
    piece = plain[start:end]
    start += len(piece) - len(piece.lstrip(" "))
    return start, max(start, start + len(piece.strip(" ")))


def _fitted(plain: str, found: _Found, taken: list[tuple[int, int]]) -> Iterator[_Found]:
    """Give a candidate as it is where it covers mentions and more; else what they leave of it."""
    met = _overlapping(taken, found.start, found.end)
    if not met:
        yield found
        return
    inside = all(found.start <= start and end <= found.end for start, end in met)
    if (
        inside
        and found.end - found.start > met[0][1] - met[0][0]
        and not _described(plain, found, met)
    ):
        found.evidence |= COVERS
        yield found
        return
    for begin, stop in _outside(found.start, found.end, met):
        begin, stop = _bare(plain, begin, stop)
        if begin < stop and (name := _stripped(plain, begin, plain[begin:stop].split(" "))):
            yield name


def _described(plain: str, found: _Found, met: list[tuple[int, int]]) -> bool:
    """Say whether a mention only says whence somebody is ("American Bob Ortiz")."""
    following = plain[met[0][1] + 1 : found.end].split(" ")[0]
    return met[0][0] == found.start and following.lower() in given_names()


_NOT_BEFORE = ("@", "_", "#", "/")


@cache
def _run() -> re.Pattern[str]:
    """Compile the run of capitalised words, with abbreviations that stand before a name."""
    known = (*sections("abbreviations.txt")["before a name"], "St", "Mt", "Ft", "Jr", "Sr")
    short = "|".join(map(re.escape, known))
    word = rf"(?:(?:{short})\.(?= {_UPPER})|{_WORD})"
    return re.compile(rf"(?<![\w'.-]){word}(?:{_JOIN}{word}){{0,14}}")


def _outside(start: int, end: int, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give the pieces of a span that no mention covers."""
    place = bisect_right(taken, (start, -1))
    if place and taken[place - 1][1] > start:
        start = taken[place - 1][1]
    while place < len(taken) and taken[place][0] < end:
        if start < taken[place][0]:
            yield start, taken[place][0]
        start = max(start, taken[place][1])
        place += 1
    if start < end:
        yield start, end


def _pieces(plain: str, start: int, end: int) -> Iterator[_Found]:
    """Cut a run where it holds several names, and strip what is part of none."""
    if start == end:
        return
    words = plain[start:end].split(" ")
    if len(words) == 1:
        found = _stripped(plain, start, words)
        if found:
            yield found
        return
    cuts, at, begin = [0], 0, 0
    for place, word in enumerate(words):
        if word in _PLAIN_JOINS and not _joins(words[begin:place], word, words[place + 1 :]):
            cuts += [place, place + 1]
            begin = place + 1
    cuts.append(len(words))
    offsets = [0]
    for word in words:
        offsets.append(offsets[-1] + len(word) + 1)
    for first, last in zip(cuts[::2], cuts[1::2], strict=True):
        office = first > 1 and words[first - 1] == "of" and words[first - 2] in _offices()
        if first < last and not office:
            at = start + offsets[first]
            if found := _stripped(plain, at, words[first:last]):
                yield found


def _joins(before: list[str], word: str, after: list[str]) -> bool:
    """Say whether a small word joins two parts of one name ("Bank of Lisbon")."""
    if not before or not after or word == "the":
        return bool(before) and bool(after) and word == "the" and before[-1] in _PLAIN_JOINS
    head = before[-1].rstrip(".").lower()
    if word == "of":
        return head in words_of("of joins") or "for" in before
    if word in ("for", "on"):
        return head in words_of("for joins")
    small = next((place for place, name in enumerate(before) if name in ("of", "for")), 0)
    if small:
        return before[small - 1].lower() in words_of("and joins") and after[0][:1].isupper()
    return (
        len(before) <= 2 and after[-1].lower() in words_of("and before") and after[0][:1].isupper()
    )


def _stripped(plain: str, start: int, words: list[str]) -> _Found | None:
    """Take from the words of a run what is part of no name; None where nothing is left."""
    evidence = 0
    first, last = 0, len(words)
    opens = _opens(plain, start)
    if opens:
        evidence |= OPENS
    while first < last:
        bare = words[first].rstrip(".")
        initial = len(words[first]) == 2 and words[first][1] == "."
        opener = bare.lower() in openers() and not initial
        if not bare or opener or not bare[0].isupper():
            evidence &= ~OPENS
            evidence |= THE if bare.lower() == "the" else 0
        elif words[first] in listed("honorifics") or bare in _title_words():
            if last - first == 1:
                return None
            evidence |= TITLED
        else:
            break
        start += len(words[first]) + 1
        first += 1
    while last > first and (
        words[last - 1].rstrip(".") in _days() or not words[last - 1][:1].isupper()
    ):
        last -= 1
    while last - first > 2 and (title := _title_within(words[first:last])):
        start += sum(map(len, words[first : first + title])) + title
        first += title
        evidence = (evidence | TITLED) & ~OPENS
    kept = words[first:last]
    if not kept or len(kept) > _LONGEST or _is_no_name(kept):
        return None
    if kept[-1] in _title_words() and "of" not in kept:
        return None
    end = start + sum(map(len, kept)) + len(kept) - 1
    if kept[-1].endswith(".") and not (len(kept[-1]) > 2 and kept[-1].count(".") > 1):
        end -= 1
    before = plain[max(0, start - 4) : start]
    if before.lower() in ("the ", " the"):
        evidence |= THE
    if before[-1:] in "\"“'‘":
        evidence |= QUOTED if before else 0
    found = _Found("", start, end, kept, evidence)
    if len(kept) > 1 and plain[end : end + 2] == " (" and (match := _ACRONYM.match(plain, end)):
        found.acronym = match[1] if _abbreviates(match[1], kept) else ""
    return found


def _opens(plain: str, start: int) -> bool:
    """Say whether a sentence, a line or a quotation opens here."""
    head = plain[max(0, start - 3) : start].rstrip(" ")
    return not head or head[-1] in ".!?:;\n\"“'‘•*—–-"


def _title_within(words: list[str]) -> int:
    """Return how many words a title takes before a full name ("NFL Commissioner Pete Rozelle")."""
    for place in range(len(words) - 2, 0, -1):
        if words[place - 1] in listed("honorifics") or words[place - 1] in _title_words():
            named = words[place].lower() in given_names() or len(words) - place <= 3
            return place if named and words[place].isalpha() else 0
    return 0


@cache
def openers() -> frozenset[str]:
    """Return words that open sentences and are part of no name, in lower case."""
    words = (*listed("before a surname"), *sections("name_words.txt")["opener"])
    kept = sections("name_words.txt")["no opener"]
    return frozenset(word.lower() for word in words) - frozenset(word.lower() for word in kept)


@cache
def _offices() -> frozenset[str]:
    """Return words after which "of" begins what somebody is in charge of ("Secretary of State")."""
    return frozenset(sections("name_words.txt")["in charge of"])


@cache
def _title_words() -> frozenset[str]:
    """Return words that stand before a person's name."""
    return frozenset(sections("name_words.txt")["title word"])


@cache
def _days() -> frozenset[str]:
    """Return days and months, and their short forms."""
    return frozenset(sections("name_words.txt")["day"])


def _is_no_name(words: list[str]) -> bool:
    """Say whether words are shouted, a single letter, or a day."""
    if len(words) == 1:
        word = words[0].rstrip(".")
        return len(word) < 2 or word in _days() or (word.isupper() and len(word) > _MOST_CAPITALS)
    return all(len(word) > 3 and word.isupper() for word in words)


def _abbreviates(acronym: str, words: list[str]) -> bool:
    """Say whether an acronym is made of the first letters of the words, in order."""
    letters = [char.lower() for char in acronym if char.isalpha()]
    initials = [word[0].lower() for word in words]
    place = 0
    for letter in letters:
        while place < len(initials) and initials[place] != letter:
            place += 1
        if place == len(initials):
            return False
        place += 1
    return initials[0] == letters[0] if letters else False


# Which names mean the same -----------------------------------------------------------------------


class _Heads:
    """The fullest form of each name of an article."""

    def __init__(self, found: list[_Found]) -> None:
        self.count = len(found)
        self.last: dict[str, list[tuple[int, str]]] = {}
        self.exact: dict[str, str] = {}
        for place, name in enumerate(found):
            head = " ".join(name.words).rstrip(".")
            if name.acronym:
                self.exact.setdefault(name.acronym, head)
            for short in _shortened(name.words):
                self.last.setdefault(short, []).append((place, head))

    def of(self, name: _Found, place: int) -> tuple[str, str]:
        """Return head and kind of the candidate at a place."""
        form = " ".join(name.words).rstrip(".")
        if form in self.exact:
            return self.exact[form], "alias"
        if len(name.words) == 1 and (owners := self.last.get(form)):
            earlier = [head for at, head in owners if at <= place]
            return (earlier[-1] if earlier else owners[0][1]), "name"
        return form, "name"


def _shortened(words: list[str]) -> Iterator[str]:
    """Give the single words by which an article may name this again."""
    if not 2 <= len(words) <= 4:
        return
    ends = words[-1].rstrip(".")
    lower = ends.lower()
    if lower in words_of("company"):
        if len(words) == 2 and words[0].lower() not in given_names():
            yield words[0]
    elif ends[0].isupper() and len(ends) > 2 and not _is_common(lower):
        if words[-2].lower() not in _PLAIN_JOINS and words[0].lower() not in words_of("place word"):
            yield ends
            if len(words) < 4 and words[0].lower() in given_names() and not is_city(words[0]):
                yield words[0]
    elif lower in ("jr", "sr", "ii", "iii") and len(words) > 2:
        yield words[-2]


def _is_common(lower: str) -> bool:
    """Say whether the last word of a name is one that many names have ("Council", "River")."""
    return any(
        lower in words_of(section) for section in ("body", "place word", "thing word", "title word")
    )


def _in_headline(part: Part, found: list[_Found], taken: _Taken) -> Iterator[_Found]:
    """Find in a headline what the text names, by whole or by surname; the longest first."""
    shouted = part.plain.upper()
    if len(shouted) != len(part.plain):
        return
    wanted: dict[str, list[str]] = {}
    for name in found:
        wanted.setdefault(" ".join(name.words), name.words)
    for name in found:
        for short in _shortened(name.words):
            wanted.setdefault(short, [short])
    covered: list[tuple[int, int]] = []
    hits: list[_Found] = []
    for form, words in sorted(wanted.items(), key=lambda item: -len(item[0])):
        at = shouted.find(form.upper())
        while at >= 0:
            end = at + len(form)
            inside = shouted[at - 1 : at].isalnum() or shouted[end : end + 1].isalnum()
            free = not taken.meet(at, end) and not _overlapping(sorted(covered), at, end)
            if not inside and free:
                covered.append((at, end))
                hits.append(_Found("title", at, end, words, 0))
            at = shouted.find(form.upper(), end)
    yield from sorted(hits, key=lambda name: name.start)
