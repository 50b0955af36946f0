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
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

from lib.annotate.dictionary import actors, surnames
from lib.annotate.files import sections
from lib.annotate.mentions import Mention
from lib.annotate.neighbours import Part, given_names, listed, of_an_election, read_part
from lib.annotate.tagging import is_city, is_given_name, kinds_of_word, words_of

OPENS, TITLED, THE, QUOTED, WHOLE, COVERS = 1, 2, 4, 8, 16, 32
"""What stands before a name, as bits of `Name.evidence`: a sentence opens with it; a title; "the";
a quotation mark; and whether it is written in full, as the head of its chain, and covers mentions
of known actors ("Liberal Party of Canada")."""

_ENDS = "|".join(sections("name_words.txt")["after a hyphen"])
_LOWER = "a-zß-öø-ÿ"
_UPPER = rf"[^\W\d_{_LOWER}]"
_MORE = (
    r"'(?!(?:s|m|d|t|re|ve|ll)\b)[^\W_]+|&[^\W_]+"
    rf"|-(?!(?:{_ENDS})\b)[^\W\d_]+|\.(?={_UPPER})[^\W_]+"
)
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
_LONGEST_SHORTENED = 4  # words; a longer name is named again by none of them
_MOST_CAPITALS = 6  # letters; a longer word in capitals is shouted


class Name(NamedTuple):
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


Span = tuple[int, int]


class _Piece(NamedTuple):
    """A name within a run of capitalised words: where it begins and ends in it, and what it is.

    `form` is the name without a full stop at its end, `shorter` the words by which an article may
    name this again. `evidence` is what the run alone tells; of what the text before the run tells
    (`_before`), the bits `may_have` are added, and of `OPENS` only what it says stays where the
    run's first name is this one (`only_if`).
    """

    start: int
    end: int
    words: tuple[str, ...]
    form: str
    shorter: tuple[str, ...]
    evidence: int
    may_have: int
    only_if: int


_Found = tuple[str, int, int, _Piece, int, str]
"""A candidate before it has a chain: part, start, end, piece, evidence, acronym."""


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


def taken_for_people(names: Sequence[Name]) -> list[Mention]:
    """Return the candidates who are people by their words, as mentions of nobody known yet.

    Such have a listed given name ("Anna Wexler", and "Wexler" after it, unless somebody known has
    that surname). Whether they are people, the index decides as for all candidates.
    """
    known = surnames()
    return [
        Mention(n.start, n.end, n.part, n.form, "", n.kind, n.chain, n.sentence)
        for n in names
        if _is_persons(n.head) and n.form not in known and not n.evidence & COVERS
    ]


@lru_cache(maxsize=50_000)
def _is_persons(head: str) -> bool:
    first, *others = head.split(" ")
    if not others or "of" in others or kinds_of_word(others[-1].lower()):
        return False
    return is_given_name(first)


def _named(
    found: list[_Found],
    heads: "_Heads",
    parts: tuple[Part, Part],
    first: int,
    starts: list[int],
) -> Iterator[Name]:
    """Give each candidate its head, chain and sentence."""
    chains: dict[str, int] = {}
    title, text = parts[0].written, parts[1].written
    sentence, after = -1, iter((*starts, len(text) + 1))
    following = next(after)
    alike, made = heads.alike, tuple.__new__
    for place, (part, start, end, piece, evidence, _) in enumerate(found, heads.count - len(found)):
        if part == "text":
            form = text[start:end]
            while following <= start:
                sentence, following = sentence + 1, next(after)
        else:
            form = title[start:end]
        head, kind = piece[3], "name"
        if head in alike:
            head, kind = heads.of(piece, place)
        chain = chains.get(head, -1)
        if chain < 0:
            chain = chains[head] = first + len(chains)
        if form == head:
            evidence |= WHOLE
        # As `Name(...)` does it, without the function that Python puts before a named tuple.
        yield made(Name, (start, end, part, form, head, kind, chain, sentence, evidence))


# Where names are ---------------------------------------------------------------------------------


class _Taken:
    """The spans of known mentions: those that stay whatever stands beside them, and the others."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        known = actors()
        self.all, self.fixed, self.loose = list[Span](), list[Span](), list[Span]()
        for start, end, _, _, actor, kind, _, _ in mentions:
            span = start, end
            self.all.append(span)
            fixed = kind == "title" or known[actor].cls == "person"
            (self.fixed if fixed else self.loose).append(span)

    def meet(self, start: int, end: int) -> bool:
        """Say whether a span meets any of them."""
        return bool(_overlapping(self.all, start, end))


def _overlapping(spans: list[Span], start: int, end: int) -> list[Span]:
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
    plain, name = part.plain, part.name
    sender = _SENDER.match(plain) if name == "text" else None
    met = iter((*taken.all, (len(plain) + 1, len(plain) + 1)))
    begins, ends = next(met)
    for match in _run().finditer(plain):
        run = match[0]
        pieces = _pieces_of(run)
        if not pieces or not run[0].isupper():
            continue
        start, end = match.span()
        while ends <= start:
            begins, ends = next(met)
        if begins <= start and end <= ends:
            continue  # a mention is all of it
        told = _before(plain[start - 4 if start > 4 else 0 : start])
        if told & _IN_ADDRESS or (told & _DATED and of_an_election(part, start, end)):
            continue
        if plain[end : end + 1] == "'" and _CONTRACTED.match(plain, end):
            continue
        if sender and sender.start(1) < start < sender.end(1):
            continue
        if end <= begins:
            for piece in pieces:
                yield _placed(name, plain, start, piece, told)
        else:
            yield from _beside(name, plain, start, end, taken)


def _beside(name: str, plain: str, start: int, end: int, taken: _Taken) -> Iterator[_Found]:
    """Give the candidates of a run that meets known mentions."""
    cut = bool(_overlapping(taken.fixed, start, end))
    for begin, stop in _outside(start, end, taken.fixed) if cut else ((start, end),):
        begin, stop = _bare(plain, begin, stop) if cut else (begin, stop)
        if begin < stop:
            for piece in _pieces_of(plain[begin:stop]):
                told = _before(plain[max(0, begin - 4) : begin])
                found = _placed(name, plain, begin, piece, told)
                yield from _fitted(plain, found, taken.loose)


def _placed(name: str, plain: str, at: int, piece: _Piece, told: int) -> _Found:
    """Make a candidate of a piece of the run that begins at `at`; `told` is of `_before`."""
    start, end, words, _, _, evidence, may_have, only_if = piece
    evidence = (evidence | told & may_have) & (told | ~only_if)
    end += at
    acronym = ""
    if len(words) > 1 and plain.startswith(" (", end):
        match = _ACRONYM.match(plain, end)
        if match and _abbreviates(match[1], words):
            acronym = match[1]
    return name, at + start, end, piece, evidence, acronym


_IN_ADDRESS, _DATED = 64, 128
"""What else `_before` tells: the run is part of an address or a handle; a number stands before."""
_ADDRESSES = ("@", "_", "#", "/")
_OPENING = ".!?:;\n\"“'‘•*—–-"


@lru_cache(maxsize=50_000)
def _before(head: str) -> int:
    """Return what the four characters before a run tell of it: `OPENS`, `THE`, `QUOTED`, ..."""
    near = head[-3:].rstrip(" ")
    told = OPENS if not near or near[-1] in _OPENING else 0
    if head.lower() in ("the ", " the"):
        told |= THE
    if head and head[-1] in "\"“'‘":
        told |= QUOTED
    told |= _IN_ADDRESS if head[-1:] in _ADDRESSES else 0
    return told | (_DATED if head[-2:-1].isdigit() else 0)


def _bare(plain: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the spaces at its ends; an empty one where nothing else is in it."""
    piece = plain[start:end]
    start += len(piece) - len(piece.lstrip(" "))
    return start, max(start, start + len(piece.strip(" ")))


def _fitted(plain: str, found: _Found, taken: list[Span]) -> Iterator[_Found]:
    """Give a candidate as it is where it covers mentions and more; else what they leave of it."""
    name, begin, stop, piece, evidence, acronym = found
    met = _overlapping(taken, begin, stop)
    if not met:
        yield found
        return
    inside = begin <= met[0][0] and met[-1][1] <= stop
    more = stop - begin > met[0][1] - met[0][0]
    if inside and more and not _described(plain, begin, stop, met[0]):
        yield name, begin, stop, piece, evidence | COVERS, acronym
        return
    for first, last in _outside(begin, stop, met):
        first, last = _bare(plain, first, last)
        if first < last and (rest := _stripped(plain[first:last].split(" "))):
            yield _placed(name, plain, first, rest, _before(plain[max(0, first - 4) : first]))


def _described(plain: str, start: int, end: int, mention: Span) -> bool:
    """Say whether a mention only says whence somebody is ("American Bob Ortiz")."""
    following = plain[mention[1] + 1 : end].split(" ")[0]
    return mention[0] == start and following.lower() in given_names()


@cache
def _run() -> re.Pattern[str]:
    """Compile the run of capitalised words, with abbreviations that stand before a name.

    It begins with the set of the first letter, so that the engine skips from one to the next;
    what is in the set beside `_UPPER` only says the commonest others first. Abbreviations are
    tried only where a full stop, a space and a capital follow.
    """
    known = (*sections("abbreviations.txt")["before a name"], "St", "Mt", "Ft", "Jr", "Sr")
    capital = re.compile(_UPPER)
    upper = [short for short in known if capital.match(short)]
    rests = "|".join(rf"(?<={short[0]}){re.escape(short[1:])}" for short in upper)
    small = "|".join(re.escape(short) for short in known if short not in upper)
    rest = (
        rf"(?:(?=\S*+(?<=\.) {_UPPER})(?:{rests})\.(?= {_UPPER})"
        rf"|\.(?:{_UPPER}\.)*+|[a-z]*+[^\W_]*+(?:{_MORE})*+)"
    )
    more = rf"(?:{_JOIN}(?:{_UPPER}{rest}|(?:{small})\.(?= {_UPPER}))){{0,14}}+"
    return re.compile(rf"[^ \n.,'\"()0-9{_LOWER}\W\d_](?<![\w'.-].){rest}{more}")


def _outside(start: int, end: int, taken: list[Span]) -> Iterator[Span]:
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


# Runs: what they are cut into does not depend on where they stand ---------------------------------


@lru_cache(maxsize=30_000)
def _pieces_of(run: str) -> tuple[_Piece, ...]:
    """Cut a run where it holds several names, and strip what is part of none."""
    words = run.split(" ")
    if len(words) == 1 and run in _never_alone():
        return ()
    if _PLAIN_JOINS.isdisjoint(words):
        whole = _stripped(words)
        return (whole,) if whole else ()
    cuts, begin = [0], 0
    for place, word in enumerate(words):
        if word in _PLAIN_JOINS and not _joins(words[begin:place], word, words[place + 1 :]):
            cuts += [place, place + 1]
            begin = place + 1
    cuts.append(len(words))
    pieces = []
    for first, last in zip(cuts[::2], cuts[1::2], strict=True):
        office = first > 1 and words[first - 1] == "of" and words[first - 2] in _offices()
        if first < last and not office and (found := _stripped(words[:last], first)):
            pieces.append(found)
    return tuple(pieces)


@cache
def _never_alone() -> frozenset[str]:
    """Return the words that, standing alone, are no name: most runs are such a word."""
    words = {word.capitalize() for word in openers()} | _title_words() | _days()
    return frozenset(words | listed("honorifics"))


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


def _stripped(words: list[str], first: int = 0) -> _Piece | None:
    """Take from the words of a run, from the `first` on, what is part of no name."""
    opens = not first or words[first - 1][-1:] in _OPENING
    only_if, evidence = OPENS * (not first), OPENS * opens
    last, roles, all_roles = len(words), list(map(_role, words)), 0
    for role in roles:
        all_roles |= role
    if all_roles & _STRIPPED:
        while first < last and (role := roles[first]) & (_DRESS | _TITLE):
            if role & _DRESS:
                evidence &= ~OPENS
                evidence |= THE if role & _ARTICLE else 0
            elif last - first == 1:
                return None
            else:
                evidence |= TITLED
            first += 1
        while last > first and roles[last - 1] & _AFTER:
            last -= 1
        while last - first > 2 and (title := _title_within(words[first:last], roles[first:last])):
            first += title
            evidence = (evidence | TITLED) & ~OPENS
    kept = words[first:last] if last - first < len(words) else words
    if not kept or len(kept) > _LONGEST or _is_no_name(kept):
        return None
    ends = kept[-1]
    if roles[last - 1] & _TITLE and ends in _title_words() and "of" not in kept:
        return None
    form = " ".join(kept)
    start = sum(map(len, words[:first])) + first if first else 0
    end = start + len(form)
    if ends[-1] == ".":
        end -= not (len(ends) > 2 and ends.count(".") > 1)
        form = form.rstrip(".")
    if first and words[first - 1].lower() == "the":
        evidence |= THE
    shorter: tuple[str, ...] = ()
    if 2 <= len(kept) <= _LONGEST_SHORTENED:
        shorter = _shortened(kept, roles[first:last])
    may_have = 0 if start else THE | QUOTED
    made = start, end, tuple(kept), form, shorter, evidence, may_have, only_if
    return tuple.__new__(_Piece, made)


_DRESS, _ARTICLE, _TITLE, _AFTER, _STRIPPED = 1, 2, 4, 8, 1 | 4 | 8
"""Roles of a word in a run: it opens a sentence and no name; it is "the"; it stands before a name;
it is no part of a name that it stands behind. Words with such roles may be stripped of a run."""
_COMPANY, _OWN, _OF_PLACES, _GIVEN, _CITY = 16, 32, 64, 128, 256
"""What a word does at the end of a name: it says that this is a company; it may stand for the
whole. And at its beginning: it says that this is a place; it is a given name; a city."""


@lru_cache(maxsize=50_000)
def _role(word: str) -> int:
    """Return the roles of a word, and what it does in a name."""
    bare, whole = word.rstrip("."), word.lower()
    lower = bare.lower()
    initial = len(word) == 2 and word[1] == "."
    role = 0
    if not bare or (lower in openers() and not initial) or not bare[0].isupper():
        role |= _DRESS | (_ARTICLE if lower == "the" else 0)
    if word in listed("honorifics") or bare in _title_words():
        role |= _TITLE
    if bare in _days() or not word[:1].isupper():
        role |= _AFTER
    if lower in words_of("company"):
        role |= _COMPANY
    elif bare[:1].isupper() and len(bare) > 2 and lower not in _common():
        role |= _OWN
    role |= _OF_PLACES if whole in words_of("place word") else 0
    role |= _GIVEN if whole in given_names() else 0
    return role | (_CITY if is_city(word) else 0)


def _title_within(words: list[str], roles: list[int]) -> int:
    """Return how many words a title takes before a full name ("NFL Commissioner Pete Rozelle")."""
    for place in range(len(words) - 2, 0, -1):
        if roles[place - 1] & _TITLE:
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


def stands_before(word: str) -> bool:
    """Say whether a word is a title or an honorific, which stands before a name ("Mr.")."""
    return bool(_role(word) & _TITLE)


@cache
def _days() -> frozenset[str]:
    """Return days and months, and their short forms."""
    return frozenset(sections("name_words.txt")["day"])


def _is_no_name(words: list[str]) -> bool:
    """Say whether words are shouted, a single letter, or a day."""
    if len(words) == 1:
        word = words[0].rstrip(".")
        return len(word) < 2 or word in _days() or (word.isupper() and len(word) > _MOST_CAPITALS)
    return words[0].isupper() and all(len(word) > 3 and word.isupper() for word in words)


def _abbreviates(acronym: str, words: Sequence[str]) -> bool:
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
    """The fullest form of each name of an article; `alike` are those that may have a fuller one."""

    def __init__(self, found: list[_Found]) -> None:
        self.count = len(found)
        self.last: dict[str, list[tuple[int, str]]] = {}
        self.exact: dict[str, str] = {}
        for place, (_, _, _, piece, _, acronym) in enumerate(found):
            if acronym:
                self.exact.setdefault(acronym, piece.form)
            for short in piece[4]:
                self.last.setdefault(short, []).append((place, piece[3]))
        self.alike = self.last.keys() | self.exact.keys()

    def of(self, piece: _Piece, place: int) -> tuple[str, str]:
        """Return head and kind of the candidate at a place."""
        form = piece.form
        if form in self.exact:
            return self.exact[form], "alias"
        if len(piece.words) == 1 and (owners := self.last.get(form)):
            after = bisect_right(owners, place, key=itemgetter(0))
            return owners[max(after - 1, 0)][1], "name"
        return form, "name"


def _shortened(words: Sequence[str], roles: Sequence[int]) -> tuple[str, ...]:
    """Return the single words by which an article may name this again; two to four are given."""
    begins, ends = roles[0], roles[-1]
    if ends & _COMPANY:
        return (words[0],) if len(words) == 2 and not begins & _GIVEN else ()
    if ends & _OWN:
        if begins & _OF_PLACES or words[-2].lower() in _PLAIN_JOINS:
            return ()
        last = words[-1].rstrip(".")
        is_given = len(words) < 4 and begins & (_GIVEN | _CITY) == _GIVEN
        return (last, words[0]) if is_given else (last,)
    is_suffix = len(words) > 2 and words[-1].rstrip(".").lower() in ("jr", "sr", "ii", "iii")
    return (words[-2],) if is_suffix else ()


@cache
def _common() -> frozenset[str]:
    """Return last words that many names have ("Council", "River"), in lower case."""
    return frozenset[str]().union(
        *map(words_of, ("body", "place word", "thing word", "title word"))
    )


def _in_headline(part: Part, found: list[_Found], taken: _Taken) -> Iterator[_Found]:
    """Find in a headline what the text names, by whole or by surname; the longest first."""
    shouted = part.plain.upper()
    if len(shouted) != len(part.plain):
        return
    wanted: dict[str, _Piece] = {}
    pieces = [name[3] for name in found]
    for piece in pieces:
        wanted.setdefault(" ".join(piece.words), piece)
    for piece in pieces:
        for short in piece.shorter:
            wanted.setdefault(short, _Piece(0, len(short), (short,), short, (), 0, 0, 0))
    covered: list[tuple[int, int]] = []
    hits: list[_Found] = []
    for form, piece in sorted(wanted.items(), key=lambda item: -len(item[0])):
        at = shouted.find(form.upper())
        while at >= 0:
            end = at + len(form)
            inside = shouted[at - 1 : at].isalnum() or shouted[end : end + 1].isalnum()
            free = not taken.meet(at, end) and not _overlapping(sorted(covered), at, end)
            if not inside and free:
                covered.append((at, end))
                hits.append(("title", at, end, piece, 0, ""))
            at = shouted.find(form.upper(), end)
    yield from sorted(hits, key=itemgetter(1))
