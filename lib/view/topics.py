"""The topics of a selection: how large they are, over time, and the articles of one.

What is looked at stands in the link: `look`, the key of a topic; `size`, the number of topics.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib import Corpus, index
from lib.measure import evidence, splits
from lib.measure import topics as top
from lib.measure.evidence import Sought
from lib.measure.selection import Selection
from lib.view import charts, link, over_time, widgets
from lib.view.cache import ask
from lib.view.markup import label, plain

_NONE = "none"
"""How a link names the articles without a clear topic."""

_LISTED = 5

_MADE = (
    "Topics are found by non-negative matrix factorisation (Lee and Seung 1999) of the articles' "
    "TF-IDF weights, fitted on a fixed sample of 4,000 articles at most and from a fixed seed, so "
    "that the same corpus has the same topics. An article counts for its strongest topic where "
    f"that holds at least {index.CLEAR:.0%} of the article's topic weights, else for “no clear "
    "topic”; a topic is named by its three strongest terms."
)


def size(corpus: Corpus) -> int | None:
    """Let the reader choose the number of topics; None, having said why, where there are none."""
    if not corpus.topic_sizes:
        widgets.nothing(
            "This corpus is too small for topics: they need about three articles each, at least "
            "24 articles in all, that share terms."
        )
        return None
    usual = str(top.default_size(corpus))
    chosen = st.segmented_control(
        "Number of topics",
        [str(known) for known in corpus.topic_sizes],
        default=usual,
        required=True,
        key="size",
        bind="query-params",
    )
    return int(chosen or usual)


def how_made(corpus: Corpus) -> None:
    """Say how topics are made, and of how many articles where more have come since."""
    since = ""
    if corpus.topics_fitted < len(corpus):
        since = (
            f" They were found when the corpus had {corpus.topics_fitted:,} of its {len(corpus):,} "
            "articles; python -m lib build CORPUS --refit-topics finds them anew."
        )
    st.caption(label(_MADE + since))


@st.fragment
def draw(corpus: Corpus, selection: Selection, size: int) -> None:
    """Draw the topics of a selection by size, beside them the articles of the one looked at."""
    link.follow(selection)
    data = ask(top.sized_ranking, corpus, selection, size)
    left, right = st.columns([5, 7], gap="large")
    with left:
        _ranked(data, size)
    with right:
        _one(corpus, selection, size, data, _choose(data))


def _key(key: str) -> str:
    return key or _NONE


def _ranked(data: pd.DataFrame, size: int) -> None:
    bars, table = st.tabs(["Bars", "Table"])
    drawn = data.assign(key=[_key(key) for key in data["key"]], highlight=data["key"] != "")
    with bars:
        widgets.chart(
            charts.bars(drawn, "share"),
            data,
            f"topics_{size}",
            f"topics-{size}",
            on_select=lambda: _follow(f"topics_{size}"),
            value="share",
        )
    key, keys = f"topics_{size}_table_{abs(hash(link.current()))}", list(drawn["key"])
    with table:
        widgets.table(
            data,
            key,
            f"topics-{size}",
            {
                "label": st.column_config.TextColumn("Topic"),
                "count": st.column_config.NumberColumn("Articles"),
                "share": st.column_config.NumberColumn("Share", format=widgets.PERCENT),
                "terms": st.column_config.TextColumn("Terms, strongest first", width="large"),
            },
            on_select=lambda: _follow_row(key, keys),
            height=35 * (len(data) + 1) + 3,
        )
    total = int(data["total"].iloc[0])
    st.caption(
        f"Share of the {total:,} articles of the same dates, sources and languages, whatever "
        "their words, actors and topics."
    )


def _follow(key: str) -> None:
    found = widgets.clicked(key)
    if found:
        widgets.look(look=str(found))


def _follow_row(key: str, keys: list[str]) -> None:
    row = widgets.picked(key)
    if row is not None and row < len(keys):
        widgets.look(look=keys[row])


def _choose(data: pd.DataFrame) -> str:
    """The key of the topic that is looked at, the largest at first; "" for no clear topic."""
    names = dict(zip((_key(key) for key in data["key"]), data["label"], strict=True))
    title = "Articles of the topic (click one on the chart or in the table, or choose it)"
    keys = list(names)
    chosen = widgets.chooser(title, keys, "look", lambda key: plain(names[key]), usual=keys[0])
    return "" if chosen in (None, _NONE) else str(chosen)


def _one(corpus: Corpus, selection: Selection, size: int, data: pd.DataFrame, topic: str) -> None:
    row = data[data["key"] == topic].iloc[0]
    st.subheader(label(row["label"]))
    if topic:
        st.markdown(label(row["terms"]))
        chosen = topic in selection.topics
        st.button(
            "Take this topic out of the selection" if chosen else "Select this topic",
            on_click=link.toggle,
            args=("topics", topic),
            key="select_topic",
        )
        st.caption("The most typical articles first: those in which the topic weighs most.")
    rows = ask(top.articles_of, corpus, selection, size, topic)
    what, key = _sought(corpus, selection, topic), f"topic_{topic or _NONE}"
    widgets.behind(corpus, rows, what, key, size=_LISTED)


def _sought(corpus: Corpus, selection: Selection, topic: str) -> Sought:
    """The topic's strongest terms; for no clear topic what the selection seeks."""
    words = top.search(corpus, topic)
    return Sought(words=words) if words else evidence.sought(selection)


def over(corpus: Corpus, selection: Selection, size: int) -> None:
    """Draw the shares of all topics over time, and the articles of a bar that is clicked."""
    how = over_time.drawn(corpus, selection, stacked=True)
    if how is not None:
        split = ask(splits.all_topics, corpus, selection, size)
        over_time.chart(corpus, selection, split, how)
