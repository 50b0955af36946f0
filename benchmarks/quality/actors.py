"""Actors: names found, told apart and linked, against labelled texts."""

from __future__ import annotations

import csv
import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pyarrow.parquet as pq
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks import ROOT, data
from benchmarks.quality import Measure, gold, opened
from benchmarks.train_names import FOLDS, sentences_of, spelt_out, train, wikigold
from lib import Corpus, annotate
from lib.annotate import tagging
from lib.annotate.dictionary import state_ids
from lib.index import parts

Spans = set[tuple[int, int, str]]
_SCORED = ("person", "organisation", "place")


def names_politics(folder: Path) -> dict[str, float]:
    """Spans of persons, organisations and places, on CrossNER politics, dev (MIT).

    Exact span and class: person and politician; organisation and political party; country and
    location. Mentions that the data do not label as names (demonyms, titles) are left out. The
    shipped model has not seen these sentences.

    "nested apart" leaves out what we find within a name of another class, where the data label
    nothing ("Iraq" in "2003 invasion of Iraq", an event).
    """
    sentences = list(sentences_of("crossner_politics/dev.txt.gz"))
    found = _found([[sentence] for sentence in sentences], folder)
    apart = [(labelled, _outside_others(spans, labelled)) for labelled, spans in found]
    return _scored(found) | {"F1, nested apart": _scored(apart)["F1"]}


def _outside_others(spans: Spans, labelled: Spans) -> Spans:
    """The spans that are no part of a labelled name of the class other."""
    others = [(first, last) for first, last, cls in labelled if cls == "other"]
    return {
        span
        for span in spans
        if not any(first <= span[0] and span[1] <= last for first, last in others)
    }


def names_wikigold(folder: Path) -> dict[str, float]:
    """Spans of persons, organisations and places on WikiGold (CC BY 4.0), in five folds.

    Exact span and class; each fifth of the articles is scored with a model that was trained on
    the others. What the data call MISC is left out.
    """
    articles = wikigold()
    found: list[tuple[Spans, Spans]] = []
    for fold in range(FOLDS):
        model = folder / f"fold{fold}.npz"
        train([a for place, a in enumerate(articles) if place % FOLDS != fold], model)
        held_out = [article for place, article in enumerate(articles) if place % FOLDS == fold]
        at = folder / f"fold{fold}"
        at.mkdir()
        with patch.object(tagging, "MODEL", model):
            found += _found(held_out, at)
    return _scored(found)


def _found(articles: list[list[list[tuple[str, str]]]], folder: Path) -> list[tuple[Spans, Spans]]:
    """The labelled and the found spans of each article of labelled sentences."""
    rows, labelled = [], []
    for number, article in enumerate(articles):
        text, spans = spelt_out(article)
        rows.append({"id": f"a{number}", "title": "", "text": text})
        labelled.append(spans)
    corpus = opened(rows, folder)
    by_id = dict(zip(corpus.articles["own_id"], range(len(corpus)), strict=True))
    return [
        (spans, _mentioned(corpus, by_id[row["id"]])) if row["id"] in by_id else (spans, set())
        for row, spans in zip(rows, labelled, strict=True)
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
    for labelled, spans in found:
        sets = (("gold", labelled), ("found", spans), ("right", labelled & spans))
        for what, some in sets:
            counts.update((what, cls) for _, _, cls in some)
    figures = {}
    for cls in _SCORED:
        figures[f"F1 {cls}"] = _f1(*(counts[what, cls] for what in ("right", "found", "gold")))
    right, predicted, wanted = (
        sum(counts[what, cls] for cls in _SCORED) for what in ("right", "found", "gold")
    )
    return figures | {
        "precision": right / max(predicted, 1),
        "recall": right / max(wanted, 1),
        "F1": _f1(right, predicted, wanted),
    }


# --- linking -----------------------------------------------------------------------------------

_NO_NAMES = ("QUANTITY", "DATETIME")
_NOT_LINKED = "demonym"


def linking(folder: Path) -> dict[str, float]:
    """Mentions linked to Wikidata, on News-Fair v2 (120 news articles; Bast et al. 2023).

    A mention is right where span and item are those of a label. Labels are named entities:
    neither pronouns and descriptions, nor dates and quantities; optional ones are missed by
    nobody. "known" is over labels whose item the dictionary has; "forced" the share of the
    others, items unknown to it or to anybody, that were linked to an item all the same. Published
    for named entities over all labels: ReFinED 0.786, REL 0.657, DBpedia Spotlight 0.515 F1.
    """
    articles = list(gold("entity_linking/news-fair-v2.benchmark"))
    rows = [{"id": str(a["id"]), "title": "", "text": a["text"]} for a in articles]
    corpus = opened(rows, folder)
    row_of = dict(zip(corpus.articles["own_id"], range(len(corpus)), strict=True))
    items = {actor.wikidata for actor in annotate.actors().values()} - {""}
    items |= set(annotate.identified().values())
    counts: Counter[str] = Counter()
    for article in articles:
        found = _linked(corpus, row_of[str(article["id"])], *article["evaluation_span"])
        _count_links(counts, article["labels"], found, items)
    return {
        "known precision": counts["right"] / max(counts["found"], 1),
        "known recall": counts["right"] / max(counts["known"], 1),
        "known F1": _f1(counts["right"], counts["found"], counts["known"]),
        "all F1": _f1(counts["right"], counts["found"], counts["known"] + counts["unknown item"]),
        "not forced": 1 - counts["forced"] / max(counts["unknown"], 1),
    }


def _linked(corpus: Corpus, row: int, first: int, last: int) -> dict[tuple[int, int], str]:
    """The items that an article's mentions name, by span."""
    found = corpus.mentions_in(row)
    items = corpus.actors["wikidata"].to_numpy()
    kinds = np.array(annotate.KINDS)[found.kind]
    return {
        (int(start), int(end)): str(items[actor])
        for start, end, actor, kind in zip(found.start, found.end, found.actor, kinds, strict=True)
        if first <= start and end <= last and items[actor] and kind != _NOT_LINKED
    }


def _count_links(
    counts: Counter[str],
    labels: list[dict[str, Any]],
    found: dict[tuple[int, int], str],
    items: set[str],
) -> None:
    """Count what was found of an article's labels."""
    left = dict(found)
    for label in labels:
        span, item = tuple(label["span"]), label["entity_id"]
        linked = found.get(span)
        free = label.get("coref") or label.get("optional") or item in _NO_NAMES
        if free:
            if linked == item:
                left.pop(span, None)
            continue
        if item in items:
            counts["known"] += 1
            counts["right"] += linked == item
        else:
            counts["unknown"] += 1
            counts["unknown item"] += item.startswith("Q")
            counts["forced"] += linked is not None
    counts["found"] += len(left)


# --- chains across articles --------------------------------------------------------------------


def chains(folder: Path) -> dict[str, float]:
    """People and organisations told apart across articles, on ECB+ (982 articles, CC BY 3.0).

    Over all pairs of labelled names (mentions of persons and organisations that hold a capital)
    of one topic, of which we find both: B-cubed precision and recall of our actors against the
    chains of the data (Bagga & Baldwin 1998).
    """
    documents = {str(d["doc_id"]): d for d in gold("ecbplus/documents")}
    rows = [{"id": d, "title": a["title"], "text": a["text"]} for d, a in documents.items()]
    corpus = opened(rows, folder)
    row_of = dict(zip(corpus.articles["own_id"], range(len(corpus)), strict=True))
    gold_chain, ours = [], []
    for mention in gold("ecbplus/mentions"):
        if not _is_named_human(mention) or str(mention["doc_id"]) not in row_of:
            continue
        actor = _actor_written(corpus, row_of[str(mention["doc_id"])], str(mention["tokens_str"]))
        if actor is not None:
            gold_chain.append(f"{mention['topic']}/{mention['coref_chain']}")
            ours.append(f"{mention['topic']}/{actor}")
    precision, recall = _b_cubed(ours, gold_chain), _b_cubed(gold_chain, ours)
    return {
        "precision": precision,
        "recall": recall,
        "F1": 2 * precision * recall / max(precision + recall, 1e-9),
        "mentions": len(ours),
    }


def _is_named_human(mention: dict[str, Any]) -> bool:
    kind = str(mention["mention_full_type"])
    named = kind in ("HUMAN_PART_PER", "HUMAN_PART_ORG")
    return named and any(word[:1].isupper() for word in str(mention["tokens_str"]).split())


def _actor_written(corpus: Corpus, row: int, written: str) -> int | None:
    """The actor of the longest mention of an article that is written within some words."""
    found = corpus.mentions_in(row)
    held = [
        (len(form), int(actor))
        for form, actor in zip(found.form, found.actor, strict=True)
        if form in written
    ]
    return max(held)[1] if held else None


def _b_cubed(clusters: list[str], reference: list[str]) -> float:
    """The mean share of each one's cluster that is with it in the reference, too."""
    size, both = Counter(clusters), Counter(zip(clusters, reference, strict=True))
    return float(np.mean([both[c, r] / size[c] for c, r in zip(clusters, reference, strict=True)]))


# --- metonyms ----------------------------------------------------------------------------------

JUDGED = ROOT / "benchmarks" / "quality" / "metonyms.csv"
"""200 occurrences of cities and seats of government drawn at random from `us_news_2012_2024`, nine
of one form at most, each judged by a reader: the digest of the article's text, the span, and
whether the government is meant (1) or a place or part of another name (0)."""


def metonyms(folder: Path) -> dict[str, float]:
    """A government against a place: judged occurrences of a real corpus, and hand-made sentences.

    Accuracy, and precision and recall of what is called a metonym; "hand-made" is the share of the
    sentences of `tests/annotate/cases.csv` under "metonym" of which every mention is right.
    """
    told = list(_judged())
    found, right = sum(ours for ours, _ in told), sum(ours and said for ours, said in told)
    return {
        "accuracy": float(np.mean([ours == said for ours, said in told])),
        "precision": right / max(found, 1),
        "recall": right / max(sum(said for _, said in told), 1),
        "occurrences": len(told),
        "hand-made": _hand_made(),
    }


def _judged() -> Iterator[tuple[bool, bool]]:
    """Of each judged occurrence whether we call it a metonym, and whether it is one."""
    judged: dict[str, list[tuple[int, int, bool]]] = {}
    with JUDGED.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            span = int(row["start"]), int(row["end"]), row["acts"] == "1"
            judged.setdefault(row["article"], []).append(span)
    source = data() / "corpora" / "us_news_2012_2024.parquet"
    columns = pq.read_table(source, columns=["title", "text"]).columns
    for title, text in zip(*(column.to_pylist() for column in columns), strict=True):
        key = hashlib.blake2b((text or "").encode(), digest_size=8).hexdigest()
        if spans := judged.pop(key, []):
            acts = _acting(title or "", text)
            yield from (((start, end) in acts, said) for start, end, said in spans)


def _acting(title: str, text: str) -> set[tuple[int, int]]:
    found = annotate.mentions(title, text, None, annotate.sentences(text))
    return {(m.start, m.end) for m in found if m.part == "text" and m.kind == "metonym"}


def _hand_made() -> float:
    with (ROOT / "tests" / "annotate" / "cases.csv").open(encoding="utf-8", newline="") as stream:
        cases = [case for case in csv.DictReader(stream) if case["rule"] == "metonym"]
    right = 0
    for case in cases:
        text = case["text"]
        found = annotate.mentions(case["title"], text, None, annotate.sentences(text))
        right += "; ".join(f"{m.form}={m.actor}:{m.kind}" for m in found) == case["mentions"]
    return right / len(cases)


def _f1(right: float, found: float, gold: float) -> float:
    return 2 * right / max(found + gold, 1)


# --- pace --------------------------------------------------------------------------------------

_PACED = 300  # articles


def pace(folder: Path) -> dict[str, float]:
    """How fast actors are found, on real articles of `us_news_2012_2024`, by one core.

    Articles a second of processor time, from text to mentions, names and titles; how that time
    compares with scikit-learn's TfidfVectorizer on the same articles in the same run (1: as fast);
    and words a second that the tagger labels.
    """
    source = data() / "corpora" / "us_news_2012_2024.parquet"
    table = pq.read_table(source, columns=["title", "text"])
    articles = table.take(list(range(0, len(table), len(table) // _PACED))).to_pylist()
    texts = [(article["title"] or "", article["text"] or "") for article in articles]
    _find_actors(texts[:10])  # what is read once is no part of the pace
    with parts.seldom_collecting():  # as a build does
        began = time.process_time()
        _find_actors(texts)
        found = time.process_time() - began
    began = time.process_time()
    TfidfVectorizer().fit_transform(f"{title}\n{text}" for title, text in texts)
    weighed = time.process_time() - began
    said = [text[slice(*span)] for _, text in texts for span in annotate.sentences(text)]
    tagging.tagger().tag_all(said[:10])
    began = time.process_time()
    tagging.tagger().tag_all(said)
    tagged = time.process_time() - began
    words = sum(len(tagging.tokens(sentence)) for sentence in said)
    return {
        "articles a second": len(texts) / found,
        "pace of TfidfVectorizer's": weighed / found,
        "words tagged a second": words / tagged,
    }


def _find_actors(texts: Iterable[tuple[str, str]]) -> None:
    for title, text in texts:
        spans = annotate.sentences(text)
        known = annotate.mentions(title, text, None, spans)
        others = annotate.candidates(title, text, known, spans)
        annotate.roles(text, known, others)


MEASURES: dict[str, Measure] = {
    "actors_pace": pace,
    "names_politics": names_politics,
    "names_wikigold": names_wikigold,
    "linking": linking,
    "chains": chains,
    "metonyms": metonyms,
}
