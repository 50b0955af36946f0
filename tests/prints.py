"""Texts in memory as `lib.index.sharing` sees a corpus: their prints sorted, in segments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from lib.index import copies, segments, sharing


def corpus(
    texts: Sequence[str], ids: Sequence[int] | None = None, cuts: Sequence[int] = ()
) -> sharing.Corpus:
    """Texts, each a row, in segments that begin at 0 and at each of the cuts."""
    printed = copies.prints(texts)
    edges = [0, *cuts, len(texts)]
    with TemporaryDirectory() as folder:
        folders = [Path(folder) / str(number) for number in range(len(edges) - 1)]
        for path, start, end in zip(folders, edges, edges[1:], strict=False):
            path.mkdir()
            local = np.arange(start, end, dtype=np.int32)
            place = np.arange(end - start, dtype=np.int32)
            sharing.write(path, [(printed, local, place)], end - start)
        index = segments.prints(folders)
    numbers = np.array(range(len(texts)) if ids is None else ids, np.uint64)
    return sharing.Corpus(
        index, numbers, printed.taken, lambda rows: [texts[row] for row in rows.tolist()]
    )


def found(texts: Sequence[str]) -> sharing.Found:
    """What is found of texts when nothing is known of them."""
    return sharing.find(corpus(texts), copies.nothing_known())
