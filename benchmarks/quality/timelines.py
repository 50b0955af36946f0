"""Chronologies, against timelines that journalists wrote."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks import data
from benchmarks.quality import Measure, opened
from lib import Corpus, Selection
from lib.measure import chronology

Timeline = Mapping[date, Sequence[str]]
Grams = Counter[tuple[str, ...]]
_Words = dict[date, Grams]

_TOKEN = re.compile("[a-z0-9]+")
_SIGNS = {"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"'}
_APART = re.compile(r" ([,.;:?!)%]|'s\b|n't\b|'re\b|'ve\b)")


def _joined(text: str) -> str:
    """Text as it was before it was cut into tokens."""
    for sign, meaning in _SIGNS.items():
        text = text.replace(sign, meaning)
    return _APART.sub(r"\1", text).replace("( ", "(").replace("$ ", "$")


def collections() -> tuple[list[dict[str, str]], list[tuple[str, dict[date, list[str]]]]]:
    """The articles of all topics, the topic as their source; and each timeline with its topic."""
    articles, timelines = [], []
    for folder in sorted((data() / "gold" / "timeline17").iterdir()):
        if not folder.is_dir():
            continue
        with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as handle:
            for line in handle:
                row = json.loads(line)
                articles.append(
                    {
                        "id": f"{folder.name}/{row['id']}",
                        "date": row["time"][:10],
                        "source": folder.name,
                        "text": _joined(row["text"]),
                    }
                )
        for line in (folder / "timelines.jsonl").read_text("utf-8").splitlines():
            timeline: dict[date, list[str]] = defaultdict(list)
            for day, sentences in json.loads(line):
                timeline[date.fromisoformat(day)] += sentences
            timelines.append((folder.name, dict(timeline)))
    return articles, timelines


def predicted(corpus: Corpus, topic: str, wanted: Timeline) -> dict[date, list[str]]:
    """Our timeline of a topic, with as many days and sentences as the journalists', in its span."""
    selection = Selection(sources=(topic,), once=False)
    found = chronology.days(corpus, selection)
    day = found["day"].dt.date
    found = found[(day >= min(wanted)) & (day <= max(wanted))].head(len(wanted))
    most = max(1, round(sum(map(len, wanted.values())) / len(wanted)))
    table = chronology.table(corpus, selection, found, most)
    made: dict[date, list[str]] = {when: [] for when in found["day"].dt.date}
    for when, sentence in zip(table["day"].dt.date, table["sentence"], strict=True):
        made[when].append(sentence)
    return made


def date_f1(made: Timeline, wanted: Timeline) -> float:
    """F1 of the days, exactly."""
    both = len(made.keys() & wanted.keys())
    return 2 * both / (len(made) + len(wanted))


def _grams(sentences: Sequence[str], n: int) -> Grams:
    found: Grams = Counter()
    for sentence in sentences:
        tokens = _TOKEN.findall(sentence.lower())
        found.update(zip(*(tokens[i:] for i in range(n)), strict=False))
    return found


def _f1(one: Grams, other: Grams) -> float:
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def aligned_rouge(made: Timeline, wanted: Timeline, n: int) -> float:
    """Alignment-based ROUGE F1 (Martschat & Markert 2017, align+ m:1), without stemming.

    Each day is aligned to the day of the other timeline that costs least: distance in days, less
    where the words are alike; what it shares counts less, the further apart the two are.
    """
    ours, theirs = ({d: _grams(s, n) for d, s in t.items()} for t in (made, wanted))
    words = tuple({d: _grams(s, 1) for d, s in t.items()} for t in (made, wanted))
    precision = _covered(ours, theirs, words[0], words[1])
    recall = _covered(theirs, ours, words[1], words[0])
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _covered(one: _Words, other: _Words, words: _Words, more: _Words) -> float:
    """The share of one timeline's n-grams that the days of the other, each aligned, have too."""
    shared = 0.0
    for day, grams in one.items():
        nearness = {there: 1 / (abs((day - there).days) + 1) for there in other}
        best = min(other, key=lambda t: (1 - nearness[t]) * (1 - _f1(words[day], more[t])))
        shared += nearness[best] * (grams & other[best]).total()
    return shared / max(sum(grams.total() for grams in one.values()), 1)


def timelines(folder: Path) -> dict[str, float]:
    """Days and sentences of 19 timelines by journalists, on Timeline17 (4,650 articles, 17 topics).

    As is usual, a timeline gets the span, the number of days and the mean number of sentences of
    the journalists'. Published, means over the 19: date F1 0.544, AR1 0.120, AR2 0.035 (DATEWISE,
    trained; Gholipour Ghalandari & Ifrim 2020), 0.481 without training (days by number of
    articles).
    """
    articles, wanted = collections()
    corpus = opened(articles, folder)
    figures = []
    for topic, timeline in wanted:
        made = predicted(corpus, topic, timeline)
        rouge = [aligned_rouge(made, timeline, n) for n in (1, 2)]
        figures.append((date_f1(made, timeline), *rouge))
    means = np.mean(figures, axis=0)
    return dict(zip(("date F1", "AR1", "AR2"), means.tolist(), strict=True))


MEASURES: dict[str, Measure] = {"timelines": timelines}
