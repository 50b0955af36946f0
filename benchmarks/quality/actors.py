"""Actors: names found, told apart and linked, against labelled texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from unittest.mock import patch

from benchmarks.quality import Measure, opened
from benchmarks.train_names import FOLDS, sentences_of, spelt_out, train, wikigold
from lib import Corpus
from lib.annotate import tagging
from lib.annotate.dictionary import state_ids

Spans = set[tuple[int, int, str]]
_SCORED = ("person", "organisation", "place")


def names_politics(folder: Path) -> dict[str, float]:
    """Spans of persons, organisations and places, on CrossNER politics, dev (MIT).

    Exact span and class: person and politician; organisation and political party; country and
    location. Mentions that the data do not label as names (demonyms, titles) are left out. The
    shipped model has not seen these sentences.
    """
    sentences = list(sentences_of("crossner_politics/dev.txt.gz"))
    found = _found([[sentence] for sentence in sentences], folder)
    return _scored(found)


def names_wikigold(folder: Path) -> dict[str, float]:
    """Spans of persons, organisations and places on WikiGold (CC BY 4.0), in five folds.

    Exact span and class; each fifth of the articles is scored with a model that was trained on
    the others. What the data call MISC is left out.
    """
    articles = wikigold()
    found: list[tuple[Spans, Spans]] = []
    for fold in range(FOLDS):
        model = folder / f"fold{fold}.crfsuite"
        train([a for place, a in enumerate(articles) if place % FOLDS != fold], model)
        held_out = [article for place, article in enumerate(articles) if place % FOLDS == fold]
        at = folder / f"fold{fold}"
        at.mkdir()
        with patch.object(tagging, "MODEL", model):
            found += _found(held_out, at)
    return _scored(found)


def _found(articles: list[list[list[tuple[str, str]]]], folder: Path) -> list[tuple[Spans, Spans]]:
    """The labelled and the found spans of each article of labelled sentences."""
    rows, gold = [], []
    for number, article in enumerate(articles):
        text, spans = spelt_out(article)
        rows.append({"id": f"a{number}", "title": "", "text": text})
        gold.append({span for span in spans if span[2] in _SCORED})
    corpus = opened(rows, folder)
    by_id = dict(zip(corpus.articles["own_id"], range(len(corpus)), strict=True))
    return [
        (spans, _mentioned(corpus, by_id[row["id"]])) if row["id"] in by_id else (spans, set())
        for row, spans in zip(rows, gold, strict=True)
    ]


def _mentioned(corpus: Corpus, row: int) -> Spans:
    """The names that an article mentions, with the classes that the labelled sets have."""
    found = corpus.mentions_in(row)
    ids, classes = corpus.actors["id"].to_numpy(), corpus.actors["class"].to_numpy()
    spans = set()
    for start, end, actor, kind in zip(
        found.start, found.end, found.actor, found.kind, strict=True
    ):
        cls = str(classes[actor])
        if cls == "state":
            country = ids[actor] in state_ids()
            cls = "place" if country else "organisation"
        if kind in (0, 3, 4) and cls in _SCORED:
            spans.add((int(start), int(end), cls))
    return spans


def _scored(found: Iterable[tuple[Spans, Spans]]) -> dict[str, float]:
    """F1 by class, and precision, recall and F1 over all."""
    counts: Counter[tuple[str, str]] = Counter()
    for gold, spans in found:
        for what, some in (("gold", gold), ("found", spans), ("right", gold & spans)):
            counts.update((what, cls) for _, _, cls in some)
    figures = {}
    for cls in _SCORED:
        figures[f"F1 {cls}"] = _f1(*(counts[what, cls] for what in ("right", "found", "gold")))
    right, spans, gold = (
        sum(counts[what, cls] for cls in _SCORED) for what in ("right", "found", "gold")
    )
    return figures | {
        "precision": right / max(spans, 1),
        "recall": right / max(gold, 1),
        "F1": _f1(right, spans, gold),
    }


def _f1(right: float, found: float, gold: float) -> float:
    return 2 * right / max(found + gold, 1)


MEASURES: dict[str, Measure] = {
    "names_politics": names_politics,
    "names_wikigold": names_wikigold,
}
