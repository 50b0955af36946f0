"""Wirescope: a corpus of news articles, analysed once and looked at from every side.

>>> from lib import open_corpus
>>> corpus = open_corpus("seeds")
>>> corpus.search('ceasefire AND title:putin')      # a frame, best first
>>> corpus.similar("000_20067b5787b0c9a5", k=5)     # a frame, most alike first
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from lib import index
from lib.corpus import CorpusError, Mapping
from lib.index import BuildRunningError, QueryError, StoreError, UnknownArticleError
from lib.measure import selection as sel
from lib.measure.selection import Selection
from lib.workspace import Workspace

__version__ = "0.1.0"

__all__ = [
    "BuildRunningError",
    "Corpus",
    "CorpusError",
    "QueryError",
    "Selection",
    "StoreError",
    "UnknownArticleError",
    "open_corpus",
]


class Corpus(index.Corpus):
    """An opened corpus with everything that a notebook or a script wants from it."""

    def select(self, selection: Selection | None = None, **values: Any) -> pd.DataFrame:
        """The articles of a selection, newest first, as a frame without their texts.

        Args:
            selection: or its fields as keywords, `select(words="truce", any_of=("putin",))`.
        """
        chosen = selection or Selection(**values)
        return self.listed(sel.sorted_rows(self, sel.resolve(self, chosen)))

    def search(self, query: str, limit: int | None = None) -> pd.DataFrame:
        """The articles that match a search, best first, with their `score`.

        Raises:
            QueryError: the search cannot be read.
        """
        parsed = index.parse(query)
        if parsed is None:
            raise QueryError("The search is empty.")
        rows, scores = self.matches(parsed)
        return self.listed(rows[:limit]).assign(score=scores[:limit])

    def similar(self, article: str, k: int = 10, plain: bool = False) -> pd.DataFrame:
        """The articles most like one (its id, or the input's own), with `score` and `shared`.

        Title, lead, names and numbers weigh more, as `lib.index.likeness` says; with `plain` it
        is the cosine of TF-IDF weights of all words, exactly.

        Raises:
            UnknownArticleError: there is no such article.
        """
        row = self.row_of(article)
        found = self.nearest(row, k) if plain else self.alike([row], k)
        frame = self.listed(pd.array([s.row for s in found], dtype="int32").to_numpy())
        return frame.assign(score=[s.score for s in found], shared=[s.shared for s in found])


def open_corpus(
    path: str | Path,
    store: str | Path | None = None,
    mapping: str | None = None,
    build: bool = True,
    corrections: Sequence[str] = (),
    **options: Any,
) -> Corpus:
    """Open a corpus: a folder of articles, or one file; what is missing is built.

    Args:
        path: the folder or file.
        store: the folder of analysed corpora; in the user's cache by default.
        mapping: which column is which field, as `"date=COL,text=COL"`.
        build: False to open what there is, whatever has changed in the files.
        corrections: sets of the workspace through whose corrections to look at it.
        options: `workers`, `report` and `refit_topics`, as `lib.index.build`.

    Raises:
        CorpusError: the corpus cannot be read.
        StoreError: it cannot be built or opened, or has no such set of corrections.
    """
    root = None if store is None else Path(store)
    if build:
        given = None if mapping is None else Mapping.parse(mapping)
        index.build(Path(path), root, given, **options)
    home = index.Store(Path(path), root)
    space = Workspace(home)
    space.must_have(corrections)
    return space.applied(Corpus(home.current()), corrections)
