"""Group words that are used alike, for the tagger of names: `python -m benchmarks.group_words`.

From the three corpora in the folder that `WIRESCOPE_DATA` names, which are no part of the project:
what is written holds single words and numbers of groups, and no text. Takes about three minutes.

    words with their neighbours -> counts -> PPMI -> 100 dimensions -> k-means, coarse to fine

Each word that occurs often enough is described by the words one and two places before and after
it: positive pointwise mutual information, with the counts of neighbours smoothed (Levy, Goldberg &
Dagan 2015), in 100 dimensions (truncated singular value decomposition), clustered by k-means in
three sizes. Such groups help a tagger with words that no labelled text has (Turian, Ratinov &
Bengio 2010).
"""

from __future__ import annotations

import array
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy import sparse
from sklearn.cluster import MiniBatchKMeans
from sklearn.utils.extmath import randomized_svd

from benchmarks import data
from lib.annotate import tagging

LEAST = 15
"""How often a word must occur."""
NEIGHBOURS = 3_000
"""How many words, the most frequent, tell something as neighbours."""
DIMENSIONS = 100
SIZES = (64, 256, 1_000)
_PLACES = (-2, -1, 1, 2)
_SMOOTHED = 0.75
_WORD = re.compile(r"(?:[^\W_]\.){2,}|[^\W_]+(?:[.'&-](?!s\b)[^\W_]+)*|'s\b|[.!?;:,()\"“”$%\n]")


def texts() -> Iterator[str]:
    """The texts of the corpora."""
    corpora = data() / "corpora"
    for name in ("us_news_2012_2024", "headlines_2000_2026"):
        column = pq.read_table(corpora / f"{name}.parquet", columns=["text"]).column("text")
        for chunk in column.chunks:
            yield from filter(None, chunk.to_pylist())
    with gzip.open(corpora / "world_events_2002_2023.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (json.loads(line)["text"] for line in lines)


def numbered(some: Iterable[str]) -> tuple[list[str], NDArray[np.int32]]:
    """The distinct words of texts, the first of them a line's end; and the texts as numbers."""
    numbers: defaultdict[str, int] = defaultdict(lambda: len(numbers))
    running = array.array("i")
    for text in some:
        plain = re.sub(r"\d", "0", text.replace("’", "'").replace("‘", "'"))
        running.extend([numbers["\n"], *(numbers[word] for word in _WORD.findall(plain))])
    return list(numbers), np.frombuffer(running, np.int32)


def described(
    words: list[str], running: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Which words occur often enough, and what each is like: shape (words, `DIMENSIONS`)."""
    count = np.bincount(running, minlength=len(words))
    count[0] = 0  # the end of a line is a neighbour, and no word
    often = np.flatnonzero(count >= LEAST)
    often = often[np.argsort(-count[often], kind="stable")]
    lowered, lower = np.unique([word.lower() for word in words], return_inverse=True)
    common = np.argsort(-np.bincount(lower[running], minlength=len(lowered)), kind="stable")
    row = np.full(len(words), -1)
    row[often] = np.arange(len(often))
    column = np.full(len(lowered), -1)
    column[common[:NEIGHBOURS]] = np.arange(min(NEIGHBOURS, len(common)))
    rows, columns = row[running], column[lower[running]]
    beside = sparse.hstack([_beside(rows, columns, away, len(often)) for away in _PLACES]).tocoo()
    of_word, of_neighbour = (np.asarray(beside.sum(axis=axis)).ravel() for axis in (1, 0))
    smoothed = of_neighbour**_SMOOTHED
    expected = of_word[beside.row] * smoothed[beside.col] / smoothed.sum()
    weight = np.maximum(np.log(beside.data / expected), 0).astype(np.float32)
    table = sparse.csr_matrix((weight, (beside.row, beside.col)), beside.shape)
    left, sizes, _ = randomized_svd(table, DIMENSIONS, n_iter=3, random_state=0)
    found = left * np.sqrt(sizes)
    return often, found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


def _beside(
    rows: NDArray[np.int64], columns: NDArray[np.int64], away: int, size: int
) -> sparse.csr_matrix:
    """How often each neighbour stands so far away from each word."""
    first = max(0, -away), len(rows) - max(0, away)
    of, neighbour = rows[slice(*first)], columns[first[0] + away : first[1] + away]
    both = (of >= 0) & (neighbour >= 0)
    ones = np.ones(int(both.sum()), np.float32)
    return sparse.coo_matrix((ones, (of[both], neighbour[both])), (size, NEIGHBOURS)).tocsr()


def main() -> None:
    """Learn the groups, and write them."""
    words, running = numbered(texts())
    often, found = described(words, running)
    groups = [
        MiniBatchKMeans(size, random_state=0, n_init=3, batch_size=4_096, max_iter=60)
        .fit(found)
        .labels_
        for size in SIZES
    ]
    tagging.write_groups([words[place] for place in often.tolist()], np.stack(groups, axis=1))
    print(f"{tagging.GROUPS}: {len(often):,} words, {tagging.GROUPS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
