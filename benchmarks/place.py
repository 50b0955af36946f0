"""Where a benchmark of one size lies: its corpus, its store, and what steps leave for others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks import corpora, data

REAL = 23_250
"""The size at which the corpus is the real articles themselves."""
WORD = "ukraine"
NEWEST = 50
Figures = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """The folder of one size."""

    size: int
    folder: Path

    @property
    def corpus(self) -> Path:
        """The files that are read."""
        return self.folder / "corpus"

    @property
    def more(self) -> Path:
        """A file of 1,000 articles to add."""
        return self.folder / "corpus-more.parquet"

    @property
    def store(self) -> Path:
        """Where Wirescope keeps what it analysed."""
        return self.folder / "store"

    @property
    def weights(self) -> Path:
        """scikit-learn's matrix."""
        return self.folder / "weights.npz"

    @property
    def nearest(self) -> Path:
        """The nearest that Wirescope found, by row."""
        return self.folder / "nearest.json"

    def make(self) -> None:
        """Make the corpus, where it is not there."""
        if self.size != REAL:
            corpora.make(self.size, self.corpus, 1_000)
            return
        self.corpus.mkdir(parents=True, exist_ok=True)
        target = self.corpus / corpora.REAL
        if not target.exists():
            shutil.copyfile(data() / "corpora" / corpora.REAL, target)
        if not self.more.exists():
            extra = corpora.make(1_000, self.folder / "extra")
            shutil.copyfile(next(extra.iterdir()), self.more)

    def files(self) -> list[Path]:
        """The files of the corpus without what was added to it."""
        return sorted(path for path in self.corpus.glob("*.parquet") if path.name != "more.parquet")

    def texts(self) -> Iterator[str]:
        """Title and text of each article, in the order of Wirescope's rows."""
        for path in self.files():
            for batch in pq.ParquetFile(path).iter_batches(1_000, columns=["title", "text"]):
                for article in batch.to_pylist():
                    yield f"{article['title'] or ''}\n{article['text'] or ''}"
