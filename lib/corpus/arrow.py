"""Parquet, batch by batch: its rows as cells, and the ones that cannot be read apart."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lib.corpus.jsontext import Cells, flatten
from lib.corpus.packing import Part
from lib.corpus.schema import BrokenFile
from lib.corpus.tables import Broken

BATCH = 512

# What pyarrow raises on damaged files, by what is damaged: headers, pages, sizes, strings.
_FAULTS = (pa.ArrowException, OSError, ValueError, TypeError, KeyError, OverflowError, MemoryError)


def read_parquet(part: Part) -> Iterator[tuple[int, Cells | Broken]]:
    """Yield each row with its number counted from 1.

    Columns of structs are taken apart (`source.name`); bytes are read as UTF-8. Raises
    `BrokenFile` where the file is damaged.
    """
    with _seekable(part) as stream:
        number = 0
        for batch in _batches(stream):
            for cells in _rows(batch):
                number += 1
                yield number, cells


def column_names(part: Part) -> list[str]:
    """Return the names of the columns, those within structs after a dot."""
    with _seekable(part) as stream:
        try:
            return _leaves(pq.read_schema(stream))
        except _FAULTS as fault:
            raise _broken(fault) from fault


def _seekable(part: Part) -> BinaryIO:
    """Return the part as a stream that can be read from its end, unpacked to disk if need be."""
    stream = part.open()
    if stream.seekable():
        return stream
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    with stream:
        shutil.copyfileobj(stream, spool, 1 << 20)
    spool.seek(0)
    return spool


def _batches(stream: BinaryIO) -> Iterator[pa.RecordBatch]:
    try:
        file = pq.ParquetFile(stream, pre_buffer=False)
        yield from file.iter_batches(batch_size=BATCH)
    except _FAULTS as fault:
        raise _broken(fault) from fault


def _rows(batch: pa.RecordBatch) -> Iterator[Cells | Broken]:
    """Yield the rows of a batch; those with a value that cannot be read are `Broken`."""
    names = batch.schema.names
    columns = [_values(column) for column in batch.columns]
    nested = any(pa.types.is_struct(kind) or pa.types.is_map(kind) for kind in batch.schema.types)
    for row in zip(*columns, strict=True):
        broken = next((value for value in row if isinstance(value, Broken)), None)
        cells = dict(zip(names, row, strict=True))
        yield broken or (flatten(cells) if nested else cells)


def _values(column: pa.Array) -> list[Any]:
    """Return the values of a column as Python has them; `Broken` for one that cannot be."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        # datetime knows no nanoseconds; what lies below a microsecond is cut off.
        column = pc.cast(column, pa.timestamp("us", column.type.tz), safe=False)
    try:
        values: list[Any] = column.to_pylist()
    except _FAULTS:
        values = [_value(scalar) for scalar in column]
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return [_text(value) for value in values]
    return values


def _value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except _FAULTS as fault:
        return Broken(f"it holds a value that cannot be read ({str(fault)[:80]}); correct it")


def _text(value: bytes | None) -> str | Broken | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return Broken("it has bytes that are no UTF-8; write the column as text")


def _leaves(schema: pa.Schema) -> list[str]:
    leaves: list[str] = []
    for item in schema:
        if pa.types.is_struct(item.type):
            leaves += [f"{item.name}.{name}" for name in _leaves(pa.schema(list(item.type)))]
        else:
            leaves.append(item.name)
    return leaves


def _broken(fault: BaseException) -> BrokenFile:
    said = str(fault).splitlines()[0][:120] if str(fault) else type(fault).__name__
    return BrokenFile(f"the Parquet file is damaged ({said}): write it again")
