"""Speed on a real corpus, each figure beside a peer of the same run: `make bench`.

    unit      scikit-learn's TfidfVectorizer alone over the same texts, one core
    build     the whole analysed corpus, and once more with nothing new
    open      from nothing to an opened corpus, in a process of its own
    search    a ranked top 20, beside the vectorizer's cosine over all articles
    similar   the exact 20 nearest, beside NearestNeighbors by brute force
    click     from a click to the painted page, in Chromium

Machines differ and are noisy: the ratios are what counts. The table goes to docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.neighbors import NearestNeighbors

from benchmarks import ROOT, data
from lib import Corpus, index, open_corpus
from lib.index import terms

QUERIES = (
    "ukraine",
    "russia AND (putin OR kremlin)",
    '"white house"',
    "ceasefire talks",
    "negotiat*",
    '"sanctions russia"~10',
    "title:covid vaccine",
    "climate -storm",
)
ROWS_COMPARED = 40
OPEN_CODE = (
    "import time, sys, resource; from pathlib import Path; t = time.perf_counter();"
    "from lib import open_corpus; i = time.perf_counter();"
    "c = open_corpus(sys.argv[1], sys.argv[2], build=False); len(c.days); o = time.perf_counter();"
    "print(i - t, o - i, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
)


@dataclass(frozen=True)
class Line:
    """A line of the table: what, ours, the peer's name and figure, and how they compare."""

    what: str
    ours: str
    peer: str
    ratio: str


def _timed(action: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = action()
    return time.perf_counter() - began, result


def _median(action: Callable[[Any], Any], values: Any) -> float:
    return statistics.median(_timed(lambda v=value: action(v))[0] for value in values)


def build_lines(source: Path, store: Path, unit: float) -> list[Line]:
    """The build in a process of its own, as `python -m lib build`."""
    command = [sys.executable, "-m", "lib", "build", str(source), "--store", str(store)]
    first, _ = _timed(lambda: subprocess.run(command, check=True, cwd=ROOT, capture_output=True))
    again, _ = _timed(lambda: subprocess.run(command, check=True, cwd=ROOT, capture_output=True))
    peer = f"TfidfVectorizer {unit:.1f} s"
    return [
        Line("whole build, all cores", f"{first:.1f} s", peer, f"{first / unit:.2f} units"),
        Line("build, nothing new", f"{again:.1f} s", peer, f"{again / unit:.2f} units"),
    ]


def open_lines(source: Path, store: Path, unit: float) -> list[Line]:
    """Opening what is built, in a process of its own."""
    command = [sys.executable, "-c", OPEN_CODE, str(source), str(store)]
    runs = []
    for _ in range(5):
        said = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout
        runs.append([float(value) for value in said.split()])
    imported, opened, resident = (statistics.median(column) for column in zip(*runs, strict=True))
    peer = f"TfidfVectorizer {unit:.1f} s"
    return [
        Line("open", f"{opened * 1000:.0f} ms", peer, f"{unit / opened:,.0f}x faster"),
        Line("importing the packages first", f"{imported * 1000:.0f} ms", "", ""),
        Line("resident memory once open", f"{resident:.0f} MB", "", ""),
    ]


def search_line(corpus: Corpus, vectorizer: TfidfVectorizer, matrix: Any) -> Line:
    """A ranked top 20 for each query."""

    def ours(query: str) -> Any:
        parsed = index.parse(query)
        assert parsed is not None
        return corpus._search.matches(parsed)[0][:20]

    def theirs(query: str) -> Any:
        scores = (matrix @ vectorizer.transform([query]).T).toarray().ravel()
        return np.argpartition(-scores, 20)[:20]

    mine, peer = _median(ours, QUERIES), _median(theirs, QUERIES)
    return Line(
        "search: all matches, ranked (median)",
        f"{mine * 1000:.1f} ms",
        f"TF-IDF cosine over all {peer * 1000:.1f} ms",
        f"{peer / mine:.1f}x faster",
    )


def similar_line(corpus: Corpus, vectorizer_rows: Any) -> Line:
    """The 20 nearest of some articles, which must be the same as brute force finds."""
    rows = np.random.default_rng(7).choice(len(corpus), ROWS_COMPARED, replace=False)
    brute = NearestNeighbors(n_neighbors=21, metric="cosine", algorithm="brute")
    brute.fit(vectorizer_rows)
    mine = _median(lambda row: corpus.nearest(int(row), 20), rows)
    peer = _median(lambda row: brute.kneighbors(vectorizer_rows[int(row)]), rows)
    for row in rows:
        _must_agree(corpus, int(row), brute, vectorizer_rows)
    return Line(
        "20 most similar articles, exact (median)",
        f"{mine * 1000:.1f} ms",
        f"NearestNeighbors, brute force {peer * 1000:.1f} ms",
        f"{peer / mine:.1f}x faster",
    )


def _must_agree(corpus: Corpus, row: int, brute: NearestNeighbors, weights: Any) -> None:
    ours = np.array([found.score for found in corpus.nearest(row, 20)])
    distances = np.sort(brute.kneighbors(weights[row])[0][0])
    theirs = (1 - distances)[1 : len(ours) + 1]
    if not np.allclose(ours, theirs, atol=1e-4):
        raise SystemExit(f"row {row}: the nearest are not those of brute force")


def click_lines(source: Path, store: Path) -> list[Line]:
    """Clicks in Chromium on the built corpus; none where there is no Chromium."""
    from benchmarks.clicks import measure

    found = measure(source, store)
    return [
        Line(
            f"click to paint: {what}",
            f"{np.median(times) * 1000:.0f} ms",
            f"95 of 100 under {np.percentile(times, 95) * 1000:.0f} ms",
            f"{len(times)} clicks",
        )
        for what, times in found.items()
    ]


def table(source: Path) -> list[Line]:
    """All lines, on one corpus."""
    articles = pq.read_table(source, columns=["title", "text"]).to_pylist()
    texts = [f"{a['title'] or ''}\n{a['text'] or ''}" for a in articles]
    vectorizer = TfidfVectorizer(
        sublinear_tf=True,
        stop_words=sorted(terms.stop_words()),
        max_df=terms.MAX_DF,
        min_df=terms.MIN_DF,
        dtype=np.float32,
    )
    unit, matrix = _timed(lambda: vectorizer.fit_transform(texts))
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        lines = build_lines(source, store, unit)
        lines += open_lines(source, store, unit)
        corpus = open_corpus(source, store, build=False)
        lines.append(search_line(corpus, vectorizer, matrix))
        lines.append(similar_line(corpus, corpus.term_weights))
        lines += click_lines(source, store)
    return lines


def written(lines: list[Line], source: Path, articles: int) -> str:
    """The table as Markdown, with what it was measured on."""
    head = (
        "# Benchmarks\n\n"
        f"Written by `make bench` on {date.today()}: {os.cpu_count()} cores, "
        f"{platform.machine()}, Python {platform.python_version()}; corpus "
        f"`{source.name}`, {articles:,} articles. One run; the ratios are what counts, single "
        "times vary with the machine.\n\n"
        "| what | Wirescope | beside it | ratio |\n| --- | ---: | ---: | ---: |\n"
    )
    return head + "".join(f"| {x.what} | {x.ours} | {x.peer} | {x.ratio} |\n" for x in lines)


def main() -> int:
    """Measure, print and write the table."""
    default = data() / "corpora" / "us_news_2012_2024.parquet"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=default, help="a Parquet file")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "benchmarks.md")
    options = parser.parse_args()
    articles = pq.ParquetFile(options.corpus).metadata.num_rows
    text = written(table(options.corpus), options.corpus, articles)
    options.to.write_text(text, "utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
