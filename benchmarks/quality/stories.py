"""Stories, against ECB+ and against the story headings of Wikipedia's current events."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import data
from benchmarks.quality import Measure, gold, opened


def stories(folder: Path) -> dict[str, float]:
    """Articles of one event in one story, on ECB+ (982 articles, 86 events, CC BY 3.0).

    B-cubed (Bagga & Baldwin 1998): for each article, the share of its story that is of its event
    (precision), and of its event that is in its story (recall). The articles carry no date: they
    run in the order of their ids, which come from their content and so are as good as drawn by
    lot. The events come in pairs that are hard to tell apart, such as two earthquakes.
    """
    documents = list(gold("ecbplus/documents"))
    rows = [{"id": d["doc_id"], "title": d["title"], "text": d["text"]} for d in documents]
    event = {str(d["doc_id"]): str(d["subtopic"]) for d in documents}
    corpus = opened(rows, folder)
    events = [event[own] for own in corpus.articles["own_id"]]
    return _b_cubed(corpus.stories.tolist(), events)


def story_headings(folder: Path) -> dict[str, float]:
    """Sentences under one heading in one story, on events of 2020 to 2023 (Wikipedia, CC BY-SA).

    25,000 events of one sentence each, with the day that they are listed under; thresholds were
    chosen on the events of 2015 to 2019. A heading such as "Syrian civil war" runs for years and
    a story ends with 30 days of silence, so that recall is low by design.
    """
    rows, heading = [], {}
    for number, event in enumerate(_events()):
        if event["story"] and event["date"] >= "2020":
            heading[str(number)] = str(event["story"][-1])
            rows.append({"id": str(number), "date": event["date"], "text": event["text"]})
    corpus = opened(rows, folder)
    headings = [heading[own] for own in corpus.articles["own_id"]]
    return _b_cubed(corpus.stories.tolist(), headings)


def _events() -> list[dict[str, Any]]:
    path = data() / "corpora" / "world_events_2002_2023.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _b_cubed(found: Sequence[int], true: Sequence[str]) -> dict[str, float]:
    both = Counter(zip(found, true, strict=True))
    of_found, of_true = Counter(found), Counter(true)
    pairs = list(zip(found, true, strict=True))
    precision = float(np.mean([both[pair] / of_found[pair[0]] for pair in pairs]))
    recall = float(np.mean([both[pair] / of_true[pair[1]] for pair in pairs]))
    f1 = 2 * precision * recall / (precision + recall)
    return {"B-cubed precision": precision, "B-cubed recall": recall, "B-cubed F1": f1}


MEASURES: dict[str, Measure] = {"stories": stories, "story_headings": story_headings}
