"""The selection: kept in the session, written into the address bar, set by the sidebar.

The session holds one `Selection`. The address bar is written from it on every run, and read when
a session begins and when the reader goes back: what it says is untrusted and validated anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from lib import Corpus, annotate, index
from lib.measure import selection as sel
from lib.measure import time, topics
from lib.measure.actors import ranking
from lib.measure.selection import Selection
from lib.view import charts, watch
from lib.view.cache import ask, picture
from lib.view.markup import label, plain
from lib.workspace import Workspace

PARAMETERS = (*sel.PARAMETERS, sel.CORPUS_PARAMETER, sel.CORRECTIONS_PARAMETER)
"""The parameters of a link that say what is selected, and in what."""

_STATE = "selection"
_WRITTEN = "selection_written"
_DROPPED = "selection_dropped"
_UNDO = "selection_undo"
_SETS = "correction_sets"
_SETS_WRITTEN = "correction_sets_written"
_SETS_SAID = "correction_sets_said"
_ANEW = "draw_anew"
_MOST_UNDO = 30
_MOST_OPTIONS = 400

_PRESETS = {
    "last day": 1,
    "last 7 days": 7,
    "last 30 days": 30,
    "last 12 months": 365,
}


# --- the selection of this session -------------------------------------------------------------


def current() -> Selection:
    """The selection of this session."""
    found = st.session_state.get(_STATE)
    return found if isinstance(found, Selection) else Selection()


def change(**values: Any) -> None:
    """Change parts of the selection; for callbacks. The reader can undo it."""
    put(replace(current(), **values))


def put(selection: Selection) -> None:
    """Set the whole selection; for callbacks. The reader can undo it."""
    before = current()
    if selection != before:
        st.session_state[_UNDO] = [*st.session_state.get(_UNDO, []), before][-_MOST_UNDO:]
        st.session_state[_STATE] = selection


def toggle(field: str, value: str) -> None:
    """Add a value to one of the selection's lists, or take it out; for callbacks."""
    values = getattr(current(), field)
    kept = tuple(v for v in values if v != value)
    change(**{field: kept if value in values else (*values, value)})


def follow(drawn: Selection) -> None:
    """In a fragment: draw the whole app anew where a callback has changed what it shows."""
    if current() != drawn or st.session_state.pop(_ANEW, False):
        st.rerun()


def draw_anew() -> None:
    """Let the next fragment draw the whole app anew: its corpus has changed; for callbacks."""
    st.session_state[_ANEW] = True


def undo() -> None:
    """Go back to the selection before the last change; for callbacks."""
    earlier = st.session_state.get(_UNDO, [])
    if earlier:
        st.session_state[_STATE] = earlier[-1]
        st.session_state[_UNDO] = earlier[:-1]


def can_undo() -> bool:
    """Whether there is a change to undo."""
    return bool(st.session_state.get(_UNDO))


def sets() -> tuple[str, ...]:
    """The sets of corrections that this session looks through, by name; none at first."""
    return tuple(st.session_state.get(_SETS, ()))


def put_sets(names: Iterable[str]) -> None:
    """Look through these sets of corrections; for callbacks."""
    st.session_state[_SETS] = tuple(sorted(set(names)))


# --- the address bar ---------------------------------------------------------------------------


def _in_address_bar() -> dict[str, list[str]]:
    found = {name: st.query_params.get_all(name) for name in sel.PARAMETERS}
    return {name: values for name, values in found.items() if values}


def _as_parameters(selection: Selection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in sel.to_parameters(selection):
        found.setdefault(name, []).append(value)
    return found


def read(corpus: Corpus) -> None:
    """Take the selection from the address bar, where it is the reader who changed it.

    That is when the session begins, and when going back leads to another selection. An address
    without the corpus digest was never written here, but by a menu that drops all parameters:
    then, and where a widget has just changed the selection, the session's selection stays.
    """
    found = _in_address_bar()
    written = st.session_state.get(_WRITTEN)
    if written is not None:
        changed_here = _as_parameters(current()) != written
        ours = bool(found) or bool(st.query_params.get(sel.CORPUS_PARAMETER))
        if found == written or changed_here or not ours:
            return
    selection, dropped = sel.from_parameters(found, corpus)
    said = st.session_state.pop(_SETS_SAID, [])
    st.session_state[_DROPPED] = [*dropped, *_change_of_corpus(corpus), *said]
    if written is None:
        st.session_state[_STATE] = selection
    else:
        put(selection)


def has_read() -> bool:
    """Whether the session has taken its selection from the address bar, and so has one."""
    return _WRITTEN in st.session_state


def read_sets(workspace: Workspace) -> None:
    """Take the sets of corrections from the address bar, as `read` takes the selection.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    given = [_stamp(found) for found in st.query_params.get_all(sel.CORRECTIONS_PARAMETER)]
    names = tuple(sorted({name for name, _ in given}))
    written = st.session_state.get(_SETS_WRITTEN)
    ours = sel.CORPUS_PARAMETER in st.query_params
    if written is not None and (names == written or sets() != written or not ours):
        return
    st.session_state[_SETS_SAID] = _since(workspace, given) if given else []
    known = {found.name for found in workspace.sets()} if names else set()
    put_sets(name for name in names if name in known)


def _stamp(given: str) -> tuple[str, int]:
    """A set's name, and the revision at which it was; -1 where none is named."""
    name, _, revision = given.rpartition("@")
    return (name, int(revision)) if re.fullmatch("[0-9]{1,12}", revision) else (given, -1)


def _since(workspace: Workspace, given: list[tuple[str, int]]) -> list[str]:
    """What has changed in the sets that a link names, since it was made; a sentence each."""
    now = {found.name: found.revision for found in workspace.sets()}
    said = []
    for name, revision in given:
        shown = f"“{name[:60]}”"
        if name not in now:
            said.append(f"there is no set of corrections {shown} in this workspace")
        elif 0 <= revision < now[name]:
            changes = Counter(change.what for change in workspace.changes([name], revision))
            what = ", ".join(f"{changes[how]:,} {did}" for how, did in _DID if changes[how])
            said.append(f"since this link was made, in the set {shown}: {what}")
        elif revision != now[name]:
            said.append(
                f"the set of corrections {shown} is not the one that the link was made with"
            )
    return said


_DID = (("add", "added"), ("undo", "undone"), ("redo", "redone"), ("rename", "renamed"))


def _change_of_corpus(corpus: Corpus) -> list[str]:
    digest = st.query_params.get(sel.CORPUS_PARAMETER)
    if digest is None or digest == corpus.digest:
        return []
    return [
        "the corpus has changed since this link was made, so that it may show other articles "
        f"(then {digest[:16]}, now {corpus.digest})"
    ]


def write(corpus: Corpus) -> None:
    """Write the selection and the corpus digest into the address bar, where they differ.

    In one message: each is a step of the browser's history.
    """
    written = _as_parameters(current())
    st.session_state[_WRITTEN] = written
    wanted = {name: written.get(name, []) for name in sel.PARAMETERS}
    wanted |= _seen(corpus)
    st.session_state.pop(_ANEW, None)
    st.session_state[_SETS_WRITTEN] = sets()
    if any(st.query_params.get_all(name) != values for name, values in wanted.items()):
        st.query_params.update(wanted)


def look(**looked_at: str | None) -> None:
    """Look at something on this page (None: no longer): one step of the browser's history."""
    st.query_params.update({name: value or [] for name, value in looked_at.items()})


def parameters(corpus: Corpus) -> dict[str, list[str]]:
    """The selection and the corpus digest, as the parameters of a link to any page."""
    seen = {name: values for name, values in _seen(corpus).items() if values}
    return {**_as_parameters(current()), **seen}


def _seen(corpus: Corpus) -> dict[str, list[str]]:
    """The parameters that say what the selection is of: the corpus, and its corrections."""
    return {
        sel.CORPUS_PARAMETER: [corpus.digest],
        sel.CORRECTIONS_PARAMETER: list(corpus.corrections),
    }


def address(corpus: Corpus) -> str:
    """The whole link to what is shown: the page, the selection, what is looked at."""
    base = str(st.context.url or "").split("?")[0]
    looked_at = urlencode(_looked_at())
    return f"{base}?{sel.to_query(current(), corpus)}{'&' if looked_at else ''}{looked_at}"


def _looked_at() -> list[tuple[str, str]]:
    return [
        (name, value)
        for name in st.query_params
        if name not in PARAMETERS
        for value in st.query_params.get_all(name)
    ]


def carry_over(corpus: Corpus) -> list[str]:
    """Keep of the selection what another generation of the corpus has, too.

    Returns:
        A sentence for each thing that was dropped.
    """
    given: dict[str, list[str]] = {}
    for name, value in sel.to_parameters(current()):
        given.setdefault(name, []).append(value)
    kept, dropped = sel.from_parameters(given, corpus)
    st.session_state[_STATE] = kept
    return dropped


# --- the sidebar -------------------------------------------------------------------------------


def draw(corpus: Corpus) -> None:
    """The widgets that set the selection, in the sidebar; and what a link held that was dropped."""
    with st.sidebar:
        _draw_words()
        _draw_dates(corpus)
        _draw_actors(corpus)
        _draw_sources(corpus)
        _draw_once(corpus)
        _draw_more(corpus)
        _draw_actions(corpus)


def dropped() -> list[str]:
    """What the link held that could not be used, a sentence each."""
    return list(st.session_state.get(_DROPPED, []))


def forget_dropped() -> None:
    """Take the notice away; for callbacks."""
    st.session_state[_DROPPED] = []


def _bound(key: str, value: Any) -> str:
    """The key of a widget that shows a value of the selection."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return key


def _setter(field: str, key: str, convert: Callable[[Any], Any] = tuple) -> Callable[[], None]:
    def set_field() -> None:
        change(**{field: convert(st.session_state[key])})

    return set_field


def _draw_words() -> None:
    st.text_input(
        "Search",
        key=_bound("select_words", current().words),
        type="search",
        placeholder='words, "a phrase", title:word',
        on_change=_set_words,
    )
    problem = st.session_state.get("select_problem")
    if problem:
        st.error(label(problem))
    st.caption(label("Endings are folded: talks finds talk and talking. All words must occur."))
    with st.popover("How to search", type="tertiary"):
        st.text(index.SEARCH_HELP.replace(". ", ".\n"))


def _set_words() -> None:
    words = str(st.session_state["select_words"]).strip()
    try:
        index.parse(words)
    except index.QueryError as error:
        st.session_state["select_problem"] = str(error)
        return
    st.session_state["select_problem"] = ""
    change(words=words)


def _draw_dates(corpus: Corpus) -> None:
    chosen = current()
    limits: dict[str, Any] = {
        "min_value": date(1500, 1, 1),
        "max_value": date(2100, 12, 31),
        "format": "YYYY-MM-DD",
    }
    key = _bound("select_start", chosen.start)
    st.date_input("From", key=key, on_change=_set_dates, **limits)
    key = _bound("select_end", chosen.end)
    st.date_input("To", key=key, on_change=_set_dates, **limits)
    st.pills(
        "Period",
        list(_PRESETS),
        key=_bound("select_preset", _preset(corpus)),
        on_change=_set_preset,
        args=(corpus.last_day,),
        label_visibility="collapsed",
    )
    _draw_volume(corpus)


def _set_dates() -> None:
    start, end = st.session_state["select_start"], st.session_state["select_end"]
    if start and end and start > end:
        start, end = end, start
    change(start=start, end=end)


def _preset(corpus: Corpus) -> str | None:
    if corpus.last_day is None or current().end != sel.to_date(corpus.last_day):
        return None
    for name, days in _PRESETS.items():
        if current().start == sel.to_date(corpus.last_day) - timedelta(days - 1):
            return name
    return None


def _set_preset(last_day: int | None) -> None:
    name = st.session_state["select_preset"]
    if name is None or last_day is None:
        change(start=None, end=None)
        return
    end = sel.to_date(last_day)
    change(start=end - timedelta(_PRESETS[name] - 1), end=end)


def _draw_volume(corpus: Corpus) -> None:
    chosen = current()
    figure = picture(_volume, corpus, chosen)
    if figure is not None:
        st.plotly_chart(
            figure,
            key="select_volume",
            on_select=_set_period,
            selection_mode="box",
            config={"displayModeBar": False, "displaylogo": False},
            alt="Articles over time. Drag to set the period.",
        )
        st.caption("Drag on the chart to set the period.")


def _volume(corpus: Corpus, selection: Selection) -> go.Figure | None:
    """Articles over all time, those of the chosen days in colour; None for a single period."""
    frame = ask(_over_time, corpus, replace(selection, start=None, end=None))
    if len(frame) < 2:
        return None
    period = (selection.start, selection.end) if selection.start or selection.end else None
    return charts.volume(frame, chosen=period)


def _over_time(corpus: Corpus, selection: Selection) -> pd.DataFrame:
    ends = sel.span(corpus, selection)
    unit = None
    if ends is not None:
        days = (ends[1] - ends[0]).days
        unit = "day" if days <= 90 else "week" if days <= 700 else "month"
        unit = "year" if days > 365 * 40 else unit
    return time.timeline(corpus, selection, unit)


def _set_period() -> None:
    set_period("select_volume")


def set_period(key: str) -> None:
    """Set the dates from what was dragged on a chart; for the callback of that chart."""
    boxes = st.session_state[key].selection.box
    if boxes:
        start, end = (date.fromisoformat(str(x)[:10]) for x in sorted(boxes[0]["x"]))
        change(start=start, end=end)


def _draw_actors(corpus: Corpus) -> None:
    names, followed = _actor_names(corpus), watch.watched(corpus)
    for field, title in (
        ("any_of", "Actors: any of"),
        ("all_of", "all of"),
        ("none_of", "none of"),
    ):
        chosen = getattr(current(), field)
        if field != "any_of" and not chosen and not _wide():
            continue
        options = list(dict.fromkeys([*chosen, *followed, *names]))
        key = _bound(f"select_{field}", list(chosen))
        st.multiselect(
            title,
            options,
            format_func=lambda actor: plain(
                watch.named(names.get(actor) or _actor_name(corpus, actor), actor in followed)
            ),
            key=key,
            on_change=_setter(field, key),
            placeholder="choose actors",
        )
    st.toggle("All of, none of", key="select_wide", persist_state="session")


def _wide() -> bool:
    return bool(st.session_state.get("select_wide"))


def _actor_names(corpus: Corpus) -> dict[str, str]:
    return ask(_frequent_actors, corpus)


def _frequent_actors(corpus: Corpus) -> dict[str, str]:
    frame = ranking(corpus, Selection()).head(_MOST_OPTIONS)
    return dict(zip(frame.key, frame.name, strict=True))


def _actor_name(corpus: Corpus, actor: str) -> str:
    number = corpus.actor_numbers.get(actor)
    return actor if number is None else str(corpus.actors["name"].iloc[number])


def _draw_sources(corpus: Corpus) -> None:
    known = sorted(name for name in corpus.sources if name)
    if len(known) > 1:
        chosen = current().sources
        options = list(dict.fromkeys([*chosen, *known]))[: 5 * _MOST_OPTIONS]
        key = _bound("select_sources", list(chosen))
        st.multiselect(
            "Sources",
            options,
            format_func=plain,
            key=key,
            on_change=_setter("sources", key),
            placeholder="all sources",
        )


def _draw_once(corpus: Corpus) -> None:
    key = _bound("select_once", current().once)
    st.toggle(
        "Count each wire text once",
        key=key,
        on_change=_setter("once", key, convert=bool),
        disabled=not len(corpus.clusters) and current().once,
        help=(
            "Of near-copies of one text only the earliest that matches counts. "
            "Off, every publication counts."
            if len(corpus.clusters)
            else "No text of this corpus is a copy of another."
        ),
    )


def _draw_more(corpus: Corpus) -> None:
    chosen = current()
    hidden = (chosen.topics, chosen.languages, chosen.added_since, chosen.names_days)
    with st.expander("Topics, languages, days told of, kinds of mention", expanded=any(hidden)):
        _draw_topics(corpus)
        _draw_languages(corpus)
        _draw_day("In this corpus since", "added_since", "select_added")
        _draw_day("Tells of a day from", "named_from", "select_named_from", _set_named)
        _draw_day("to", "named_to", "select_named_to", _set_named)
        key = _bound("select_kinds", list(chosen.kinds))
        st.pills(
            "An actor is mentioned by",
            list(annotate.KINDS),
            selection_mode="multi",
            key=key,
            on_change=_set_kinds,
            help="Metonym: the Kremlin for Russia. Demonym: Russian, the Russians.",
        )


def _draw_day(
    title: str, field: str, key: str, on_change: Callable[[], None] | None = None
) -> None:
    st.date_input(
        title,
        key=_bound(key, getattr(current(), field)),
        format="YYYY-MM-DD",
        min_value=date(1500, 1, 1),
        max_value=date(2100, 12, 31),
        on_change=on_change or _setter(field, key, convert=lambda day: day),
    )


def _set_named() -> None:
    first, last = st.session_state["select_named_from"], st.session_state["select_named_to"]
    if first and last and first > last:
        first, last = last, first
    change(named_from=first, named_to=last)


def _set_kinds() -> None:
    chosen = st.session_state["select_kinds"]
    change(kinds=tuple(k for k in annotate.KINDS if k in chosen) or sel.COUNTED_KINDS)


def _draw_topics(corpus: Corpus) -> None:
    size = topics.default_size(corpus)
    if size is None:
        return
    model = corpus.topics(size)
    own = {sel.topic_key(model, n): model.name(n) for n in range(model.size)}
    for topic in current().topics:
        found = sel.find_topic(corpus, topic)
        if found is not None:
            own[topic] = found[0].name(found[1])
    key = _bound("select_topics", list(current().topics))
    st.multiselect(
        "Topics",
        list(own),
        format_func=lambda topic: plain(str(own.get(topic, topic))),
        key=key,
        on_change=_setter("topics", key),
        placeholder="all topics",
    )


def _draw_languages(corpus: Corpus) -> None:
    known = sorted(name for name in corpus.languages if name)
    if len(known) > 1 or current().languages:
        key = _bound("select_languages", list(current().languages))
        st.multiselect(
            "Languages",
            list(dict.fromkeys([*current().languages, *known])),
            format_func=plain,
            key=key,
            on_change=_setter("languages", key),
            placeholder="all languages",
        )


def _draw_actions(corpus: Corpus) -> None:
    with st.container(horizontal=True):
        st.button("Reset", on_click=_reset, disabled=current() == Selection())
        st.button("Undo", on_click=undo, disabled=not can_undo())
        _draw_link(corpus)


def _draw_link(corpus: Corpus) -> None:
    """The link, made when it is asked for: a fragment may have changed what is looked at."""
    box = st.popover("Copy link", key="link_to_copy", on_change="rerun")
    if box.open:
        with box:
            st.caption("This link opens the same page on the same selection.")
            st.code(address(corpus), language=None, wrap_lines=True)


def _reset() -> None:
    st.session_state["select_problem"] = ""
    put(Selection())
