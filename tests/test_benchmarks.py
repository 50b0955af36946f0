"""The benchmarks keep their limits, make the corpora that they promise, and report what is so."""

from __future__ import annotations

import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import corpora, growth, report, speed
from lib.index import copies, signatures

STOCK = corpora.Stock(
    sentences=[
        [(f"Sentence {s} of story {a} speaks of many things at some length indeed.", 12)] * 2
        + [(f"Another line number {s} in story {a} has other words in another order.", 12)] * 2
        for a in range(6)
        for s in [a * 7]
    ],
    about=[(f"Story {a}", f"2024-01-0{a + 1}", "Wire") for a in range(6)],
    rare=["zanzibar", "quixotic", "bramble", "gossamer"],
    growth=(3.0, 0.7),
)


def test_the_same_corpus_is_made_again_and_a_larger_one_begins_with_it() -> None:
    few, more = list(islice(corpora.articles(STOCK), 30)), list(islice(corpora.articles(STOCK), 60))
    assert more[:30] == few
    assert len({article["id"] for article in more}) == 60
    assert {article["date"] for article in more} <= {date for _, date, _ in STOCK.about}


def test_new_words_go_on_appearing() -> None:
    made = list(islice(corpora.articles(STOCK), 300))
    seen: set[str] = set()
    sizes = []
    for article in made:
        seen.update(article["text"].split())
        sizes.append(len(seen))
    assert sizes[299] > sizes[149] > sizes[49]


@pytest.mark.parametrize(
    ("code", "memory", "seconds", "passed"),
    [
        ("pass", 1.0, 20.0, ""),
        ("import time; time.sleep(60)", 1.0, 0.5, "more than 0 s"),
        ("import time; kept = bytearray(10**8); time.sleep(60)", 0.05, 30.0, "more than 0.05 GB"),
    ],
)
def test_a_step_that_passes_a_limit_is_ended(
    code: str, memory: float, seconds: float, passed: str
) -> None:
    process = subprocess.Popen([sys.executable, "-c", code])
    assert speed._watched(process, memory, seconds).startswith(passed)
    assert process.poll() is not None


FOUND: dict[str, Any] = {
    "vectorizer": {"cpu": 20.0, "wall": 21.0, "query": 0.02, "date": "2026-01-02"},
    "build": {"cpu": 100.0, "wall": 63.0, "stages": {"analysing": 90.0}, "date": "2026-01-02"},
    "open": {"wall": 0.1, "resident": 200.0, "date": "2026-01-02"},
    "search": {"mask": {"median": 0.001}, "ranked": {"median": 0.01}},
    "similar": {"seconds": {"median": 0.002, "p95": 0.003}},
    "neighbours": {"query": 0.1, "differ": 1e-7},
    "bm25s": {"failed": "more than 12 GB of memory"},
    "fts5": {"cpu": 30.0, "query": 0.005},
    "counts": {"word by week": 0.01},
    "duckdb": {"word by week": 0.001},
    "clicks": {"open an article": [0.1, 0.2]},
    "load": {"runs": [{"analysts": 40, "median": 0.2, "p95": 1.5, "errors": 0, "memory": 0.4}]},
}


@pytest.mark.parametrize(
    "line",
    [
        "| whole build, by the clock, all cores | 63.0 s "
        "| TfidfVectorizer alone, one core: 21.0 s | 3.00 units |",
        "| whole build, processor time | 100 s "
        "| TfidfVectorizer alone, one core: 20.0 s | 5.00 units |",
        "| 20 most similar articles, exact (median) | 2.0 ms | "
        "NearestNeighbors, brute force: 100.0 ms | 50.0x, Wirescope ahead |",
        "all matches, ranked (median) | 10.0 ms | bm25s, top 20: more than 12 GB of memory |",
        "SQLite FTS5, top 20: 5.0 ms | 2.0x, **the peer ahead** |",
        "DuckDB on the files: 1.0 ms | 10.0x, **the peer ahead** |",
        "| pandas: not measured |",
        "| 40 analysts at once, a click every 3 s each (median) | 200.0 ms |",
        "| whole build, by the clock on all cores | 23,250 | 8 units | 3 units | met |",
        "| whole build, processor time | 23,250 | 8 units | 5 units | met |",
        "| click to paint, 95 of 100 | 23,250 | 0.4 s | 0.195 s | met |",
        "| open | 1,000,000 | 1 s | not measured | |",
        "Where the time of the build goes, by the clock: analysing 90.0 s.",
    ],
)
def test_the_report_says_who_is_ahead_and_what_failed(line: str) -> None:
    assert line in report.written({"23250": FOUND})


def test_the_report_says_why_a_goal_is_missed() -> None:
    slow = FOUND | {"build": {"cpu": 900.0, "wall": 500.0, "date": "2026-01-02"}}
    written = report.written({"23250": slow})
    assert written.count("- The build: ") == 1
    assert "Why goals are missed" not in report.written({"23250": FOUND | {"load": {}}})


def test_a_goal_that_was_not_measured_is_not_met() -> None:
    written = report.written({"1000000": {"similar": {"failed": "no room"}}})
    assert "| open | 1,000,000 | 1 s | not measured | |" in written
    assert "| met |" not in written


def test_variants_of_articles_have_as_many_copies_as_the_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "ADDED", 2)
    texts = [" ".join(f"w{article}x{place}" for place in range(60)) for article in range(4)]
    texts.append(f"{texts[0]} and a little more")
    words = [signatures.opening("", text) for text in texts]
    signed = signatures.sign(("", text, own) for text, own in zip(texts, words, strict=True))
    real = growth.Real(np.arange(5, dtype=np.int32), texts, copies.prints(texts), signed)
    assert growth.find_copies(real, 3, tmp_path)["pairs"] == 3
    assert growth.group_stories(real, 3)["stories"] <= 3 * 4
    changed, same = growth._signed(real, 1).buckets, signed.buckets
    assert 0.3 < np.isin(changed, same).mean() < 0.7
