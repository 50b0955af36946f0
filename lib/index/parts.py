"""A part: one analysed batch of articles on disk, keyed by what went into it.

What is in a part depends on nothing but the batch: the content of the files, the reader, the
column mapping and the annotators. So it can be made anywhere, kept, and used again.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from lib import annotate, corpus
from lib.index import copies, sharing, signatures, store, terms
from lib.index.signatures import Signatures

FORMAT = 14
"""Version of what a part holds, and how; another layout of generations leaves it alone."""

BATCH_ARTICLES = 1_000
BATCH_CHARACTERS = 8_000_000
_UNTIL_COLLECTED = 100_000
"""Objects made before Python looks for circles among them; 700 by default."""

ARTICLES = pa.schema(
    [
        ("id", pa.string()),
        ("own_id", pa.string()),
        ("date", pa.timestamp("us")),
        ("timed", pa.bool_()),
        ("offset", pa.int16()),
        ("title", pa.large_string()),
        ("text", pa.large_string()),
        ("source", pa.string()),
        ("credited", pa.list_(pa.string())),
        ("url", pa.string()),
        ("author", pa.string()),
        ("language", pa.string()),
        ("code", pa.int64()),
        ("extra", pa.large_string()),
        ("words", pa.int32()),
        ("has_text", pa.bool_()),
        ("piece", pa.int32()),
        ("suffix", pa.string()),
        ("row", pa.int64()),
    ]
)

_WRITTEN = pa.dictionary(pa.int32(), pa.string())

MENTIONS = pa.schema(
    [
        ("article", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("part", pa.int8()),
        ("form", _WRITTEN),
        ("actor", _WRITTEN),
        ("kind", pa.int8()),
        ("chain", pa.int32()),
        ("sentence", pa.int32()),
    ]
)

QUOTATIONS = pa.schema(
    [
        ("article", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("start2", pa.int32()),
        ("end2", pa.int32()),
        ("cue_start", pa.int32()),
        ("cue_end", pa.int32()),
        ("verb", pa.int16()),
        ("speaker_start", pa.int32()),
        ("speaker_end", pa.int32()),
        ("named_start", pa.int32()),
        ("named_end", pa.int32()),
        ("chain", pa.int32()),
        ("kind", pa.int8()),
        ("doubt", pa.int8()),
        ("others", pa.list_(pa.int32())),
    ]
)

EVENTS = pa.schema(
    [
        ("article", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("verb_start", pa.int32()),
        ("verb_end", pa.int32()),
        ("type", pa.int8()),
        ("mode", pa.int8()),
        ("source", pa.int32()),
        ("target", pa.int32()),
        ("date", pa.int32()),
        ("place", pa.int32()),
        ("place_start", pa.int32()),
        ("place_end", pa.int32()),
        ("status", pa.int8()),
        ("part", pa.int8()),
    ]
)

DATES = pa.schema(
    [
        ("article", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("part", pa.int8()),
        ("expression", pa.string()),
        ("anchor", pa.int32()),
        ("value", pa.string()),
        ("granularity", pa.int8()),
        ("rule", pa.int8()),
        ("first_day", pa.int32()),
        ("last_day", pa.int32()),
    ]
)

TELLINGS = pa.schema(
    [
        ("article", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("part", pa.int8()),
        ("day", pa.int32()),
        ("first", pa.bool_()),
        ("features", pa.list_(pa.int32())),
    ]
)

NAMES = pa.schema(
    [
        ("article", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("part", pa.int8()),
        ("form", _WRITTEN),
        ("head", _WRITTEN),
        ("kind", pa.int8()),
        ("chain", pa.int32()),
        ("sentence", pa.int32()),
        ("evidence", pa.int8()),
    ]
)
"""What may name actors that no list holds; pooling decides which do."""

ROLES = pa.schema(
    [
        ("article", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("form", _WRITTEN),
        ("title", _WRITTEN),
        ("chain", pa.int32()),
    ]
)

PARTS_OF_ARTICLE = ("text", "title")
_NO_SPAN = (-1, -1)

NO_DAY = np.iinfo(np.int32).min
"""The day of what is undated."""
_EPOCH = date(1970, 1, 1).toordinal()


def _mention_row(mention: annotate.Mention) -> tuple[Any, ...]:
    start, end, part, form, actor, kind, chain, sentence = mention
    kinds, parts = annotate.KINDS, PARTS_OF_ARTICLE
    return start, end, parts.index(part), form, actor, kinds.index(kind), chain, sentence


@cache
def _verb_numbers() -> dict[str, int]:
    return {verb: number for number, verb in enumerate(annotate.reporting_verbs())}


def _quotation_row(quotation: annotate.Quotation) -> tuple[Any, ...]:
    content, cue, verb, speaker, named, chain, kind, doubt, others = quotation
    return (
        *content[0],
        *(content[1] if len(content) > 1 else _NO_SPAN),
        *(cue or _NO_SPAN),
        _verb_numbers()[verb],
        *(speaker or _NO_SPAN),
        *(named or _NO_SPAN),
        chain,
        annotate.QUOTATION_KINDS.index(kind),
        annotate.DOUBTS.index(doubt),
        others,
    )


def _event_row(event: annotate.Event) -> tuple[Any, ...]:
    return (
        event.start,
        event.end,
        event.verb_start,
        event.verb_end,
        annotate.TYPES.index(event.type),
        annotate.modes().index(event.mode),
        event.source,
        event.target,
        event.date,
        event.place,
        event.place_start,
        event.place_end,
        annotate.STATUSES.index(event.status),
        PARTS_OF_ARTICLE.index(event.part),
    )


def day_number(day: date | None) -> int:
    """Days since 1970-01-01; `NO_DAY` for None."""
    return NO_DAY if day is None else day.toordinal() - _EPOCH


def to_date(number: int) -> date | None:
    """The date of a day number; None for `NO_DAY`."""
    return None if number == NO_DAY else date.fromordinal(number + _EPOCH)


def _date_row(found: annotate.Date) -> tuple[Any, ...]:
    start, end, part, expression, anchor, value, granularity, rule, first, last = found
    return (
        start,
        end,
        PARTS_OF_ARTICLE.index(part),
        expression,
        day_number(anchor),
        value,
        annotate.GRANULARITIES.index(granularity),
        annotate.RULES.index(rule),
        day_number(first),
        day_number(last),
    )


def read_date(row: dict[str, Any]) -> annotate.Date:
    """A row of the table of dates as it was annotated."""
    return annotate.Date(
        row["start"],
        row["end"],
        PARTS_OF_ARTICLE[row["part"]],
        row["expression"],
        to_date(row["anchor"]),
        row["value"],
        annotate.GRANULARITIES[row["granularity"]],
        annotate.RULES[row["rule"]],
        to_date(row["first_day"]),
        to_date(row["last_day"]),
    )


def _telling_row(telling: annotate.Telling) -> tuple[Any, ...]:
    return (
        telling.start,
        telling.end,
        PARTS_OF_ARTICLE.index(telling.part),
        day_number(telling.day),
        telling.first,
        terms.features(telling.sentence),
    )


def _name_row(name: annotate.Name) -> tuple[Any, ...]:
    start, end, part, form, head, kind, chain, sentence, evidence = name
    kinds, parts = annotate.KINDS, PARTS_OF_ARTICLE
    return start, end, parts.index(part), form, head, kinds.index(kind), chain, sentence, evidence


def _role_row(role: annotate.Role) -> tuple[Any, ...]:
    return (role.start, role.end, role.form, role.title, role.chain)


SPANS: dict[str, tuple[pa.Schema, Callable[[Any], tuple[Any, ...]]]] = {
    "mentions": (MENTIONS, _mention_row),
    "dates": (DATES, _date_row),
    "quotations": (QUOTATIONS, _quotation_row),
    "tellings": (TELLINGS, _telling_row),
    "events": (EVENTS, _event_row),
    "names": (NAMES, _name_row),
    "roles": (ROLES, _role_row),
}
"""The tables of spans, named as in `annotate.Annotations`: columns, of which `article` is the
first, and what the others hold of one annotation."""


@dataclass
class Piece:
    """What a batch holds of one file.

    Attributes:
        key: of the file: its content, name, reader and mapping.
        ordinal: which piece of the file this is, from 0.
        last: whether the file ends with it.
        read: rows read, accepted and rejected together.
        rejects: (what follows the file's name, row, reason).
    """

    key: str
    ordinal: int = 0
    last: bool = True
    read: int = 0
    rejects: list[tuple[str, int, str]] = field(default_factory=list)


@dataclass
class Batch:
    """Articles to analyse together, and the pieces of files that they came from.

    Attributes:
        rows: (piece, what follows the file's name, row, article), in the order read.
    """

    pieces: list[Piece] = field(default_factory=list)
    rows: list[tuple[int, str, int, corpus.Article]] = field(default_factory=list)
    characters: int = 0

    @property
    def key(self) -> str:
        """The name of the part that this batch becomes."""
        pieces = [f"{piece.key}:{piece.ordinal}" for piece in self.pieces]
        return store.digest_of(*pieces, annotate.VERSION, FORMAT)

    @property
    def full(self) -> bool:
        """Whether the batch should take no more."""
        return len(self.rows) >= BATCH_ARTICLES or self.characters >= BATCH_CHARACTERS


def file_key(name: str, digest: str, mapping: corpus.Mapping) -> str:
    """What a file's rows depend on: its name (an id for plain text), content and reading."""
    return store.digest_of(Path(name).name, digest, mapping, corpus.VERSION)


def batches(
    files: Iterable[tuple[str, corpus.SourceFile]], mapping: corpus.Mapping
) -> Iterator[Batch]:
    """Cut files, given with their keys, into batches: small files together, large ones in pieces.

    Where a large file is cut depends on the file alone, so that a build that was interrupted
    finds the pieces that it has finished.
    """
    batch = Batch()
    for key, file in files:
        if batch.rows and (batch.full or _is_large(file)):
            yield batch
            batch = Batch()
        batch.pieces.append(Piece(key))
        for found in corpus.read_file(file, mapping):
            if batch.full and _is_large(file):
                batch.pieces[-1].last = False
                following = Piece(key, batch.pieces[-1].ordinal + 1)
                yield batch
                batch = Batch([following])
            _add(batch, found, file.name)
    if batch.pieces:
        yield batch


def _is_large(file: corpus.SourceFile) -> bool:
    return file.size > BATCH_CHARACTERS // 8


def _add(batch: Batch, found: corpus.Row | corpus.Reject, name: str) -> None:
    piece = batch.pieces[-1]
    piece.read += 1
    suffix = found.file[len(name) :]
    if isinstance(found, corpus.Reject):
        piece.rejects.append((suffix, found.row, found.reason))
        return
    batch.rows.append((len(batch.pieces) - 1, suffix, found.row, found.article))
    batch.characters += len(found.article.text) + len(found.article.title)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Let Python look seldom for what refers to itself in a circle and so is not freed at once.

    An article makes thousands of spans and no circle: looking for some took an eighth of the time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(_UNTIL_COLLECTED, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@seldom_collecting()
def analyse(batch: Batch, folder: Path) -> str:
    """Analyse a batch into a part below `folder`; returns its name. Runs in any process."""
    articles = [row[3] for row in batch.rows]
    clock = _Clock()
    openings = list[list[str]]()
    counts = terms.count_words(_words(articles, openings))
    stated = ((article.title, article.text) for article in articles)
    signed = signatures.sign((*both, words) for both, words in zip(stated, openings, strict=True))
    clock("terms and signatures")
    target = folder / batch.key
    with store.whole_folder(target) as temporary:
        write_arrow(temporary / "articles.arrow", _articles(batch, counts))
        write_counts(temporary, counts)
        clock("writing articles and terms")
        for name, table in _spans(articles).items():
            write_arrow(temporary / f"{name}.arrow", table)
        clock("annotations")
        write_prints(temporary, copies.prints([article.text for article in articles]))
        clock("prints of copies")
        write_signatures(temporary, signed)
        pieces = [asdict(piece) for piece in batch.pieces]
        known = {"pieces": pieces, "articles": len(articles), "seconds": clock.seconds}
        store.write_manifest(temporary, known)
    return batch.key


class _Clock:
    """Where the processor time of this thread goes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.thread_time()

    def __call__(self, what: str) -> None:
        now = time.thread_time()
        self.seconds[what] = round(now - self._last, 3)
        self._last = now


def _words(articles: Iterable[corpus.Article], openings: list[list[str]]) -> Iterator[list[str]]:
    """The words of each article; those that it begins with are kept in `openings`."""
    for article in articles:
        words = terms.tokens(f"{article.title}\n{article.text}")
        openings.append(words[: signatures.OPENING])
        yield words


def _articles(batch: Batch, counts: terms.Counts) -> pa.Table:
    stated = [f.name for f in fields(corpus.Article)]
    columns: dict[str, Any] = {
        name: [getattr(row[3], name) for row in batch.rows] for name in stated
    }
    columns["words"] = np.asarray(counts.matrix.sum(axis=1)).ravel().astype(np.int32)
    columns["has_text"] = [bool(row[3].text.strip()) for row in batch.rows]
    columns["piece"] = [row[0] for row in batch.rows]
    columns["suffix"] = [row[1] for row in batch.rows]
    columns["row"] = [row[2] for row in batch.rows]
    return pa.table({name: columns[name] for name in ARTICLES.names}, schema=ARTICLES)


def _spans(articles: Sequence[corpus.Article]) -> dict[str, pa.Table]:
    """The tables of `SPANS`, each row with the number of its article within the batch."""
    found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in SPANS}
    for number, article in enumerate(articles):
        day = article.date.date() if article.date else None
        annotated = annotate.annotations(article.title, article.text, day)
        for name, (_, row_of) in SPANS.items():
            found[name].extend((number, *row_of(span)) for span in getattr(annotated, name))
    return {name: _table(found[name], schema) for name, (schema, _) in SPANS.items()}


def span_table(name: str, spans: Iterable[tuple[int, Any]]) -> pa.Table:
    """A table of `SPANS` from annotations, each with the number of its article."""
    schema, row_of = SPANS[name]
    return _table([(article, *row_of(span)) for article, span in spans], schema)


def _table(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [[] for _ in schema]
    return pa.table(dict(zip(schema.names, columns, strict=True)), schema=schema)


def days(dates: pa.ChunkedArray | pa.Array) -> np.ndarray[Any, Any]:
    """Days since 1970-01-01, int32; `NO_DAY` where there is no date."""
    numbers = pc.cast(dates, pa.date32(), safe=False).cast(pa.int32())
    return np.asarray(pc.fill_null(numbers, NO_DAY).to_numpy())


def write_arrow(path: Path, table: pa.Table) -> None:
    """Write a table as an Arrow file that can be mapped into memory."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def read_arrow(path: Path) -> pa.Table:
    """Map a table into memory; nothing is read until it is looked at.

    Raises:
        store.DamagedError: the file is no Arrow file.
    """
    try:
        return pa.ipc.open_file(pa.memory_map(str(path), "r")).read_all()
    except (OSError, pa.ArrowInvalid) as error:
        raise store.DamagedError(f"{path} cannot be read ({error})") from error


def write_counts(folder: Path, counts: terms.Counts) -> None:
    """Write term counts into a folder."""
    write_arrow(folder / "vocabulary.arrow", pa.table({"term": counts.vocabulary}))
    write_matrix(folder, "counts", counts.matrix)


def read_counts(folder: Path) -> terms.Counts:
    """Read what `write_counts` wrote; the arrays stay on disk until used."""
    vocabulary = read_arrow(folder / "vocabulary.arrow").column("term").combine_chunks()
    if isinstance(vocabulary, pa.ChunkedArray):
        vocabulary = pa.array([], pa.string())
    return terms.Counts(vocabulary, read_matrix(folder, "counts", len(vocabulary)))


def write_prints(folder: Path, prints: copies.Prints) -> None:
    """Write the prints of a part's articles."""
    np.save(folder / "prints.npy", prints.hashes)
    np.save(folder / "prints_offsets.npy", prints.offsets)


def read_prints(folder: Path) -> copies.Prints:
    """Map what `write_prints` wrote.

    Raises:
        store.DamagedError: an array cannot be read.
    """
    return copies.Prints(
        read_array(folder / "prints.npy"), read_array(folder / "prints_offsets.npy")
    )


def write_signatures(folder: Path, signed: Signatures) -> None:
    """Write signatures into a folder."""
    for name in ("indptr", "buckets", "marks"):
        np.save(folder / f"signatures_{name}.npy", getattr(signed, name))


def read_signatures(folder: Path) -> Signatures:
    """Map what `write_signatures` wrote.

    Raises:
        store.DamagedError: an array cannot be read.
    """
    indptr, buckets, marks = (
        read_array(folder / f"signatures_{name}.npy") for name in ("indptr", "buckets", "marks")
    )
    return Signatures(indptr, buckets, marks)


def write_clusters(folder: Path, clusters: copies.Clusters) -> None:
    """Write which articles of a generation are copies of one another."""
    np.save(folder / "copies.npy", clusters.numbers)
    np.save(folder / "copies_rows.npy", clusters.rows)
    np.save(folder / "copies_offsets.npy", clusters.offsets)


def read_clusters(folder: Path) -> copies.Clusters:
    """Map what `write_clusters` wrote.

    Raises:
        store.DamagedError: an array cannot be read.
    """
    names = ("copies", "copies_rows", "copies_offsets")
    return copies.Clusters(*(read_array(folder / f"{name}.npy") for name in names))


def write_pairs(folder: Path, found: sharing.Found) -> None:
    """Write the pairs of articles that were compared, and what it takes to go on from there."""
    pairs = found.pairs
    columns = {"first": pairs.first, "second": pairs.second, "shared": pairs.shared}
    sizes = {"first_size": pairs.sizes[:, 0], "second_size": pairs.sizes[:, 1]}
    write_arrow(folder / "copies_pairs.arrow", pa.table(columns | sizes | {"rare": found.rare}))
    np.save(folder / "copies_common.npy", found.common)
    np.save(folder / "copies_prints.npy", np.array([found.left_out, found.prints]))


def read_pairs(folder: Path) -> sharing.Found:
    """Read what `write_pairs` wrote.

    Raises:
        store.DamagedError: it cannot be read.
    """
    table = read_arrow(folder / "copies_pairs.arrow")
    first, second, shared, *sizes, rare = (c.to_numpy() for c in table.columns)
    pairs = copies.Pairs(first, second, shared, np.stack(sizes, axis=1))
    common = read_array(folder / "copies_common.npy")
    left_out, prints = read_array(folder / "copies_prints.npy").tolist()
    return sharing.Found(pairs, rare, common, left_out, prints)


def write_matrix(folder: Path, name: str, matrix: sparse.csr_matrix) -> None:
    """Write a sparse matrix as three plain arrays that can be mapped into memory."""
    np.save(folder / f"{name}_indptr.npy", matrix.indptr.astype(np.int64))
    np.save(folder / f"{name}_indices.npy", matrix.indices.astype(np.int32))
    np.save(folder / f"{name}_data.npy", matrix.data)


def read_matrix(folder: Path, name: str, columns: int) -> sparse.csr_matrix:
    """Map a matrix that `write_matrix` wrote.

    Raises:
        store.DamagedError: an array cannot be read.
    """
    indptr, indices, data = (
        read_array(folder / f"{name}_{piece}.npy") for piece in ("indptr", "indices", "data")
    )
    matrix = sparse.csr_matrix((len(indptr) - 1, columns), dtype=data.dtype)
    # Assigned, not passed: the constructor would copy the mapped arrays.
    matrix.indptr, matrix.indices, matrix.data = indptr, indices, data
    return matrix


def read_array(path: Path) -> np.ndarray[Any, Any]:
    """Map an array into memory.

    Raises:
        store.DamagedError: it cannot be read.
    """
    try:
        # A plain view: slicing a memmap costs ten times as much.
        array: np.ndarray[Any, Any] = np.load(path, mmap_mode="r").view(np.ndarray)
    except (OSError, ValueError, EOFError) as error:
        raise store.DamagedError(f"{path} cannot be read ({error})") from error
    return array
