"""What a part of a corpus is, told from its content first, and from its ending where that is mute.

Parquet       its magic number
FOUNDING      first line ` date YYYY-MM-DD NUMBER`
JSON          a list or an object
JSON_LINES    an object on each line
TABLE         a header whose names are recognised, or the ending .csv, .tsv, .tab or .psv
TEXT          the ending .txt
"""

from __future__ import annotations

import re
from codecs import escape_decode
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from lib.corpus import knowledge
from lib.corpus.columns import recognises
from lib.corpus.decoding import lines, wide_encoding
from lib.corpus.jsontext import looks_like_lines
from lib.corpus.packing import Part
from lib.corpus.schema import BrokenFile
from lib.corpus.tables import Dialect, header, sniff

HEAD = 1 << 16
TABLES = (".csv", ".tsv", ".tab", ".psv")
LINES = (".jsonl", ".ndjson", ".jl")
TEXTS = (".txt", ".text")
FOUNDING = re.compile(r"\ufeff?[ \t]*date[ \t]+(\d[\d./-]*)[ \t]+(\d{1,18})[ \t]*\r?\n?")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))


class Kind(Enum):
    """The formats that are read."""

    PARQUET = "Parquet"
    FOUNDING = "founding article"
    JSON = "JSON"
    JSON_LINES = "JSON Lines"
    TABLE = "table"
    TEXT = "plain text"


@dataclass(frozen=True, slots=True)
class Format:
    """The kind of a part, and for a table how it is written."""

    kind: Kind
    dialect: Dialect | None = None


def recognise(part: Part) -> Format:
    """Return the format of a part.

    Raises `BrokenFile` where the part is empty, binary, or of a format that is not read.
    """
    head = part.head(HEAD)
    if not head.strip():
        nothing = "the file is empty" if len(head) < HEAD else "the file begins with 64 KB of space"
        raise BrokenFile(f"{nothing}: leave it out")
    if head.startswith(b"PAR1"):
        return Format(Kind.PARQUET)
    _refuse_foreign(head)
    if not wide_encoding(head):
        _refuse_binary(head)
    start = _first_lines(part)
    _refuse_markup("".join(start))
    return _of_text(part.name.lower().removesuffix(".gz"), start)


def _of_text(name: str, start: list[str]) -> Format:
    if not start or not "".join(start).strip("\ufeff \t\r\n"):
        raise BrokenFile("the file is empty: leave it out")
    if FOUNDING.fullmatch(start[0]):
        return Format(Kind.FOUNDING)
    first = next(line for line in start if line.strip("\ufeff \t\r\n")).lstrip("\ufeff \t")
    if looks_like_lines(start) or (name.endswith(LINES) and first[0] == "{"):
        return Format(Kind.JSON_LINES)
    if first[0] == "{" or re.match(r"\[\s*[\[{\]]|\[\s*$", first):
        return Format(Kind.JSON)
    if table := _table(name, start):
        return Format(Kind.TABLE, table)
    if name.endswith(TEXTS):
        return Format(Kind.TEXT)
    if name.endswith((*LINES, ".json")):
        raise BrokenFile("the file is no JSON, in spite of its name: write it again")
    raise BrokenFile(
        "its content is of no format that is read: name it .txt if it is the text of an article"
    )


def _table(name: str, start: list[str]) -> Dialect | None:
    """Return the dialect of a table: by its ending, or by a header and rows that bear it out."""
    found = sniff(start)
    if found is None:
        return None
    dialect, share = found
    if name.endswith(TABLES):
        return dialect
    rows = sum(1 for line in start if line.strip()) - 1
    return dialect if rows and share > 0.5 and recognises(header(start, dialect)) > 1 else None


def _first_lines(part: Part) -> list[str]:
    start: list[str] = []
    size = 0
    try:
        for line in lines(part):
            start.append(line)
            size += len(line)
            if size >= HEAD:
                break
    except BrokenFile:
        if not start:
            raise
    return start


def _refuse_foreign(head: bytes) -> None:
    for value, reason in _foreign("magic"):
        if head.startswith(bytes(escape_decode(value.encode())[0])):
            raise BrokenFile(reason)
    if head[257:262] == b"ustar":
        raise BrokenFile("a tar archive, not read: unpack it")


def _refuse_binary(head: bytes) -> None:
    """Raise where the bytes are no text: a single NUL or two in a text are let pass."""
    control = sum(head.count(bytes([byte])) for byte in _CONTROL)
    try:
        head[: len(head) - 4].decode()
        allowed = 0.3
    except UnicodeDecodeError:
        allowed = 0.02
    if control > 2 and control > allowed * len(head):
        raise BrokenFile("the file is binary, not text: leave it out")


def _refuse_markup(start: str) -> None:
    opening = start[:200].lstrip("\ufeff \t\r\n").lower()
    for value, reason in _foreign("opening"):
        if opening.startswith(value):
            raise BrokenFile(reason)
    for value, reason in _foreign("passage"):
        if re.search(value, start):
            raise BrokenFile(reason)


@lru_cache(maxsize=4)
def _foreign(mark: str) -> list[tuple[str, str]]:
    """Return what betrays the formats that are not read, from data/foreign.csv, and a reason."""
    return [
        (row["value"], f"{row['format']}, not read: {row['advice'] or 'leave it out'}")
        for row in knowledge.rows("foreign")
        if row["mark"] == mark
    ]
