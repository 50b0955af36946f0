"""Copies, against pairs of texts of one address that were crawled at different times."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from benchmarks.quality import Measure, gold, opened
from lib.index import Corpus, parts

SAME_TOPIC = 1_000
_SEED = 11


def copies(folder: Path) -> dict[str, float]:
    """All texts of `near_duplicates` in one corpus: which of its pairs are found, and how rightly.

    A pair is a copy where `jaccard5` >= 0.5 or `containment5` >= 0.8 (given for 1,136 pairs; of
    others computed by the plain definition). Recall is over the given pairs that are copies,
    precision over all pairs that are found. "clusters" are the same for what is in one cluster,
    whose members need not all be copies of one another; precision there is over given pairs.
    """
    given = list(gold("near_duplicates"))
    texts = list(dict.fromkeys(pair[side] for pair in given for side in ("text_a", "text_b")))
    corpus = opened([{"id": f"t{n}", "title": "", "text": t} for n, t in enumerate(texts)], folder)
    row_of = {texts[int(str(own)[1:])]: row for row, own in enumerate(corpus.articles["own_id"])}
    known = {
        (min(ends), max(ends)): pair["jaccard5"] >= 0.5 or pair["containment5"] >= 0.8
        for pair in given
        for ends in [(row_of[pair["text_a"]], row_of[pair["text_b"]])]
        if ends[0] != ends[1]
    }
    wanted = [ends for ends, is_copy in known.items() if is_copy]
    found = _found(corpus)
    right = [ends for ends in found if known.get(ends) or _are_copies(corpus, ends)]
    together = [ends for ends in known if _in_one_cluster(corpus, ends)]
    return {
        "recall": len(found & set(wanted)) / len(wanted),
        "precision": len(right) / len(found),
        "clusters, recall": len(set(wanted) & set(together)) / len(wanted),
        "clusters, precision": sum(known[ends] for ends in together) / len(together),
    }


def _found(corpus: Corpus) -> set[tuple[int, int]]:
    """The pairs of rows that the corpus holds as copies."""
    pairs = parts.read_pairs(corpus._folder).pairs
    chosen = pairs.copies
    return set(zip(pairs.first[chosen].tolist(), pairs.second[chosen].tolist(), strict=True))


def _in_one_cluster(corpus: Corpus, ends: tuple[int, int]) -> bool:
    one, other = corpus.clusters.numbers[list(ends)]
    return bool(one == other and one >= 0)


def same_topic(folder: Path) -> dict[str, float]:
    """The share of 1,000 random pairs of ECB+ articles of one event that are not falsely one text.

    They tell of the same thing in other words. A pair in one cluster is false unless its texts are
    copies by the plain definition.
    """
    documents = list(gold("ecbplus/documents"))
    rows = [{"id": d["doc_id"], "title": d["title"], "text": d["text"]} for d in documents]
    corpus = opened(rows, folder)
    own = {str(name): row for row, name in enumerate(corpus.articles["own_id"])}
    events: dict[str, list[int]] = {}
    for document in documents:
        if str(document["doc_id"]) in own:
            events.setdefault(document["subtopic"], []).append(own[str(document["doc_id"])])
    pairs = [(a, b) for rows in events.values() for a in rows for b in rows if a < b]
    drawn = np.random.default_rng(_SEED).choice(len(pairs), SAME_TOPIC, replace=False)
    together = [pairs[place] for place in drawn if _in_one_cluster(corpus, pairs[place])]
    false = [ends for ends in together if not _are_copies(corpus, ends)]
    return {"not false": 1 - len(false) / SAME_TOPIC}


def _are_copies(corpus: Corpus, ends: tuple[int, int]) -> bool:
    """Whether two articles are copies, by the plainest code for the definition."""
    sets = []
    for text in map(corpus.text, ends):
        words = re.findall(r"\w+", text.lower())
        sets.append({tuple(words[i : i + 5]) for i in range(len(words) - 4)})
    shared = len(sets[0] & sets[1])
    either, least = len(sets[0] | sets[1]), min(len(sets[0]), len(sets[1]))
    return shared >= 0.5 * max(either, 1) or shared >= 0.8 * max(least, 1)


MEASURES: dict[str, Measure] = {"copies": copies, "copies_same_topic": same_topic}
