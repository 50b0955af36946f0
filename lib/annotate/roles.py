"""The titles under which people appear: "U.S. Secretary of State Marco Rubio".

    text, mentions, names  ->  roles()  ->  title, as written and as a word of the list, and whose

Three ways of giving a title are read: before the name ("Foreign Minister Lavrov"), in apposition
behind it ("Lavrov, the Russian foreign minister,"), and in the holder's stead ("the Russian
foreign minister", a mention of kind title). A title is a run of words of which one is a title
word; the words are data: `titles.csv`, and "role word" in `name_words.txt`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from lib.annotate.dictionary import actors, tails
from lib.annotate.mentions import Mention
from lib.annotate.names import Name, openers
from lib.annotate.neighbours import given_names, made_plain
from lib.annotate.tagging import words_of

_REACH = 90  # characters on either side of a name
_LONGEST = 8  # words of a title
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
    bearers: list[Mention | Name] = [
        m for m in mentions if m.part == "text" and known[m.actor].cls == "person"
    ]
    taken = [(m.start, m.end) for m in bearers]
    found = [_made(text, m.start, m.end, m.chain) for m in bearers if m.kind == "title"]
    bearers += [name for name in names if name.part == "text"]
    for bearer in bearers:
        if bearer.kind == "title":
            continue
        start = bearer.start
        if start > 1 and plain[start - 1] == " " and (role := _before(text, plain, bearer)):
            found.append(role)
        if plain.startswith(", ", bearer.end) and (role := _behind(text, plain, bearer, taken)):
            found.append(role)
    return sorted({role for role in found if role.title}, key=lambda role: (role.start, role.chain))


def _before(text: str, plain: str, bearer: Mention | Name) -> Role | None:
    """Return the title right before a name."""
    start = bearer.start
    floor = max(0, start - _REACH)
    nearest = plain[plain.rfind(" ", floor, start - 1) + 1 or floor : start - 1]
    if not _may_end_title(nearest[nearest.rfind("\n") + 1 :]):
        return None
    for word, begin in _leftwards(plain, floor, bearer.start - 1):
        if not (word[0].isupper() or word.lower() in _role_words() or word in _SMALL):
            break
        if word.lower() in given_names() or word == "and":
            break
        start = begin
    words = list(_WORD.finditer(plain, start, bearer.start - 1))
    while words and (words[0].group() in _SMALL or _opens(words[0].group())):
        words.pop(0)
    while words and words[-1].group() in _SMALL:
        words.pop()
    if words and len(words) <= _LONGEST and _has_title(word.group() for word in words):
        return _made(text, words[0].start(), words[-1].end(), bearer.chain)
    return None


@lru_cache(maxsize=20_000)
def _may_end_title(word: str) -> bool:
    """Say whether a word right before a name may be the last of a title."""
    return word[:1].isupper() or word.lower() in _role_words()


def _leftwards(plain: str, floor: int, end: int) -> Iterator[tuple[str, int]]:
    """Give the words before a place, the nearest first, until a mark or a line parts them."""
    while end > floor:
        begin = plain.rfind(" ", floor, end) + 1 or floor
        begin = max(begin, plain.rfind("\n", begin, end) + 1)
        word = plain[begin:end]
        match = _WORD.fullmatch(word)
        if match is None or (word.endswith(".") and word.count(".") == 1 and len(word) > 5):
            return
        yield word, begin
        if begin == 0 or plain[begin - 1] == "\n":
            return
        end = begin - 1


def _behind(
    text: str, plain: str, bearer: Mention | Name, taken: list[tuple[int, int]]
) -> Role | None:
    """Return the title in apposition to a name."""
    match = _APPOSED.match(plain, bearer.end, bearer.end + _REACH)
    if not match:
        return None
    start, end = match.span(1)
    if any(first < end and start < last for first, last in taken if first >= bearer.end):
        return None
    words = list(_WORD.finditer(plain, start, end))
    cut = next(
        (n for n, word in enumerate(words) if word.group() in words_of("not in a role")), None
    )
    words = words[:cut]
    while words and words[-1].group() in _SMALL:
        words.pop()
    if words and len(words) <= _LONGEST and _has_title(word.group() for word in words):
        return _made(text, words[0].start(), words[-1].end(), bearer.chain)
    return None


def _opens(word: str) -> bool:
    """Say whether a word before a title is no part of it ("On Monday President ...")."""
    if _PAST.fullmatch(word.lower()):
        return False
    return word.lower() in openers() or word.rstrip(".").lower() in words_of("day")


def _has_title(words: Iterator[str]) -> bool:
    return any(word.lower().rstrip(".") in _role_words() for word in words)


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
