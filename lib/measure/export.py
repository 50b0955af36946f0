"""Taking evidence away: tables and articles as files that other programs open safely."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lib.index import Corpus, Rows
from lib.index.store import FORMAT
from lib.measure import selection as sel

FORMATS = ("csv", "parquet", "jsonl")
_FIELDS = (
    "id",
    "own_id",
    "date",
    "title",
    "text",
    "source",
    "credited",
    "url",
    "author",
    "language",
    "code",
    "added",
    "extra",
)
_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_SKIPPED = " \n\u00a0\u3000\u200b\ufeff"
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?")
_SURROGATE = re.compile("[\ud800-\udfff]")


def cell(value: object) -> object:
    """A value that no spreadsheet runs as a formula: such a text gets a leading apostrophe.

    Full-width signs count, which some versions of Excel take as the same, and so do signs after
    spaces. Texts that are numbers, and values that are no text, stay as they are. NULs, which cut
    a cell short, are shown as the symbol for them; halves of a surrogate pair, which no file can
    hold, become U+FFFD. Source: OWASP, "CSV Injection".
    """
    if not isinstance(value, str):
        return value
    text = _SURROGATE.sub("\ufffd", value).replace("\x00", "␀")
    if text.lstrip(_SKIPPED).startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def csv(frame: pd.DataFrame) -> bytes:
    """A table as CSV: UTF-8 with the mark that Excel looks for, no cell that runs as a formula."""
    safe = frame.copy()
    for position, dtype in enumerate(safe.dtypes):
        if not pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_datetime64_dtype(dtype):
            column = [cell(value) for value in safe.iloc[:, position]]
            safe.isetitem(position, pd.Series(column, index=safe.index, dtype=object))
    safe.columns = [str(cell(str(name))) for name in safe.columns]
    return (_BOM + str(safe.to_csv(index=False, lineterminator="\r\n"))).encode("utf-8")


def articles(corpus: Corpus, rows: Rows) -> pd.DataFrame:
    """Articles with their texts, in the order of the rows given.

    Returns:
        id, own_id, date (ISO 8601, with the hour only where the input has one), title, text,
        source, credited, url, author, language, code, added, extra.
    """
    frame = corpus.full(rows)
    frame["date"] = [written_date(*day) for day in zip(frame["date"], frame["timed"], strict=True)]
    frame["credited"] = ["; ".join(services) for services in frame["credited"]]
    frame["added"] = corpus.added_days[rows].astype("datetime64[D]").astype(str).astype(object)
    return frame[list(_FIELDS)].reset_index(drop=True)


def written_date(day: pd.Timestamp | None, timed: bool) -> str:
    """A date as ISO 8601: the day alone, with the time where there is one, "" where undated."""
    if day is None or pd.isna(day):
        return ""
    return str(day.isoformat() if timed else day.date().isoformat())


def provenance(corpus: Corpus, selection: sel.Selection, rows: Rows) -> dict[str, Any]:
    """What an export is of: the selection, the corpus and the versions, to lie beside it."""
    return {
        "selection": dict(_grouped(sel.to_parameters(selection))),
        "link": "?" + sel.to_query(selection, corpus),
        "articles": len(rows),
        "publications": sel.resolve(corpus, selection).published,
        "of": len(corpus),
        "corpus": corpus.path.name,
        "digest": corpus.digest,
        "corrections": list(corpus.corrections),
        "built": corpus.manifest["built"],
        "format": FORMAT,
        "exported": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _grouped(parameters: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in parameters:
        found.setdefault(name, []).append(value)
    return found


def _day(value: object) -> str:
    """A date as JSON has it; for anything else that JSON lacks, the error of `json`."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a table of {type(value).__name__} cannot be written as JSON Lines")


def encoded(frame: pd.DataFrame, form: str) -> bytes:
    """A frame as the bytes of a file.

    Raises:
        ValueError: the format is none of `FORMATS`.
    """
    if form == "csv":
        return csv(frame)
    if form == "jsonl":
        records = frame.astype(object).where(frame.notna(), None).to_dict("records")
        lines = (json.dumps(record, ensure_ascii=False, default=_day) for record in records)
        return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")
    if form == "parquet":
        sink = io.BytesIO()
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), sink)
        return sink.getvalue()
    raise ValueError(f"{form} is no export format; {', '.join(FORMATS)} are")


def bundle(corpus: Corpus, selection: sel.Selection, rows: Rows, form: str) -> bytes:
    """A zip of the articles and, beside them, `selection.json`."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"articles.{form}", encoded(articles(corpus, rows), form))
        about = provenance(corpus, selection, rows)
        archive.writestr("selection.json", json.dumps(about, indent=1, ensure_ascii=False))
    return sink.getvalue()


def write(corpus: Corpus, selection: sel.Selection, rows: Rows, target: Path) -> Path:
    """Write articles to a file by its ending, and what they are beside it.

    Returns:
        The file beside it: the target's name and `.selection.json`.

    Raises:
        ValueError: the ending is none of `FORMATS`.
        OSError: the file cannot be written.
    """
    form = target.suffix.lstrip(".").lower()
    data = encoded(articles(corpus, rows), form)
    beside = target.with_name(target.name + ".selection.json")
    about = json.dumps(provenance(corpus, selection, rows), indent=1, ensure_ascii=False)
    for path, content in ((beside, about.encode("utf-8")), (target, data)):
        temporary = path.with_name(f".{path.name}.part")
        temporary.write_bytes(content)
        temporary.replace(path)
    return beside
