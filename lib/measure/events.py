"""Events: who did what to whom on which day, as the articles of a selection tell it.

A *telling* is a sentence that tells of an event (a row of the table of events), an *event* what
several tellings are of (pooled when the corpus was built). Events run on the clock of what
happened: their days are those that the sentences name, never the day of publication.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib import annotate
from lib.index import NO_DAY, PARTS_OF_ARTICLE, Corpus
from lib.measure import article, time
from lib.measure import selection as sel
from lib.measure.selection import Selection

SOMEBODY = annotate.SOMEBODY
"""How an unknown source or target is named."""

COUNTED = ("stated", "reported")
"""The statuses that count; planned and denied events are shown, and not counted."""

LONGEST = 31
"""Days of the longest period that an event over time may be told for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events of a selection's articles are asked for; all by default.

    Attributes:
        types: types of which one must be the event's.
        modes: modes of which one must be the event's.
        actors: ids of actors of which each must be its source or target.
        start, end: first and last day on which it must have happened, both included.
        statuses: of which one must be the event's.
    """

    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    statuses: tuple[str, ...] = annotate.STATUSES


def described(type_: str, mode: str) -> str:
    """An event's type and mode, as they are shown: "consult: meet", or "accuse" alone."""
    kind = type_.lower()
    return kind if mode in ("", kind) else f"{kind}: {mode}"


# --- one article -------------------------------------------------------------------------------


def spans(corpus: Corpus, row: int) -> list[tuple[int, int, str]]:
    """Where an article's text tells of events: the word that tells it, and what it tells.

    Returns:
        Start and end in characters of the text, and "consult: meet, Marco Rubio → Sergey
        Lavrov, stated"; without the second name where it needs none ("appoint: resign").
    """
    told = corpus.spans_in("events", row)
    told = told[told["part"] == PARTS_OF_ARTICLE.index("text")]
    here = np.full(len(told), row)
    source, target = (_names(corpus, here, told[name].to_numpy()) for name in ("source", "target"))
    found = []
    for event, one, other in zip(told.itertuples(), source, target, strict=True):
        type_, mode = annotate.TYPES[event.type], annotate.modes()[event.mode]
        whom = f" → {other}" if annotate.event_has_target(type_, mode) else ""
        said = f"{described(type_, mode)}, {one}{whom}, {annotate.STATUSES[event.status]}"
        found.append((int(event.verb_start), int(event.verb_end), said))
    return found


def _names(corpus: Corpus, rows: NDArray[Any], chains: NDArray[Any]) -> NDArray[Any]:
    names = np.append(corpus.actors["name"].to_numpy(), SOMEBODY)
    return np.asarray(names[corpus.actors_of_chains(rows, chains)])


# --- the tellings of a selection ---------------------------------------------------------------


@dataclass(frozen=True)
class _Told:
    """The tellings asked for; arrays of shape (n,).

    Attributes:
        place: the rows of the table of events.
        article: the row of the article of each.
        event: what each tells of, a place in `Corpus.happened`.
        source, target: numbers of actors, -1 unknown.
    """

    place: NDArray[np.int64]
    article: NDArray[np.int32]
    event: NDArray[np.int32]
    source: NDArray[np.int32]
    target: NDArray[np.int32]


def _told(corpus: Corpus, selection: Selection, asked: Asked) -> _Told:
    """The tellings in the selection's articles of the events that are asked for."""
    rows = corpus.span_column("events", "article")
    within = sel.resolve(corpus, selection).publications[rows] & _wanted(corpus, asked)
    place = np.flatnonzero(within)
    source, target = (
        corpus.actors_of_chains(rows[place], corpus.span_column("events", name)[place])
        for name in ("source", "target")
    )
    found = _Told(place, rows[place], corpus.event_numbers[place], source, target)
    return _with_actors(corpus, found, asked.actors) if asked.actors else found


def _wanted(corpus: Corpus, asked: Asked) -> NDArray[np.bool_]:
    """Which tellings are of events of the types and days asked for, shape (tellings,)."""
    happened = corpus.happened
    kept = np.ones(len(happened), bool)
    if asked.types:
        kept &= happened["type"].isin([annotate.TYPES.index(t) for t in asked.types]).to_numpy()
    if asked.modes:
        kept &= happened["mode"].isin([annotate.modes().index(m) for m in asked.modes]).to_numpy()
    first, last = happened["first_day"].to_numpy(), happened["last_day"].to_numpy()
    if asked.start is not None:
        kept &= (last != NO_DAY) & (last >= sel.day_number(asked.start))
    if asked.end is not None:
        kept &= (first != NO_DAY) & (first <= sel.day_number(asked.end))
    return np.asarray(kept[corpus.event_numbers])


def _with_actors(corpus: Corpus, told: _Told, actors: Sequence[str]) -> _Told:
    kept = np.ones(len(told.place), bool)
    for actor in actors:
        number = corpus.actor_numbers.get(actor, -2)
        kept &= (told.source == number) | (told.target == number)
    # A telling without a source belongs to its event all the same.
    kept = np.isin(told.event, told.event[kept])
    return _Told(*(column[kept] for column in _columns(told)))


def _columns(told: _Told) -> tuple[Any, ...]:
    return told.place, told.article, told.event, told.source, told.target


# --- events ------------------------------------------------------------------------------------


def chronology(corpus: Corpus, selection: Selection, asked: Asked | None = None) -> pd.DataFrame:
    """The events that a selection's articles tell of, newest first, undated ones last.

    Args:
        corpus: where.
        selection: whose articles.
        asked: which events.

    Returns:
        A row an event: `event` (number), `first`, `last` (datetime64; missing where undated),
        `type`, `mode`, `quad`, `source`, `target` (names; no target where it needs none: a
        resignation), `source_key`, `target_key` (ids, "" unknown),
        `status` (the surest that these articles tell), `counts` (whether stated or reported),
        `publications` (articles), `texts` (copies of one text are one), `origins` (services
        credited, or sources), `telling` (the row of the best telling: the surest, then the
        earliest published), `where` (the row of the best telling that names a place, -1 if none).
    """
    asked = asked or Asked()
    told = _told(corpus, selection, asked)
    events, of = np.unique(told.event, return_inverse=True)
    size = len(events)
    status = corpus.span_column("events", "status")[told.place]
    order = _by_worth(corpus, told, of, status)
    best = _first(of, order, size)
    placed = order[corpus.span_column("events", "place_start")[told.place[order]] >= 0]
    where = _first(of, placed, size)
    happened = corpus.happened.iloc[events]
    ids, names = (
        np.append(corpus.actors[c].to_numpy(), e) for c, e in (("id", ""), ("name", SOMEBODY))
    )
    source, target = told.source[best], told.target[best]
    needed = _targeted()[happened["type"].to_numpy(), happened["mode"].to_numpy()]
    frame = pd.DataFrame(
        {
            "event": events,
            "first": _dates(happened["first_day"]),
            "last": _dates(happened["last_day"]),
            "type": np.array(annotate.TYPES)[happened["type"].to_numpy()],
            "mode": np.array(annotate.modes())[happened["mode"].to_numpy()],
            "quad": np.array(list(annotate.QUADS.values()))[happened["type"].to_numpy()],
            "source": names[source],
            "target": np.where(needed | (target >= 0), names[target], ""),
            "source_key": ids[source],
            "target_key": ids[target],
            "status": np.array(annotate.STATUSES)[_least(of, status, size)],
            "publications": _distinct(of, told.article, size),
            "texts": _distinct(of, corpus.clusters.texts()[told.article], size),
            "origins": _distinct(of, _origins(corpus)[told.article], size),
            "telling": told.place[best],
            "where": np.where(where < 0, -1, np.append(told.place, -1)[where]),
        }
    )
    frame["counts"] = frame["status"].isin(COUNTED)
    frame = frame[frame["status"].isin(asked.statuses)]
    return frame.sort_values(
        ["first", "last", "publications", "event"],
        ascending=[False, False, False, True],
        na_position="last",
        ignore_index=True,
    )


@cache
def _targeted() -> NDArray[np.bool_]:
    """Which types and modes are done to somebody, shape (types, modes)."""
    return np.array(
        [[annotate.event_has_target(t, mode) for mode in annotate.modes()] for t in annotate.TYPES]
    )


def _dates(days: pd.Series) -> NDArray[np.datetime64]:
    numbers = days.to_numpy().astype(np.int64)
    found: NDArray[np.datetime64] = numbers.astype("datetime64[D]").astype("datetime64[s]")
    found[numbers == NO_DAY] = np.datetime64("NaT")
    return found


def _by_worth(
    corpus: Corpus, told: _Told, of: NDArray[Any], status: NDArray[Any]
) -> NDArray[np.int64]:
    """The tellings by event, those that speak best for it first: sure, dated, and early.

    Before all these come those that name its actors.
    """
    dated = corpus.span_column("events", "date")[told.place] >= 0
    order = np.lexsort(
        (
            told.place,
            corpus.days[told.article],
            ~dated,
            status,
            _unlike(corpus, told),
            told.source < 0,
            of,
        )
    )
    return np.asarray(order, np.int64)


def _first(of: NDArray[Any], order: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """The first telling of each event in an order, -1 where it has none there; shape (size,)."""
    found = np.full(size, -1, np.int64)
    found[of[order][::-1]] = order[::-1]
    return found


def _unlike(corpus: Corpus, told: _Told) -> NDArray[np.bool_]:
    """Which tellings name others than the event is known by: states for those who act for them."""
    typical = corpus.happened["telling"].to_numpy()[told.event]
    rows = corpus.span_column("events", "article")[typical]
    source, target = (
        corpus.actors_of_chains(rows, corpus.span_column("events", name)[typical])
        for name in ("source", "target")
    )
    same = (told.source == source) & (told.target == target)
    return np.asarray(~same & ~((told.source == target) & (told.target == source)))


def _least(of: NDArray[Any], values: NDArray[Any], size: int) -> NDArray[np.int64]:
    found = np.full(size, len(annotate.STATUSES) - 1, np.int64)
    np.minimum.at(found, of, values)
    return found


def _distinct(of: NDArray[Any], values: NDArray[Any], size: int) -> NDArray[np.int64]:
    """How many different values each event has."""
    values = values.astype(np.int64)
    width = int(values.max(initial=0)) + 1
    return np.bincount(np.unique(of.astype(np.int64) * width + values) // width, minlength=size)


def _origins(corpus: Corpus) -> NDArray[np.int64]:
    """A number for each article's origin; an unknown one is its own, shape (articles,)."""
    known = corpus.origins.astype(np.int64)
    return np.where(known < 0, np.arange(len(corpus)) + len(corpus), known)


def keys(corpus: Corpus, tellings: Sequence[int]) -> list[str]:
    """How a link names the events that some rows of the table of events tell of.

    An article's id, the place of the verb in its text (in its title with a "t" before), and the
    chain of the target: what does not change when the corpus is built anew.
    """
    places = np.asarray(tellings, np.int64)
    articles = corpus.span_column("events", "article")[places]
    ids = corpus.ids.take(articles.astype(np.int64)).to_pylist()
    verbs = corpus.span_column("events", "verb_start")[places]
    targets = corpus.span_column("events", "target")[places]
    marks = np.array(["", "t"])[corpus.span_column("events", "part")[places]]
    told = zip(ids, marks, verbs, targets, strict=True)
    return [f"{article}.{mark}{verb}.{target}" for article, mark, verb, target in told]


def find(corpus: Corpus, key: str) -> int | None:
    """The event that one of `keys` names; None where this corpus has no such telling."""
    named, _, rest = key.partition(".")
    verb, _, target = rest.partition(".")
    part, verb = int(verb.startswith("t")), verb.removeprefix("t")
    if not (verb.isascii() and verb.isdigit() and target.lstrip("-").isdigit()):
        return None
    number = article.find(corpus, named)
    if number is None:
        return None
    low, high = np.searchsorted(corpus.span_column("events", "article"), (number, number + 1))
    verbs, targets, parts = (
        corpus.span_column("events", name)[low:high] for name in ("verb_start", "target", "part")
    )
    here = np.flatnonzero((verbs == int(verb)) & (targets == int(target)) & (parts == part))
    return int(corpus.event_numbers[low + here[0]]) if len(here) else None


# --- what tells of them ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence that tells of an event, and the article that it stands in.

    Attributes:
        row: the article.
        part: "text" or "title": where the sentence stands.
        start, end: the sentence, in characters of it.
        verb: the span of the word that tells it.
        sentence: as written.
        place: where it happened, as written; "" where it says none.
        title, article, source: of the article: title, id, outlet ("" unknown).
        published: the day of publication; None undated.
    """

    row: int
    part: str
    start: int
    end: int
    verb: tuple[int, int]
    sentence: str
    place: str
    toll: str
    title: str
    article: str
    source: str
    published: pd.Timestamp | None


def tellings(corpus: Corpus, places: Sequence[int]) -> list[Telling]:
    """The sentences of some rows of the table of events, for what is on the screen or exported."""
    table = corpus.spans("events")
    found = table.take(np.asarray(places, np.int64)).to_pylist()
    rows = np.array([event["article"] for event in found], np.int32)
    listed = corpus.listed(rows)
    texts: dict[tuple[int, int], str] = {}
    told = []
    for event, about in zip(found, listed.itertuples(), strict=True):
        row = int(event["article"])
        place = row, int(event["part"])
        text = texts.setdefault(place, "") or (corpus.title(row) if place[1] else corpus.text(row))
        texts[place] = text
        where = text[event["place_start"] : event["place_end"]] if event["place_start"] >= 0 else ""
        told.append(
            Telling(
                row,
                PARTS_OF_ARTICLE[place[1]],
                event["start"],
                event["end"],
                (event["verb_start"], event["verb_end"]),
                text[event["start"] : event["end"]],
                where,
                _toll(event, text),
                str(about.title),
                str(about.id),
                str(about.source),
                None if pd.isna(about.date) else about.date,
            )
        )
    return told


def _toll(event: dict[str, Any], text: str) -> str:
    """How many people were killed or hurt, as the sentence of an event counts them; else ""."""
    kind = annotate.TYPES[event["type"]], annotate.modes()[event["mode"]]
    if kind[0] != "CASUALTIES" and kind != ("ASSAULT", "kill"):
        return ""
    start = event["start"]
    sentence = text[start : event["end"]]
    return annotate.toll(sentence, event["verb_start"] - start, event["verb_end"] - start)


def places(corpus: Corpus, found: pd.DataFrame) -> list[str]:
    """Where each event of a `chronology` happened, as a telling of it says; "" where none does, or
    where it was the place itself to which it was done."""
    known = found["where"].to_numpy()
    named = iter(tellings(corpus, known[known >= 0].tolist()))
    where = [next(named).place if row >= 0 else "" for row in known.tolist()]
    return [
        "" if place == target else place
        for place, target in zip(where, found["target"], strict=True)
    ]


def rows_told(corpus: Corpus, selection: Selection, events: Sequence[int]) -> NDArray[np.int32]:
    """The selection's articles that tell of one of these events, newest first."""
    told = _told(corpus, selection, Asked())
    mask = np.zeros(len(corpus), bool)
    mask[told.article[np.isin(told.event, np.asarray(events))]] = True
    order = np.asarray(corpus.order)
    return np.asarray(order[mask[order]], dtype=np.int32)


# --- pairs, and over time ----------------------------------------------------------------------


def pairs(found: pd.DataFrame) -> pd.DataFrame:
    """Who did something to whom, most events first, of a `chronology`.

    Returns:
        A row a pair with a known source and target, both directions together: `pair` ("A – B"),
        `key` ("a|b", ids), `events` (that count), `cooperation`, `conflict` (of them; elections
        and appointments are neither), `first`, `last` (days), `publications` (the sum over
        events).
    """
    known = found[found["counts"] & (found["source_key"] != "") & (found["target_key"] != "")]
    parties = pd.concat([known["source_key"], known["target_key"]])
    codes, ids = pd.factorize(parties, sort=True)
    names = dict(zip(parties, pd.concat([known["source"], known["target"]]), strict=True))
    one, other = codes[: len(known)].astype(np.int64), codes[len(known) :].astype(np.int64)
    frame = pd.DataFrame(
        {
            "code": np.minimum(one, other) * len(ids) + np.maximum(one, other),
            "cooperation": known["quad"].str.endswith("cooperation").to_numpy(),
            "conflict": known["quad"].str.endswith("conflict").to_numpy(),
            "first": known["first"].to_numpy(),
            "last": known["last"].to_numpy(),
            "publications": known["publications"].to_numpy(),
        }
    )
    pooled = (
        frame.groupby("code")
        .agg(
            events=("first", "size"),
            cooperation=("cooperation", "sum"),
            conflict=("conflict", "sum"),
            first=("first", "min"),
            last=("last", "max"),
            publications=("publications", "sum"),
        )
        .reset_index()
        .sort_values(
            ["events", "publications", "code"], ascending=[False, False, True], ignore_index=True
        )
    )
    code = pooled.pop("code").to_numpy()
    sides = [(ids[a], ids[b]) for a, b in zip(code // len(ids), code % len(ids), strict=True)]
    pooled.insert(0, "pair", [f"{names[a]} – {names[b]}" for a, b in sides])
    pooled.insert(1, "key", [f"{a}|{b}" for a, b in sides])
    return pooled


def parties(found: pd.DataFrame) -> pd.DataFrame:
    """Who did or suffered something, of a `chronology`: `key`, `name`, `events`; most first."""
    keys = pd.concat([found["source_key"], found["target_key"]])
    names = pd.concat([found["source"], found["target"]])
    both = pd.DataFrame({"key": keys.to_numpy(), "name": names.to_numpy()})
    both = both[both["key"] != ""]
    counted = both.groupby("key", sort=False).agg(name=("name", "first"), events=("name", "size"))
    return counted.reset_index().sort_values(
        ["events", "key"], ascending=[False, True], ignore_index=True
    )


def over_time(
    found: pd.DataFrame, split: Sequence[tuple[str, str]] = (), unit: str | None = None
) -> pd.DataFrame:
    """Events of a `chronology` by the day on which they happened.

    Args:
        found: the events; those that count and are told for `LONGEST` days at most are counted.
        split: (key, name) of pairs to count apart, keys as in `pairs`; one line where empty.
        unit: one of `lib.measure.time.UNITS`; by the length of the span where None.

    Returns:
        As `lib.measure.time.timeline`: `period`, `end`, `series`, `key`, `count`, `total` (all of
        these events; missing for one line), `share`, `partial`; and `counted`: "events".
    """
    kept = found[found["counts"] & short(found)]
    if kept.empty:
        columns = ["period", "end", "series", "key", "count", "total", "share", "partial"]
        return pd.DataFrame({name: [] for name in columns})
    days = kept["first"].to_numpy().astype("datetime64[D]").astype(np.int64)
    ends = sel.to_date(int(days.min())), sel.to_date(int(days.max()))
    periods = time.grid(*ends, unit or time.default_unit(*ends))
    periods = replace(periods, partial=np.zeros(len(periods), bool))
    place = np.searchsorted(periods.starts.astype(np.int64), days, side="right") - 1
    total = np.bincount(place, minlength=len(periods))
    lines = [("", "events", np.ones(len(kept), bool))]
    if split:
        lines = [(key, name, of_pair(kept, key)) for key, name in split]
    pieces = [
        pd.DataFrame(
            {
                "period": periods.starts,
                "end": periods.ends,
                "series": name,
                "key": key,
                "count": np.bincount(place[mask], minlength=len(periods)),
                "total": total if split else np.nan,
                "partial": periods.partial,
                "counted": "events",
            }
        )
        for key, name, mask in lines
    ]
    frame = pd.concat(pieces, ignore_index=True)
    frame["share"] = frame["count"] / frame["total"].where(frame["total"] > 0, 1)
    return frame


def short(found: pd.DataFrame) -> pd.Series:
    """Which events of a `chronology` are told for `LONGEST` days at most, and so for a day."""
    return (found["last"] - found["first"]).dt.days < LONGEST


def of_pair(found: pd.DataFrame, key: str) -> NDArray[np.bool_]:
    """Which events of a `chronology` are between two actors, "a|b" by id, in either direction."""
    one, _, other = key.partition("|")
    source, target = found["source_key"], found["target_key"]
    return np.asarray(((source == one) & (target == other)) | ((source == other) & (target == one)))
