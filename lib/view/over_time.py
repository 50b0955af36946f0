"""Articles over time: how they are drawn, the chart, and the articles behind each of its points.

What is looked at stands in the link: `at`, the first day of a period, and `line`, the key of a
series; `pick`, the actors that the reader picked; `word`, the searches that are compared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from lib import Corpus
from lib.measure import actors, evidence, splits, terms, time
from lib.measure import selection as sel
from lib.measure.selection import Selection
from lib.measure.splits import Split
from lib.view import charts, frame, link, watch, widgets
from lib.view.cache import ask, picture
from lib.view.markup import label, plain

_AUTO = "auto"
_SUGGESTED = 3
_MOST_OPTIONS = 400
_LONG = 3_653
_WORDS = "word"
_PICKED = "pick"


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a timeline is drawn.

    Attributes:
        unit: of its periods.
        value: counts or shares.
        stacked: whether as stacked bars, not lines.
        clock: whether by the day of publication, or by the days that the articles name.
    """

    unit: str
    value: Literal["count", "share"]
    stacked: bool = False
    clock: str = "published"


# --- what is drawn -----------------------------------------------------------------------------


def drawn(
    corpus: Corpus, selection: Selection, stacked: bool = False, clocks: bool = False
) -> Drawn | None:
    """Let the reader choose periods, and counts or shares; None where nothing is dated.

    With `clocks` also whether articles are counted when they were published, or when that
    happened of which they speak.

    Left to itself a timeline shows shares where words, actors or topics are selected. Stacked
    bars always show shares, and by the year where they are of more than ten.
    """
    ends = sel.span(corpus, selection)
    if ends is None:
        widgets.nothing("No article of this selection has a date, so that there is no timeline.")
        return None
    clock = _CLOCKS[_switch("Counted when it", tuple(_CLOCKS), "clock")] if clocks else "published"
    unit = _switch("Periods", (_AUTO, *time.UNITS), "unit")
    value = "share" if stacked else _switch("Shown as", (_AUTO, "count", "share"), "as")
    if value == _AUTO:
        value = "share" if selection.narrows_subject else "count"
    usual = "year" if stacked and (ends[1] - ends[0]).days > _LONG else time.default_unit(*ends)
    wanted = usual if unit == _AUTO else unit
    fitting = ask(_fitting_unit, corpus, time.axis(corpus, selection, clock) or ends, wanted)
    if fitting != wanted:
        st.caption(f"There are too many periods by {wanted}: drawn by {fitting}.")
    return Drawn(fitting, cast(Literal["count", "share"], value), stacked, clock)


_CLOCKS = {"was published": "published", "happened": "happened"}


def _switch(title: str, options: tuple[str, ...], key: str) -> str:
    chosen = st.segmented_control(
        title, options, default=options[0], required=True, key=key, bind="query-params"
    )
    return str(chosen)


def _fitting_unit(corpus: Corpus, ends: tuple[date, date], unit: str) -> str:
    return time.grid(*ends, unit).unit


def split_by() -> str:
    """Let the reader choose what a timeline is split by, one of `splits.BY`."""
    return _switch("Split by", splits.BY, "split")


def lines(corpus: Corpus, selection: Selection, by: str) -> Split:
    """Let the reader choose the lines of a timeline, where there is a choice."""
    if by == "words":
        return words(corpus, selection)
    first, known = ask(splits.leading, corpus, selection, by)
    if by == "actors":
        return Split(by, _picked_actors(corpus, selection, first))
    if known > len(first):
        st.caption(
            f"The {len(first)} {by} with most articles, of {known:,}; the rest is not drawn."
        )
    return Split(by, first)


def _picked_actors(corpus: Corpus, selection: Selection, first: tuple[str, ...]) -> tuple[str, ...]:
    """The actors that the reader picked; the first ones until then."""
    given = st.query_params.get_all(_PICKED)
    picked = [key for key in dict.fromkeys(given) if key in corpus.actor_numbers]
    if len(picked) < len(set(given)):
        st.warning("From the link: an actor that is not in this corpus is not drawn.")
        _put_picked(picked)
    names = ask(_actor_names, corpus, selection)
    state = f"look_{_PICKED}"
    picked = picked[: splits.MOST_LINES]
    if st.session_state.get(state) != picked:
        st.session_state[state] = picked
    st.multiselect(
        f"Actors to draw, {splits.MOST_LINES} at most",
        list(dict.fromkeys([*picked, *watch.watched(corpus), *names])),
        key=state,
        format_func=lambda key: plain(names.get(key) or _actor_name(corpus, key)),
        max_selections=splits.MOST_LINES,
        placeholder=f"the {len(first)} with most articles; pick others",
        on_change=lambda: _put_picked(st.session_state[state]),
    )
    return tuple(picked) or first


def _put_picked(actors: list[str]) -> None:
    widgets.look(**{_PICKED: actors or None})


def _actor_names(corpus: Corpus, selection: Selection) -> dict[str, str]:
    found = actors.ranking(corpus, selection).head(_MOST_OPTIONS)
    return dict(zip(found["key"], found["name"], strict=True))


def _actor_name(corpus: Corpus, actor: str) -> str:
    return str(corpus.actors["name"].iloc[corpus.actor_numbers[actor]])


def words(corpus: Corpus, selection: Selection) -> Split:
    """Let the reader write the words and phrases to compare; what cannot be read is said.

    Until there is one, the strongest key terms of the selection stand in.
    """
    key_terms = [f'"{term}"' for term in ask(terms.key_terms, corpus, selection)["key"]]
    written = st.multiselect(
        f"Words or phrases, {terms.MOST_WORDS} at most",
        list(dict.fromkeys([*st.session_state.get(_WORDS, []), *key_terms])),
        key=_WORDS,
        bind="query-params",
        accept_new_options=True,
        on_change=_cut_words,
        placeholder="type words, a phrase in quotes, begin* … and press Enter",
        help="Each is a search of its own, as in the search box. Commas part several.",
    )
    readable, problems = splits.readable(written)
    for problem in problems:
        st.warning(label(problem))
    if not written and key_terms:
        st.caption("Until you write some, these are the selection's strongest key terms.")
        return Split("words", tuple(key_terms[:_SUGGESTED]))
    return Split("words", readable)


def _cut_words() -> None:
    written = st.session_state[_WORDS]
    cut = list(dict.fromkeys(piece for word in written for piece in splits.pieces(word)))
    if cut != written:
        st.session_state[_WORDS] = cut


def draw_term(term: str) -> None:
    """Put a term on the chart of words, exactly as it is written; for callbacks."""
    written, word = list(st.session_state.get(_WORDS, [])), f'"{term}"'
    if word not in written:
        st.session_state[_WORDS] = [*written[: terms.MOST_WORDS - 1], word]


# --- the chart ---------------------------------------------------------------------------------


@st.fragment
def chart(
    corpus: Corpus,
    selection: Selection,
    split: Split,
    how: Drawn,
    whole: bool = False,
) -> None:
    """Draw articles over time, what must be said about them, and the articles of a point.

    Args:
        corpus, selection: what.
        split: the lines.
        how: how they are drawn.
        whole: whether to mark the days on which sources enter or leave the corpus, and to draw
            below it all of the corpus' time, to drag a period on.
    """
    link.follow(selection)
    data = ask(splits.timeline, corpus, selection, how.unit, split, how.clock)
    widgets.chart(
        picture(_figure, corpus, selection, split, how, whole),
        data,
        f"timeline_{split.by}",
        f"articles-by-{how.unit}",
        on_select=lambda: _follow(f"timeline_{split.by}"),
        value=how.value,
    )
    st.caption(label(_notes(corpus, selection, split, how, data)))
    if len(data):
        _articles(corpus, selection, split, how, data, 2 if whole else 3)
    if whole and how.clock == "published":
        _navigator(corpus, selection)
        _source_table(*ask(splits.source_notes, corpus, selection))


def _figure(
    corpus: Corpus, selection: Selection, split: Split, how: Drawn, whole: bool
) -> go.Figure:
    """The chart itself."""
    data = ask(splits.timeline, corpus, selection, how.unit, split, how.clock)
    if how.stacked:
        return charts.shares(data, 420)
    marked = whole and how.clock == "published"
    events = ask(splits.source_notes, corpus, selection)[0] if marked else None
    return charts.timeline(data, how.value, events=events)


def _follow(key: str) -> None:
    """Look at the point that was clicked; at nothing where it was clicked once more."""
    found = widgets.clicked(key)
    if found:
        widgets.look(at=found[1], line=found[0] or None)
    else:
        widgets.look(at=None, line=None)


def _notes(
    corpus: Corpus, selection: Selection, split: Split, how: Drawn, data: pd.DataFrame
) -> str:
    """What a reader must know about a timeline."""
    said = [f"By {how.unit}, {_MEANING[how.value]}. Click a point to list its articles."]
    if how.clock == "happened":
        said += _happened(corpus, selection)
    undated = ask(time.undated, corpus, selection)
    if undated and how.clock == "published":
        said.append(f"{widgets.counted(undated, 'undated article')} left out.")
    if split.overlaps:
        said.append("An article can be in several lines: they can add up to more than 100 %.")
    if len(data) and data["partial"].astype(bool).any():
        said.append("Hatched bars and hollow points are periods that are covered only in part.")
    if len(data) and data["count"].isna().any():
        missing = (
            "no article names a day" if how.clock == "happened" else "the corpus has no article"
        )
        said.append(f"Where {missing} there is a gap, not a zero.")
    return " ".join(said)


def _happened(corpus: Corpus, selection: Selection) -> list[str]:
    """What a reader must know about the clock of what happened."""
    before, after = ask(time.outside, corpus, selection)
    said = [
        "An article stands in every period of which it names a day (“on Thursday”, “July 10”; "
        "not weeks, months and years), so that it can stand in several, and in none."
    ]
    if before or after:
        said.append(
            f"Shown are {time.MARGIN} days before and after the selection's: "
            f"{widgets.counted(before, 'article')} also name days before them, {after:,} after."
        )
    return said


_MEANING = {
    "count": "number of articles",
    "share": "share of all articles of the same dates, sources and languages, whatever their "
    "words, actors and topics",
}


def _source_table(events: pd.DataFrame, changes: pd.DataFrame) -> None:
    if changes.empty:
        return
    with st.expander(f"▼ Sources that enter or leave the corpus ({len(changes):,})"):
        if len(events) < len(changes):
            st.caption(f"The chart marks the {len(events)} changes of the largest sources.")
        widgets.table(
            changes,
            "source_changes",
            "source-changes",
            {
                "day": st.column_config.DateColumn("Day"),
                "source": st.column_config.TextColumn("Source"),
                "change": st.column_config.TextColumn("Change"),
                "articles": st.column_config.NumberColumn("Its articles in the corpus"),
            },
        )


def _navigator(corpus: Corpus, selection: Selection) -> None:
    """Draw all periods of the corpus, the selected ones coloured, to drag a period on."""
    data = ask(time.timeline, corpus, replace(selection, start=None, end=None))
    if data["period"].nunique() < 2:
        return
    is_set = selection.start is not None or selection.end is not None
    st.plotly_chart(
        picture(_overview, corpus, selection),
        key="timeline_period",
        on_select=lambda: link.set_period("timeline_period"),
        selection_mode="box",
        config=charts.config(tools=False),
        alt=charts.alt(data),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Drag here to set the period of the selection.")
        if is_set:
            st.button("All dates", on_click=_all_dates, type="tertiary", key="all_dates")


def _overview(corpus: Corpus, selection: Selection) -> go.Figure:
    data = ask(time.timeline, corpus, replace(selection, start=None, end=None))
    is_set = selection.start is not None or selection.end is not None
    return charts.volume(data, 100, (selection.start, selection.end) if is_set else None)


def _all_dates() -> None:
    link.change(start=None, end=None)


# --- the articles of a point -------------------------------------------------------------------


def _articles(
    corpus: Corpus, selection: Selection, split: Split, how: Drawn, data: pd.DataFrame, level: int
) -> None:
    periods = _periods(data)
    with st.container(horizontal=True, vertical_alignment="bottom", key="looked_at"):
        first = widgets.chooser(
            "Articles of",
            list(periods),
            "at",
            lambda day: charts.period_name(*periods[day]),
            "click the chart, or choose a period",
        )
        line = _line(split, data) if len(split.keys) > 1 else "".join(split.keys)
        if first is not None:
            st.button("Close", on_click=_close, key="close_period", type="tertiary")
    if first is None:
        return
    with st.container(border=True):
        _head(corpus, selection, split, how, line, periods[first], level)
        widgets.behind(
            corpus,
            splits.rows(corpus, selection, split, line, *periods[first], how.clock),
            _sought(corpus, selection, split, how, line, periods[first]),
            f"point_{first}_{abs(hash((split, line, how.clock)))}",
            "date" if how.clock == "happened" else "actor" if split.by == "actors" else "word",
        )


def _sought(
    corpus: Corpus,
    selection: Selection,
    split: Split,
    how: Drawn,
    line: str,
    ends: tuple[date, date],
) -> evidence.Sought:
    """What is evidence for a point: by the clock of what happened, the words for its days."""
    if how.clock == "happened":
        return evidence.Sought(days=ends)
    return splits.sought(corpus, selection, split, line)


def _periods(data: pd.DataFrame) -> dict[str, tuple[date, date]]:
    """The first and last day of each period that has articles in the corpus, the newest first."""
    known = data[data["count"].notna()].drop_duplicates("period")[::-1]
    days = zip(known["period"].dt.date, known["end"].dt.date, strict=True)
    return {str(first): (first, last) for first, last in days}


def _line(split: Split, data: pd.DataFrame) -> str:
    """The series that is looked at: the one of the link, else all that the selection holds."""
    names = dict(zip(data["key"], data["series"], strict=True))
    chosen = widgets.chooser(
        "In the line", list(names), "line", lambda key: plain(names[key], 60), "the whole selection"
    )
    return chosen or ""


def _close() -> None:
    widgets.look(at=None, line=None)


def _head(
    corpus: Corpus,
    selection: Selection,
    split: Split,
    how: Drawn,
    line: str,
    ends: tuple[date, date],
    level: int,
) -> None:
    named = [found.label for found in splits.series(corpus, selection, Split(split.by, (line,)))]
    said = ": ".join([charts.period_name(*ends), *named])
    (st.header if level == 2 else st.subheader)(label(said, 120))
    with st.container(horizontal=True):
        chosen = splits.narrowed(selection, Split(split.by, (line,)), ends, how.clock)
        said = "Select these, and list them in Articles"
        if chosen is not None and st.button(said, key="select_point"):
            link.put(chosen)
            frame.go("articles")
        if how.clock == "published":
            st.button(
                "Set the dates to this period", on_click=_set_dates, args=ends, key="select_period"
            )


def _set_dates(first: date, last: date) -> None:
    link.change(start=first, end=last)
