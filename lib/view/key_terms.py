"""Key terms of a selection, terms that rise and fall in it, and the sentences behind each.

What is looked at stands in the link: `term`, a key term, and `moved`, a term that rose or fell.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from lib import Corpus
from lib.measure import news, terms
from lib.measure.evidence import Sought
from lib.measure.news import Period
from lib.measure.selection import Selection
from lib.view import charts, link, over_time, widgets
from lib.view.cache import ask
from lib.view.markup import label, plain

_MOST = 20
_LISTED = 5
_HALVES, _BEFORE, _PICKED = "earlier and later half", "the time before", "two periods"

_LOG_ODDS = (
    "The score is the log-odds ratio with an informative Dirichlet prior, as a z-score (Monroe, "
    "Colaresi and Quinn 2008). Beyond about 2 chance is unlikely for one term; of thousands of "
    "terms some pass it by chance."
)


# --- key terms ---------------------------------------------------------------------------------


@st.fragment
def of_selection(corpus: Corpus, selection: Selection) -> None:
    """Draw the key terms of a selection, beside them the sentences of the one looked at."""
    link.follow(selection)
    data = ask(terms.key_terms, corpus, selection, _MOST)
    if data.empty:
        widgets.nothing("This selection has no term that sets it apart.")
        return
    st.caption(label(_method(data)))
    left, right = st.columns([5, 7], gap="large")
    with left:
        _ranked(data, f"key_terms_{_digest(selection)}")
    with right:
        _sentences(corpus, selection, _choose(corpus, data, "term"), "term")


def _method(data: pd.DataFrame) -> str:
    here, there = int(data["total"].iloc[0]), int(data["before_total"].iloc[0])
    if not there:
        return (
            f"There are no other articles to hold these {here:,} against: their terms of most "
            "TF-IDF weight (Salton and Buckley 1988), the mean over all articles, the strongest as "
            "100. Choose words, actors or dates to see what sets a selection apart."
        )
    return (
        f"The {len(data)} terms that set {widgets.counted(here, 'article')} most apart from "
        f"{there:,} others. {_LOG_ODDS}"
    )


def _ranked(data: pd.DataFrame, key: str) -> None:
    bars, table = st.tabs(["Bars", "Table"])
    drawn = data if _is_held(data) else data.assign(score=(100 * data.score / data.score.max()))
    with bars:
        widgets.chart(
            charts.bars(drawn.round({"score": 2 if _is_held(data) else 0}), "score"),
            data,
            key,
            "key-terms",
            on_select=lambda: _follow(key, "term"),
            sentence=charts.alt(data.drop(columns="before"), "score"),
        )
    with table:
        _table(data, f"{key}_table", "key-terms", "term", "Share in the others")


def _is_held(data: pd.DataFrame) -> bool:
    """Whether there are other articles that the terms are held against."""
    return bool(data["before_total"].any())


def _table(data: pd.DataFrame, key: str, name: str, parameter: str, before: str) -> None:
    held = _is_held(data)
    columns: dict[str, Any] = {
        "label": st.column_config.TextColumn("Term"),
        "count": st.column_config.NumberColumn("Articles"),
        "share": st.column_config.NumberColumn("Share", format=widgets.PERCENT),
    }
    if held:
        columns["before_share"] = st.column_config.NumberColumn(before, format=widgets.PERCENT)
    columns["score"] = st.column_config.NumberColumn("Score", format="%.2f" if held else "%.4f")
    found = list(data["key"])
    widgets.table(
        data, key, name, columns, on_select=lambda: _follow_row(key, found, parameter), height=560
    )


def _follow(key: str, parameter: str) -> None:
    """Look at the term that was clicked."""
    found = widgets.clicked(key)
    if found:
        widgets.look(**{parameter: str(found)})


def _follow_row(key: str, found: list[str], parameter: str) -> None:
    row = widgets.picked(key)
    if row is not None and row < len(found):
        widgets.look(**{parameter: found[row]})


def _choose(corpus: Corpus, data: pd.DataFrame, parameter: str) -> str:
    """The term that is looked at: the first, another one, or any that a link names."""
    options, given = list(data["key"]), st.query_params.get(parameter, "")
    if given not in options and terms.is_known(corpus, given):
        options.append(given)
    title = "Sentences with the term (click one on the chart or in the table, or choose it)"
    return str(widgets.chooser(title, options, parameter, plain, usual=options[0]))


def _sentences(
    corpus: Corpus,
    selection: Selection,
    term: str,
    key: str,
    days: tuple[date, date] | None = None,
) -> None:
    with st.container(horizontal=True):
        drawn = st.button(
            "Draw it over time", on_click=over_time.draw_term, args=(term,), key=f"{key}_draw"
        )
        st.button("Add it to the search", on_click=_search, args=(term,), key=f"{key}_search")
    if drawn:
        st.rerun()  # the chart lies outside of this fragment
    rows = ask(terms.articles_with, corpus, selection, term, days)
    name = f"{key}_{abs(hash((term, selection, days)))}"
    widgets.behind(corpus, rows, Sought(words=(f'"{term}"',)), name, size=_LISTED)


def _search(term: str) -> None:
    words = link.current().words
    link.change(words=f'({words}) "{term}"' if words else f'"{term}"')


def _digest(selection: Selection) -> int:
    return abs(hash(selection))


# --- rising and falling ------------------------------------------------------------------------


def between(corpus: Corpus, selection: Selection) -> None:
    """Draw the terms that rise and fall between two periods, and the sentences of one."""
    period = _periods(corpus, selection)
    if period is None:
        return
    _compared(corpus, selection, period)


def _periods(corpus: Corpus, selection: Selection) -> Period | None:
    """The two periods that the reader wants to compare; None, having said why, without any."""
    ways = [_HALVES, _PICKED] if selection.start is None else [_BEFORE, _HALVES, _PICKED]
    way = st.segmented_control(
        "Compare", ways, default=ways[0], required=True, key="compare", bind="query-params"
    )
    if way == _BEFORE and selection.start is not None:
        return ask(news.preceding, corpus, selection)
    halves = ask(news.halves, corpus, selection)
    if halves is None:
        widgets.nothing(
            "All articles of this selection are of one day, or undated: no two periods."
        )
        return None
    return _picked(halves) if way == _PICKED else halves


def _picked(usual: Period) -> Period | None:
    left, right = st.columns(2)
    with left:
        before = _days("The earlier period", "earlier", (usual.before_first, usual.before_last))
    with right:
        now = _days("The later period", "later", (usual.first, usual.last))
    if before is None or now is None:
        widgets.nothing("Pick a first and a last day for both periods.")
        return None
    if before[1] >= now[0]:
        st.caption("The two periods overlap, or the earlier one is the later: counted as picked.")
    return Period(*now, *before)


def _days(title: str, key: str, usual: tuple[date, date]) -> tuple[date, date] | None:
    found = st.date_input(
        title,
        value=usual,
        min_value=date(1500, 1, 1),
        max_value=date(2100, 12, 31),
        format="YYYY-MM-DD",
        key=key,
        bind="query-params",
    )
    return (found[0], found[1]) if isinstance(found, tuple) and len(found) == 2 else None


@st.fragment
def _compared(corpus: Corpus, selection: Selection, period: Period) -> None:
    link.follow(selection)
    data = ask(news.changed_terms, corpus, selection, period)
    st.caption(label(_held_against(corpus, selection, period)))
    if data.empty:
        widgets.nothing("No term rose or fell beyond what chance alone gives.")
        return
    left, right = st.columns([5, 7], gap="large")
    key = f"changed_{abs(hash((selection, period)))}"
    with left:
        _moved(data, key)
    with right:
        term = _choose(corpus, data, "moved")
        _sentences(corpus, selection, term, "moved", _half(period))


def _held_against(corpus: Corpus, selection: Selection, period: Period) -> str:
    now, before = (
        f"{charts.period_name(*days)} ({widgets.counted(articles, 'article')})"
        for days, articles in zip(
            ((period.first, period.last), (period.before_first, period.before_last)),
            ask(_sizes, corpus, selection, period),
            strict=True,
        )
    )
    return f"{now}, held against {before}. {_LOG_ODDS}"


def _sizes(corpus: Corpus, selection: Selection, period: Period) -> tuple[int, int]:
    here, there = news.masks(corpus, selection, period)
    return int(here.sum()), int(there.sum())


def _moved(data: pd.DataFrame, key: str) -> None:
    drawn, table = st.tabs(["Change", "Table"])
    with drawn:
        compared = widgets.compared(data)
        widgets.chart(
            charts.change(compared, "share"),
            data,
            key,
            "rising-and-falling-terms",
            on_select=lambda: _follow(key, "moved"),
            sentence=charts.alt(compared, "share"),
        )
        st.caption("Share of articles: hollow before, full now. Above what rose, below what fell.")
    with table:
        _table(data, f"{key}_table", "rising-and-falling-terms", "moved", "Share before")


def _half(period: Period) -> tuple[date, date]:
    """The first and last day of the period whose sentences are wanted."""
    which = st.segmented_control(
        "In the period",
        ["later", "earlier"],
        default="later",
        required=True,
        key="half",
        bind="query-params",
    )
    ends = (period.first, period.last)
    if which == "earlier":
        ends = (period.before_first, period.before_last)
    return ends
