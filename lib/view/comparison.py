"""Two to five actors on one chart and in one table, named by the link: `compare=A&compare=B`."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lib import Corpus
from lib.measure import actors as act
from lib.measure import comparison, time
from lib.measure.selection import Selection
from lib.view import charts, sentences, watch, widgets
from lib.view.cache import ask
from lib.view.markup import label, plain

PARAMETER = "compare"
_MOST_OPTIONS = 400


def chosen(corpus: Corpus) -> list[str]:
    """The actors that are compared: those of the link that the corpus has, five at most."""
    given = st.query_params.get_all(PARAMETER)
    now = dict.fromkeys(corpus.actor_now(actor) for actor in given)
    known = [actor for actor in now if actor in corpus.actor_numbers][: comparison.MOST]
    if known != given:
        put(known)
        if len(known) < len(now):
            st.warning(
                "From the link: only actors of this corpus are compared, and "
                f"{comparison.MOST} at most."
            )
    return known


def put(actors: list[str]) -> None:
    """Compare these actors; for callbacks."""
    widgets.look(**{PARAMETER: actors or None})


def add(actors: list[str]) -> None:
    """Compare these actors with those that are compared already; for callbacks."""
    already = st.query_params.get_all(PARAMETER)
    put(list(dict.fromkeys([*already, *actors]))[: comparison.MOST])


def draw(corpus: Corpus, selection: Selection) -> None:
    """Choose whom to compare, and compare them."""
    actors = chosen(corpus)
    ranked = ask(act.ranking, corpus, selection).head(_MOST_OPTIONS)
    names = dict(zip(ranked["key"], ranked["name"], strict=True))
    key = f"look_{PARAMETER}"
    if st.session_state.get(key) != actors:
        st.session_state[key] = actors
    st.multiselect(
        f"Compare actors, two to {comparison.MOST}",
        list(dict.fromkeys([*actors, *watch.watched(corpus), *names])),
        key=key,
        format_func=lambda actor: plain(names.get(actor) or _name(corpus, actor)),
        max_selections=comparison.MOST,
        placeholder="choose actors here, or pick rows of the list",
        on_change=lambda: put(st.session_state[key]),
    )
    if len(actors) >= 2:
        _chart(corpus, selection, actors)
        _table(corpus, selection, actors)
        st.divider()
    elif actors:
        st.caption("One more, and the two are compared.")


def _name(corpus: Corpus, actor: str) -> str:
    return str(corpus.actors["name"].iloc[corpus.actor_numbers[actor]])


def _chart(corpus: Corpus, selection: Selection, actors: list[str]) -> None:
    shown = st.segmented_control(
        "Compared by",
        ["count", "share"],
        default="share" if selection.narrows_subject else "count",
        required=True,
        key="compare_as",
        bind="query-params",
        label_visibility="collapsed",
    )
    value: charts.Value = "share" if shown == "share" else "count"
    frame = ask(_timeline, corpus, selection, tuple(actors))
    key = widgets.fresh("compare_time")
    widgets.chart(
        charts.timeline(frame, value, height=300),
        frame,
        key,
        "actors-compared",
        on_select=partial(sentences.follow, key),
        value=value,
    )
    st.caption(
        "A click opens the sentences of that period. An article that mentions several of them "
        "counts for each."
    )


def _timeline(corpus: Corpus, selection: Selection, actors: tuple[str, ...]) -> pd.DataFrame:
    return time.timeline(corpus, selection, split=act.series(corpus, selection, list(actors)))


def _table(corpus: Corpus, selection: Selection, actors: list[str]) -> None:
    found = ask(comparison.table, corpus, selection, tuple(actors))
    key = widgets.fresh(f"compared_{abs(hash((selection, tuple(actors)))) & 0xFFFFFF}")

    def open_sentences() -> None:
        place = widgets.picked(key)
        if place is not None:
            sentences.show("actor", str(found.key.iloc[place]))

    config = st.column_config
    columns: dict[str, Any] = {
        "name": config.TextColumn("Actor"),
        "articles": config.NumberColumn("Articles", format="localized"),
        "share": config.NumberColumn("Share", format=widgets.PERCENT),
        "mentions": config.NumberColumn("Mentions", format="localized"),
        "first": config.DateColumn("First seen", format="D MMM YYYY"),
        "last": config.DateColumn("Last seen", format="D MMM YYYY"),
    }
    listed = found.assign(
        companions=[", ".join(names) for names in found.companions],
        terms=[", ".join(words) for words in found.terms],
    )
    widgets.table(listed, key, "actors-compared", columns, on_select=open_sentences)
    st.caption("Pick a row to read its sentences.")
    for actor, column in zip(actors, st.columns(len(actors)), strict=True):
        with column:
            _apart(corpus, selection, actor, tuple(actors))
    st.caption(
        label(
            "With: strongest first by NPMI (Bouma 2009), with the number of sentences in common, "
            f"from {act.LEAST_TOGETHER} on. Terms: by log-odds (Monroe, Colaresi & Quinn 2008) of "
            "the articles with the actor against those with the others and without it, with the "
            "number of articles; the words of its own names are left out. A click opens the "
            "sentences."
        )
    )


def _apart(corpus: Corpus, selection: Selection, actor: str, actors: tuple[str, ...]) -> None:
    """Whom an actor is with most strongly, and the terms that set it apart from the others."""
    near = ask(comparison.companions, corpus, selection, actor)
    words = ask(comparison.terms, corpus, selection, actor, actors)
    st.markdown(f"**{label(_name(corpus, actor))}**")
    for said, entries in (
        ("With", [(row.target_name, f"{row.together:,}") for row in near.itertuples()]),
        ("Terms", [(row.key, f"{row.count:,}") for row in words.itertuples()]),
    ):
        st.caption(said if entries else f"{said}: none stands out")
        keys = near.target if said == "With" else words.key
        widgets.ledger(
            entries,
            f"compared_{said}_{actor}",
            partial(_open, said, actor, keys.tolist()),
            flow=said == "Terms",
        )


def _open(said: str, actor: str, keys: list[str], place: int) -> None:
    if said == "With":
        sentences.show("pair", actor, keys[place])
    else:
        sentences.show("term", keys[place])
