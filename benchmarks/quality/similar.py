"""Similar articles, against ECB+."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.quality import Measure, gold, opened
from lib.index import Corpus


def similar(folder: Path) -> dict[str, float]:
    """Articles of one event before all others, on ECB+ (982 articles, 86 events, CC BY 3.0).

    MAP: mean over articles of average precision; P@1: the nearest is of the event; R-precision:
    the share of the event's n other articles among the n nearest.
    """
    documents = list(gold("ecbplus/documents"))
    rows = [{"id": d["doc_id"], "title": d["title"], "text": d["text"]} for d in documents]
    event = {str(d["doc_id"]): d["subtopic"] for d in documents}
    corpus = opened(rows, folder)
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


MEASURES: dict[str, Measure] = {"similar": similar}
