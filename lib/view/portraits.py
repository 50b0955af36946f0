"""What the Actors page shows: the list of actors, and the portrait of one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lib import Corpus, annotate
from lib.measure import actors as act
from lib.measure import selection as sel
from lib.measure import time
from lib.measure.evidence import Sought
from lib.measure.selection import Selection
from lib.view import (
    charts,
    company,
    comparison,
    corrections,
    dossiers,
    events,
    link,
    markup,
    quotes,
    sentences,
    watch,
    widgets,
)
from lib.view.cache import ask
from lib.view.markup import label

PARAMETER = "actor"
_TAB = "tab"
_TAB_STATE = "portrait_tab"
_PAGE = 50
_ORDERS = {
    "articles": (["articles", "mentions"], False),
    "mentions": (["mentions", "articles"], False),
    "name": (["name"], True),
    "last seen": (["last", "articles"], False),
    "first seen": (["first", "articles"], False),
}
_WIKIDATA = "https://www.wikidata.org/wiki/"
_POINTS = 24
_BY_KEYS = "by the keyboard with Shift and space"
_RECENT = 730


def open_actor(actor: str) -> None:
    """Look at an actor; for callbacks on this page."""
    widgets.spend()
    st.query_params[PARAMETER] = actor


def close() -> None:
    """Look at the list again; for callbacks."""
    widgets.look(**{PARAMETER: None, _TAB: None})


def looked_at(corpus: Corpus) -> str | None:
    """The actor that the link names; one that the corpus does not know is dropped, and said."""
    actor = st.query_params.get(PARAMETER)
    if actor is None or actor in corpus.actor_numbers:
        return actor
    if corpus.actor_now(actor) in corpus.actor_numbers:
        st.query_params[PARAMETER] = corpus.actor_now(actor)
        return corpus.actor_now(actor)
    close()
    st.warning(label(f"From the link: no actor of this corpus has the id {actor[:60]}."))
    return None


def how_recognised(corpus: Corpus, selection: Selection) -> None:
    """Say in a line what is counted, and what is left out."""
    kinds = ", ".join(selection.kinds)
    undecided = corpus.counts["undecided_names"]
    rare = (
        f" {undecided:,} names, most of them in one article, are left out: too little tells what "
        "they are."
        if undecided
        else ""
    )
    st.caption(
        label(
            "Actors are found with a dictionary, longest name first; a surname or a title stands "
            "for whom the article introduced. Names that it lacks are recognised by a trained "
            "tagger, and decided once for the whole corpus; measured on labelled texts, "
            f"{widgets.percent(annotate.NAMES_RIGHT)} of names are right. Counted are mentions by "
            f"{kinds}; the sidebar changes that.{rare}"
        )
    )


# --- the list ----------------------------------------------------------------------------------


def listed(corpus: Corpus, selection: Selection) -> pd.DataFrame:
    """The actors of the selection that the reader asks for, in the order asked for."""
    found = ask(act.ranking, corpus, selection)
    name, order, classes, ways = st.columns([3, 2, 6, 3], vertical_alignment="bottom")
    with name:
        part = st.text_input("Name contains", key="actor_name", bind="query-params", type="search")
    with order:
        by = st.selectbox("Order by", list(_ORDERS), key="actor_order", bind="query-params")
    with classes:
        known = sorted(set(found["class"]))
        chosen = st.pills(
            "Class", known, selection_mode="multi", key="actor_class", bind="query-params"
        )
    with ways:
        way = st.pills(
            "Known how",
            [act.LISTED, act.RECOGNISED],
            key="actor_known",
            bind="query-params",
            help="Listed in the dictionary, or recognised by the tagger.",
        )
    if chosen:
        found = found[found["class"].isin(chosen)]
    if way:
        found = found[found["known"] == way]
    if part and part.strip():
        named = found["name"].str.contains(part.strip(), case=False, regex=False)
        found = found[named]
    columns, ascending = _ORDERS[by or "articles"]
    found = found.sort_values(columns, ascending=ascending, kind="stable")
    return watch.first(corpus, found).reset_index(drop=True)


def table(corpus: Corpus, selection: Selection, found: pd.DataFrame) -> None:
    """One page of the list; picking a row opens that actor."""
    if found.empty:
        widgets.nothing("No actor with such a name or class is mentioned in this selection.")
        return
    key = f"actors_{abs(hash((selection, tuple(found.key)))) & 0xFFFFFF}"
    places = widgets.page_of(range(len(found)), key, _PAGE)
    page = found.iloc[places]
    recent = _recent(corpus, selection)
    trends = ask(act.trends, corpus, recent, list(page.key), _POINTS)
    page = page.assign(trend=[trends[actor] for actor in page.key])
    compares = _compares()
    key = widgets.fresh(f"{key}_{places[0]}_{compares}")
    widgets.table(
        page,
        key,
        "actors",
        _columns(found, "the span" if recent == selection else f"the last {_RECENT // 365} years"),
        on_select=lambda: _open_picked(key, page, compares),
        height="content",
        whole=found,
        several=compares,
    )
    does = "compare that actor" if compares else "open that actor"
    st.caption(label(f"Pick a row ({_BY_KEYS}) to {does}."))


def _compares() -> bool:
    """Whether a picked row is compared, and not opened; as the reader has chosen."""
    chosen = st.segmented_control(
        "A picked row",
        ["opens", "is compared"],
        default="opens",
        required=True,
        key="actor_pick",
        persist_state="session",
    )
    return str(chosen) == "is compared"


def _open_picked(key: str, page: pd.DataFrame, compares: bool) -> None:
    if compares:
        comparison.add([str(page.key.iloc[row]) for row in widgets.picked_rows(key)])
        return
    place = widgets.picked(key)
    if place is not None:
        open_actor(str(page.key.iloc[place]))


def _recent(corpus: Corpus, selection: Selection) -> Selection:
    """The selection, of a long span only the last two years: a sparkline shows no more."""
    ends = sel.span(corpus, selection)
    if ends is None or (ends[1] - ends[0]).days <= _RECENT:
        return selection
    return replace(selection, start=ends[1] - timedelta(_RECENT))


def _columns(found: pd.DataFrame, trend: str) -> dict[str, Any]:
    most = int(found.articles.max())
    config = st.column_config
    star = {"watched": config.TextColumn(watch.STAR, width=40)} if found.watched.any() else {}
    return {
        **star,
        "name": config.TextColumn("Actor", width="medium"),
        "class": config.TextColumn("Class", width=95),
        "articles": config.ProgressColumn(
            "Articles", format="%d", min_value=0, max_value=most, color="#2c7ab6"
        ),
        "share": config.NumberColumn("Share", format=widgets.PERCENT),
        "mentions": config.NumberColumn("Mentions", format="localized"),
        "trend": config.LineChartColumn(
            f"Articles over {trend}", y_min=0, color="#2c7ab6", width=110
        ),
        "first": config.DateColumn("First seen", format="D MMM YYYY"),
        "last": config.DateColumn("Last seen", format="D MMM YYYY"),
        "known": config.TextColumn("Known how", width=95),
    }


# --- one actor ---------------------------------------------------------------------------------


def head(corpus: Corpus, selection: Selection, actor: str) -> bool:
    """Who it is and how often it is mentioned; whether it is, in this selection."""
    st.button("All actors", on_click=close, icon=":material/arrow_back:", type="tertiary")
    known = corpus.actors.iloc[corpus.actor_numbers[actor]]
    st.header(label(known["name"]))
    _identity(known)
    ranked = ask(act.ranking, corpus, selection)
    own = ranked[ranked.key == actor]
    if own.empty:
        everywhere = ask(act.ranking, corpus, Selection(kinds=selection.kinds))
        number = int(everywhere[everywhere.key == actor].articles.sum())
        said = widgets.counted(number, "article")
        widgets.nothing(
            f"{known['name']} is not mentioned in this selection; in the whole corpus, {said}."
        )
    else:
        st.markdown(label(_summary(own.iloc[0])))
    st.caption(label(_kinds(ask(act.by_kind, corpus, selection, actor), selection)))
    _select(corpus, actor)
    corrections.on_actor(corpus, actor)
    return not own.empty


def _identity(known: pd.Series) -> None:
    parts = [markup.text(str(known["class"]))]
    if re.fullmatch(r"Q[1-9]\d*", str(known["wikidata"])):
        parts.append(markup.link(_WIKIDATA + known["wikidata"], str(known["wikidata"])))
    if not known["listed"]:
        right = widgets.percent(annotate.NAMES_RIGHT)
        said = f"recognised by the tagger, in no list ({right} of names are right)"
        parts.append(markup.text(said))
    markup.show(markup.join(parts, " · "))


def _summary(own: pd.Series) -> str:
    said = f"In {own.articles:,} of {own.total:,} articles ({widgets.percent(own.share)}), "
    said += widgets.counted(int(own.mentions), "mention")
    if pd.isna(own["first"]):
        return f"{said}; all of them undated."
    first, last = (widgets.when(own[name], False) for name in ("first", "last"))
    return f"{said}, from {first} to {last}." if first != last else f"{said}, on {first}."


def _kinds(found: pd.DataFrame, selection: Selection) -> str:
    """How it is mentioned, kind by kind, and which of these do not count."""
    said = []
    for row in found.itertuples():
        counts = "" if row.kind in selection.kinds else " (not counted)"
        said.append(f"by {row.kind} {row.mentions:,}{counts}")
    return f"Mentioned {', '.join(said)}." if said else ""


def _select(corpus: Corpus, actor: str) -> None:
    fields = {"any_of": "any of", "all_of": "all of", "none_of": "none of"}
    with st.container(horizontal=True, vertical_alignment="center", key="select_actor"):
        for field, name in fields.items():
            chosen = actor in getattr(link.current(), field)
            st.button(
                f"Take out of “{name}”" if chosen else f"Select: {name}",
                key=f"portrait_{field}",
                on_click=link.toggle,
                args=(field, actor),
            )
        watch.star(corpus, actor)
        dossiers.offer(corpus, link.current(), actor)
        st.button("Compare", key="portrait_compare", on_click=_compare, args=(actor,))


def _compare(actor: str) -> None:
    """Compare an actor with others, on the page that lists them."""
    comparison.add([actor])
    close()


def tabs(corpus: Corpus, selection: Selection, actor: str) -> None:
    """What is known of the actor, under tabs; the link names the one that is open."""
    named = st.query_params.get(_TAB)
    names = list(_TABS)
    opened = named if named in names else names[0]
    st.session_state[_TAB_STATE] = opened.capitalize()
    drawn = st.tabs([name.capitalize() for name in names], key=_TAB_STATE, on_change=_turn)
    for tab, draw in zip(drawn, _TABS.values(), strict=True):
        if tab.open:
            with tab:
                draw(corpus, selection, actor)


def _turn() -> None:
    """Turn to the tab that was clicked; the link names it, unless it is the first."""
    tab = st.session_state[_TAB_STATE].lower()
    widgets.look(**{_TAB: None if tab == next(iter(_TABS)) else tab})


def coverage(corpus: Corpus, selection: Selection, actor: str) -> None:
    """When and by which names the actor is mentioned, with whom, and in which sentences."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        over_time(corpus, selection, actor)
    with right:
        names(corpus, selection, actor)
        titles(corpus, selection, actor)
    company.draw(corpus, selection, actor)
    mentions(corpus, selection, actor)


def over_time(corpus: Corpus, selection: Selection, actor: str) -> None:
    """The actor over time; a click opens the sentences of that period."""
    st.subheader("Over time")
    shown = st.segmented_control(
        "Shown as",
        ["count", "share"],
        default="share" if selection.narrows_subject else "count",
        required=True,
        key="actor_as",
        bind="query-params",
        label_visibility="collapsed",
    )
    value: charts.Value = "share" if shown == "share" else "count"
    frame, key = ask(_timeline, corpus, selection, actor), widgets.fresh("portrait_time")
    widgets.chart(
        charts.timeline(frame, value, height=260),
        frame,
        key,
        "actor-over-time",
        on_select=partial(sentences.follow, key),
        value=value,
    )
    undated = ask(_undated, corpus, selection, actor)
    left_out = f" Left out: {widgets.counted(undated, 'undated article')}." if undated else ""
    st.caption(label(f"A click opens the sentences of that period.{left_out}"))


def _timeline(corpus: Corpus, selection: Selection, actor: str) -> pd.DataFrame:
    return time.timeline(corpus, selection, split=act.series(corpus, selection, [actor]))


def _undated(corpus: Corpus, selection: Selection, actor: str) -> int:
    return time.undated(corpus, _with(selection, actor))


def _with(selection: Selection, actor: str) -> Selection:
    return replace(selection, all_of=tuple(dict.fromkeys((*selection.all_of, actor))))


def names(corpus: Corpus, selection: Selection, actor: str) -> None:
    """The forms that the actor goes by here; picking one opens its sentences."""
    st.subheader("Names it goes by here")
    found = ask(act.forms, corpus, selection, actor)
    found = found.assign(counts=np.where(found.kind.isin(selection.kinds), "yes", "no"))
    key = widgets.fresh(f"forms_{abs(hash((selection, actor))) & 0xFFFFFF}")

    def open_form() -> None:
        place = widgets.picked(key)
        if place is not None:
            sentences.show("form", actor, found.form.iloc[place], found.kind.iloc[place])

    config = st.column_config
    columns = {
        "form": config.TextColumn("As written"),
        "kind": config.TextColumn("Kind", width="small"),
        "mentions": config.NumberColumn("Mentions", format="localized", width="small"),
        "articles": config.NumberColumn("Articles", format="localized", width="small"),
        "counts": config.TextColumn(
            "Counted", width="small", help="Whether mentions of this kind count."
        ),
    }
    widgets.table(found, key, "actor-names", columns, on_select=open_form)
    st.caption(label(f"Pick a row ({_BY_KEYS}) to read its sentences."))


def titles(corpus: Corpus, selection: Selection, actor: str) -> None:
    """The titles under which the actor appears, and when; picking one opens its sentences."""
    found = ask(act.roles, corpus, selection, actor)
    if found.empty:
        return
    st.subheader("Titles it appears under")
    key = widgets.fresh(f"titles_{abs(hash((selection, actor))) & 0xFFFFFF}")

    def open_title() -> None:
        place = widgets.picked(key)
        if place is not None:
            sentences.show("role", actor, found.title.iloc[place])

    config = st.column_config
    columns = {
        "form": config.TextColumn("Title", help="As most often written."),
        "first": config.DateColumn("First seen", format="D MMM YYYY", width="small"),
        "last": config.DateColumn("Last seen", format="D MMM YYYY", width="small"),
        "articles": config.NumberColumn("Articles", format="localized", width="small"),
    }
    widgets.table(found, key, "actor-titles", columns, on_select=open_title)
    st.caption(
        label(
            "As the articles say it, beside the name or in its stead; the dates are those of the "
            f"articles. Pick a row ({_BY_KEYS}) to read its sentences."
        )
    )


def mentions(corpus: Corpus, selection: Selection, actor: str) -> None:
    """The sentences that mention the actor, newest article first."""
    st.subheader("Sentences that mention it")
    order = np.asarray(corpus.order)
    mask = sel.resolve(corpus, selection).counted
    mask = mask & sel.rows_with_actor(corpus, actor, selection.kinds)
    what = Sought(actors=(actor,), kinds=selection.kinds)
    widgets.behind(corpus, order[mask[order]].tolist(), what, f"mentions_{actor}", "actor")


_TABS: dict[str, Callable[[Corpus, Selection, str], None]] = {
    "coverage": coverage,
    "said": quotes.said,
    "did": events.did,
    "met": events.met,
    "said about": quotes.said_about,
}
"""The tabs of an actor's page: the name in the link, and what draws it."""
