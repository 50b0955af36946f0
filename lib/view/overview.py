"""What the Overview shows: the news of the last day, and what the selection is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from lib import Corpus
from lib.index import NO_DAY
from lib.measure import actors as act
from lib.measure import evidence, news, terms, time
from lib.measure import selection as sel
from lib.measure import topics as top
from lib.measure.news import Period
from lib.measure.selection import Selection
from lib.view import charts, frame, link, markup, sentences, watch, widgets
from lib.view.cache import ask, picture
from lib.view.markup import Mark, label

_DAYS = "new"
_LEAVING = "overview_leaving"
_FEW = 5
_HEADLINES = 5
_LATE = 3
_RISEN = 8
_LISTED = 10
_GAPS = 3


@dataclass(frozen=True, slots=True)
class News:
    """What is new: the period, its articles newest first, and what rose in it."""

    period: Period
    rows: tuple[int, ...]
    articles: int
    before: int
    actors: pd.DataFrame
    pairs: pd.DataFrame
    terms: pd.DataFrame
    sources: pd.DataFrame
    late: tuple[int, ...]

    @property
    def days(self) -> tuple[date, date]:
        """The first and last day of the period."""
        return self.period.first, self.period.last


@dataclass(frozen=True, slots=True)
class Glance:
    """How much is new: the period, and its articles."""

    period: Period
    articles: int


def glance(corpus: Corpus, selection: Selection, days: int) -> Glance | None:
    """How much is new in the last days; None where nothing is dated."""
    period = news.last_day(corpus, selection, days)
    if period is None:
        return None
    here, _ = news.masks(corpus, selection, period)
    return Glance(period, int(np.count_nonzero(here)))


def find_news(corpus: Corpus, selection: Selection, period: Period) -> News:
    """What is new in a period."""
    here, there = news.masks(corpus, selection, period)
    return News(
        period,
        tuple(int(row) for row in news.newest(corpus, selection, period)[:_HEADLINES]),
        int(np.count_nonzero(here)),
        int(np.count_nonzero(there)),
        news.rising_actors(corpus, selection, period, _RISEN),
        news.rising_pairs(corpus, selection, period, _RISEN),
        news.risen_terms(corpus, selection, period, _RISEN + 4),
        news.rising_sources(corpus, selection, period, _RISEN),
        tuple(int(row) for row in news.late_articles(corpus, selection, period)),
    )


# --- what is new -------------------------------------------------------------------------------


def window(corpus: Corpus, selection: Selection) -> News | None:
    """Head the news: which days they are of, and the switch between one day and seven.

    Unless the reader has chosen, it is the last day, or the last seven where that day has fewer
    than five articles: so few have no trends.
    """
    day = ask(glance, corpus, selection, 1)
    week = ask(glance, corpus, selection, 7)
    if day is None or week is None:
        st.header("What is new")
        widgets.nothing("No article of this corpus has a date, so that none is newer than others.")
        return None
    is_day = _wants_day(day, week)
    shown, other = (day, week) if is_day else (week, day)
    found = ask(find_news, corpus, selection, shown.period)
    with st.container(horizontal=True, vertical_alignment="bottom", key="news_head"):
        st.header(label(f"New on {_long(day.period.last)}" if is_day else _week_title(found)))
        said = "See the last 7 days" if is_day else "See the last day alone"
        st.button(
            label(f"{said} ({widgets.counted(other.articles, 'article')})"),
            on_click=_choose_days,
            args=("7" if is_day else "1",),
            type="tertiary",
            key="news_days",
        )
    st.markdown(label(_standing(corpus, selection, found, day, is_day)))
    return found


def _wants_day(day: Glance, week: Glance) -> bool:
    chosen = st.query_params.get(_DAYS)
    if chosen not in (None, "1", "7"):
        del st.query_params[_DAYS]
    if chosen in ("1", "7"):
        return chosen == "1"
    return day.articles >= _FEW or week.articles == day.articles


def _choose_days(days: str) -> None:
    st.query_params[_DAYS] = days


def _long(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _week_title(found: News) -> str:
    return f"New from {_long(found.period.first)} to {_long(found.period.last)}"


def _standing(corpus: Corpus, selection: Selection, found: News, day: Glance, is_day: bool) -> str:
    """How many articles the news are of, and against how many they are held."""
    if not found.articles:
        newest = news.newest_day(corpus, replace(selection, start=None))
        last = "" if newest is None else f"; the last one is of {_long(newest)}"
        return f"No article of this selection{last}."
    a_day = found.before / news.DAYS_BEFORE
    said = f"{widgets.counted(found.articles, 'article')}, held against the "
    said += f"{news.DAYS_BEFORE} days before with {found.before:,} ({a_day:.1f} a day)."
    if not is_day and day.articles < _FEW:
        said += f" The last day alone has {day.articles:,}: too few for a trend."
    elif found.articles < _FEW:
        said += " So few have no trend."
    return said


def headlines(corpus: Corpus, selection: Selection, found: News) -> None:
    """The newest articles, each with how it begins, and the way to all of them."""
    st.subheader("Latest")
    what = evidence.sought(selection)
    for place, row in enumerate(found.rows):
        with st.container(gap="xxsmall"):
            widgets.opener(corpus, row, "latest" if place else "latest_lead")
            _beginning(corpus, row, what)
    if found.articles > len(found.rows):
        _all(corpus, selection, found)
    _late(corpus, found)


def _beginning(corpus: Corpus, row: int, what: evidence.Sought) -> None:
    found = evidence.snippet(corpus, row, what, 180)
    if found is not None:
        marks = [Mark(start, end, "word") for start, end in found.marks]
        markup.show(markup.snippet(corpus.text(row), marks, found.start, found.end))


def _all(corpus: Corpus, selection: Selection, found: News) -> None:
    chosen = replace(selection, start=found.period.first, end=found.period.last)
    number = sel.resolve(corpus, chosen).size
    if st.button(f"Select these days, and list all {number:,} articles", key="all_new"):
        link.put(chosen)
        frame.go("articles")


def _late(corpus: Corpus, found: News) -> None:
    if not found.late:
        return
    st.subheader("Came in late")
    added = sel.to_date(int(corpus.added_days.max()))
    said = f"{widgets.counted(len(found.late), 'article')} came in on {_long(added)}"
    st.caption(label(f"{said}, dated before these days."))
    for row in found.late[:_LATE]:
        widgets.opener(corpus, row, "late")
    if len(found.late) > _LATE:
        said = f"Select what came in since then, and list all {len(found.late):,}"
        if st.button(said, key="all_late"):
            link.change(added_since=added, start=None, end=found.period.first - timedelta(1))
            frame.go("articles")


def rising(found: News) -> None:
    """Actors, pairs, terms and sources that rose or are new; each leads to its sentences."""
    st.subheader("Rising and new")
    show, days = sentences.show, found.days
    actors, pairs, words, outlets = found.actors, found.pairs, found.terms, found.sources
    _risen("Actors", actors, lambda row: show("actor", row.key, days=days))
    _risen("Named together", pairs, lambda row: show("pair", row.source, row.target, days=days))
    _risen("Terms", words, lambda row: show("term", row.key, days=days), flow=True)
    _risen("Sources", outlets, lambda row: show("source", row.key, days=days))
    if all(data.empty for data in (actors, pairs, words, outlets)):
        st.caption("Nothing rose beyond chance, and nothing is new.")
        return
    st.caption(
        label(
            f"The number is of these {found.articles:,} articles; in brackets, of the "
            f"{found.before:,} before. A click opens the sentences."
        )
    )
    with st.popover("Save, and how this is counted", type="tertiary", key="rising_save"):
        st.caption(
            label(
                f"Rising: in at least {news.LEAST_RISEN} articles, with a log-odds score (Monroe, "
                f"Colaresi & Quinn 2008) of {news.RISEN} or more, which chance gives one in "
                "twenty. New: in no earlier article of the selection. Named together: in one "
                "sentence."
            )
        )
        widgets.save(actors, "rising-actors", "save_risen_actors", "Actors as CSV")
        widgets.save(pairs, "rising-pairs", "save_risen_pairs", "Pairs as CSV")
        widgets.save(words, "rising-terms-of-the-day", "save_risen_terms", "Terms as CSV")
        widgets.save(outlets, "rising-sources", "save_risen_sources", "Sources as CSV")


def _risen(
    title: str, data: pd.DataFrame, open_row: Callable[[Any], None], *, flow: bool = False
) -> None:
    if data.empty:
        return
    st.markdown(f"**{label(title)}**")
    rows = list(data.itertuples())
    entries = [(row.label, _change(row)) for row in rows]
    key = f"risen_{title.lower().replace(' ', '_')}"
    widgets.ledger(entries, key, lambda place: open_row(rows[place]), flow=flow)
    more = data.attrs.get("left_out", 0)
    if more:
        st.caption(f"and {more:,} more")


def _change(row: Any) -> str:
    return f"{row.count:,}, new" if row.new else f"{row.count:,} ({row.before:,})"


# --- what the selection is about ---------------------------------------------------------------


def volume(corpus: Corpus, selection: Selection) -> None:
    """The selection over time; a click opens the sentences of that period."""
    st.subheader("Over time")
    frame_ = ask(time.timeline, corpus, selection)
    figure, key = picture(_volume, corpus, selection), widgets.fresh("overview_volume")
    follow = partial(sentences.follow, key)
    widgets.chart(figure, frame_, key, "articles-over-time", on_select=follow)
    undated = ask(time.undated, corpus, selection)
    said = "A click on a bar opens its articles."
    if undated:
        said += f" Left out: {widgets.counted(undated, 'undated article')}."
    st.caption(label(said))


def _volume(corpus: Corpus, selection: Selection) -> go.Figure:
    return charts.timeline(ask(time.timeline, corpus, selection), height=230)


def key_terms(corpus: Corpus, selection: Selection) -> None:
    """The terms that set the selection apart, strongest first; each opens its sentences."""
    st.subheader("Key terms")
    found = ask(terms.key_terms, corpus, selection, 24)
    if found.empty:
        st.caption("No term sets this selection apart.")
        return
    entries = [(row.label, f"{row.count:,}") for row in found.itertuples()]
    widgets.ledger(
        entries,
        "key_terms",
        lambda place: sentences.show("term", found.key.iloc[place]),
        flow=True,
    )
    against = found.before_total.iloc[0] > 0
    st.caption(
        label(
            "Strongest first, with the number of articles: "
            + (
                "by log-odds against the rest of the corpus (Monroe, Colaresi & Quinn 2008)."
                if against
                else "by mean TF-IDF weight, since nothing is left out to hold it against."
            )
        )
    )
    widgets.save(found, "key-terms", "key_terms_csv")


def shifting(corpus: Corpus, selection: Selection) -> None:
    """The terms that rise and fall against an earlier period, which the reader can pick."""
    st.subheader("Rising and falling terms")
    period = _against(news.preceding(corpus, selection))
    if period is None:
        st.caption("There is no earlier period to hold this one against.")
        return
    found = ask(news.rising_terms, corpus, selection, period, 10)
    total, before = _totals(corpus, selection, period)
    now = charts.period_name(period.first, period.last)
    then = charts.period_name(period.before_first, period.before_last)
    st.caption(
        label(
            f"{now} ({widgets.counted(total, 'article')}), against {then} ({before:,}): the share "
            "of articles that have the term, hollow before, full now. A click opens its sentences."
        )
    )
    if not total or not before:
        st.caption("One of the two periods has no article of this selection.")
        return
    data, key = widgets.compared(found), widgets.fresh("overview_change")
    follow = partial(_follow_term, key, (period.first, period.last))
    widgets.chart(charts.change(data, "share"), data, key, "rising-terms", on_select=follow)


def _against(usual: Period | None) -> Period | None:
    with st.popover("Hold against another period", type="tertiary", key="against"):
        limits: dict[str, Any] = {
            "value": None,
            "min_value": date(1500, 1, 1),
            "max_value": date(2100, 12, 31),
            "format": "YYYY-MM-DD",
            "bind": "query-params",
        }
        first = st.date_input("Its first day", key="against_from", **limits)
        last = st.date_input("Its last day", key="against_to", **limits)
    if usual is None or first is None or last is None:
        return usual
    return replace(usual, before_first=min(first, last), before_last=max(first, last))


def _totals(corpus: Corpus, selection: Selection, period: Period) -> tuple[int, int]:
    here, there = news.masks(corpus, selection, period)
    return int(np.count_nonzero(here)), int(np.count_nonzero(there))


def _follow_term(key: str, days: tuple[date, date]) -> None:
    term = widgets.clicked(key)
    if term:
        sentences.show("term", str(term), days=days)


def _number(row: Any) -> str:
    return f"{row.count:,}, {widgets.percent(row.share)}"


def actors(corpus: Corpus, selection: Selection) -> None:
    """The actors in most articles; each leads to its page."""
    st.subheader("Actors")
    found = ask(act.ranking, corpus, selection)
    if found.empty:
        st.caption("No actor of the dictionary is mentioned.")
        return
    found = watch.first(corpus, found)
    followed = int((found["watched"] != "").sum())
    listed = found.head(max(_LISTED, followed)).rename(columns={"articles": "count"})
    entries = [
        (watch.named(row.name, bool(row.watched)), _number(row)) for row in listed.itertuples()
    ]
    widgets.ledger(entries, "top_actors", lambda place: _leave_for(str(listed.key.iloc[place])))
    said = f"The {len(listed)} in most articles, of {len(found):,}"
    said += ", the followed ones first. " if followed else ". "
    said = said if len(found) > len(listed) or followed else ""
    st.caption(label(f"{said}A click opens the actor's page."))
    widgets.save(listed, "top-actors", "top_actors_csv")
    actor = st.session_state.pop(_LEAVING, None)
    if actor is not None:
        frame.go("actors", actor=actor)


def _leave_for(actor: str) -> None:
    st.session_state[_LEAVING] = actor


def topics(corpus: Corpus, selection: Selection) -> None:
    """The topics, largest first; a click selects one."""
    st.subheader("Topics")
    size = top.default_size(corpus)
    if size is None:
        st.caption("The corpus is too small for topics.")
        return
    ranked = top.ranking(corpus, selection, corpus.topics(size))
    found = ranked[(ranked["count"] > 0) & (ranked.key != "")]
    listed, unclear = found.head(_LISTED), ranked[ranked.key == ""]
    entries = [(row.label, _number(row)) for row in listed.itertuples()]
    widgets.ledger(
        entries, "top_topics", lambda place: link.toggle("topics", listed.key.iloc[place])
    )
    said = f"{int(unclear['count'].sum()):,} articles have no clear topic. "
    if len(found) > len(listed):
        said += f"{len(found) - len(listed)} more topics are not listed here. "
    st.caption(label(f"{said}A click adds the topic to the selection, or takes it out."))
    widgets.save(listed, "top-topics", "top_topics_csv")


def sources(corpus: Corpus, selection: Selection) -> None:
    """The sources of most articles; a click selects one."""
    st.subheader("Sources")
    found = ask(_sources, corpus, selection)
    listed = found.head(_LISTED)
    entries = [(row.label, _number(row)) for row in listed.itertuples()]
    widgets.ledger(
        entries, "top_sources", lambda place: link.toggle("sources", listed.key.iloc[place])
    )
    said = (
        f"{len(found) - len(listed):,} more are not listed here. " if len(found) > _LISTED else ""
    )
    st.caption(label(f"{said}A click adds the source to the selection, or takes it out."))
    widgets.save(listed, "top-sources", "top_sources_csv")


def _sources(corpus: Corpus, selection: Selection) -> pd.DataFrame:
    codes = corpus.source_codes[sel.resolve(corpus, selection).counted]
    counts = np.bincount(codes, minlength=len(corpus.sources))
    frame_ = pd.DataFrame({"key": corpus.sources, "label": corpus.sources, "count": counts})
    frame_ = frame_.assign(total=len(codes), share=counts / max(len(codes), 1))
    frame_["label"] = frame_["label"].where(frame_["label"] != "", "unknown source")
    shown = frame_[frame_["count"] > 0]
    return shown.sort_values(["count", "label"], ascending=[False, True], ignore_index=True)


def span(corpus: Corpus, selection: Selection) -> None:
    """From when to when, where nothing is, and what counts leave out."""
    st.subheader("Span and gaps")
    resolved = sel.resolve(corpus, selection)
    days = corpus.days[resolved.mask & (corpus.days != NO_DAY)]
    if len(days):
        first, last = sel.to_date(int(days.min())), sel.to_date(int(days.max()))
        length = widgets.counted((last - first).days + 1, "day")
        st.markdown(label(f"{_long(first)} to {_long(last)}, {length}."))
    _gaps(ask(time.gaps, corpus, selection))
    undated, without = ask(time.undated, corpus, selection), resolved.without_text
    said = [
        f"{number:,} {what}"
        for number, what in ((undated, "undated"), (without, "without text, in no count"))
        if number
    ]
    st.caption(label("; ".join(said) + "." if said else "All are dated, and all have text."))


def _gaps(found: pd.DataFrame) -> None:
    if found.empty:
        st.caption("No week without an article.")
        return
    for row in found.head(_GAPS).itertuples():
        st.markdown(
            label(f"No article: {charts.period_name(row.first, row.last)}, {row.days} days")
        )
    if len(found) > _GAPS:
        st.caption(label(f"and {len(found) - _GAPS:,} shorter gaps of a week and more"))
    widgets.save(found, "gaps", "gaps_csv", "Gaps as CSV")
