"""What the Events page shows: a chronology, who did what to whom, and the sentences behind it.

    ?told=KEY  or  ?told=A|B&told=FIRST&told=LAST  ->  window()

The first names an event by its best telling, the second the events of a pair (or, without ids, of
all) that happened between two days. Which of the events are shown is in the link as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lib import Corpus, annotate
from lib.measure import chronicle
from lib.measure import events as ev
from lib.measure.events import Asked
from lib.measure.evidence import Sought
from lib.measure.selection import Selection
from lib.view import charts, frame, markup, widgets
from lib.view.cache import ask
from lib.view.markup import Mark, label

PARAMETER = "told"
PAGE = 20
"""Events on a page of the chronology."""
_MEETINGS = 50
"""Rows on a page of an actor's meetings."""
_LINES = 5
"""Pairs that are drawn over time."""
_ORDERS = ("newest first", "oldest first", "most reported first")
_YEARS = (date(1500, 1, 1), date(2100, 12, 31))
_PICK = "Pick a row (by the keyboard with Shift and space)"


def none_told(corpus: Corpus, what: str) -> None:
    """Say that the selection tells of no such event, or that it is not known yet."""
    if corpus.settled:
        st.caption(f"No {what} is told in the selection.")
    else:
        st.caption("Events are joined once all articles are analysed: none is known yet.")


def how_recognised() -> None:
    """Say in a line how events are found, and how often that is right."""
    st.caption(
        label(
            "Found by patterns of verbs, with the actors around them; an event is what several "
            f"sentences tell of one day. Of those found, {widgets.percent(annotate.EVENTS_RIGHT)} "
            "were right when checked by hand. Days are those on which it happened, as the text "
            "says; stated and reported events count, planned and denied ones are only shown."
        )
    )


# --- what is asked for -------------------------------------------------------------------------


def asked(corpus: Corpus, selection: Selection) -> Asked:
    """Which events the reader asks for: types, actors, days and statuses; the link holds it."""
    kinds, known = ask(_offered, corpus, selection)
    chosen = st.pills(
        "Type",
        kinds,
        selection_mode="multi",
        format_func=str.lower,  # and so the link names it
        key="event_type",
        bind="query-params",
    )
    who, naming = list(known), _naming(known)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        one = widgets.chooser("Actor", who, "who", naming, "anybody")
        other = widgets.chooser("With", who, "whom", naming, "anybody")
        first = st.date_input("Happened from", None, *_YEARS, key="event_from", bind="query-params")
        last = st.date_input("to", None, *_YEARS, key="event_to", bind="query-params")
        statuses = st.pills(
            "Status",
            list(annotate.STATUSES),
            selection_mode="multi",
            default=list(annotate.STATUSES),
            key="event_status",
            bind="query-params",
        )
    return Asked(
        types=tuple(chosen or ()),
        actors=tuple(actor for actor in (one, other) if actor),
        start=first if isinstance(first, date) else None,
        end=last if isinstance(last, date) else None,
        statuses=tuple(statuses or annotate.STATUSES),
    )


def _offered(corpus: Corpus, selection: Selection) -> tuple[list[str], dict[str, str]]:
    """The types of the selection's events, and the names of those in them, most events first."""
    everything = ask(ev.chronology, corpus, selection, Asked())
    told = set(everything["type"])
    known = ev.parties(everything)
    kinds = [kind for kind in annotate.TYPES if kind in told]
    return kinds, dict(zip(known["key"], known["name"], strict=True))


def _naming(names: dict[str, str]) -> Callable[[str], str]:
    return lambda key: label(names[key])


def found(corpus: Corpus, selection: Selection, asked: Asked) -> pd.DataFrame:
    """The events asked for, newest first."""
    return ask(ev.chronology, corpus, selection, asked)


# --- over time ---------------------------------------------------------------------------------


def over_time(corpus: Corpus, selection: Selection, asked: Asked) -> None:
    """The events by the day on which they happened, all together or by pair."""
    split = st.segmented_control(
        "Drawn",
        ["all events", "the most frequent pairs"],
        default="all events",
        required=True,
        key="event_split",
        bind="query-params",
        label_visibility="collapsed",
    )
    drawn = ask(_drawn, corpus, selection, asked, split != "all events")
    key = widgets.fresh("events_time")
    widgets.chart(
        charts.timeline(drawn, height=230),
        drawn,
        key,
        "events-over-time",
        on_select=partial(_follow, key),
    )
    st.caption(label(ask(_left_out, corpus, selection, asked)))


def _drawn(corpus: Corpus, selection: Selection, asked: Asked, by_pair: bool) -> pd.DataFrame:
    most = ask(_pairs, corpus, selection, asked).head(_LINES)
    lines = list(zip(most["key"], most["pair"], strict=True)) if by_pair else []
    return ev.over_time(found(corpus, selection, asked), lines)


def _pairs(corpus: Corpus, selection: Selection, asked: Asked) -> pd.DataFrame:
    return ev.pairs(found(corpus, selection, asked))


def _left_out(corpus: Corpus, selection: Selection, asked: Asked) -> str:
    """What the chart cannot show, in a sentence."""
    everything = found(corpus, selection, asked)
    counted = everything[everything["counts"]]
    undated = int(counted["first"].isna().sum())
    long = int(((counted["last"] - counted["first"]).dt.days >= ev.LONGEST).sum())
    said = [f"{widgets.counted(len(counted), 'event')} stated or reported"]
    said += [f"{len(everything) - len(counted):,} planned or denied are not counted"]
    said += [f"not drawn: {undated:,} without a day"] if undated else []
    said += [f"{long:,} told for more than a month"] if long else []
    return "; ".join(said) + ". A click opens the sentences of that period."


def _follow(key: str) -> None:
    clicked = widgets.clicked(key)
    if clicked:
        pair, first, last = clicked
        _open(pair or "|", first, last)


def _open(*what: str) -> None:
    """Open the sentences behind a number; for callbacks."""
    widgets.spend()
    st.query_params[PARAMETER] = list(what)


# --- the chronology ----------------------------------------------------------------------------


def chronology(corpus: Corpus, found: pd.DataFrame, key: str = "chronology") -> None:
    """The events one after the other, each with the sentence that tells it best."""
    with st.container(horizontal=True, vertical_alignment="center"):
        order = st.segmented_control(
            "Order",
            list(_ORDERS),
            default=_ORDERS[0],
            required=True,
            key=f"{key}_order",
            bind="query-params",
            label_visibility="collapsed",
        )
        ordered = _ordered(found, str(order))
        _take_away(corpus, ordered, key)
    pages = max(1, -(-len(ordered) // PAGE))
    number = st.pagination(pages, key=f"{key}_{_digest(ordered)}") if pages > 1 else 1
    page = ordered.iloc[(number - 1) * PAGE : number * PAGE]
    st.caption(
        f"{(number - 1) * PAGE + 1:,} to {(number - 1) * PAGE + len(page):,} of {len(ordered):,}"
    )
    told = ev.tellings(corpus, page["telling"].tolist())
    names, places = ev.keys(corpus, page["telling"].tolist()), ev.places(corpus, page)
    shown = zip(page.itertuples(), told, places, names, strict=True)
    for event, telling, place, name in shown:
        _event(corpus, event, telling, place, name, key)


def _ordered(found: pd.DataFrame, order: str) -> pd.DataFrame:
    if order == _ORDERS[1]:
        return found.sort_values(["first", "last", "event"], na_position="last", ignore_index=True)
    if order == _ORDERS[2]:
        return found.sort_values(
            ["publications", "first"], ascending=False, kind="stable", ignore_index=True
        )
    return found


def _digest(found: pd.DataFrame) -> str:
    """A key that changes with the list."""
    return f"{hash(tuple(found['event'].head(200))) & 0xFFFFFF}_{len(found)}"


def _event(
    corpus: Corpus, event: Any, telling: ev.Telling, place: str, name: str, key: str
) -> None:
    """One event: its day and what happened (which opens the sentences), and the evidence."""
    with st.container(gap=None):
        st.button(
            label(f"{chronicle.day(event.first, event.last)}: {chronicle.said(event)}", 200),
            key=f"result_{key}_{event.event}",
            type="tertiary",
            wrap=True,
            on_click=_open,
            args=(name,),
        )
        meta = [
            event.status if event.counts else f"{event.status.upper()}, not counted",
            ev.described(event.type, event.mode),
            telling.toll.lower(),
            place,
            chronicle.reports(event),
            telling.source or "unknown source",
        ]
        whole = corpus.title(telling.row) if telling.part == "title" else corpus.text(telling.row)
        verb = [Mark(*telling.verb, "event")]
        body = markup.snippet(whole, verb, telling.start, telling.end)
        markup.show(markup.entry([part for part in meta if part], body))


def _take_away(corpus: Corpus, found: pd.DataFrame, key: str) -> None:
    """The chronology to paste into a brief: as text, Markdown or a table."""
    with st.popover("Copy or save", type="tertiary", key=f"{key}_away"):
        shown = found.head(PAGE)
        lines = chronicle.lines(corpus, shown)
        more = (
            f" The first {PAGE} of {len(found):,}; the files hold all." if len(found) > PAGE else ""
        )
        st.caption(label(f"To paste into a brief.{more}"))
        text, markdown = st.tabs(["Text", "Markdown"])
        with text:
            st.code(chronicle.as_text(lines), language=None, wrap_lines=True, height=260)
        with markdown:
            st.code(chronicle.as_markdown(lines), language=None, wrap_lines=True, height=260)
        for name, write, ending, mime in (
            ("Text", chronicle.as_text, "txt", "text/plain"),
            ("Markdown", chronicle.as_markdown, "md", "text/markdown"),
        ):
            st.download_button(
                f"{name}, all {len(found):,}",
                data=partial(_written, corpus, found, write),
                file_name=f"chronology.{ending}",
                mime=mime,
                key=f"{key}_{ending}",
                on_click="ignore",
                type="tertiary",
            )
        st.download_button(
            f"CSV, all {len(found):,}",
            data=lambda: chronicle.csv(corpus, found),
            file_name="chronology.csv",
            mime="text/csv",
            key=f"{key}_csv",
            on_click="ignore",
            type="tertiary",
        )


def _written(corpus: Corpus, found: pd.DataFrame, write: Any) -> str:
    return str(write(chronicle.lines(corpus, found)))


# --- pairs -------------------------------------------------------------------------------------


def pairs(corpus: Corpus, selection: Selection, asked: Asked) -> None:
    """Who did something to whom; picking a pair opens its sentences."""
    st.subheader("Pairs of actors")
    most = ask(_pairs, corpus, selection, asked)
    if most.empty:
        st.caption("No event that counts has a known actor on both sides.")
        return
    key = widgets.fresh(f"event_pairs_{hash((selection, asked)) & 0xFFFFFF}")

    def follow() -> None:
        place = widgets.picked(key)
        if place is not None:
            _open(str(most["key"].iloc[place]))

    config = st.column_config
    columns = {
        "pair": config.TextColumn("Pair", width=150),
        "events": config.NumberColumn("Events", format="localized", width=55),
        "cooperation": config.NumberColumn(
            "Coop.", help="Of them cooperation, in words or deeds", format="localized", width=50
        ),
        "conflict": config.NumberColumn(
            "Confl.", help="Of them conflict, in words or deeds", format="localized", width=50
        ),
    }
    widgets.table(most, key, "event-pairs", columns, on_select=follow)
    st.caption(
        label(f"Stated and reported events, both directions together. {_PICK} to read them.")
    )


# --- an actor's events -------------------------------------------------------------------------


def did(corpus: Corpus, selection: Selection, actor: str) -> None:
    """What an actor did, or what was done to it: a chronology, for its page."""
    how_recognised()
    found = _of_actor(corpus, selection, actor, met=False)
    side = st.segmented_control(
        "Side",
        ["done by the actor", "done to the actor"],
        default="done by the actor",
        required=True,
        key="did_side",
        bind="query-params",
        label_visibility="collapsed",
    )
    own = (found["source_key"] == actor).to_numpy()
    shown = found[own] if side == "done by the actor" else found[~own]
    window(corpus, selection, shown)
    if shown.empty:
        none_told(corpus, "event of this kind")
    else:
        chronology(corpus, shown, "did")


def met(corpus: Corpus, selection: Selection, actor: str) -> None:
    """Whom an actor met, called or visited: day, place and reports; a row opens its sentences."""
    how_recognised()
    found = _of_actor(corpus, selection, actor, met=True)
    window(corpus, selection, found)
    if found.empty:
        none_told(corpus, "meeting, talks, call or visit")
        return
    page = found.iloc[widgets.page_of(range(len(found)), f"met_{actor}", _MEETINGS)]
    shown = _meetings(corpus, page, actor)
    key = widgets.fresh(f"met_{abs(hash((selection, actor, len(found)))) & 0xFFFFFF}")

    def follow() -> None:
        place = widgets.picked(key)
        if place is not None:
            _open(*ev.keys(corpus, [int(page["telling"].iloc[place])]))

    config = st.column_config
    columns = {
        "day": config.TextColumn("Day", width=150),
        "with": config.TextColumn("With", width="medium"),
        "how": config.TextColumn("How", width=70),
        "place": config.TextColumn("Place", width="small"),
        "publications": config.NumberColumn("Publications", format="localized", width=95),
        "texts": config.NumberColumn("Texts", format="localized", width=60),
        "origins": config.NumberColumn("Origins", format="localized", width=70),
        "status": config.TextColumn("Status", width=80),
    }
    widgets.table(shown, key, "actor-met", columns, on_select=follow, height="content")
    st.caption(
        label(
            f"{len(found):,} meetings, talks, calls and visits, also planned or denied. "
            f"{_PICK} to read the sentences."
        )
    )


def _of_actor(corpus: Corpus, selection: Selection, actor: str, met: bool) -> pd.DataFrame:
    found = ask(ev.chronology, corpus, selection, Asked(actors=(actor,)))
    return found[(found["type"] == "CONSULT") == met]


def _meetings(corpus: Corpus, page: pd.DataFrame, actor: str) -> pd.DataFrame:
    """What the table of meetings shows of some events."""
    told = ev.tellings(corpus, page["telling"].tolist())
    other = np.where(page["source_key"] == actor, page["target"], page["source"])
    return pd.DataFrame(
        {
            "day": [chronicle.day(event.first, event.last) for event in page.itertuples()],
            "with": other,
            "how": page["mode"].to_numpy(),
            "place": ev.places(corpus, page),
            "publications": page["publications"].to_numpy(),
            "texts": page["texts"].to_numpy(),
            "origins": page["origins"].to_numpy(),
            "status": page["status"].to_numpy(),
            "sentence": [telling.sentence for telling in told],
        }
    )


# --- the sentences behind a number -------------------------------------------------------------


def window(corpus: Corpus, selection: Selection, found: pd.DataFrame) -> None:
    """Draw the window where the link asks for one; what it names wrongly is dropped, and said."""
    given = st.query_params.get_all(PARAMETER)
    if not given:
        return
    chosen = _chosen(corpus, found, given)
    if chosen is None or chosen.empty:
        _close()
        st.warning("From the link: the events that it names are not among those shown here.")
        return
    st.dialog(_title(chosen), width="large", on_dismiss=_close)(_sentences)(
        corpus, selection, chosen
    )


def _close() -> None:
    if PARAMETER in st.query_params:
        del st.query_params[PARAMETER]


def _chosen(corpus: Corpus, found: pd.DataFrame, given: list[str]) -> pd.DataFrame | None:
    """The events that the link names, of those shown."""
    what, *ends = given
    if "|" not in what:
        return found[found["event"] == ev.find(corpus, what)]
    chosen = found[found["counts"]]
    if what != "|":
        chosen = chosen[ev.of_pair(chosen, what)]
    if not ends:
        return chosen
    try:
        first, last = (np.datetime64(date.fromisoformat(day)) for day in ends)
    except ValueError:
        return None
    return chosen[ev.short(chosen) & (chosen["first"] >= first) & (chosen["first"] <= last)]


def _title(chosen: pd.DataFrame) -> str:
    if len(chosen) == 1:
        event = next(chosen.itertuples())
        return label(f"{chronicle.day(event.first, event.last)}: {chronicle.said(event)}", 140)
    return label(f"Sentences that tell of {widgets.counted(len(chosen), 'event')}")


def _sentences(corpus: Corpus, selection: Selection, chosen: pd.DataFrame) -> None:
    """The sentences, article by article, and how many texts and origins they go back to."""
    numbers = tuple(int(number) for number in chosen["event"])
    rows = ev.rows_told(corpus, selection, numbers)
    if len(chosen) == 1:
        event = next(chosen.itertuples())
        st.caption(label(f"{chronicle.reports(event)}. {event.status.capitalize()}."))
        _parties(event)
    widgets.behind(corpus, rows, Sought(events=numbers), "told_sentences", "event")


def _parties(event: Any) -> None:
    with st.container(horizontal=True):
        sides: Sequence[tuple[str, str]] = (
            (event.source_key, event.source),
            (event.target_key, event.target),
        )
        for actor, name in sides:
            if actor and st.button(label(f"Open {name}"), key=f"told_{actor}"):
                frame.go("actors", actor=actor)
