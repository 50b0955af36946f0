"""Where the sentences of a text begin and end.

Compiled patterns find the line ends, and within a paragraph every place where a sentence could
end; Python looks only at those. Which full stops do not end a sentence is knowledge, and lies in
`data/abbreviations.txt`.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from lib.annotate.files import sections

_LINE_END = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]++")
# An end mark, at most so many marks, closing quotes and brackets, and the white space before what
# may open a sentence. The bounds keep a million full stops in one line linear.
_END = re.compile(r"([.!?…](?<![.!?…]{2})[.!?…\"'”’»)\]}]{0,12}+)(\s++)(?=[^a-z\s])")
_OPENING = re.compile(r"[\"'“‘«(\[{—–-]*+")
_NEXT_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_WORD = 24  # no abbreviation is longer
_WRAPPED = 40  # a line of at least so many characters may be one of a wrapped paragraph


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of `text`, in order.

    Spans count code points, start at the first and end after the last character that is not
    white space; they never overlap, and all that is not white space lies in one. A line end
    always ends a sentence, except where a long line without an end mark goes on in lower case
    (a wrapped paragraph). Closing quotes and brackets stay with the sentence that they close.
    The spans of the last text are kept: all that is found in an article asks for them.
    """
    return list(_spans(text))


@lru_cache(maxsize=1)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for start, end in _paragraphs(text):
        for match in _END.finditer(text, start, end):
            if _ends(text, match):
                spans.append((start, match.end(1)))
                start = match.end()
        spans.append((start, end))
    return tuple(spans)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Give the spans between line ends, without surrounding white space and blank ones."""
    start = 0
    for match in _LINE_END.finditer(text):
        if not _wrapped(text, start, match):
            yield from _stripped(text, start, match.start())
            start = match.end()
    yield from _stripped(text, start, len(text))


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the span without surrounding white space, if anything is left."""
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        start += len(piece) - len(piece.lstrip())
        yield start, start + len(bare)


def _wrapped(text: str, start: int, match: re.Match[str]) -> bool:
    """Say whether a line end lies within a wrapped sentence."""
    at, after = match.span()
    if not text[after : after + 1].islower() or match.group() not in ("\n", "\r\n", "\r"):
        return False
    line = text.rfind("\n", start, at) + 1
    return at - max(start, line) >= _WRAPPED and text[at - 1] not in '.!?:;…"”'


def _ends(text: str, match: re.Match[str]) -> bool:
    """Say whether a sentence ends with the marks of `match`."""
    at, after = match.start(), match.end()
    opening = _OPENING.match(text, after)
    follows = opening.end() if opening else after
    if text[follows : follows + 1].islower():
        return False
    return text[at] != "." or match.end(1) - at > 1 or not _abbreviated(text, at, follows)


def _abbreviated(text: str, dot: int, follows: int) -> bool:
    """Say whether the full stop at `dot` belongs to an abbreviation that does not end here."""
    floor = max(0, dot - _LONGEST_WORD)
    word = text[max(text.rfind(" ", floor, dot) + 1, floor) : dot].lstrip("([{\"“'‘—–\n")
    marks = _abbreviations()
    if word in marks["before a name"]:
        return True
    if word in marks["before a number"]:
        return text[follows : follows + 1].isdigit()
    initial = len(word) == 1 and word.isupper() and word != "I"
    if initial or word in marks["anywhere"] or _dotted(word):
        after = _NEXT_WORD.match(text, follows)
        return after is None or after.group() not in marks["sentence openers"]
    return False


def _dotted(word: str) -> bool:
    """Say whether a word is letters between full stops: "u.s", "p.m", "D.C"."""
    return "." in word and all(len(piece) == 1 for piece in word.split("."))


@cache
def _abbreviations() -> dict[str, frozenset[str]]:
    """Read the abbreviations, by where they may stand."""
    return {name: frozenset(entries) for name, entries in sections("abbreviations.txt").items()}
