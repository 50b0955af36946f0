"""What an article is, where it was read, and what is said of a row that is none.

files(path) ─> SourceFile ─> read_file ─> Row(file, row, Article)
         └──> LeftOut                └──> Reject(file, row, reason)

CorpusError
 ├── CorpusNotFound    nothing lies at the path
 ├── CorpusUnreadable  it is there, and the system refuses it
 ├── MappingError      a column mapping that cannot be understood
 └── BrokenFile        a file breaks off, or is not what it says it is
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

FIELDS: tuple[str, ...] = (
    "date",
    "title",
    "text",
    "source",
    "url",
    "author",
    "language",
    "own_id",
)
"""The fields of an article that a column of a table can be mapped to."""

SURROGATE = re.compile("[\ud800-\udfff]")


class CorpusError(Exception):
    """A corpus cannot be read as asked; the message is one line that a user can act on."""


class CorpusNotFound(CorpusError):
    """Nothing lies at the path given."""


class CorpusUnreadable(CorpusError):
    """The path exists, but the system does not let it be read."""


class MappingError(CorpusError):
    """A column mapping that cannot be understood."""


class BrokenFile(CorpusError):
    """A file that breaks off, is damaged, or is of a kind that is not read."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article, as it came.

    `id` is 16 hexadecimal digits made from the content alone (see `identity`).
    `date` is the wall clock as the input wrote it, without a zone, and midnight where only a day
    is given; `timed` says whether an hour was given; `offset` is minutes east of UTC, or None where
    none was written. `text` and `title` keep the characters that they came with. `source` is the
    outlet, `credited` the services that the text credits, `code` the number in a founding header,
    `extra` a JSON object of all other columns, or "".
    """

    id: str
    own_id: str
    date: datetime | None
    timed: bool
    offset: int | None
    title: str
    text: str
    source: str
    credited: tuple[str, ...]
    url: str
    author: str
    language: str
    code: int | None
    extra: str


@dataclass(frozen=True, slots=True)
class Row:
    """An accepted row, at its place: `file` as in `SourceFile.name`, `row` counted from 1."""

    file: str
    row: int
    article: Article


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is no article, and one sentence that says why and what to do.

    `row` is counted from 1 as in `Row`; 0 means the file as a whole.
    """

    file: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is not taken as part of the corpus, and why."""

    file: str
    reason: str


def encodable(text: str) -> str:
    """Return text with every lone surrogate replaced by U+FFFD; the length stays the same."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return SURROGATE.sub("\ufffd", text)
    return text


def identity(parts: tuple[str, ...]) -> str:
    """Return the id of an article from its content, as 16 hexadecimal digits.

    `parts` are date as written, title, text, source, url, author and language as written.
    Each is preceded by its length, so that no two different articles give the same bytes.
    """
    digest = blake2b(digest_size=8)
    for part in parts:
        data = part.encode()
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()
