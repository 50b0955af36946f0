"""Key terms, against key phrases that readers marked."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.quality import Measure, gold, opened


def key_terms(folder: Path) -> dict[str, float]:
    """Key terms against key phrases marked by readers, on 500N-KPCrowd (500 news articles).

    F1 of the ten heaviest terms against the single words of the marked phrases, per article.
    """
    articles = list(gold("keyphrases/500N-KPCrowd"))
    rows = [{"id": a["id"], "title": "", "text": a["text"]} for a in articles]
    corpus = opened(rows, folder)
    by_id = {own: row for row, own in enumerate(corpus.articles["own_id"])}
    scores = []
    for article in articles:
        if article["id"] not in by_id:
            continue
        phrases = article.get("keyphrases") or article.get("keys") or []
        wanted = {w for phrase in phrases for w in str(phrase).lower().split()}
        found = {term for term, _ in corpus.key_terms(by_id[article["id"]], 10)}
        right = len(found & wanted)
        scores.append((right / max(len(found), 1), right / max(min(len(wanted), 10), 1)))
    precision, recall = np.mean(scores, axis=0)
    return {"P@10": precision, "F1@10": 2 * precision * recall / (precision + recall)}


MEASURES: dict[str, Measure] = {"key_terms": key_terms}
