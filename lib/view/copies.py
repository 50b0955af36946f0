"""The open article's copies: who else has its text, what was changed, and what else depends on it.

    the same text  |  a shared passage, or the same service credited  |  no visible dependence

What is compared with the open article stands in the link: `against`, an article's id.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lib import Corpus, index
from lib.measure import article, copies
from lib.measure.copies import Dependence
from lib.measure.selection import Selection
from lib.view import corrections, markup, widgets
from lib.view.cache import ask
from lib.view.markup import Mark, label, plain

_AGAINST = "against"
_NEAR = 10
_CHANGED, _SHARED = "what was changed", "shared passages"
Opener = Callable[[Corpus, Any, str], None]
"""Draws an article's title as a button that opens it: corpus, its listing, key of the widget."""


def said(found: Dependence) -> str:
    """What shows that two articles depend on one another, or that nothing does."""
    if found.same_text:
        return "the same text"
    parts = [f"a shared passage of {found.words} words"] if found.words else []
    if found.services:
        parts.append(f"both by or crediting {', '.join(found.services)}")
    return "; ".join(parts) or "no visible dependence"


def draw(corpus: Corpus, selection: Selection, known: index.Article, opener: Opener) -> None:
    """Draw who else has the article's text, and what was changed in it."""
    found = ask(copies.members, corpus, selection, known.row)
    related = _related(corpus, known.row)
    shown = [int(row) for row in found.index[found["stands"]]]
    if len(found) > 1:
        shown += _members(corpus, known.row, found, opener)
    else:
        st.caption("No other article of this corpus has this text, nearly or shortened.")
    _others(corpus, related, opener)
    others = [row for row in dict.fromkeys([*shown, *related]) if row != known.row]
    if others:
        _compared(corpus, known, others)


def _members(corpus: Corpus, row: int, found: pd.DataFrame, opener: Opener) -> list[int]:
    """Draw a page of the articles that are one text; returns their rows."""
    sources = found["source"].replace("", "unknown source").nunique()
    ends = found["date"].dropna()
    span = ""
    if len(ends):
        first, last = (widgets.when(day, timed=False) for day in (ends.min(), ends.max()))
        span = f", on {first}" if first == last else f", from {first} to {last}"
    st.subheader(f"{len(found):,} articles are this text")
    st.caption(
        label(
            f"In {widgets.counted(sources, 'source')}{span}. The earliest that the selection has "
            "stands for all of them where each text counts once."
        )
    )
    shown = widgets.page_of(found.index.to_list(), f"copies_{row}")
    figures = ask(_likeness, corpus, row, tuple(shown))
    for entry in corpus.listed(np.array(shown, np.int32)).itertuples():
        with st.container(gap=None):
            opener(corpus, entry, f"copy_{entry.Index}")
            meta = [widgets.when(entry.date, bool(entry.timed)), entry.source or "unknown source"]
            meta += _standing(found.loc[entry.Index], entry.Index == row, figures.loc[entry.Index])
            markup.show(markup.entry(meta, markup.text("")))
    widgets.save(found.drop(columns="timed"), "copies", f"copies_{row}_csv")
    return shown


def _likeness(corpus: Corpus, row: int, others: tuple[int, ...]) -> pd.DataFrame:
    return copies.likeness(corpus, row, np.array(others, np.int32))


def _standing(member: pd.Series, is_open: bool, figures: pd.Series) -> list[str]:
    meta = ["stands for them"] if member["stands"] else []
    if not member["selected"]:
        meta.append("not in the selection")
    if is_open:
        return [*meta, "now reading"]
    alike = f"{widgets.percent(figures['jaccard'])} the same"
    if figures["jaccard"] < index.JACCARD:
        alike = f"{widgets.percent(figures['containment'])} of the shorter is in the longer"
    return [*meta, alike]


def _related(corpus: Corpus, row: int) -> dict[int, Dependence]:
    """Of the articles most like it, those that share a passage or a service, and are no copies."""
    rows = tuple(found.row for found in ask(article.similar, corpus, row, _NEAR))
    found = ask(copies.dependence, corpus, row, rows)
    return {row: one for row, one in zip(rows, found, strict=True) if one.tier == 2}


def _others(corpus: Corpus, related: dict[int, Dependence], opener: Opener) -> None:
    if related:
        st.subheader("Other texts that are not independent of it")
    for entry in corpus.listed(np.array(list(related), np.int32)).itertuples():
        with st.container(gap=None):
            opener(corpus, entry, f"related_{entry.Index}")
            when = widgets.when(entry.date, bool(entry.timed))
            meta = [when, entry.source or "unknown source", said(related[entry.Index])]
            markup.show(markup.entry(meta, markup.text("")))
    st.caption(
        f"Looked for among the {_NEAR} articles most like this one: passages of "
        f"{copies.PASSAGE} words and more that both have, and services that both are by or credit. "
        "Where nothing is found, articles can still depend on one another."
    )


# --- what was changed --------------------------------------------------------------------------


def _compared(corpus: Corpus, known: index.Article, others: list[int]) -> None:
    listed = corpus.listed(np.array(others, np.int32))
    names = {str(entry.id): _name(entry) for entry in listed.itertuples()}
    rows = dict(zip(names, others, strict=True))
    chosen = widgets.chooser(
        "Compare with",
        list(names),
        _AGAINST,
        lambda key: plain(names[key], 120),
        usual=str(listed["id"].iloc[0]),
    )
    other = corpus.read(rows[str(chosen)])
    corrections.on_copies(corpus, known.row, other.row)
    way = st.segmented_control(
        "Show",
        [_CHANGED, _SHARED],
        default=_CHANGED,
        required=True,
        key="copies_show",
        persist_state="session",
        label_visibility="collapsed",
    )
    (_changes if way == _CHANGED else _passages)(known, other)


def _name(entry: Any) -> str:
    when = widgets.when(entry.date, bool(entry.timed))
    return f"{when}, {entry.source or 'unknown source'}: {entry.title or markup.UNTITLED}"


def _changes(known: index.Article, other: index.Article) -> None:
    found = copies.changes(other.text, known.text)
    st.caption(
        label(
            f"{widgets.counted(found.same, 'word')} in both; struck out: {found.gone:,} only in "
            f"the other; underlined: {found.new:,} only in this one; tinted: {copies.PASSAGE} "
            "words and more in a row that both have. Capitals and the signs between words are "
            "not compared."
        )
    )
    if found.cut:
        st.caption(f"Only the first {copies.MOST_WORDS:,} words of each text are compared.")
    texts = {"gone": other.text, "same": known.text, "new": known.text}
    pieces = [
        (_kind(piece, texts[piece.kind]), texts[piece.kind][slice(*piece.span)])
        for piece in found.pieces
    ]
    markup.show(markup.reading(markup.changes(pieces)))


def _kind(piece: copies.Piece, text: str) -> str:
    if piece.kind != "same":
        return piece.kind
    return "shared" if len(copies.words(text[slice(*piece.span)])) >= copies.PASSAGE else "same"


def _passages(known: index.Article, other: index.Article) -> None:
    found = copies.passages(known.text, other.text)
    held = sum(len(copies.words(known.text[start:end])) for start, end in found)
    st.caption(
        label(
            "This article, with what the other one has in the same words marked: "
            f"{widgets.counted(len(found), 'passage')} of {copies.PASSAGE} words and more, "
            f"{held:,} words in all."
        )
    )
    marks = [Mark(start, end, "shared") for start, end in found]
    markup.show(markup.reading(markup.passage(known.text, marks)))
