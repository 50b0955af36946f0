"""The chronology: the days that the selection's articles speak of, with their telling sentences.

What is looked at stands in the link: `days`, how many; `sort`, in which order; `at`, the day whose
articles are listed.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lib import Corpus
from lib.measure import chronology, evidence
from lib.measure.chronology import Told
from lib.measure.selection import Selection
from lib.view import link, widgets
from lib.view.cache import ask
from lib.view.markup import label

_SIZES = ("10", "20", "50")
_SORTS = ("by day", "by weight")
PER_DAY = 2
"""How many sentences of a day are shown."""

RIGHT = 0.58
"""F1 of the days against journalists' timelines, as `make eval` measures it."""


def how_made() -> None:
    """What the weight of a day is, how its sentences are chosen, and how good that is."""
    st.caption(
        "The days that the articles name, published on the day itself or later. **Weight**: how "
        "many articles do so, and once more those that were published a week or more later, since "
        "a day that reports still come back to weighs more. **Sentences**: of all that name the "
        "day, the nearest to their common centre. Against timelines by journalists, F1 of the "
        f"days is {RIGHT:.2f}."
    )


@st.fragment
def draw(corpus: Corpus, selection: Selection) -> None:
    """The weightiest days, each with its sentences; and the articles of the one looked at."""
    link.follow(selection)
    found = ask(chronology.days, corpus, selection)
    if found.empty:
        widgets.nothing("No article of this selection names a day that lies before it.")
        return
    shown = _shown(found)
    wanted = tuple(shown["day"].dt.date)
    told = ask(chronology.told, corpus, selection, wanted, PER_DAY)
    at = _looked_at(found)
    for day, sentences in zip(shown.itertuples(), told, strict=True):
        _day(corpus, selection, day, sentences, at)
    _save(corpus, selection, found, shown)


def _shown(found: pd.DataFrame) -> pd.DataFrame:
    """The days to show, as many and in the order that the reader chose."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        size = _switch("Days", _SIZES, "days", _SIZES[1])
        sort = _switch("Order", _SORTS, "sort", _SORTS[0])
    shown = found.head(int(size))
    st.caption(f"The {len(shown)} weightiest of {widgets.counted(len(found), 'day')}.")
    return shown if sort == _SORTS[1] else shown.sort_values("day", kind="stable")


def _switch(title: str, options: tuple[str, ...], key: str, usual: str) -> str:
    chosen = st.segmented_control(
        title, options, default=usual, required=True, key=key, bind="query-params"
    )
    return str(chosen)


def _looked_at(found: pd.DataFrame) -> date | None:
    """The day that the link names; one that no article names is dropped, and said."""
    given = st.query_params.get("at")
    if given is None:
        return None
    for day in found["day"].dt.date:
        if str(day) == given:
            return date.fromisoformat(given)
    st.warning(label(f"at={given[:60]} is no day that an article here names: dropped."))
    widgets.look(at=None)
    return None


def _day(
    corpus: Corpus, selection: Selection, day: Any, sentences: list[Told], at: date | None
) -> None:
    """One day: its weight, its sentences, and its articles where they are asked for."""
    when: date = day.day.date()
    opened = at == when
    with st.container(key=f"day_{when}", gap="xsmall"):
        st.subheader(f"{when:%A}, {when.day} {when:%B %Y}")
        with st.container(horizontal=True, vertical_alignment="center"):
            late = f", {day.late:,} of them a week or more later" if day.late else ""
            said = widgets.counted(int(day.articles), "article")
            st.caption(f"weight {day.weight:,}: {said}{late}", width="content")
            st.button(
                "Hide them" if opened else "List them",
                key=f"articles_{when}",
                type="tertiary",
                on_click=partial(widgets.look, at=None if opened else str(when)),
            )
        for place, one in enumerate(sentences):
            with st.container(gap=None, key=f"late_{when}_{place}"):
                widgets.opener(corpus, one.sentence.row, f"told_{when}_{place}")
                widgets.sentence(corpus, one.sentence, "date")
        if opened:
            _articles(corpus, selection, when)


def _articles(corpus: Corpus, selection: Selection, when: date) -> None:
    with st.container(border=True):
        rows = ask(chronology.rows, corpus, selection, when)
        sought = evidence.Sought(days=(when, when))
        widgets.behind(corpus, rows, sought, f"behind_{when}", "date")


def _save(corpus: Corpus, selection: Selection, found: pd.DataFrame, shown: pd.DataFrame) -> None:
    table = ask(_table, corpus, selection, len(shown))
    with st.container(horizontal=True):
        widgets.save(table, "chronology", "chronology_csv", "These days and sentences as CSV")
        widgets.save(found, "days", "days_csv", f"All {len(found):,} days as CSV")


def _table(corpus: Corpus, selection: Selection, most: int) -> pd.DataFrame:
    found = chronology.days(corpus, selection).head(most)
    return chronology.table(corpus, selection, found, PER_DAY)
