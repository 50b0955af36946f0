"""Events, against the coded test sentences of PETRARCH."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import data
from benchmarks.quality import Measure
from lib import annotate
from lib.annotate.events import MUTUAL, QUADS, events

_RECORDS = "gold/cameo_actors/petrarch_gold/p1_PETR.UnitTest.records.xml.gz"
_QUAD_OF_ROOT = {
    **dict.fromkeys(("03", "04", "05"), "verbal cooperation"),
    **dict.fromkeys(("06", "07", "08"), "material cooperation"),
    **dict.fromkeys(("09", "10", "11", "12", "13"), "verbal conflict"),
    **dict.fromkeys(("14", "15", "16", "17", "18", "19", "20"), "material conflict"),
}
_STATES = {
    "australia": "AUS",
    "central-african-republic": "CAF",
    "denmark": "DNK",
    "ethiopia": "ETH",
    "european-union": "IGOEEU",
    "france": "FRA",
    "kuwait": "KUW",
    "libya": "LBY",
    "north-korea": "PRK",
    "pakistan": "PAK",
    "philippines": "PHL",
    "russia": "RUS",
    "south-korea": "KOR",
    "united-states": "USA",
    "white-house": "USA",
    "zimbabwe": "ZBW",
}
"""Our actors among those of the sentences, with the first letters of their codes there."""

_INVENTED = {
    "Gollum": "HOB",
    "Smeagol": "HOB",
    "Slinker": "HOB",
    "Stinker": "HOB",
    "Sam Gamgee": "HOB",
    "Hamfast Gamgee": "HOB",
    "Frodo": "HOB",
    "Minas Tirith": "GON",
    "Cirith Ungol": "MOR",
    "Barad-dur": "MOR",
    "Caras Galadhon": "ELF",
    "Galadriel": "ELF",
    "Dol Amroth": "DOL",
    "Michel Delving": "SHR",
}
"""Invented names whose code does not begin as they do; all others are found by their letters."""

Triple = tuple[str, str, str]


@dataclass(frozen=True)
class _Record:
    text: str
    gold: frozenset[Triple]  # source, quad class, target


def _records() -> Iterator[_Record]:
    """The sentences, with those of their events that can be compared."""
    with gzip.open(data() / _RECORDS, "rt", encoding="utf-8") as stream:
        content = stream.read()
    seen = set()
    for record in re.findall(r"<Sentence\b.*?</Sentence>", content, re.S):
        text = re.search(r"<Text>(.*?)</Text>", record, re.S)
        coded = [
            dict(re.findall(r'(\w+)\s*=\s*"([^"]*)"', tag))
            for tag in re.findall(r"<EventCoding([^>]*)>", record)
        ]
        sentence = " ".join(text[1].split()) if text else ""
        if not coded or sentence in seen:
            continue
        seen.add(sentence)
        gold = _comparable(coded)
        if gold is not None:
            yield _Record(sentence, gold)


def _comparable(coded: list[dict[str, str]]) -> frozenset[Triple] | None:
    """The events of a record; None where one of them is of no class or of nobody in particular."""
    found = set()
    for event in coded:
        if "noevents" in event:
            continue
        code, source, target = (event.get(key, "") for key in _KEYS)
        if code[:2] in ("01", "02"):  # statements, which PLOVER does not have
            continue
        quad = _QUAD_OF_ROOT.get(code[:2])
        if quad is None or not source[:3].isalpha() or not target[:3].isalpha():
            return None
        found.add((_key(source), quad, _key(target)))
    return frozenset(found)


_KEYS = ("eventcode", "sourcecode", "targetcode")


def _key(code: str) -> str:
    """The state or body of a code, without its roles: "GONGOV" is of "GON"."""
    return "IGOEEU" if code == "IGOEEU" else code[:3]


def _mentions(text: str, codes: set[str]) -> tuple[list[annotate.Mention], dict[int, str]]:
    """The actors named in a sentence: ours, and the invented ones by the letters of their codes."""
    known = [
        (m.start, m.end, m.kind, _STATES[m.actor])
        for m in annotate.mentions("", text, None)
        if m.actor in _STATES
    ]
    names = "|".join(map(re.escape, _INVENTED))
    for match in re.finditer(rf"{names}|[A-Z][\w-]+", text):
        code = _INVENTED.get(match[0]) or match[0][:3].upper()
        if match[0] == "Former":
            continue
        if code in codes and not any(a < match.end() and match.start() < b for a, b, *_ in known):
            kind = "demonym" if re.search("(ian|ori|thi)$", match[0]) else "name"
            known.append((match.start(), match.end(), kind, code))
    chains: dict[str, int] = {}
    states = sorted(a.id for a in annotate.actors().values() if a.cls == "state")
    found = []
    for start, end, kind, code in sorted(known):
        chain = chains.setdefault(code, len(chains))
        form, actor = text[start:end], "frodo" if code == "HOB" else states[chain]
        found.append(annotate.Mention(start, end, "text", form, actor, kind, chain, 0))
    return found, {chain: code for code, chain in chains.items()}


def events_on_petrarch(folder: Path) -> dict[str, float]:
    """Events of the validation suite of PETRARCH (MIT), as sets for each sentence.

    The sentences are stylised, and most name invented states ("Arnor is about to restore full
    diplomatic ties with Gondor"); these are handed to the extractor as mentions, so that not the
    dictionary of names but the extraction is measured. Compared are the state or body of source
    and target (roles like GOV left out) and the quad class of the event. Left out: sentences with
    an event whose code is none of CAMEO's twenty roots (the suite uses codes of its own to test
    its syntax), or whose source or target is nobody in particular; and mere statements (01, 02),
    which PLOVER does not have. Elections and appointments, which CAMEO does not have, are left out
    of what is found. Planned and denied events are compared like all others, since the suite does
    not tell them apart.
    """
    records = list(_records())
    codes = {code for record in records for s, _, t in record.gold for code in (s, t)}
    gold, found = [], []
    for record in records:
        mentions, who = _mentions(record.text, codes)
        once = _once(record.gold)
        gold.append(once)
        found.append(
            frozenset(
                _sided(e.type, who.get(e.source, ""), who.get(e.target, ""), once)
                for e in events(record.text, mentions)
                if QUADS[e.type] != "neither"
            )
        )
    figures: dict[str, float] = {"sentences": len(records)}
    parts = {"source": (0,), "quad class": (1,), "target": (2,), "whole": (0, 1, 2)}
    for name, kept in parts.items():
        figures |= _scores(name, _cut(gold, kept), _cut(found, kept))
    return figures


def _sided(type_: str, source: str, target: str, gold: frozenset[Triple]) -> Triple:
    """An event from the side that the gold tells it from, where both do the same (a meeting)."""
    turned = (target, QUADS[type_], source)
    return turned if type_ in MUTUAL and turned in gold else (source, QUADS[type_], target)


def _once(told: frozenset[Triple]) -> frozenset[Triple]:
    """The events without those that only tell another from its other side."""
    return frozenset(
        (source, quad, target)
        for source, quad, target in told
        if source <= target or (target, quad, source) not in told
    )


def _cut(events: list[frozenset[Triple]], kept: tuple[int, ...]) -> set[tuple[object, ...]]:
    """Parts of the events, with the number of their sentence."""
    return {
        (number, *(event[place] for place in kept))
        for number, told in enumerate(events)
        for event in told
        if all(event[place] for place in kept)
    }


def _scores(
    name: str, gold: set[tuple[object, ...]], found: set[tuple[object, ...]]
) -> dict[str, float]:
    right = len(gold & found)
    precision = right / len(found) if found else 0.0
    recall = right / len(gold)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {f"{name} P": precision, f"{name} R": recall, f"{name} F1": f1}


MEASURES: dict[str, Measure] = {"events": events_on_petrarch}
