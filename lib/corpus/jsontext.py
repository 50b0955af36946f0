"""JSON and JSON Lines, object by object: never more in memory than one article.

A list is read element by element. One that cannot be parsed but whose brackets match costs itself
alone; where they do not match, nothing after it can be trusted, and reading stops there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator

from lib.corpus.columns import Mapping, bind, recognises
from lib.corpus.decoding import UNDECODABLE
from lib.corpus.schema import BrokenFile
from lib.corpus.tables import Broken

Cells = dict[str, object]

CHUNK = 1 << 18
LARGEST = 1 << 26
ENVELOPES = (
    *("articles", "results", "docs", "items", "hits", "news", "stories", "records", "data"),
    *("entries", "documents", "posts"),
)
# What a feed says of itself; any other text makes an object an article, whatever lists it has.
BLURBS = ("description", "summary", "abstract", "excerpt")
DEPTH = 4
UNDECODED = "it has bytes that are no text in the encoding of the file; save it as UTF-8"

_SPACE = re.compile(r"[\s\ufeff]*")
_COMMA = re.compile(r"[\s,\ufeff]*")
_STRUCTURE = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}]|"', re.DOTALL)


def _constant(name: str) -> None:
    """Read NaN and Infinity, which JSON does not have but Python's exports do, as nothing."""


_DECODER = json.JSONDecoder(parse_constant=_constant)


def read_lines(source: Iterator[str]) -> Iterator[tuple[int, Cells | Broken]]:
    """Yield each line of JSON Lines that is not empty, with its number counted from 1."""
    for number, line in enumerate(source, 1):
        if line.strip("\ufeff \t\r\n\x1e"):
            yield number, _one(line.strip("\ufeff \t\r\n\x1e"))


def read_whole(source: Iterator[str]) -> Iterator[tuple[int, Cells | Broken]]:
    """Yield the articles of a JSON text, counted from 1: of a list, an envelope, or by itself.

    `source` yields the text in pieces of any size. Raises `BrokenFile` where the text breaks off
    or its brackets do not match, and where an object is neither an article nor holds a list.
    """
    buffer = _Buffer(source)
    found = _values(buffer)
    yield from enumerate(found, 1)


def looks_like_lines(head: list[str]) -> bool:
    """Return whether the first lines are JSON Lines: of two lines or more, one a whole object."""
    filled = [line for line in head if line.strip()]
    opened = [line for line in filled if line.lstrip("\ufeff \t").startswith("{")]
    return (
        len(filled) > 1
        and not filled[0].lstrip("\ufeff \t").startswith("[")
        and len(opened) * 2 > len(filled)
        and any(isinstance(_one(line), dict) for line in opened[:20])
    )


def _one(text: str) -> Cells | Broken:
    """Return the object that a line or element is, or why it is none."""
    if UNDECODABLE in text:
        return Broken(UNDECODED)
    try:
        value = _DECODER.decode(text.lstrip("\ufeff"))
    except json.JSONDecodeError as fault:
        return Broken(f"it is no JSON: {fault.msg} at character {fault.pos + 1}; write it anew")
    except RecursionError:
        return Broken("it is nested too deeply to be an article; leave it out")
    except ValueError as fault:
        return Broken(f"it holds a number that cannot be read ({fault}); leave it out")
    if not isinstance(value, dict):
        return Broken("it is no JSON object with named fields, as an article is; leave it out")
    inner = value.get("_source")
    return {**value, **inner} if isinstance(inner, dict) else value


class _Buffer:
    """The text of a JSON file, of which only what is being read is held."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self.text = ""
        self.at = 0
        self.read = 0

    def more(self) -> bool:
        """Take in at least one more chunk, and return whether there was any."""
        fresh: list[str] = []
        size = 0
        wanted = max(CHUNK, len(self.text) - self.at)
        while size < wanted and (line := next(self._source, None)) is not None:
            fresh.append(line)
            size += len(line)
        self.read += self.at
        self.text = self.text[self.at :] + "".join(fresh)
        self.at = 0
        return bool(fresh)

    def peek(self, skip: re.Pattern[str] = _SPACE) -> str:
        """Return the next character after space, or "" at the end; it is not taken."""
        while True:
            match = skip.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self) -> str:
        """Take one value and return its text.

        Raises `BrokenFile` where it has no end, or is too large to be an article.
        """
        scan, depth = self.at, 0
        while True:
            scan, depth, done = _close(self.text, scan, depth)
            if done:
                value = self.text[self.at : scan]
                self.at = scan
                return value
            if len(self.text) - self.at > LARGEST:
                raise self.broken(f"a value of more than {LARGEST >> 20} MB begins")
            scan -= self.at
            if not self.more():
                raise self.broken("the JSON breaks off in the value that begins")
            scan += self.at

    def broken(self, what: str) -> BrokenFile:
        """Return the fault to raise at the present place."""
        return BrokenFile(f"{what} at character {self.read + self.at + 1}; not read any further")


def _close(text: str, scan: int, depth: int) -> tuple[int, int, bool]:
    """Return how far a value was followed, the brackets still open, and whether it has ended."""
    if depth == 0 and text[scan : scan + 1] not in ("{", "[", '"'):
        end = re.compile(r"[\s,\]}]").search(text, scan)
        return (end.start(), 0, True) if end else (scan, 0, False)
    while match := _STRUCTURE.search(text, scan):
        mark = match[0]
        if mark == '"':
            return match.start(), depth, False
        scan = match.end()
        depth += 1 if mark in "[{" else -1 if mark in "]}" else 0
        if depth == 0:
            return scan, 0, True
    return len(text), depth, False


def _values(buffer: _Buffer) -> Iterator[Cells | Broken]:
    """Yield the articles of the values that follow each other, as a rule a single one."""
    while mark := buffer.peek(_COMMA):
        if mark == "[":
            for text in _elements(buffer):
                yield _one(text)
        elif mark == "{":
            yield from _Envelope(buffer).read()
        else:
            raise buffer.broken("what is no JSON list or object begins")


def _elements(buffer: _Buffer) -> Iterator[str]:
    """Yield the texts of the elements of the list that comes next, and take its end."""
    buffer.at += 1
    while (mark := buffer.peek(_COMMA)) != "]":
        if not mark:
            raise buffer.broken("the JSON breaks off before its list is closed")
        if mark == "}":
            raise buffer.broken("the brackets of the JSON do not match")
        yield buffer.take()
    buffer.at += 1


class _Envelope:
    """An object at the top of a file: an article itself, or what holds the list of them."""

    def __init__(self, buffer: _Buffer) -> None:
        self._buffer = buffer
        self._lists: dict[str, list[str]] = {}
        self._found = self._is_empty = False

    def read(self) -> Iterator[Cells | Broken]:
        """Yield the articles of a list within the object, else the object as an article."""
        own = yield from self._walk(0)
        if self._found:
            return
        if recognises(names(own)) or not (self._lists or self._is_empty):
            lost = any(isinstance(value, str) and UNDECODABLE in value for value in own.values())
            yield Broken(UNDECODED) if lost else own
        elif len(self._lists) == 1:
            yield from map(_one, next(iter(self._lists.values())))
        elif self._lists:
            several = ", ".join(self._lists)
            raise BrokenFile(f"the JSON object holds several lists ({several}): keep one")

    def _walk(self, depth: int) -> Generator[Cells | Broken, None, Cells]:
        """Go through an object, yield the articles of a list in it, and return its own fields."""
        buffer, own = self._buffer, Cells()
        buffer.at += 1
        while (mark := buffer.peek(_COMMA)) != "}":
            if mark != '"':
                raise buffer.broken("a JSON object breaks off or has no name where one is due")
            name = str(_value(buffer.take()))
            if buffer.peek() != ":":
                raise buffer.broken("a JSON object has no value where one is due")
            buffer.at += 1
            own[name] = yield from self._member(name, own, depth)
        buffer.at += 1
        return own

    def _member(self, name: str, own: Cells, depth: int) -> Generator[Cells | Broken, None, object]:
        """Take the value of one member; yield the articles in it where it is their list."""
        mark = self._buffer.peek()
        if mark == "{" and depth < DEPTH:
            return (yield from self._walk(depth + 1))
        if mark != "[":
            return _value(self._buffer.take())
        elements = _elements(self._buffer)
        kept: list[str] = []
        for text in elements:
            if not kept and self._is_list_of_articles(name, text, own):
                self._found = True
                yield _one(text)
                yield from map(_one, elements)
                return None
            kept.append(text)
        self._is_empty |= not kept and name.lower() in ENVELOPES
        if kept and all(text.startswith("{") for text in kept):
            self._lists[name] = kept
        return _value(f"[{','.join(kept)}]")

    def _is_list_of_articles(self, name: str, first: str, own: Cells) -> bool:
        if name.lower() not in ENVELOPES:
            return False
        text = bind(names(own), Mapping()).fields.get("text", ())
        if any(column.lower() not in BLURBS for column in text):
            return False
        article = _one(first)
        return isinstance(article, dict) and recognises(names(article)) > 0


def names(cells: Cells) -> tuple[str, ...]:
    """Return the names of the columns of an object: those of objects in it after a dot."""
    return tuple(flatten(cells))


def flatten(cells: Cells, before: str = "") -> Cells:
    """Return an object's values by column, objects in it taken apart: `source.name`.

    Lists stay as they are; `{"$date": ...}`, as MongoDB writes it, is its value.
    """
    flat: Cells = {}
    for name, value in cells.items():
        if not isinstance(value, dict):
            flat[before + name] = value
        elif len(value) == 1 and next(iter(value)).startswith("$"):
            flat[before + name] = next(iter(value.values()))
        elif before.count(".") < DEPTH:
            flat.update(flatten(value, f"{before}{name}."))
        else:
            flat[before + name] = value
    return flat


def _value(text: str) -> object:
    """Return a value within an object that has no article of its own, or None if it is broken."""
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
