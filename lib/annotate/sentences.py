"""Where the sentences of a text begin and end.

Compiled patterns find the line ends, and within a paragraph every place where a sentence could
end; Python looks only at those. Which full stops do not end a sentence is knowledge, and lies in
`data/abbreviations.txt`.
"""

import re
from functools import cache, lru_cache

from lib.annotate.files import sections

_NEW_LINE = r"[\n\r\x0b\x0c\x85\u2028\u2029]"
_LINE_END = re.compile(rf"{_NEW_LINE}{_NEW_LINE}*+")  # one set first: the engine skips to it
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


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the spans between line ends, without surrounding white space and blank ones."""
    lines: list[tuple[int, int]] = []
    start = 0
    for match in _LINE_END.finditer(text):
        at, after = match.span()
        if not (text[after : after + 1].islower() and _wrapped(text, start, match)):
            lines.append((start, at))
            start = after
    lines.append((start, len(text)))
    return [bare for start, end in lines if (bare := _stripped(text, start, end))]


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span without surrounding white space, if anything is left."""
    if start < end and not (text[start].isspace() or text[end - 1].isspace()):
        return start, end
    piece = text[start:end]
    bare = piece.strip()
    start += len(piece) - len(piece.lstrip())
    return (start, start + len(bare)) if bare else None


def _wrapped(text: str, start: int, match: re.Match[str]) -> bool:
    """Say whether a line end lies within a wrapped sentence."""
    at = match.start()
    if match.group() not in ("\n", "\r\n", "\r"):
        return False
    line = text.rfind("\n", start, at) + 1
    return at - max(start, line) >= _WRAPPED and text[at - 1] not in '.!?:;…"”'


def _ends(text: str, match: re.Match[str]) -> bool:
    """Say whether a sentence ends with the marks of `match`."""
    at, end = match.span(1)
    follows = match.end()
    if not text[follows].isalnum() and (opening := _OPENING.match(text, follows)):
        follows = opening.end()
    if text[follows : follows + 1].islower():
        return False
    return end - at > 1 or text[at] != "." or not _abbreviated(text, at, follows)


def _abbreviated(text: str, dot: int, follows: int) -> bool:
    """Say whether the full stop at `dot` belongs to an abbreviation that does not end here."""
    floor = dot - _LONGEST_WORD if dot > _LONGEST_WORD else 0
    place = _goes_on(text[max(text.rfind(" ", floor, dot) + 1, floor) : dot])
    if place == "before a number":
        return text[follows : follows + 1].isdigit()
    if place == "anywhere":
        after = _NEXT_WORD.match(text, follows)
        return after is None or after.group() not in _abbreviations()["sentence openers"]
    return place == "before a name"


@lru_cache(maxsize=20_000)
def _goes_on(word: str) -> str:
    """Return where a sentence may go on after a word and its full stop; "" for nowhere."""
    word = word.lstrip("([{\"“'‘—–\n")
    marks = _abbreviations()
    for place in ("before a name", "before a number", "anywhere"):
        if word in marks[place]:
            return place
    initial = len(word) == 1 and word.isupper() and word != "I"
    return "anywhere" if initial or _dotted(word) else ""


def _dotted(word: str) -> bool:
    """Say whether a word is letters between full stops: "u.s", "p.m", "D.C"."""
    return "." in word and all(len(piece) == 1 for piece in word.split("."))


@cache
def _abbreviations() -> dict[str, frozenset[str]]:
    """Read the abbreviations, by where they may stand."""
    return {name: frozenset(entries) for name, entries in sections("abbreviations.txt").items()}
