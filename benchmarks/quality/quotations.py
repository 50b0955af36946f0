"""Quotations, against the attributions that readers marked in American political news."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.quality import Measure, gold
from lib.annotate import annotations

Span = tuple[int, int]
Places = frozenset[int]

ENOUGH = 0.8
"""Two spans are the same where their characters in common are so large a part of all of theirs."""
_AROUND = " .,;"
_OPENING = ('"', "“", "''")
_CLOSING = ('"', "”", "''", "’")


@dataclass(frozen=True, slots=True)
class _Marked:
    """An attribution, marked or found: the places of its three spans, and whether direct."""

    content: Places
    cue: Places
    source: Places
    direct: bool


def quotations(folder: Path) -> dict[str, float]:
    """Quotations against PolNeAR's dev part (94 articles, Newell et al. 2018), never tuned on.

    An attribution is found where content overlaps by `ENOUGH` (in common over all characters;
    marks at its ends do not count), one to one, the best overlap first. "exact" asks for the very
    span. Of direct ones, those whose content is all between quotation marks: recall over the
    marked, precision over the found. A speaker is right if the one span holds at least `ENOUGH` of
    the shorter of the two; over found attributions that have a marked source. PolNeAR marks
    attitudes and intentions, too ("supporters of", "is expected to"), in 7,700 ways to say it;
    Wirescope looks for what is said.

    Published on other news (Muzny et al. 2017, "A Two-stage Sieve Approach for Quote
    Attribution"): quotes F1 0.837 (loose) / 0.761 (tight), speaker 0.86.
    """
    return scores(record for record in gold("quotes_polnear") if record["split"] == "dev")


def scores(records: Iterable[dict[str, Any]]) -> dict[str, float]:
    """The figures over some articles."""
    articles = [(_marked(record), _found(record["text"])) for record in records]
    figures = {}
    for name, of in _SPANS.items():
        figures[f"{name} F1"] = _f1(articles, of, ENOUGH)
        figures[f"{name} F1, exact"] = _f1(articles, of, 1.0)
    pairs = [pair for marked, found in articles for pair in _paired(marked, found)]
    direct = [(m, f) for m, f in pairs if m.direct]
    marked_direct = sum(m.direct for marked, _ in articles for m in marked)
    found_direct = sum(f.direct for _, found in articles for f in found)
    recall = len(direct) / max(marked_direct, 1)
    precision = sum(f.direct for _, f in pairs) / max(found_direct, 1)
    all_found = max(sum(len(found) for _, found in articles), 1)
    figures["all P"] = len(pairs) / all_found
    figures["all R"] = len(pairs) / max(sum(len(marked) for marked, _ in articles), 1)
    figures["direct P"], figures["direct R"] = precision, recall
    figures["direct F1"] = 2 * precision * recall / max(precision + recall, 1e-9)
    figures["speaker, direct"] = _right(direct)
    figures["speaker, all"] = _right(pairs)
    return figures


_SPANS: dict[str, Callable[[_Marked], Places]] = {
    "content": lambda a: a.content,
    "cue": lambda a: a.cue,
    "source": lambda a: a.source,
}


def _places(text: str, spans: Iterable[Sequence[int]]) -> Places:
    found: set[int] = set()
    for start, end in spans:
        bare = len(text[start:end].rstrip(_AROUND))
        found.update(range(start, start + bare))
    return frozenset(found)


def _marked(record: dict[str, Any]) -> list[_Marked]:
    text = record["text"]
    found = []
    for attribution in record["attributions"]:
        content, cue, source = (
            sorted(span for piece in attribution[name] for span in piece["spans"])
            for name in ("content", "cue", "source")
        )
        if content:
            places = (_places(text, spans) for spans in (content, cue, source))
            found.append(_Marked(*places, _is_direct(text, content)))
    return found


def _is_direct(text: str, content: Sequence[Sequence[int]]) -> bool:
    pieces = [text[start:end].strip() for start, end in content]
    return all(piece.startswith(_OPENING) for piece in pieces) and (
        pieces[-1].rstrip(".,").endswith(_CLOSING)
    )


def _found(text: str) -> list[_Marked]:
    return [
        _Marked(
            _places(text, said.content),
            _places(text, [said.cue] if said.cue else []),
            _places(text, [said.speaker] if said.speaker else []),
            said.kind == "direct",
        )
        for said in annotations("", text).quotations
    ]


def _overlap(first: Places, second: Places) -> float:
    return len(first & second) / max(len(first | second), 1)


def _paired(marked: Sequence[_Marked], found: Sequence[_Marked]) -> list[tuple[_Marked, _Marked]]:
    """The attributions that are the same, one to one, the best overlaps first."""
    pairs = _matches([m.content for m in marked], [f.content for f in found], ENOUGH)
    return [(marked[i], found[j]) for i, j in pairs]


def _matches(
    marked: Sequence[Places], found: Sequence[Places], enough: float
) -> list[tuple[int, int]]:
    scored = [
        (_overlap(one, other), i, j)
        for i, one in enumerate(marked)
        for j, other in enumerate(found)
        if not one.isdisjoint(other)
    ]
    left, right, pairs = set(range(len(marked))), set(range(len(found))), []
    for score, i, j in sorted(scored, reverse=True):
        if score >= enough and i in left and j in right:
            left.remove(i)
            right.remove(j)
            pairs.append((i, j))
    return pairs


def _f1(
    articles: Sequence[tuple[list[_Marked], list[_Marked]]],
    of: Callable[[_Marked], Places],
    enough: float,
) -> float:
    same, total = 0, 0
    for marked, found in articles:
        sides = [[of(a) for a in side if of(a)] for side in (marked, found)]
        same += len(_matches(sides[0], sides[1], enough))
        total += len(sides[0]) + len(sides[1])
    return 2 * same / max(total, 1)


def _right(pairs: Sequence[tuple[_Marked, _Marked]]) -> float:
    """How many of the found attributions with a marked source have the right speaker."""
    known = [(m.source, f.source) for m, f in pairs if m.source]
    right = [bool(f) and len(m & f) >= ENOUGH * min(len(m), len(f)) for m, f in known]
    return sum(right) / max(len(right), 1)


MEASURES: dict[str, Measure] = {"quotations": quotations}
