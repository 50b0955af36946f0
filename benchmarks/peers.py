"""The other side of the table: a function a step, each in a process of its own, within limits."""

from __future__ import annotations

import json
import resource
import sqlite3
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

from benchmarks.place import NEWEST, WORD, Figures, Place
from lib.index import terms

ASKED = ("ukraine", "president", "ceasefire talks", "covid vaccine", "climate storm")
QUERIES = 10


def vectorizer(place: Place) -> Figures:
    """scikit-learn's TfidfVectorizer over all texts, on one core: the unit."""
    texts, fit = list(place.texts()), plain()
    wall, cpu, weights = _timed(lambda: fit.fit_transform(texts))
    sparse.save_npz(place.weights, weights, compressed=False)
    query = [_timed(lambda q=q: _best(weights, fit.transform([q])))[1] for q in ASKED]
    return {"wall": wall, "cpu": cpu, "query": statistics.median(query), "resident": _resident()}


def plain() -> Any:
    """The TfidfVectorizer that is the unit."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        sublinear_tf=True,
        stop_words=sorted(terms.stop_words()),
        max_df=terms.MAX_DF,
        min_df=terms.MIN_DF,
        dtype=np.float32,
    )


def _best(weights: Any, query: Any) -> Any:
    scores = (weights @ query.T).toarray().ravel()
    return np.argpartition(-scores, 20)[:20]


def neighbours(place: Place) -> Figures:
    """scikit-learn's NearestNeighbors by brute force; its cosines must be Wirescope's."""
    from sklearn.neighbors import NearestNeighbors

    weights = sparse.load_npz(place.weights)
    brute = NearestNeighbors(n_neighbors=21, metric="cosine", algorithm="brute").fit(weights)
    ours = json.loads(place.nearest.read_text("utf-8"))
    times, worst = [], 0.0
    for row, scores in list(ours.items())[:QUERIES]:
        _, cpu, found = _timed(lambda r=row: brute.kneighbors(weights[int(r)]))
        times.append(cpu)
        theirs = (1 - np.sort(found[0][0]))[1 : len(scores) + 1]
        worst = max(worst, float(np.abs(theirs - np.array(scores)).max(initial=0)))
    return {"query": statistics.median(times), "differ": worst, "resident": _resident()}


def bm25(place: Place) -> Figures:
    """bm25s: an index in memory, and a ranked top 20."""
    import bm25s

    texts = list(place.texts())

    def indexed() -> Any:
        index = bm25s.BM25()
        index.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
        return index

    wall, cpu, index = _timed(indexed)

    def asked(query: str) -> Any:
        words = bm25s.tokenize(query, show_progress=False)
        return index.retrieve(words, k=20, show_progress=False)

    times = [_timed(lambda q=q: asked(q))[1] for q in ASKED]
    return {"wall": wall, "cpu": cpu, "query": statistics.median(times), "resident": _resident()}


def fts5(place: Place) -> Figures:
    """SQLite FTS5: an index on disk, and a ranked top 20."""
    path = place.folder / "fts5.sqlite"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("CREATE VIRTUAL TABLE t USING fts5(body, tokenize='porter unicode61')")

        def indexed() -> None:
            rows = ((text,) for text in place.texts())
            database.executemany("INSERT INTO t(body) VALUES (?)", rows)
            database.commit()

        wall, cpu, _ = _timed(indexed)
        ask = "SELECT rowid, rank FROM t WHERE t MATCH ? ORDER BY rank LIMIT 20"
        times = [_timed(lambda q=q: database.execute(ask, (q,)).fetchall())[1] for q in ASKED]
    size = path.stat().st_size / 1e6
    path.unlink()
    return {"wall": wall, "cpu": cpu, "query": statistics.median(times), "disk": size}


def frames(place: Place) -> Figures:
    """pandas alone: everything in one frame, and what a page asks for from it."""
    import pandas as pd

    def opened() -> Any:
        frame = pd.concat([pd.read_parquet(path) for path in place.files()], ignore_index=True)
        return frame.assign(date=pd.to_datetime(frame["date"]))

    _, wall, frame = _timed(opened)
    source = frame["source"].value_counts().index[0]

    def by_week() -> Any:
        has = frame["text"].str.contains(rf"\b{WORD}\b", case=False, regex=True)
        return frame[has].groupby(pd.Grouper(key="date", freq="W-MON")).size()

    def by_source() -> Any:
        return frame.groupby(["source", pd.Grouper(key="date", freq="MS")]).size()

    def newest() -> Any:
        since = frame["date"].max() - pd.Timedelta(days=365)
        found = frame[(frame["source"] == source) & (frame["date"] >= since)]
        return found.sort_values("date", ascending=False).head(NEWEST)

    return {
        "wall": wall,
        "word by week": _timed(by_week)[1],
        "sources by month": _timed(by_source)[1],
        "newest of a source": _timed(newest)[1],
        "resident": _resident(),
    }


def duckdb(place: Place) -> Figures:
    """DuckDB over the Parquet files, on one thread: what a page asks for."""
    import duckdb as duck

    files = [str(path) for path in place.files()]
    database = duck.connect()
    database.execute("SET threads TO 1")
    table = f"read_parquet({files!r})"

    def ask(query: str, *values: Any) -> Any:
        return database.execute(query.format(t=table), list(values)).fetchall()

    source = ask("SELECT source FROM {t} GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")[0][0]
    by_week = (
        "SELECT date_trunc('week', date::DATE) w, count(*) FROM {t} "
        f"WHERE regexp_matches(text, '\\b{WORD}\\b', 'i') GROUP BY w"
    )
    by_source = "SELECT source, date_trunc('month', date::DATE) m, count(*) FROM {t} GROUP BY ALL"
    newest = (
        "SELECT title, date FROM {t} WHERE source = ? AND date::DATE >= "
        f"(SELECT max(date::DATE) FROM {{t}}) - 365 ORDER BY date DESC LIMIT {NEWEST}"
    )
    return {
        "word by week": _timed(lambda: ask(by_week))[1],
        "sources by month": _timed(lambda: ask(by_source))[1],
        "newest of a source": _timed(lambda: ask(newest, source))[1],
        "resident": _resident(),
    }


def _timed(action: Callable[[], Any]) -> tuple[float, float, Any]:
    """Wall and processor seconds, and the result."""
    began, spent = time.perf_counter(), time.process_time()
    result = action()
    return time.perf_counter() - began, time.process_time() - spent, result


def _resident() -> float:
    """The most that was resident, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
