"""The titles under which people appear: "U.S. Secretary of State Marco Rubio".

    text, mentions, names  ->  roles()  ->  title, as written and as a word of the list, and whose

Three ways of giving a title are read: before the name ("Foreign Minister Lavrov"), in apposition
behind it ("Lavrov, the Russian foreign minister,"), and in the holder's stead ("the Russian
foreign minister", a mention of kind title). A title is a run of words of which one is a title
word; the words are data: `titles.csv`, and "role word" in `name_words.txt`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from lib.annotate.dictionary import actors, tails
from lib.annotate.mentions import Mention
from lib.annotate.names import Name, openers
from lib.annotate.neighbours import given_names, made_plain
from lib.annotate.tagging import words_of

_REACH = 90  # characters on either side of a name
_LONGEST = 8  # words of a title
_LONGEST_SHORT = 5  # characters; a longer word before a full stop is no abbreviation
_WORD = re.compile(r"[^\W_][\w.&'-]*")
_APPOSED = re.compile(
    r", (?:who (?:is|was) )?(?:the |an? |its |his |her |their )?([^,.;:()\n\"“”]{3,80})"
)
_SMALL = frozenset(("of", "for", "the", "and", "&", "to", "in", "at"))


@dataclass(frozen=True, slots=True)
class Role:
    """A title that the text gives to somebody.

    `start` and `end` count code points of the text; `form` is what stands there, `title` what it
    comes to: a title of `titles.csv` ("foreign minister"), else the form in lower case. `chain`
    is whose it is.
    """

    start: int
    end: int
    form: str
    title: str
    chain: int


def roles(text: str, mentions: Sequence[Mention], names: Sequence[Name]) -> list[Role]:
    """Return the titles in a text, by where they begin.

    Args:
        text: as it came.
        mentions: of known actors; titles are given to people alone.
        names: which may be people; the index knows.
    """
    known = actors()
    plain = made_plain(text)
    people = [m for m in mentions if m.part == "text" and known[m.actor].cls == "person"]
    taken = [(m.start, m.end) for m in people]
    found = [_made(text, m.start, m.end, m.chain) for m in people if m.kind == "title"]
    bearers = [(m.start, m.end, m.chain) for m in people if m.kind != "title"]
    bearers += [(name.start, name.end, name.chain) for name in names if name.part == "text"]
    for start, end, chain in bearers:
        if start > 1 and plain[start - 1] == " " and (span := _before(plain, start)):
            found.append(_made(text, *span, chain))
        if plain[end : end + 2] == ", " and (span := _behind(plain, end, taken)):
            found.append(_made(text, *span, chain))
    return sorted({role for role in found if role.title}, key=lambda role: (role.start, role.chain))


def _before(plain: str, start: int) -> tuple[int, int] | None:
    """Return the span of the title right before a name."""
    end, floor = start - 1, start - _REACH if start > _REACH else 0
    words = list[tuple[int, str]]()  # the nearest first
    places = 0
    while end > floor:
        begin = plain.rfind(" ", floor, end) + 1 or floor
        word = plain[begin:end]
        if "\n" in word:
            begin += word.rfind("\n") + 1
            word = plain[begin:end]
        place = _place_in_title(word)
        if not place or not (words or place & _LAST):
            break
        words.append((begin, word))
        places |= place
        if begin == 0 or plain[begin - 1] == "\n":
            break
        end = begin - 1
    if not places & _HEAD:
        return None
    while words and (words[-1][1] in _SMALL or _opens(words[-1][1])):
        words.pop()
    if not words or len(words) > _LONGEST or not _has_title(word for _, word in words):
        return None
    return words[-1][0], words[0][0] + len(words[0][1])


_WITHIN, _LAST, _HEAD = 1, 2, 4


@lru_cache(maxsize=20_000)
def _place_in_title(word: str) -> int:
    """Return what a word may be in a title that stands before a name; 0 if it ends the walk there.

    It may stand `_WITHIN` a title, be its `_LAST` word, and be the word without which it is none
    (`_HEAD`).
    """
    ends_sentence = len(word) > _LONGEST_SHORT and word.endswith(".") and word.count(".") == 1
    lower = word.lower()
    if ends_sentence or lower in given_names() or word == "and" or not _WORD.fullmatch(word):
        return 0
    head = _HEAD if lower.rstrip(".") in _role_words() else 0
    if word[0].isupper() or lower in _role_words():
        return _WITHIN | _LAST | head
    return _WITHIN | head if word in _SMALL else 0


def _behind(plain: str, end: int, taken: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the span of the title in apposition to a name that ends at `end`."""
    match = _APPOSED.match(plain, end, end + _REACH)
    if not match or not _has_title(_WORD.findall(match[1])):
        return None
    begin, stop = match.span(1)
    if any(first < stop and begin < last for first, last in taken if first >= end):
        return None
    words = list(_WORD.finditer(plain, begin, stop))
    cut = next(
        (n for n, word in enumerate(words) if word.group() in words_of("not in a role")), None
    )
    words = words[:cut]
    while words and words[-1].group() in _SMALL:
        words.pop()
    if not words or len(words) > _LONGEST or not _has_title(word.group() for word in words):
        return None
    return words[0].start(), words[-1].end()


def _opens(word: str) -> bool:
    """Say whether a word before a title is no part of it ("On Monday President ...")."""
    if _PAST.fullmatch(word.lower()):
        return False
    return word.lower() in openers() or word.rstrip(".").lower() in words_of("day")


def _has_title(words: Iterable[str]) -> bool:
    heads = _role_words()
    return any(word.lower().rstrip(".") in heads for word in words)


def _made(text: str, start: int, end: int, chain: int) -> Role:
    form = text[start:end]
    return Role(start, end, form, _title(made_plain(form)), chain)


def _title(form: str) -> str:
    """Return what a title comes to: the one of the list that it holds, with "former" before it."""
    lower = " ".join(word.strip(".,") for word in form.lower().split())
    held = _titles().search(lower)
    if held is None:
        return lower
    title = tails()[held.group()].titles[0]
    past = _PAST.search(lower[: held.start()])
    before = _RANK.search(lower[: held.start()])
    title = f"{before[1]} {title}" if before else title
    return f"former {title}" if past else title


_PAST = re.compile(r"\b(?:former|ex|late)\b")
_RANK = re.compile(r"\b(deputy|acting|interim|vice|assistant|first deputy|shadow)[ -]\Z")


@cache
def _titles() -> re.Pattern[str]:
    """Compile the titles of the list, the longest first."""
    bare = words_of("no title alone")
    titles = (form for form, tail in tails().items() if tail.titles and form not in bare)
    known = sorted(titles, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, known))})\b")


@cache
def _role_words() -> frozenset[str]:
    """Return the words of which a title holds one, in lower case."""
    last = {form.split()[-1] for form, tail in tails().items() if tail.titles}
    return frozenset(last | words_of("role word"))
