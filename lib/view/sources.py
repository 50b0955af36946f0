"""The Sources page: who has a text first, who carries whose, and the articles behind each number.

What is looked at stands in the link: `shared` is "state", a source and one of its states (or none
for all), or "carried", the source that had the texts first and the one that carries them, or
"text", an article's id.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib import Corpus
from lib.index import Rows
from lib.measure import article, evidence, sources
from lib.measure.selection import Selection
from lib.view import charts, link, markup, widgets
from lib.view.cache import ask
from lib.view.markup import label, plain

_LOOK = "shared"
_STATE, _CARRIED, _TEXT_OF = "state", "carried", "text"
_DRAWN = 20
_LISTED = 100
_UNKNOWN = "unknown source"

_NAMES = {
    "own": "nobody else has it",
    "first": "first of several",
    "unknown": sources.SAME_DAY,
    "later": "another had it first",
}
_TEXT, _NUMBER = st.column_config.TextColumn, st.column_config.NumberColumn


def how_counted(selection: Selection) -> None:
    """Say what is counted here."""
    st.caption(
        label(
            "Publications are counted here: every article of the selection, copies too"
            + (", though each text counts once elsewhere. " if selection.once else ". ")
            + "First means first in this corpus: who wrote a text, it cannot tell. Of two on one "
            "day the order is known only where both give an hour."
        )
    )


@st.fragment
def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw what each source publishes, who carries whose, and the articles of what is picked."""
    link.follow(selection)
    left, right = st.columns([2, 1], gap="medium")
    with left:
        _published(ask(sources.by_source, corpus, selection))
        _carried(ask(sources.carried, corpus, selection))
        _spread(ask(sources.spread, corpus, selection))
    with right:
        _articles(corpus, selection)


def _named(source: str) -> str:
    return source or _UNKNOWN


# --- what each source publishes ----------------------------------------------------------------


def _published(found: pd.DataFrame) -> None:
    st.header("Own and copied")
    data = found.assign(label=[_named(key) for key in found["key"]])
    drawn, key = data.head(_DRAWN), widgets.fresh("sources_chart")
    widgets.chart(
        charts.parts(_parts(drawn)),
        data,
        key,
        "sources",
        on_select=lambda: _follow_bar(key),
        sentence=_alt(drawn),
    )
    said = "A click opens the articles."
    if len(data) > len(drawn):
        said = f"The {len(drawn)} with most publications of {len(data):,}, all in the table. {said}"
    st.caption(label(said))
    key = widgets.fresh(f"sources_table_{abs(hash(link.current()))}")
    widgets.table(
        data,
        key,
        "sources",
        {
            "label": _TEXT("Source"),
            "publications": _NUMBER("Publications", format="localized"),
            "own_share": _NUMBER("Own", format=widgets.PERCENT, help="Its own, or the first of it"),
            "copy_share": _NUMBER("Copied", format=widgets.PERCENT, help="Another had it first"),
            "unknown": _NUMBER("Same day", help=f"Others have it, too: {sources.SAME_DAY}"),
            "common_texts": _NUMBER("In common", help="Texts that other sources have, too"),
            "first_texts": _NUMBER("First in", help="Of these, it has first"),
        },
        on_select=lambda: _follow_source(key, data["key"].tolist()),
    )


def _parts(found: pd.DataFrame) -> pd.DataFrame:
    """A row for each source and state, as `charts.parts` wants it."""
    rows = [
        {
            "key": row.key,
            "label": row.label,
            "part": state,
            "name": _NAMES[state],
            "count": int(getattr(row, state)),
            "total": int(row.publications),
        }
        for state in sources.STATES
        for row in found.itertuples()
    ]
    return pd.DataFrame(rows, columns=["key", "label", "part", "name", "count", "total"])


def _alt(found: pd.DataFrame) -> str:
    if found.empty:
        return "Chart without data."
    first = found.iloc[0]
    return (
        f"Publications of {len(found)} sources, by whether the text is their own. "
        f"{plain(first['label'], 60)} has most, {first['publications']:,}; of these "
        f"{widgets.percent(first['own_share'])} its own, {widgets.percent(first['copy_share'])} "
        "copied."
    )


def _follow_bar(key: str) -> None:
    found = widgets.clicked(key)
    if found:
        source, state = found
        widgets.look(**{_LOOK: [_STATE, str(source), str(state)]})
        widgets.spend()


def _follow_source(key: str, keys: list[str]) -> None:
    row = widgets.picked(key)
    if row is not None and row < len(keys):
        widgets.look(**{_LOOK: [_STATE, keys[row], ""]})
        widgets.spend()


# --- who carries whose -------------------------------------------------------------------------


def _carried(found: pd.DataFrame) -> None:
    st.header("Who carries whose texts")
    if found.empty:
        widgets.nothing("No text of this selection stands in more than one source.")
        return
    data = found.assign(
        origin_label=[_named(name) for name in found["origin"]],
        carrier_label=[_named(name) for name in found["carrier"]],
    )
    key = widgets.fresh(f"carried_table_{abs(hash(link.current()))}")
    widgets.table(
        data,
        key,
        "who-carries-whose",
        {
            "origin_label": _TEXT("First in"),
            "carrier_label": _TEXT("Carried by"),
            "publications": _NUMBER("Publications", format="localized"),
            "texts": _NUMBER("Texts", format="localized"),
        },
        on_select=lambda: _follow_pair(key, found),
    )
    st.caption("Pick a row to read the articles that are carried.")


def _follow_pair(key: str, found: pd.DataFrame) -> None:
    row = widgets.picked(key)
    if row is not None and row < len(found):
        line = found.iloc[row]
        widgets.look(**{_LOOK: [_CARRIED, line["origin"], line["carrier"]]})
        widgets.spend()


# --- how far a text went -----------------------------------------------------------------------


def _spread(found: pd.DataFrame) -> None:
    if found.empty:
        return
    st.header("Texts in most publications")
    shown = found.head(_LISTED)
    shown = shown.assign(source=[_named(name) for name in shown["source"]])
    key = widgets.fresh(f"spread_table_{abs(hash(link.current()))}")
    widgets.table(
        shown,
        key,
        "texts-in-most-publications",
        {
            "publications": _NUMBER("Publications", format="localized"),
            "sources": _NUMBER("Sources", format="localized"),
            "days": _NUMBER("Days", format="localized", help="From the first to the last"),
            "date": st.column_config.DateColumn("First", format="YYYY-MM-DD"),
            "source": _TEXT("First in"),
            "title": _TEXT("Title", width="large"),
        },
        on_select=lambda: _follow_text(key, shown["key"].tolist()),
        whole=found if len(found) > len(shown) else None,
    )
    if len(found) > len(shown):
        st.caption(label(f"The first {len(shown)} of {len(found):,}; the file holds all."))


def _follow_text(key: str, keys: list[str]) -> None:
    row = widgets.picked(key)
    if row is not None and row < len(keys):
        widgets.look(**{_LOOK: [_TEXT_OF, keys[row]]})
        widgets.spend()


# --- the articles ------------------------------------------------------------------------------


def _articles(corpus: Corpus, selection: Selection) -> None:
    given = st.query_params.get_all(_LOOK)
    if not given:
        st.caption("Click a bar or pick a row: the articles that it counts stand here.")
        return
    if not _is_known(corpus, given):
        st.warning("From the link: what it looks at is not of this corpus.")
        widgets.look(**{_LOOK: None})
        return
    title, rows = _behind(corpus, selection, given)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader(label(title, 120))
        st.button("Close", on_click=_close, key="close_sources", type="tertiary")
    key = f"behind_sources_{abs(hash(tuple(given)))}"
    widgets.behind(corpus, rows, evidence.sought(selection), key, size=10)


def _close() -> None:
    widgets.look(**{_LOOK: None})


def _is_known(corpus: Corpus, given: list[str]) -> bool:
    if given[0] == _TEXT_OF and len(given) == 2:
        return article.find(corpus, given[1]) is not None
    if len(given) != 3:
        return False
    kind, one, other = given
    if kind == _STATE:
        return one in corpus.sources and other in ("", *sources.STATES)
    known = {*corpus.sources, sources.SAME_DAY}
    return kind == _CARRIED and one in known and other in corpus.sources


def _behind(corpus: Corpus, selection: Selection, given: list[str]) -> tuple[str, Rows]:
    kind, one, *others = given
    if kind == _TEXT_OF:
        title = corpus.title(corpus.row_of(one)).strip() or markup.UNTITLED
        return title, ask(sources.articles_of_text, corpus, selection, one)
    (other,) = others
    if kind == _STATE:
        said = f"{_named(one)}: {_NAMES[other]}" if other else _named(one)
        return said, ask(sources.articles, corpus, selection, one, other or None)
    rows: Any = ask(sources.articles_carried, corpus, selection, one, other)
    return f"{_named(other)}, {'first in ' if one != sources.SAME_DAY else ''}{_named(one)}", rows
