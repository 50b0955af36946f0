"""From a file to its articles: every row of it comes out accepted or rejected, at its place."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path, PurePosixPath

from lib.corpus import arrow, dates, formats, jsontext, origin
from lib.corpus.columns import Binding, Columns, Mapping, bind
from lib.corpus.dates import AmbiguousDate, DateError, Order, When
from lib.corpus.decoding import UNDECODABLE, lines, pieces
from lib.corpus.files import SourceFile, files
from lib.corpus.formats import FOUNDING, Format, Kind
from lib.corpus.jsontext import Cells, flatten
from lib.corpus.packing import Part, parts
from lib.corpus.schema import FIELDS, Article, BrokenFile, Reject, Row, encodable, identity
from lib.corpus.tables import Broken, Judge, Table, header

VERSION = 1
"""The version of the readers: it changes whenever the same bytes would give other articles."""

LONGEST_TEXT = 1 << 26
LONGEST_TITLE = 200
LONGEST_DATE = 40
SAMPLE_ROWS = 5
MISSING = frozenset({"nan", "null", "none", "nat", "<na>", "n/a"})

RECOGNISE = Mapping()

Records = Iterator[tuple[int, Cells | Broken]]


def read(path: Path, mapping: Mapping = RECOGNISE) -> Iterator[Row | Reject]:
    """Yield every row of every file of a corpus, in the order of `files`.

    Raises `CorpusError` as `files` does; what is wrong within a file is a `Reject`.
    """
    for file in files(path)[0]:
        yield from read_file(file, mapping)


def read_file(file: SourceFile, mapping: Mapping = RECOGNISE) -> Iterator[Row | Reject]:
    """Yield every row of a file, accepted or rejected; a file that is no corpus is one `Reject`."""
    try:
        for part in parts(file):
            if isinstance(part, Reject):
                yield part
            else:
                yield from _read_part(part, mapping)
    except BrokenFile as fault:
        yield Reject(file.name, 0, str(fault))


def columns(file: SourceFile, mapping: Mapping = RECOGNISE) -> Columns | None:
    """Return the columns of a file, None where it is no table.

    Of an archive, those of the first table that needs a mapping, else of the first table.
    """
    first: Columns | None = None
    try:
        for part in parts(file):
            found = None if isinstance(part, Reject) else _columns(part, mapping)
            first = first or found
            if found and found.needs_mapping:
                return found
    except BrokenFile:
        pass  # Reading the file says what is broken; what came before can still be mapped.
    return first


def _columns(part: Part, mapping: Mapping) -> Columns | None:
    try:
        shape = formats.recognise(part)
        if shape.kind in (Kind.FOUNDING, Kind.TEXT):
            return None
        names = _names(part, shape)
        found = islice(_records(part, shape, _no_judge), 20)
        rows = [flatten(cells) for _, cells in found if not isinstance(cells, Broken)]
    except BrokenFile:
        return None
    names = names or list(dict.fromkeys(name for row in rows for name in row))
    binding = bind(tuple(names), mapping)
    sample = [{name: _text(row.get(name), ", ") for name in names} for row in rows[:SAMPLE_ROWS]]
    recognised = {field: "+".join(columns) for field, columns in binding.fields.items()}
    return Columns(names, recognised, sample, not binding.readable)


def _names(part: Part, shape: Format) -> list[str]:
    """Return the names of the columns where the file itself states them, else nothing."""
    if shape.kind is Kind.PARQUET:
        return arrow.column_names(part)
    if shape.dialect:
        return header(list(islice(lines(part), 1000)), shape.dialect)
    return []


def _read_part(part: Part, mapping: Mapping) -> Iterator[Row | Reject]:
    """Yield the rows of a part; where it breaks off, the rows before stay."""
    row = 0
    try:
        shape = formats.recognise(part)
        if shape.kind in (Kind.FOUNDING, Kind.TEXT):
            yield _single(part, shape.kind)
            return
        maker = _Maker(part, shape, mapping)
        for row, cells in _records(part, shape, maker.judge):
            yield maker.make(row, cells)
        if row == 0:
            yield Reject(part.name, 0, "the file holds no rows: leave it out")
    except BrokenFile as fault:
        yield Reject(part.name, row + 1 if row else 0, str(fault))


def _records(part: Part, shape: Format, judge: Judge) -> Records:
    """Yield the records of a table or of JSON, each with its row, counted from 1."""
    if shape.kind is Kind.PARQUET:
        yield from arrow.read_parquet(part)
    elif shape.kind is Kind.JSON_LINES:
        yield from jsontext.read_lines(lines(part))
    elif shape.kind is Kind.JSON:
        yield from jsontext.read_whole(pieces(part))
    elif shape.dialect:
        table = Table(lines(part), shape.dialect, judge)
        for row, cells in enumerate(table, 1):
            if isinstance(cells, Broken):
                yield row, cells
            else:
                yield row, dict(zip(table.names, cells, strict=True))


def _no_judge(names: list[str], cells: list[str]) -> None:
    return None


class _Maker:
    """Makes articles of the records of one part, and settles the order of its dates once."""

    def __init__(self, part: Part, shape: Format, mapping: Mapping) -> None:
        self._part, self._shape, self._mapping = part, shape, mapping
        self._order: Order | None = None
        self._is_settled = False

    def make(self, row: int, cells: Cells | Broken) -> Row | Reject:
        """Return the article of a record, or why it is none."""
        if isinstance(cells, Broken):
            return Reject(self._part.name, row, cells.reason)
        cells = flatten(cells)
        binding = bind(tuple(cells), self._mapping)
        if not binding.readable:
            return Reject(self._part.name, row, binding.complaint())
        try:
            return self._article_row(row, cells, binding)
        except DateError as fault:
            return Reject(self._part.name, row, str(fault))
        except RecursionError:
            return Reject(self._part.name, row, "it is nested too deeply to be an article")

    def _article_row(self, row: int, cells: Cells, binding: Binding) -> Row | Reject:
        values = {name: _field(cells, binding, name) for name in FIELDS}
        if not values["title"].strip() and not values["text"].strip():
            return Reject(self._part.name, row, "it has neither a title nor a text: add one")
        when = self._when(_date_cell(cells, binding))
        others = {name: cells[name] for name in binding.others}
        return Row(self._part.name, row, _article(values, when, None, _extra(others)))

    def judge(self, names: list[str], cells: list[str]) -> bool | None:
        """Say whether cells are a row of this table, by what stands where its date is."""
        binding = bind(tuple(names), self._mapping)
        value = _date_cell(dict(zip(names, cells, strict=True)), binding)
        try:
            return True if dates.parse(value) else None
        except AmbiguousDate:
            return True
        except DateError:
            return False if len(str(value)) > LONGEST_DATE else None

    def _when(self, value: object) -> When | None:
        try:
            return dates.parse(value, self._order)
        except AmbiguousDate:
            if self._is_settled:
                raise
        self._is_settled = True
        self._order = dates.settle(self._dates())
        return dates.parse(value, self._order)

    def _dates(self) -> Iterator[object]:
        """Yield the cells of all dates of the part, as far as it can be read."""
        try:
            for _, cells in _records(self._part, self._shape, self.judge):
                if not isinstance(cells, Broken):
                    flat = flatten(cells)
                    yield _date_cell(flat, bind(tuple(flat), self._mapping))
        except BrokenFile:
            return


def _single(part: Part, kind: Kind) -> Row | Reject:
    """Read a part that is one article: in the founding format, or plain text."""
    content: list[str] = []
    size = 0
    for piece in pieces(part):
        content.append(piece)
        size += len(piece)
        if size > LONGEST_TEXT:
            raise BrokenFile(f"a text of more than {LONGEST_TEXT >> 20} MB is no article: split it")
    whole = "".join(content).removeprefix("\ufeff")
    if UNDECODABLE in whole:
        return Reject(part.name, 1, jsontext.UNDECODED)
    try:
        return _founding(part, whole) if kind is Kind.FOUNDING else _plain(part, whole)
    except DateError as fault:
        return Reject(part.name, 1, str(fault))


def _founding(part: Part, whole: str) -> Row | Reject:
    """Read ` date YYYY-MM-DD NUMBER`, then the title, then the paragraphs."""
    head = FOUNDING.match(whole)
    if head is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", head[1]):
        written = head[1] if head else ""
        return Reject(part.name, 1, f"the date {written!r} of its header is not YYYY-MM-DD")
    when = dates.parse(head[1])
    title, _, text = whole[head.end() :].lstrip("\r\n").partition("\n")
    return _text_row(part, head[1], when, title.rstrip("\r"), text, int(head[2]))


def _plain(part: Part, whole: str) -> Row | Reject:
    """Read a text without a header: its first line is the title if it looks like one."""
    first, _, rest = whole.strip("\r\n").partition("\n")
    first = first.rstrip("\r")
    is_title = rest.strip() and 0 < len(first.strip()) <= LONGEST_TITLE
    if is_title and not first.rstrip().endswith((".", ",", ";", ":")):
        return _text_row(part, "", None, first, rest, None)
    return _text_row(part, "", None, "", whole, None)


def _text_row(
    part: Part, written: str, when: When | None, title: str, text: str, code: int | None
) -> Row | Reject:
    if not title.strip() and not text.strip():
        return Reject(part.name, 1, "it has neither a title nor a text: add one")
    values = dict.fromkeys(FIELDS, "")
    values["own_id"] = PurePosixPath(part.name.removesuffix(".gz")).stem
    values |= {"date": written, "title": title, "text": text.strip("\r\n")}
    return Row(part.name, 1, _article(values, when, code, ""))


def _article(values: dict[str, str], when: When | None, code: int | None, extra: str) -> Article:
    """Return the article of its fields as written."""
    written = tuple(values[name] for name in FIELDS if name != "own_id")
    url, source = values["url"], values["source"]
    if "://" in source:
        url, source = url or source, origin.host(source) or source
    service = origin.dateline(values["text"])
    source = source or service or origin.host(url)
    credited = dict.fromkeys((service, *origin.credited(values["text"])))
    return Article(
        id=identity(written),
        own_id=values["own_id"],
        date=when.date if when else None,
        timed=when.timed if when else False,
        offset=when.offset if when else None,
        title=values["title"],
        text=values["text"],
        source=source,
        credited=tuple(name for name in credited if name and name != source),
        url=url,
        author=values["author"],
        language=values["language"],
        code=code,
        extra=extra,
    )


def _field(cells: Cells, binding: Binding, name: str) -> str:
    columns = binding.fields.get(name, ())
    glue = "\n" if name == "text" else ", "
    values = (encodable(_text(cells[column], glue)) for column in columns)
    return "\n".join(value for value in values if value) if len(columns) > 1 else next(values, "")


def _date_cell(cells: Cells, binding: Binding) -> object:
    columns = binding.fields.get("date")
    value = cells[columns[0]] if columns else None
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _text(value: object, glue: str) -> str:
    """Return a value as text, "" for the words that exports write where there is none."""
    if isinstance(value, str):
        return "" if len(value) < 5 and value.lower() in MISSING else value
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return glue.join(filter(None, (_text(item, glue) for item in value)))
    if isinstance(value, dict):
        named = next((value[key] for key in ("name", "title", "text") if value.get(key)), None)
        return _text(named, glue) if named else json.dumps(_plain_value(value), ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else str(value)


def _extra(cells: Cells) -> str:
    """Return the columns that are no field as a JSON object, "" where all of them are empty."""
    filled = {name: _plain_value(value) for name, value in cells.items() if _text(value, " ")}
    return encodable(json.dumps(filled, ensure_ascii=False)) if filled else ""


def _plain_value(value: object) -> object:
    """Return a value as JSON can write it."""
    if isinstance(value, dict):
        return {str(key): _plain_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_value(item) for item in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, date) else str(value)
