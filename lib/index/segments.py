"""Segments: runs of rows that are pooled once and shared by every generation that holds them.

    rows       0 ........................ 1,000,000 .. 1,004,000 . 1,005,000
    segments   [ first build              ][ added    ][ added   ]

A segment holds the spans and term counts of its rows. Rows are permanent, so adding articles
writes one small segment and leaves the large ones alone. Small ones are taken together again when
they are many (each is at least `GROWTH` times as large as what follows it, as in a log-structured
merge tree, O'Neil et al. 1996), and where a row went, all from its segment on are made anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from lib import annotate, corpus
from lib.index import heads, matrix, parts, sharing, signatures, store, wordforms

GROWTH = 4
MOST_ROWS = 2_000_000
_FREQUENCIES = ("signatures_terms.npy", "signatures_frequencies.npy")


@dataclass(frozen=True)
class Run:
    """A segment: its name, its first row, and how many rows it has."""

    name: str
    first: int
    size: int

    @property
    def end(self) -> int:
        """The row after its last."""
        return self.first + self.size


def runs_of(manifest: dict[str, Any]) -> list[Run]:
    """The segments of a generation, in the order of their rows."""
    return [Run(**run) for run in manifest.get("segments", [])]


def write(
    home: store.Store, names: Sequence[str], rows: pd.DataFrame, before: Sequence[Run]
) -> list[Run]:
    """The segments that hold all rows, made where there are none yet.

    Args:
        home: the store of the corpus.
        names: of the parts.
        rows: of each row its `id`, `part` and `local` number there.
        before: the segments of the generation before; of the rows that are the same as there.

    Returns:
        The segments, in the order of their rows.
    """
    found = _kept(_still_good(home, rows, before), len(rows))
    first = found[-1].end if found else 0
    while first < len(rows):
        some = rows.iloc[first : first + MOST_ROWS]
        run = Run(_name(found, some.id.tolist()), first, len(some))
        if not store.is_whole(home.segments / run.name):
            _write(home, names, some, run, found)
        found.append(run)
        first = run.end
    return found


def _still_good(home: store.Store, rows: pd.DataFrame, before: Sequence[Run]) -> list[Run]:
    """The segments that would be made again just so: whole, and of these annotators' versions."""
    found: list[Run] = []
    for run in before:
        name = _name(found, rows.id[run.first : run.end].tolist())
        if name != run.name or not store.is_whole(home.segments / name):
            break
        found.append(run)
    return found


def _kept(before: Sequence[Run], rows: int) -> list[Run]:
    """The segments that stay: without the small ones at the end that what is new goes with."""
    kept = list(before)
    while kept and kept[-1].size < MOST_ROWS:
        new = rows - kept[-1].end
        if not new or kept[-1].size >= GROWTH * new:
            break
        kept.pop()
    return kept


def _name(earlier: Sequence[Run], ids: Sequence[str]) -> str:
    """A segment's name: what is in it depends on its articles and on the segments before it."""
    digest = hashlib.blake2b("".join(ids).encode(), digest_size=16)
    before = earlier[-1].name if earlier else ""
    return store.digest_of(
        store.FORMAT, annotate.VERSION, corpus.VERSION, before, digest.hexdigest()
    )


def _write(
    home: store.Store,
    names: Sequence[str],
    rows: pd.DataFrame,
    run: Run,
    earlier: Sequence[Run],
) -> None:
    with store.whole_folder(home.segments / run.name) as folder:
        places = _places(rows, run.first)
        for table in parts.SPANS:
            parts.write_arrow(folder / f"{table}.arrow", _spans(home, table, names, places, run))
        heads.write(folder, rows.id.tolist(), run.first)
        counted = [
            (parts.read_counts(home.parts / names[part]), local, place)
            for part, local, place in places
        ]
        known = vocabularies(home, earlier)
        matrix.write_segment(folder, known, counted, _days(home, names, places, run.size))
        new = matrix.read_vocabulary(folder).to_pylist()
        wordforms.write(folder, new, sum(map(len, known)))
        signed = _signatures(home, names, places)
        parts.write_signatures(folder, signed)
        for name, array in zip(_FREQUENCIES, signatures.frequencies(signed), strict=True):
            np.save(folder / name, array)
        printed = [(parts.read_prints(home.parts / names[p]), at, to) for p, at, to in places]
        sharing.write(folder, printed, run.size)
        store.write_manifest(folder, {"rows": run.size})


def _days(
    home: store.Store, names: Sequence[str], places: Sequence[_Place], size: int
) -> NDArray[np.int32]:
    """The day of each of the segment's rows."""
    days = np.empty(size, np.int32)
    for part, local, place in places:
        dates = parts.read_arrow(home.parts / names[part] / "articles.arrow").column("date")
        days[place] = parts.days(dates)[local]
    return days


def _signatures(
    home: store.Store, names: Sequence[str], places: Sequence[_Place]
) -> signatures.Signatures:
    """The signatures of the segment's rows."""
    taken = [parts.read_signatures(home.parts / names[p]).take(local) for p, local, _ in places]
    order = np.concatenate([np.zeros(0, np.int32), *(place for _, _, place in places)])
    return signatures.stacked(taken).take(np.argsort(order))


def pool(folders: Sequence[Path]) -> signatures.Pool:
    """The signatures of all segments."""
    return signatures.Pool(
        [
            (
                parts.read_signatures(folder),
                parts.read_array(folder / _FREQUENCIES[0]),
                parts.read_array(folder / _FREQUENCIES[1]),
            )
            for folder in folders
        ]
    )


def prints(folders: Sequence[Path]) -> sharing.Index:
    """The prints of all segments."""
    found, first = [], 0
    for folder in folders:
        sizes = parts.read_array(folder / "prints_sizes.npy")
        found.append(sharing.Segment(first, parts.read_array(folder / "prints_sorted.npy"), sizes))
        first += len(sizes)
    return sharing.Index(found)


def vocabularies(home: store.Store, runs: Sequence[Run]) -> list[pa.Array]:
    """The terms that each segment adds."""
    return [matrix.read_vocabulary(home.segments / run.name) for run in runs]


_Place = tuple[int, NDArray[np.int32], NDArray[np.int32]]


def _places(rows: pd.DataFrame, first: int) -> list[_Place]:
    """Of each part the places of the segment's articles, in the part and in the segment."""
    part, local = rows.part.to_numpy(), rows.local.to_numpy(np.int32)
    order = np.argsort(part, kind="stable")
    cuts = np.flatnonzero(np.diff(part[order])) + 1
    groups = np.split(order, cuts) if len(order) else []
    return [(int(part[g[0]]), local[g], g.astype(np.int32)) for g in groups]


def _spans(
    home: store.Store, name: str, names: Sequence[str], places: Sequence[_Place], run: Run
) -> pa.Table:
    """A table of spans over the segment's rows, sorted by row and then as within the article."""
    pieces = [parts.SPANS[name][0].empty_table()]
    for part, local, place in places:
        table = parts.read_arrow(home.parts / names[part] / f"{name}.arrow")
        article = table.column("article").to_numpy()
        row_of = np.full(int(max(article.max(initial=-1), local.max())) + 1, -1, np.int32)
        row_of[local] = place + run.first
        row = row_of[article]
        table = table.set_column(0, "article", pa.array(row, pa.int32()))
        pieces.append(table if (row >= 0).all() else table.filter(pa.array(row >= 0)))
    table = pa.concat_tables(pieces)
    rows = table.column("article").to_numpy()
    if (np.diff(rows) < 0).any():
        table = table.take(pa.array(np.argsort(rows, kind="stable")))
    return table.combine_chunks()


def spans(folders: Sequence[Path], name: str, first: int = 0) -> pa.Table:
    """A table of spans over all segments, from a row on; copied where there are several."""
    tables = [parts.read_arrow(folder / f"{name}.arrow") for folder in folders]
    if first:
        tables = [table.slice(_place_of(table, first)) for table in tables]
    if len(tables) == 1:
        return tables[0]
    return pa.concat_tables([parts.SPANS[name][0].empty_table(), *tables]).combine_chunks()


def before(table: pa.Table, row: int) -> pa.Table:
    """What a table of spans holds of the rows before one."""
    return table.slice(0, _place_of(table, row))


def _place_of(table: pa.Table, row: int) -> int:
    """Where a table of spans, sorted by row, comes to a row."""
    return int(np.searchsorted(table.column("article").to_numpy(), row))
