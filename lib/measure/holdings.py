"""What a corpus holds: its files, rejects, sources, lengths, and what its articles lack.

All of it over the whole corpus, whatever is selected; and how one generation differs from another.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from lib.index import NO_DAY, Corpus, Mask
from lib.measure import selection as sel

FIELDS = ("date", "title", "text", "source", "url", "author", "language", "own_id")
"""What an article can lack, in the order in which it is shown."""

LENGTHS = (0, 1, 50, 100, 150, 200, 300, 400, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000)
"""Where the classes of length begin, in words; the last one has no end."""

_WRITTEN = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”")
_NUMBER = re.compile(r"\d+")


def changes(before: Corpus, after: Corpus) -> tuple[int, int]:
    """How many articles of `after` are not in `before`, and how many of `before` are gone.

    A changed article is a new one, and an old one gone.
    """
    kept = int(pc.sum(pc.is_in(after.ids, value_set=before.ids)).as_py() or 0)
    return len(after) - kept, len(before) - kept


def reasons(corpus: Corpus) -> pd.DataFrame:
    """Why rows were rejected: reason, rows, files, example; most frequent first.

    Reasons that differ only in what the row had written are one.
    """
    found = corpus.rejects
    if found.empty:
        return pd.DataFrame({"reason": [], "rows": [], "files": [], "example": []})
    kinds = [_NUMBER.sub("…", _WRITTEN.sub("…", reason)) for reason in found.reason]
    grouped = found.assign(kind=kinds).groupby("kind", sort=False)
    frame = grouped.agg(
        rows=("reason", "size"), files=("file", "nunique"), example=("reason", "first")
    )
    frame = frame.sort_values("rows", ascending=False, kind="stable").reset_index()
    return frame.rename(columns={"kind": "reason"})


def sources(corpus: Corpus) -> pd.DataFrame:
    """The outlets, largest first.

    Returns:
        `source` ("" where it is unknown), `articles`, `share` of all articles, `words`,
        `share_of_words`, `first` and `last` day (datetime64, missing where all are undated).
    """
    size, codes = len(corpus.sources), corpus.source_codes
    counts = np.bincount(codes, minlength=size)
    words = np.bincount(codes, weights=corpus.words, minlength=size).astype(np.int64)
    first, last = _spans(corpus)
    frame = pd.DataFrame(
        {
            "source": pd.Series(corpus.sources, dtype=str),
            "articles": counts,
            "share": counts / max(len(corpus), 1),
            "words": words,
            "share_of_words": words / max(int(words.sum()), 1),
            "first": first,
            "last": last,
        }
    )
    frame = frame[frame.articles > 0]
    return frame.sort_values(["articles", "source"], ascending=[False, True], ignore_index=True)


def _spans(corpus: Corpus) -> tuple[pd.Series, pd.Series]:
    """First and last day of each source, by its code."""
    dated = corpus.days != NO_DAY
    days = pd.Series(corpus.days[dated].astype("datetime64[D]").astype("datetime64[s]"))
    grouped = days.groupby(corpus.source_codes[dated])
    codes = range(len(corpus.sources))
    return grouped.min().reindex(codes), grouped.max().reindex(codes)


def lengths(corpus: Corpus) -> pd.DataFrame:
    """How many articles there are of each length in words, title included, shortest first.

    Returns:
        `key` (place in `LENGTHS`), `label`, `count`, `share`; from the first class that has an
        article to the last one.
    """
    counts = np.bincount(_classes(corpus), minlength=len(LENGTHS))
    used = np.flatnonzero(counts)
    shown = range(used[0], used[-1] + 1) if len(used) else range(0)
    return pd.DataFrame(
        {
            "key": list(shown),
            "label": [_length(place) for place in shown],
            "count": [int(counts[place]) for place in shown],
            "share": [counts[place] / max(len(corpus), 1) for place in shown],
        }
    )


def of_length(corpus: Corpus, place: int) -> Mask:
    """The articles of one class of length, shape (articles,)."""
    return np.asarray(_classes(corpus) == place)


def _classes(corpus: Corpus) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.asarray(np.searchsorted(LENGTHS, corpus.words, side="right") - 1)


def _length(place: int) -> str:
    first = LENGTHS[place]
    if place == len(LENGTHS) - 1:
        return f"{first:,} words and more"
    last = LENGTHS[place + 1] - 1
    return f"{first:,} to {last:,} words" if last > first else "no word"


def missing(corpus: Corpus) -> pd.DataFrame:
    """How many articles lack each field: field, articles, share; in the order of `FIELDS`."""
    counts = [int(np.count_nonzero(corpus.lacking(field))) for field in FIELDS]
    return pd.DataFrame(
        {
            "field": list(FIELDS),
            "articles": counts,
            "share": [count / max(len(corpus), 1) for count in counts],
        }
    )


def repeats(corpus: Corpus) -> pd.DataFrame:
    """The articles that were read more than once: id, title, places (how many), file and row.

    A row for each place; the articles with most places first.
    """
    found = corpus.repeated_places
    rows = found["article"].to_numpy()
    listed = corpus.listed(np.unique(rows).astype(np.int32))
    frame = pd.DataFrame(
        {
            "id": listed.id.loc[rows].to_numpy(),
            "title": listed.title.loc[rows].to_numpy(),
            "places": found.groupby("article")["file"].transform("size").to_numpy(),
            "file": found["file"].to_numpy(),
            "row": found["row"].to_numpy(),
        }
    )
    return frame.sort_values(
        ["places", "id", "file", "row"], ascending=[False, True, True, True], ignore_index=True
    )


def span(corpus: Corpus) -> tuple[str, str] | None:
    """The first and the last day of the corpus as ISO 8601; None where nothing is dated."""
    if corpus.first_day is None or corpus.last_day is None:
        return None
    return str(sel.to_date(corpus.first_day)), str(sel.to_date(corpus.last_day))
