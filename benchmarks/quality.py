"""Quality against labelled data: `make eval`. Fails where a figure falls beneath its floor.

Each measure names its data, its definition and, where one is known, a published figure.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks import ROOT, data
from lib import open_corpus
from lib.index import Corpus

FLOORS = ROOT / "benchmarks" / "floors.toml"


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        for line in handle:
            yield json.loads(line)


def _opened(rows: list[dict[str, object]], folder: Path) -> Corpus:
    source = folder / "corpus.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return open_corpus(source, folder / "store", workers=1)


def similar(folder: Path) -> dict[str, float]:
    """Articles of one event before all others, on ECB+ (982 articles, 86 events, CC BY 3.0).

    MAP: mean over articles of average precision; P@1: the nearest is of the event; R-precision:
    the share of the event's n other articles among the n nearest.
    """
    documents = list(_lines(data() / "gold" / "ecbplus" / "documents.jsonl.gz"))
    rows = [{"id": d["doc_id"], "title": d["title"], "text": d["text"]} for d in documents]
    event = {str(d["doc_id"]): d["subtopic"] for d in documents}
    corpus = _opened(rows, folder)
    events = np.array([event[own] for own in corpus.articles["own_id"]])
    found = [_ranked(corpus, row, events) for row in range(len(corpus))]
    scores = [score for score in found if score is not None]
    means = np.mean(scores, axis=0)
    return {"MAP": means[0], "P@1": means[1], "R-precision": means[2]}


def _ranked(corpus: Corpus, row: int, events: np.ndarray) -> tuple[float, float, float] | None:
    wanted = int(np.count_nonzero(events == events[row])) - 1
    if wanted == 0:
        return None
    order = [found.row for found in corpus.nearest(row, len(corpus))]
    relevant = events[order] == events[row]
    places = np.flatnonzero(relevant) + 1
    precision = float(np.sum(np.arange(1, len(places) + 1) / places) / wanted)
    return precision, float(relevant[0]), float(np.mean(relevant[:wanted]))


def key_terms(folder: Path) -> dict[str, float]:
    """Key terms against key phrases marked by readers, on 500N-KPCrowd (500 news articles).

    F1 of the ten heaviest terms against the single words of the marked phrases, per article.
    """
    articles = list(_lines(data() / "gold" / "keyphrases" / "500N-KPCrowd.jsonl.gz"))
    rows = [{"id": a["id"], "title": "", "text": a["text"]} for a in articles]
    corpus = _opened(rows, folder)
    by_id = {own: row for row, own in enumerate(corpus.articles["own_id"])}
    scores = []
    for article in articles:
        if article["id"] not in by_id:
            continue
        phrases = article.get("keyphrases") or article.get("keys") or []
        wanted = {w for phrase in phrases for w in str(phrase).lower().split()}  # type: ignore[attr-defined]
        found = {term for term, _ in corpus.key_terms(by_id[article["id"]], 10)}
        right = len(found & wanted)
        scores.append((right / max(len(found), 1), right / max(min(len(wanted), 10), 1)))
    precision, recall = np.mean(scores, axis=0)
    return {"P@10": precision, "F1@10": 2 * precision * recall / (precision + recall)}


MEASURES: dict[str, Callable[[Path], dict[str, float]]] = {
    "similar": similar,
    "key_terms": key_terms,
}


def main() -> int:
    """Measure all, print a line each, and say which floor does not hold."""
    floors = tomllib.loads(FLOORS.read_text("utf-8"))
    fallen = 0
    for name, measure in MEASURES.items():
        with tempfile.TemporaryDirectory() as folder:
            found = measure(Path(folder))
        for figure, value in found.items():
            floor = floors.get(name, {}).get(figure)
            holds = floor is None or value >= floor
            fallen += not holds
            said = "" if floor is None else f"  floor {floor:.3f}{'' if holds else '  BROKEN'}"
            print(f"{name:12} {figure:12} {value:.3f}{said}")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
