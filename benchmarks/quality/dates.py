"""Expressions of time, against WikiWars (TIMEX3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import NamedTuple

from benchmarks.quality import Measure, gold
from lib.annotate import dates as found_in

TUNED = frozenset(
    {
        "01_WW2",
        "04_AmRevWar",
        "07_IraqWar",
        "10_PunicWars",
        "13_RussianCivWar",
        "16_SpanishCivilWar",
        "19_RussoJap",
        "22_SecondItaloAbyssinianWar",
    }
)
"""The documents that the rules were tuned on; the others are held out."""

_TIMEX = re.compile(r"<TIMEX3([^>]*)>(.*?)</TIMEX3>", re.DOTALL)
_JOIN = re.compile(r"\s*(?:-|–|—|\bto\b|\band\b|\bthrough\b|\buntil\b|\btill\b)\s*")


_DECADE = re.compile(r"^(\d{3})X$")  # 195X is 195 in WikiWars


class Timex(NamedTuple):
    """An expression: its span in the text, and its value as TIMEX3 writes it."""

    start: int
    end: int
    value: str


def documents() -> Iterator[tuple[str, date, str, list[Timex]]]:
    """Each document of WikiWars: its name, day of creation, text, and the marked expressions."""
    for record in gold("dates_wikiwars"):
        body = record["tml"].split("<TEXT>", 1)[1].split("</TEXT>", 1)[0]
        text, marked, at = "", list[Timex](), 0
        for match in _TIMEX.finditer(body):
            text += unescape(body[at : match.start()])
            inner = unescape(match[2])
            value = dict(re.findall(r'(\w+)="([^"]*)"', match[1]))["value"]
            marked.append(Timex(len(text), len(text) + len(inner), value))
            text, at = text + inner, match.end()
        text += unescape(body[at:])
        name = record["id"].removesuffix(".tml")
        yield name, date.fromisoformat(record["dct"]), text, marked


def found(text: str, created: date) -> list[Timex]:
    """What is found in a text; an interval of two expressions as its two ends, as WikiWars has it.

    "since 1931" is 1931 there: what an interval adds to what is written is taken off.
    """
    rows = []
    for row in found_in("", text, created):
        value = row.value
        ends = value.split("/")
        parted = list(_JOIN.finditer(row.expression)) if len(ends) == 2 else []
        if parted:
            cut = parted[-1]
            rows.append(Timex(row.start, row.start + cut.start(), ends[0]))
            rows.append(Timex(row.start + cut.end(), row.end, ends[1]))
        else:
            rows.append(Timex(row.start, row.end, ends[0]))
    return [row._replace(value=_DECADE.sub(r"\1", row.value)) for row in rows]


def scores(gold_rows: list[list[Timex]], rows: list[list[Timex]]) -> dict[str, float]:
    """F1 relaxed (any overlap), strict (same span), and with the right value; its precision."""
    marked, ours = sum(map(len, gold_rows)), sum(map(len, rows))
    relaxed = strict = valued = 0
    for wanted, given in zip(gold_rows, rows, strict=True):
        free = list(given)
        for one in wanted:
            match = next((r for r in free if r.start < one.end and one.start < r.end), None)
            if match is not None:
                free.remove(match)
                relaxed += 1
                strict += match[:2] == one[:2]
                valued += match.value == one.value
    both = marked + ours
    return {
        "relaxed": 2 * relaxed / both,
        "strict": 2 * strict / both,
        "value": 2 * valued / both,
        "precision": valued / ours,
    }


def dates(folder: Path) -> dict[str, float]:
    """Expressions of time and their values, on WikiWars (15 war histories, 1,700 TIMEX3).

    As TempEval-3 scores: an expression is found where spans overlap (relaxed) or are the same
    (strict); its value is right where it is the same string. `held` are the figures of the seven
    documents that nothing was tuned on. Published: HeidelTime 77.6 value F1 (on TempEval-3);
    dateparser's search finds 0.71 and gets 0.31 value F1 here.
    """
    everything = [(name, text, wanted, found(text, day)) for name, day, text, wanted in documents()]
    whole = scores([w for _, _, w, _ in everything], [g for *_, g in everything])
    held = [e for e in everything if e[0] not in TUNED]
    apart = scores([w for _, _, w, _ in held], [g for *_, g in held])
    return whole | {f"held {name}": value for name, value in apart.items()}


MEASURES: dict[str, Measure] = {"dates": dates}
