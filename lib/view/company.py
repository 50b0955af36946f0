"""Who appears with whom, around one actor: a ranked table, and a network that grows on request.

    ?with_unit=article & with_by=NPMI & grow=ACTOR…

A click on a row or on the dot of a link opens the sentences; a click on an actor lets the network
go on around it, or opens its page, as the reader has chosen.
"""

from __future__ import annotations

from functools import partial
from typing import cast

import numpy as np
import pandas as pd
import streamlit as st

from lib import Corpus
from lib.measure import actors as act
from lib.measure.selection import Selection
from lib.view import charts, sentences, watch, widgets
from lib.view.cache import ask
from lib.view.markup import label, plain

_GROWN = "grow"
_MOST_GROWN = 8
_CLICK = "with_click"
_GROWS, _OPENS = "grows it", "opens it"
_UNITS = {"sentence": "sentences", "article": "articles"}
_PLURALS = {"sentence": "Sentences", "article": "Articles"}
_KIND = {"sentence": "pair", "article": "both"}
_RANKS: dict[str, act.Rank] = {"count": "together", "NPMI": "strength"}


def draw(corpus: Corpus, selection: Selection, actor: str) -> None:
    """Who an actor appears with: a table and the network; each link opens its sentences."""
    st.subheader("Who it appears with")
    with st.container(horizontal=True, gap="large"):
        unit = cast(act.Unit, _choice("Together in one", list(_UNITS), "with_unit"))
        by = _RANKS[_choice("First by", list(_RANKS), "with_by")]
    least = _least(corpus, selection, actor, unit)
    found = ask(act.pairs, corpus, selection, actor, least, unit, by=by)
    if found.empty:
        st.caption(f"It shares no {unit} with another actor.")
        return
    beside, drawn = st.columns([2, 3], gap="large")
    with beside:
        _partners(corpus, selection, actor, found, least, unit)
    with drawn:
        _network(corpus, selection, actor, least, unit, by)


def _choice(title: str, options: list[str], key: str) -> str:
    chosen = st.segmented_control(
        title, options, default=options[0], required=True, key=key, bind="query-params"
    )
    return str(chosen)


def _least(corpus: Corpus, selection: Selection, actor: str, unit: act.Unit) -> int:
    """From how many units on two actors appear together: three, or one where few do."""
    usual = act.LEAST_TOGETHER
    return usual if len(ask(act.pairs, corpus, selection, actor, usual, unit)) >= 3 else 1


# --- the table ---------------------------------------------------------------------------------


def _partners(
    corpus: Corpus,
    selection: Selection,
    actor: str,
    found: pd.DataFrame,
    least: int,
    unit: act.Unit,
) -> None:
    left_out = found.attrs.get("left_out", 0)
    found = watch.first(corpus, found.assign(key=found.target)).reset_index(drop=True)
    key = widgets.fresh(f"partners_{abs(hash((selection, actor, unit, len(found)))) & 0xFFFFFF}")

    def open_pair() -> None:
        place = widgets.picked(key)
        if place is not None:
            sentences.show(_KIND[unit], actor, found.target.iloc[place])

    config = st.column_config
    star = {"watched": config.TextColumn(watch.STAR, width=40)} if found.watched.any() else {}
    columns = {
        **star,
        "target_name": config.TextColumn("With"),
        "together": config.NumberColumn(_PLURALS[unit], format="localized"),
        "articles": config.NumberColumn("Articles", format="localized"),
        "strength": config.NumberColumn("NPMI", format="%.2f"),
    }
    if unit == "article":
        del columns["articles"]
    table = found.drop(columns=["key"])
    widgets.table(table, key, "actor-pairs", columns, on_select=open_pair, height=458)
    more = f" {left_out:,} more pairs are not listed." if left_out else ""
    st.caption(
        label(
            f"Pairs with {widgets.counted(least, unit)} and more in common.{more} NPMI: "
            "normalised pointwise mutual information (Bouma 2009), 1 always together, 0 as by "
            f"chance, -1 never, over the {_UNITS[unit]} that mention any actor. Pick a row to read "
            "the sentences."
        )
    )


# --- the network -------------------------------------------------------------------------------


def _network(
    corpus: Corpus, selection: Selection, actor: str, least: int, unit: act.Unit, by: act.Rank
) -> None:
    grown = _grown(corpus)
    nodes, links = ask(_placed, corpus, selection, actor, grown, unit, by, least)
    key = widgets.fresh("portrait_network")
    widgets.chart(
        charts.network(
            nodes, links.assign(strength=links.width), actor, charts.layout_height(nodes)
        ),
        links.drop(columns=["count", "width", "said"]),
        key,
        "actor-network",
        on_select=partial(_follow, key, actor, unit),
    )
    st.caption(label(_left_out(nodes, links, unit)))
    click, grow = st.columns([2, 3], vertical_alignment="bottom")
    with click:
        st.segmented_control(
            "A click on an actor",
            [_GROWS, _OPENS],
            default=_GROWS,
            required=True,
            key=_CLICK,
            persist_state="session",
        )
    with grow:
        _growing(nodes, grown, actor)


def _placed(
    corpus: Corpus,
    selection: Selection,
    actor: str,
    grown: tuple[str, ...],
    unit: act.Unit,
    by: act.Rank,
    least: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    nodes, links = act.network(corpus, selection, actor, grown, unit, by, least)
    # Width by units together; the square root keeps the one great link from hiding the rest.
    width = np.sqrt(links["together"].to_numpy(float))
    said = [f" in one {unit}, NPMI {strength:.2f}" for strength in links["strength"]]
    drawn = links.assign(width=width, said=said)
    return charts.layout(nodes, drawn.assign(strength=width)), drawn


def _follow(key: str, actor: str, unit: act.Unit) -> None:
    """Open the sentences of a link that was clicked, or go on from an actor; for the callback."""
    found = widgets.clicked(key)
    if not isinstance(found, str) or found == actor:
        return
    if "|" in found:
        sentences.show(_KIND[unit], *found.split("|"))
    elif st.session_state.get(_CLICK) == _OPENS:
        widgets.spend()
        st.query_params["actor"] = found
        widgets.look(**{_GROWN: None})
    else:
        widgets.spend()
        _put_grown([*st.query_params.get_all(_GROWN), found])


def _grown(corpus: Corpus) -> tuple[str, ...]:
    """The actors around which the network goes on: those of the link that the corpus has."""
    given = [corpus.actor_now(actor) for actor in st.query_params.get_all(_GROWN)]
    known = [actor for actor in dict.fromkeys(given) if actor in corpus.actor_numbers]
    if len(known) < len(given):
        _put_grown(known)
    return tuple(known[:_MOST_GROWN])


def _put_grown(actors: list[str]) -> None:
    widgets.look(**{_GROWN: list(dict.fromkeys(actors))[-_MOST_GROWN:] or None})


def _growing(nodes: pd.DataFrame, grown: tuple[str, ...], actor: str) -> None:
    """Around whom the network goes on, to choose and to take back."""
    names = dict(zip(nodes["key"], nodes["label"], strict=True))
    options = [key for key in names if key != actor]
    shown = [key for key in grown if key in names]
    key = f"look_{_GROWN}"
    if st.session_state.get(key) != shown:
        st.session_state[key] = shown
    st.multiselect(
        "It goes on around",
        options,
        key=key,
        format_func=lambda one: plain(str(names[one])),
        max_selections=_MOST_GROWN,
        placeholder="choose actors of the network",
        on_change=lambda: _put_grown(st.session_state[key]),
    )


def _left_out(nodes: pd.DataFrame, links: pd.DataFrame, unit: act.Unit) -> str:
    """What the drawing shows, and how much it leaves out."""
    said = []
    for centre in nodes[nodes.grown].itertuples():
        drawn = int((nodes.parent == centre.key).sum())
        whom = "" if centre.step == 0 else f" around {centre.label}"
        said.append(f"{drawn:,} of the {centre.near:,} it is with{whom}")
    left_out = links.attrs.get("left_out", 0)
    more = f"; {widgets.counted(left_out, 'other link')} left out" if left_out else ""
    return (
        f"Drawn: {', '.join(said)}{more}. The thicker a link, the more {_UNITS[unit]}. A click on "
        "the dot of a link opens its sentences."
    )
