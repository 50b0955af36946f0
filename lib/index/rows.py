"""The rows of a generation: which articles there are, since when, and where each was read.

A row is permanent: an article keeps its number from generation to generation, as long as no row
before it goes. What the generation before holds of an article is taken from there; only what is
new is read from the parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lib.index import analysing, parts, store

_HELD = tuple(
    n for n in parts.ARTICLES.names if n not in ("text", "extra", "piece", "suffix", "row")
)
_SCHEMA = pa.schema([parts.ARTICLES.field(name) for name in _HELD])
_CODED = ("source", "language")
_HEX = np.full(256, 255, np.uint8)
_HEX[np.frombuffer(b"0123456789abcdef", np.uint8)] = np.arange(16, dtype=np.uint8)


@dataclass
class Places:
    """Every place that an article was read at, and every reject, in the order of files and rows.

    Attributes:
        id: of the article, shape (places,).
        part, local: where it is, shape (places,).
        file, row: where it was read, shape (places,); `file` is a place in `files`.
        files: names, with what follows them inside an archive, sorted.
        rejects: file, row, reason.
        accepted, rejected: of each file of the corpus, shape (files of the corpus,).
    """

    id: pa.Array
    part: NDArray[np.int32]
    local: NDArray[np.int32]
    file: NDArray[np.int32]
    row: NDArray[np.int64]
    files: list[str]
    rejects: pd.DataFrame
    accepted: NDArray[np.int64]
    rejected: NDArray[np.int64]


@dataclass
class Previous:
    """The generation before.

    Attributes:
        folder: its folder, where it can be built upon; else None.
        id: of each of its rows.
        added: when each was added.
    """

    folder: Path | None
    id: pa.Array
    added: NDArray[np.datetime64]


@dataclass
class Rows:
    """One row an article.

    Attributes:
        table: `id`, `part`, `local` (number within the part) and `added`, by row.
        was: the row of each article in the generation before, -1 where it was not there.
        now: of each row of the generation before the row that it is now, -1 where it went.
        of_place: the row of the article at each place.
    """

    table: pd.DataFrame
    was: NDArray[np.int64]
    now: NDArray[np.int32]
    of_place: NDArray[np.int32]

    @property
    def same(self) -> int:
        """How many rows, from the first on, are as they were."""
        moved = np.flatnonzero(self.was != np.arange(len(self.was)))
        return int(moved[0]) if len(moved) else len(self.was)


def places(home: store.Store, files: pd.DataFrame, live: analysing.Live) -> Places:
    """Gather the places of all articles.

    Args:
        home: the store of the corpus.
        files: `name` and `key` of each file.
        live: what the parts hold of them.
    """
    of_key: dict[str, list[int]] = {}
    for number, key in enumerate(files.key.tolist()):
        of_key.setdefault(key, []).append(number)
    kept = {name: group.tolist() for name, group in live.pieces.groupby("part").piece}
    found, rejects, suffixes = list[tuple[Any, ...]](), list[tuple[Any, ...]](), {"": 0}
    for number, (name, manifest) in enumerate(live.manifests.items()):
        of_piece = {n: of_key[manifest["pieces"][n]["key"]] for n in kept.get(name, [])}
        found += _places_in(home.parts / name, number, of_piece, suffixes)
        for n, several in of_piece.items():
            rejects += [
                (f, *reject) for f in several for reject in manifest["pieces"][n]["rejects"]
            ]
    for key, *reject in live.not_analysed():
        rejects += [(f, *reject) for f in of_key[key]]
    ids = pa.chunked_array([piece[0] for piece in found], pa.string()).combine_chunks()
    columns = [
        np.concatenate([piece[i] for piece in found] or [np.zeros(0, int)]) for i in range(1, 6)
    ]
    part, local, file, suffix, row = columns
    names = files.name.tolist()
    pairs, code = np.unique(file * len(suffixes) + suffix, return_inverse=True)
    endings = list(suffixes)
    written = [names[p // len(endings)] + endings[p % len(endings)] for p in pairs.tolist()]
    rank = np.argsort(np.argsort(np.array(written, dtype=object), kind="stable"))
    code = rank[code]
    order = np.lexsort((row, code))
    refused = pd.DataFrame(
        [(names[f] + suffix, row, reason) for f, suffix, row, reason in rejects],
        columns=["file", "row", "reason"],
    )
    return Places(
        ids.take(pa.array(order)) if len(order) else pa.array([], pa.string()),
        part[order].astype(np.int32),
        local[order].astype(np.int32),
        code[order].astype(np.int32),
        row[order].astype(np.int64),
        sorted(written),
        refused.sort_values(["file", "row"], ignore_index=True),
        np.bincount(file, minlength=len(names)),
        np.bincount(np.array([r[0] for r in rejects], int), minlength=len(names)),
    )


def _places_in(
    part: Path, number: int, of_piece: dict[int, list[int]], suffixes: dict[str, int]
) -> list[tuple[Any, ...]]:
    """The places in one part: id, part, local, file, suffix, row; of each the arrays."""
    table = parts.read_arrow(part / "articles.arrow").select(["id", "piece", "suffix", "row"])
    piece, row = table.column("piece").to_numpy(), table.column("row").to_numpy()
    coded = table.column("suffix").combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    codes = [suffixes.setdefault(s, len(suffixes)) for s in coded.dictionary.to_pylist()]
    suffix = np.array(codes, np.int64)[coded.indices.to_numpy()] if codes else np.zeros(0, int)
    found = []
    # Two files of one name and content, in two folders, are one piece with two places.
    for turn in range(max(map(len, of_piece.values()), default=0)):
        file_of = np.full(int(piece.max(initial=-1)) + 1, -1, np.int64)
        for n, several in of_piece.items():
            if turn < len(several) and n < len(file_of):
                file_of[n] = several[turn]
        local = np.flatnonzero(file_of[piece] >= 0)
        ids = table.column("id").take(pa.array(local)).combine_chunks()
        here = np.full(len(local), number)
        found.append((ids, here, local, file_of[piece[local]], suffix[local], row[local]))
    return found


def previous(home: store.Store) -> Previous:
    """The current generation; of a damaged one, too, what its articles are and since when."""
    try:
        folder = home.pointed()
        table = parts.read_arrow(folder / "articles.arrow").select(["id", "added"])
        ids = table.column("id").combine_chunks()
        added = table.column("added").to_numpy()
    except (store.StoreError, KeyError):
        return Previous(None, pa.array([], pa.string()), np.zeros(0, "datetime64[us]"))
    if isinstance(ids, pa.ChunkedArray):
        ids = pa.array([], pa.string())
    return Previous(folder if _can_be_built_upon(folder) else None, ids, added)


def _can_be_built_upon(generation: Path) -> bool:
    """Whether a generation is whole, and laid out as this version does it."""
    try:
        return bool(store.read_manifest(generation).get("format") == store.FORMAT)
    except store.DamagedError:
        return False


def rows(found: Places, before: Previous) -> Rows:
    """One row an article: those of the generation before first, in its order, then the new."""
    codes, distinct = pd.factorize(numbers(found.id))
    first = np.empty(len(distinct), np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    rank = pd.Index(numbers(before.id)).get_indexer(pd.Index(distinct))
    order = np.lexsort((first, np.where(rank < 0, len(before.id), rank)))
    first, was = first[order], rank[order]
    now_there = np.datetime64(datetime.now(UTC).replace(tzinfo=None), "s").astype("datetime64[us]")
    added = np.full(len(first), now_there)
    added[was >= 0] = before.added[was[was >= 0]]
    table = pd.DataFrame(
        {
            "id": pd.array(found.id.take(pa.array(first)), dtype="str"),
            "part": found.part[first],
            "local": found.local[first],
            "added": added,
        }
    )
    now = np.full(len(before.id), -1, np.int32)
    now[was[was >= 0]] = np.flatnonzero(was >= 0)
    row_of = np.empty(len(order), np.int32)
    row_of[order] = np.arange(len(order), dtype=np.int32)
    return Rows(table, was, now, row_of[codes])


def numbers(ids: pa.Array) -> NDArray[np.uint64]:
    """Ids, which are 16 hexadecimal digits, as numbers."""
    if not len(ids):
        return np.zeros(0, np.uint64)
    offset, data = ids.offset, ids.buffers()[2]
    digits = np.frombuffer(data, np.uint8)[16 * offset : 16 * (offset + len(ids))]
    half = _HEX[digits].reshape(-1, 8, 2)
    return ((half[..., 0] << 4) | half[..., 1]).view(">u8").ravel().astype(np.uint64)


def articles(home: store.Store, names: Sequence[str], found: Rows, before: Previous) -> pa.Table:
    """What a generation holds of its articles: all but the texts, by row.

    What the generation before holds of an article that is still read at the same place is taken
    from there.
    """
    table = found.table
    old, source = _held(names, found, before)
    pieces, positions = [_SCHEMA.empty_table()], [np.zeros(0, np.int64)]
    if old is not None:
        positions.append(np.flatnonzero(source >= 0))
        wanted = source[positions[-1]]
        in_a_row = len(wanted) == wanted[-1] + 1 if len(wanted) else False
        pieces.append(old.slice(0, len(wanted)) if in_a_row else old.take(pa.array(wanted)))
    part, local = table.part.to_numpy(), table.local.to_numpy()
    new = np.flatnonzero(source < 0)
    for number in np.unique(part[new]).tolist():
        here = new[part[new] == number]
        whole = parts.read_arrow(home.parts / names[number] / "articles.arrow").select(_HELD)
        pieces.append(whole.take(pa.array(local[here])))
        positions.append(here)
    pieces = [_plain_columns(piece) for piece in pieces]
    joined = pa.concat_tables(pieces)
    place = np.concatenate(positions)
    if (np.diff(place) < 0).any():
        joined = joined.take(pa.array(np.argsort(place, kind="stable")))
    joined = joined.combine_chunks()
    for name in _CODED:
        column = joined.column_names.index(name)
        joined = joined.set_column(column, name, joined.column(name).dictionary_encode())
    joined = joined.append_column("part", pa.array(part, pa.int32()))
    joined = joined.append_column("local", pa.array(local, pa.int32()))
    return joined.append_column("added", pa.array(table.added.to_numpy(), pa.timestamp("us")))


def _plain_columns(table: pa.Table) -> pa.Table:
    return table.cast(_SCHEMA)


def _held(
    names: Sequence[str], found: Rows, before: Previous
) -> tuple[pa.Table | None, NDArray[np.int64]]:
    """The table of the generation before, and which of its rows each row can be taken from."""
    nowhere = np.full(len(found.was), -1, np.int64)
    if before.folder is None:
        return None, nowhere
    old = parts.read_arrow(before.folder / "articles.arrow")
    number_of = {name: number for number, name in enumerate(names)}
    numbers = [
        number_of.get(n, -1) for n in store.read_manifest(before.folder, check=False)["parts"]
    ]
    part = np.array([*numbers, -1])[old.column("part").to_numpy()]
    local = old.column("local").to_numpy()
    was = found.was
    same = (
        (
            (was >= 0)
            & (part[was] == found.table.part.to_numpy())
            & (local[was] == found.table.local.to_numpy())
        )
        if len(old)
        else np.zeros(len(was), bool)
    )
    return old.select(_HELD), np.where(same, was, nowhere)


def newest_first(table: pa.Table) -> NDArray[np.int32]:
    """All rows by date, newest first, undated last; equal days by id, so that pages are stable."""
    order = pc.sort_indices(
        table,
        sort_keys=[("date", "descending", "at_end"), ("id", "ascending", "at_end")],
    )
    return np.asarray(order.to_numpy(), dtype=np.int32)


def written_places(found: Places, known: Rows) -> pa.Table:
    """The places as a generation keeps them: article (row), file, row."""
    return pa.table(
        {
            "article": pa.array(known.of_place, pa.int32()),
            "file": pa.DictionaryArray.from_arrays(
                pa.array(found.file, pa.int32()), pa.array(found.files, pa.string())
            ),
            "row": pa.array(found.row, pa.int64()),
        }
    )
