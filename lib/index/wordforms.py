"""Which terms a searched word stands for: folded forms of the vocabulary, so that a plain word is
looked up in the count matrix.

The search engine gives all matches as Python objects, half a second for a million; postings give
them as an array. A word finds the same articles either way: every term is put through the engine's
own analyzer once, when its segment is written. Words of fewer than `LEAST` letters, and others than
ASCII ones, are left to the engine: terms have no single letters, and a few scripts are cut
otherwise.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lib.index import parts, search

HOW = ("stemmed", "folded")
LEAST = 3
_AT_ONCE = 20_000


def write(folder: Path, names: Sequence[str], first: int) -> None:
    """Write the forms of a segment's terms.

    Args:
        folder: of the segment.
        names: the terms.
        first: the number of the first.
    """
    for how in HOW:
        forms, numbers = _forms(names, how)
        coded = pa.array(forms, pa.string()).dictionary_encode()
        order = np.argsort(np.array(coded.dictionary.to_pylist(), dtype=object), kind="stable")
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        code = rank[coded.indices.to_numpy()] if len(forms) else np.zeros(0, np.int64)
        starts = np.concatenate(([0], np.cumsum(np.bincount(code, minlength=len(order)))))
        known = coded.dictionary.take(pa.array(order))
        parts.write_arrow(folder / f"{how}.arrow", pa.table({"form": known}))
        np.save(folder / f"{how}_starts.npy", starts)
        np.save(folder / f"{how}_terms.npy", (numbers[np.argsort(code, kind="stable")] + first))


def _forms(names: Sequence[str], how: str) -> tuple[list[str], NDArray[np.int32]]:
    """The forms of all terms, and the term of each: a term with `_` in it has several."""
    forms, numbers = list[str](), [np.zeros(0, np.int32)]
    for begin in range(0, len(names), _AT_ONCE):
        some = names[begin : begin + _AT_ONCE]
        starts = np.cumsum([0, *(len(name) + 1 for name in some)])
        found, at = search.forms("\n".join(some), how)
        forms += found
        places = np.searchsorted(starts, at, side="right") - 1
        numbers.append((places + begin).astype(np.int32))
    return forms, np.concatenate(numbers)


class Forms:
    """The forms of all terms, mapped from the segments.

    Args:
        folders: of the segments.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._segments = {
            how: [
                (
                    _column(folder / f"{how}.arrow"),
                    parts.read_array(folder / f"{how}_starts.npy"),
                    parts.read_array(folder / f"{how}_terms.npy"),
                )
                for folder in folders
            ]
            for how in HOW
        }

    def terms(self, leaf: search.Leaf) -> NDArray[np.int32] | None:
        """The numbers of the terms that one asks for; None where only the engine can tell."""
        form = leaf.words[0]
        if leaf.field or len(leaf.words) > 1 or len(form) < LEAST:
            return None
        if not (form.isascii() and form.isalnum()):
            return None
        found = [np.zeros(0, np.int32)]
        for forms, starts, numbers in self._segments[
            "folded" if leaf.how == "prefix" else leaf.how
        ]:
            low = bisect.bisect_left(_Strings(forms), form)
            end = form + chr(0x10FFFF) if leaf.how == "prefix" else form
            high = bisect.bisect_right(_Strings(forms), end)
            found.append(numbers[int(starts[low]) : int(starts[high])])
        return np.concatenate(found)


class _Strings:
    """An Arrow column as what `bisect` looks into."""

    def __init__(self, column: pa.Array) -> None:
        self._column = column

    def __len__(self) -> int:
        return len(self._column)

    def __getitem__(self, place: int) -> str:
        return str(self._column[place].as_py())


def _column(path: Path) -> pa.Array:
    column = parts.read_arrow(path).column("form")
    return column.chunk(0) if column.num_chunks else pa.array([], pa.string())
