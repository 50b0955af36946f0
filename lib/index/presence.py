"""Presence: which actor stands in which article, by which kind of mention, and how often.

    mentions, one a row  ->  cells: article, actor, kind, how often; by article, then actor

Most of what is counted of actors is counted by article. The cells of an article lie together, in
order, so that counting needs no sort, and a narrow selection touches no more than its own.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib.index import parts

Mask = NDArray[np.bool_]
Numbers = NDArray[np.integer[Any]]

_KIND_BITS = 3


@dataclass(frozen=True)
class Counted:
    """Actors in articles, each once: arrays of one length, sorted by article, then actor.

    Attributes:
        article: rows.
        actor: numbers of actors.
        mentions: how often each is mentioned there.
    """

    article: NDArray[np.int32]
    actor: NDArray[np.int32]
    mentions: NDArray[np.int64]


@dataclass(frozen=True)
class Presence:
    """The cells of all articles.

    Attributes:
        offsets: where each article's begin, shape (articles + 1,).
        actor, kind: ascending within an article; `kind` is a place in `lib.annotate.KINDS`.
        count: how many mentions.
    """

    offsets: NDArray[np.int64]
    actor: NDArray[np.int32]
    kind: NDArray[np.int8]
    count: NDArray[np.int32]

    def counted(self, mask: Mask, kinds: Mask) -> Counted:
        """The actors of some articles, as far as they are mentioned in kinds that count.

        Args:
            mask: the articles, shape (articles,).
            kinds: the kinds, by place in `lib.annotate.KINDS`.
        """
        rows = np.flatnonzero(mask)
        cells = ranges(self.offsets, rows)
        article = np.repeat(rows.astype(np.int32), np.diff(self.offsets)[rows])
        kept = kinds[self.kind[cells]]
        article, actor = article[kept], self.actor[cells][kept]
        again = (article[1:] == article[:-1]) & (actor[1:] == actor[:-1])
        first = np.flatnonzero(np.concatenate((np.ones(min(len(actor), 1), bool), ~again)))
        count = self.count[cells][kept]
        mentions = np.add.reduceat(count, first, dtype=np.int64) if len(first) else count
        return Counted(article[first], actor[first], mentions.astype(np.int64))


def ranges(offsets: NDArray[np.int64], rows: Numbers) -> Any:
    """The places of all that belongs to some rows, in their order: an index into its arrays.

    Args:
        offsets: where what belongs to each row begins, shape (all rows + 1,).
        rows: which, ascending.
    """
    if len(rows) and rows[-1] - rows[0] == len(rows) - 1:
        return slice(int(offsets[rows[0]]), int(offsets[rows[-1] + 1]))
    lengths = np.diff(offsets)[rows]
    before = np.cumsum(lengths) - lengths
    return np.repeat(offsets[rows] - before, lengths) + np.arange(int(lengths.sum()))


def of_mentions(article: Numbers, actor: Numbers, kind: Numbers, articles: int) -> Presence:
    """The cells that mentions make.

    Args:
        article, actor, kind: of each mention.
        articles: how many there are.
    """
    keys = (article.astype(np.int64) << 32) | (actor.astype(np.int64) << _KIND_BITS)
    cells, count = np.unique(keys | kind, return_counts=True)
    sizes = np.bincount(cells >> 32, minlength=articles)
    low = cells & ((1 << 32) - 1)
    return Presence(
        np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        (low >> _KIND_BITS).astype(np.int32),
        (low & ((1 << _KIND_BITS) - 1)).astype(np.int8),
        count.astype(np.int32),
    )


def write(folder: Path, presence: Presence) -> None:
    """Write the cells of a generation."""
    for field in fields(Presence):
        np.save(folder / f"presence_{field.name}.npy", getattr(presence, field.name))


def read(folder: Path) -> Presence:
    """Map what `write` wrote.

    Raises:
        store.DamagedError: an array cannot be read.
    """
    names = (f"presence_{field.name}.npy" for field in fields(Presence))
    return Presence(*(parts.read_array(folder / name) for name in names))


def followed(before: Presence, new: Presence) -> Presence:
    """The cells of articles, and of others that come after them."""
    ends = new.offsets[len(before.offsets) :] + before.offsets[-1]
    joined = [
        np.concatenate((getattr(before, name), getattr(new, name)))
        for name in ("actor", "kind", "count")
    ]
    return Presence(np.concatenate((before.offsets, ends)), *joined)
