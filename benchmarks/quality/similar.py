"""Similar articles, against ECB+."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.quality import Measure, gold, opened
from lib.index import Corpus, Similar


def similar(folder: Path) -> dict[str, float]:
    """Articles of one event before all others, on ECB+ (982 articles, 86 events, CC BY 3.0).

    MAP: mean over articles of average precision; P@1: the first is of the event; R-precision:
    the share of the event's n other articles among the first n.
    """
    corpus, events = _corpus(folder)
    return _means(corpus, events, lambda row: corpus.alike([row], len(corpus)))


def similar_plain(folder: Path) -> dict[str, float]:
    """The baseline of `similar`: the cosine of plain TF-IDF weights of all words."""
    corpus, events = _corpus(folder)
    return _means(corpus, events, lambda row: corpus.nearest(row, len(corpus)))


def more_like_these(folder: Path) -> dict[str, float]:
    """As `similar`, for the other articles of an event, from one, three, and three with wrong ones.

    Sought are the first three articles of each event; wrong are the two best of other events that
    these three find. MAP over the events; what was named is left out of the ranking.
    """
    corpus, events = _corpus(folder)
    found = {"one": list[float](), "three": [], "three, two wrong": []}
    for event in np.unique(events):
        rows = np.flatnonzero(events == event)[:3].tolist()
        wanted = int(np.count_nonzero(events == event)) - len(rows)
        if wanted < 1:
            continue
        three = [item.row for item in corpus.alike(rows, len(corpus))]
        wrong = [row for row in three if events[row] != event][:2]
        less = [item.row for item in corpus.alike(rows, len(corpus), wrong=wrong)]
        one = [item.row for item in corpus.alike(rows[:1], len(corpus))]
        for name, order in (("one", one), ("three", three), ("three, two wrong", less)):
            rest = [row for row in order if row not in {*rows, *wrong}]
            found[name].append(_average_precision(events[rest] == event, wanted))
    return {f"MAP from {name}": float(np.mean(scores)) for name, scores in found.items()}


def _corpus(folder: Path) -> tuple[Corpus, np.ndarray]:
    documents = list(gold("ecbplus/documents"))
    rows = [{"id": d["doc_id"], "title": d["title"], "text": d["text"]} for d in documents]
    event = {str(d["doc_id"]): d["subtopic"] for d in documents}
    corpus = opened(rows, folder)
    return corpus, np.array([event[own] for own in corpus.articles["own_id"]])


def _means(
    corpus: Corpus, events: np.ndarray, ranked: Callable[[int], list[Similar]]
) -> dict[str, float]:
    found = [_scores(row, events, [item.row for item in ranked(row)]) for row in range(len(corpus))]
    means = np.mean([scores for scores in found if scores is not None], axis=0)
    return {"MAP": means[0], "P@1": means[1], "R-precision": means[2]}


def _scores(row: int, events: np.ndarray, order: list[int]) -> tuple[float, float, float] | None:
    wanted = int(np.count_nonzero(events == events[row])) - 1
    if wanted == 0:
        return None
    relevant = events[order] == events[row]
    precision = _average_precision(relevant, wanted)
    return precision, float(relevant[0]), float(np.mean(relevant[:wanted]))


def _average_precision(relevant: np.ndarray, wanted: int) -> float:
    places = np.flatnonzero(relevant) + 1
    return float(np.sum(np.arange(1, len(places) + 1) / places) / wanted)


MEASURES: dict[str, Measure] = {
    "similar": similar,
    "similar_plain": similar_plain,
    "more_like_these": more_like_these,
}
