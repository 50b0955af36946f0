"""Which actor a chain of mentions is, looked up for many spans at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.integer[Any]]


class Chains:
    """The actors of all chains of a corpus.

    Args:
        articles, chains, actors: of every mention: its row, its chain there, the actor's number.
        size: how many articles there are.
    """

    def __init__(self, articles: Numbers, chains: Numbers, actors: Numbers, size: int) -> None:
        sizes = np.zeros(size, np.int64)
        np.maximum.at(sizes, articles, chains.astype(np.int64) + 1)
        self._offsets = np.concatenate(([0], np.cumsum(sizes)))
        self._actors = np.full(self._offsets[-1], -1, np.int32)
        self._actors[self._offsets[articles] + chains] = actors

    def actors(self, articles: Numbers, chains: Numbers) -> NDArray[np.int32]:
        """The actor of each chain.

        Args:
            articles: rows, shape (n,).
            chains: the number of a chain within each of these articles, shape (n,); -1 for none.

        Returns:
            Numbers of actors, shape (n,); -1 where there is no such chain.
        """
        place = self._offsets[articles] + chains
        found = np.full(len(place), -1, np.int32)
        known = (chains >= 0) & (place < self._offsets[np.asarray(articles) + 1])
        found[known] = self._actors[place[known]]
        return found
