"""Delimited text: which delimiter and quotes it uses, and its records, the broken ones apart.

A quote that nothing closes would swallow the rows after it. So a record over several lines must
come out with as many cells as the header, and none of the lines within it may be a row of its own;
else its first lines are given up, as one broken record, up to the next line that begins a row.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from lib.corpus.columns import recognises
from lib.corpus.decoding import UNDECODABLE
from lib.corpus.schema import BrokenFile

csv.field_size_limit(1 << 30)

LONGEST_RECORD = 1 << 25
LONGEST_GUESS = 1 << 20
DELIMITERS = ",;\t|"
TRIED = 100

Judge = Callable[[list[str], list[str]], bool | None]
"""Says of (names, cells) whether they are a row: yes, no, or nothing to go by (None)."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written; `quote` and `escape` are "" where it uses none.

    `spaced`: a space follows the delimiter. `named_rows`: rows have one cell more than the header,
    as R writes the names of rows.
    """

    delimiter: str
    quote: str = '"'
    escape: str = ""
    spaced: bool = False
    named_rows: bool = False

    def reader(self, source: Iterable[str]) -> Iterator[list[str]]:
        """Return a reader of the csv module, which raises `csv.Error` at a broken record."""
        return csv.reader(
            source,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape or None,
            skipinitialspace=self.spaced,
            strict=True,
        )


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that cannot be read, and why."""

    reason: str


def sniff(head: list[str]) -> tuple[Dialect, float] | None:
    """Return the dialect that the first lines of a table show, and the share of whole records.

    Of the delimiters in the first line, that one is taken whose header makes the most fields of an
    article, then the one with more whole records. None where there is no line at all.
    """
    first = next((line for line in head if _is_content(line)), None)
    if first is None:
        return None
    present = [mark for mark in DELIMITERS if mark in first] or [","]
    dialect = max((Dialect(mark) for mark in present), key=lambda tried: _score(head, tried))
    quotings = [
        dialect,
        replace(dialect, spaced=True),
        replace(dialect, escape="\\"),
        replace(dialect, escape="\\", spaced=True),
        replace(dialect, quote=""),
        replace(dialect, quote="'"),
    ]
    best = max(quotings, key=lambda tried: _score(head, tried))
    named = replace(best, named_rows=True)
    best = max((best, named), key=lambda tried: _score(head, tried))
    return best, _score(head, best)[1]


def header(head: list[str], dialect: Dialect) -> list[str]:
    """Return the names of the columns: as written, the second of a name with " (2)" after it."""
    table = Table(iter(head), dialect)
    return table.names


class Table:
    """The records of delimited text, after its header.

    `source` yields lines with their ends. `judge` is asked about lines that an open quote may have
    swallowed; `mended` counts the rows read in spite of quotes that are not doubled. Raises
    `BrokenFile` where the header cannot be read.
    """

    def __init__(
        self, source: Iterator[str], dialect: Dialect, judge: Judge = lambda names, cells: None
    ) -> None:
        """Read the header."""
        self._source, self._dialect = source, dialect
        self._ahead: deque[str] = deque()
        self._taken: list[str] = []
        self._limit, self._size, self._line = LONGEST_RECORD, 0, 0
        self._reader = dialect.reader(_Pull(self._pull))
        self.names = self._header()
        self._width = len(self.names)
        self.mended = 0
        self._judge = partial(judge, self.names)

    def __iter__(self) -> Iterator[list[str] | Broken]:
        """Yield each record with as many cells as there are names, or `Broken`."""
        while True:
            try:
                cells = self._next()
            except csv.Error as fault:
                yield self._recover(str(fault))
                continue
            if cells is None:
                return
            if cells:
                yield self._checked(cells)

    def _pull(self) -> str:
        line = self._ahead.popleft() if self._ahead else next(self._source)
        self._taken.append(line)
        self._line += 1
        self._size += len(line)
        if self._size > self._limit:
            raise csv.Error("too long")
        return line

    def _next(self) -> list[str] | None:
        """Return the next record, empty for an empty line, or None at the end."""
        self._taken, self._size = [], 0
        return next(self._reader, None)

    def _give_back(self, lines: list[str]) -> None:
        self._ahead.extendleft(reversed(lines))
        self._line -= len(lines)

    def _header(self) -> list[str]:
        try:
            while (cells := self._next()) is not None:
                if _is_content("".join(self._taken)):
                    return _distinct([""] * self._dialect.named_rows + cells)
        except csv.Error as fault:
            raise BrokenFile("the header of the table has a quote that is never closed") from fault
        return []

    def _checked(self, cells: list[str]) -> list[str] | Broken:
        """Return the cells of a record that has as many as the header; else recover or complain."""
        surplus = cells[self._width :]
        if surplus and not any(surplus):
            cells = cells[: self._width]
        several = len(self._taken) > 1
        if several and (len(cells) != self._width or self._has_swallowed()):
            return self._recover("")
        if len(cells) != self._width:
            return Broken(
                f"line {self._line} has {len(cells)} cells where the header has {self._width}: "
                f"quote the cells that hold {self._dialect.delimiter!r} or a line's end"
            )
        if any(UNDECODABLE in line for line in self._taken):
            return Broken(_undecodable(self._line))
        return cells

    def _has_swallowed(self) -> bool:
        """Return whether a line within the last record is a row of its own."""
        return any(
            self._judge(cells) is True
            for line in self._taken[1:-1]
            if line.count(self._dialect.delimiter) >= self._width - 1
            and (cells := self._alone(line))
        )

    def _alone(self, line: str) -> list[str] | None:
        """Return the cells of one line that is a whole record by itself, else None."""
        try:
            cells = next(self._dialect.reader([line]), [])
        except csv.Error:
            cells = _lenient(line, self._dialect)
        return cells if len(cells) == self._width else None

    def _recover(self, fault: str) -> list[str] | Broken:
        """Read the first line of a failed record by itself, or give up lines until a row begins."""
        first, *rest = self._taken
        self._give_back(rest)
        start = self._line
        if (cells := self._alone(first)) and self._judge(cells) is not False:
            self.mended += 1
            return cells if UNDECODABLE not in first else Broken(_undecodable(start))
        while not self._at_row():
            self._pull()
        place = f"line {start}" if self._line == start else f"lines {start} to {self._line}"
        if "expected after" in fault:
            return Broken(f"{place}: a quote within a quoted cell is not doubled; write it twice")
        return Broken(f"{place}: a quote is opened and not closed where its cell ends; close it")

    def _at_row(self) -> bool:
        """Return whether a row, or the end, comes next; nothing is taken."""
        self._limit = LONGEST_GUESS
        try:
            cells = self._next()
        except csv.Error:
            cells = self._alone(self._taken[0]) or [] if self._taken else []
        finally:
            self._limit = LONGEST_RECORD
        self._give_back(self._taken)
        self._size = 0
        return cells is None or (len(cells) == self._width and self._judge(cells) is not False)


class _Pull:
    """An iterator over calls of a function, for the csv module to draw lines from."""

    def __init__(self, pull: Callable[[], str]) -> None:
        self._pull = pull

    def __iter__(self) -> _Pull:
        return self

    def __next__(self) -> str:
        return self._pull()


def _score(head: list[str], dialect: Dialect) -> tuple[int, float, bool, int]:
    """Return how well a dialect fits: fields, share of whole records, clean header, cells."""
    try:
        table = Table(iter(head), dialect)
        tried = list(islice(table, TRIED))
    except BrokenFile:
        return 0, 0.0, False, 0
    whole = [record for record in tried if isinstance(record, list)]
    if not dialect.quote and any(_is_wrapped(cell) for cells in whole for cell in cells):
        return 0, 0.0, False, 0
    share = (len(whole) - table.mended / 2) / len(tried) if tried else 0.0
    clean = not any(name.startswith(('"', "'")) for name in table.names)
    return recognises(table.names), round(share, 2), clean, len(table.names)


def _is_wrapped(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == cell[-1] and cell[0] in "\"'"


def _is_content(lines: str) -> bool:
    """Return whether lines are more than space and the `sep=;` that spreadsheets write."""
    return bool(lines.strip()) and not re.fullmatch(r"\s*sep=.\s*", lines)


def _distinct(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    distinct = []
    for name in (name.removeprefix("\ufeff").strip() for name in names):
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return distinct


def _lenient(line: str, dialect: Dialect) -> list[str]:
    """Return the cells of a line in which quotes within quoted cells are not doubled."""
    if not dialect.quote:
        return []
    quote, mark = re.escape(dialect.quote), re.escape(dialect.delimiter)
    cell = re.compile(
        rf" ?{quote}((?:[^{quote}]++|{quote}(?! ?(?:{mark}|$)))*+){quote} ?(?={mark}|$)"
        rf"|((?!{quote})[^{mark}]*+)(?={mark}|$)"
    )
    line = line.rstrip("\r\n")
    cells, at = [], 0
    while match := cell.match(line, at):
        cells.append(match[2] or (match[1] or "").replace(dialect.quote * 2, dialect.quote))
        at = match.end() + 1
        if match.end() == len(line):
            return cells
    return []


def _undecodable(line: int) -> str:
    return f"line {line} has bytes that are no text in the encoding of the file; save it as UTF-8"
