"""Where a claim comes from: a sentence is pasted, and found again in the order of time.

The claim stands in the link: `claim`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lib import Corpus
from lib.measure import claims
from lib.measure.claims import Said, Traced
from lib.measure.selection import Selection
from lib.view import link, markup, widgets
from lib.view.cache import ask
from lib.view.markup import Mark, label

Opener = Callable[[Corpus, Any, str], None]
"""Draws a title that opens its article: corpus, an entry of `Corpus.listed`, key."""

_CLAIM = "claim"
_MOST_CHARACTERS = 600


def draw(corpus: Corpus, selection: Selection, opener: Opener) -> None:
    """A field for the claim, and where it is found."""
    given = bool(st.query_params.get(_CLAIM) or st.session_state.get(_CLAIM))
    with st.expander(
        "Where does this claim come from", key="trace", expanded=given, on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        claim = st.text_area(
            "A sentence",
            max_chars=_MOST_CHARACTERS,
            height=90,
            key=_CLAIM,
            bind="query-params",
            placeholder="paste a sentence, and press Ctrl and Enter",
        )
        if not (claim or "").strip():
            return
        within = st.toggle("Only within the selection", key="claim_within")
        traced = ask(claims.trace, corpus, str(claim), selection if within else None)
        _traced(corpus, traced, opener)


def _traced(corpus: Corpus, traced: Traced, opener: Opener) -> None:
    if not traced.found:
        widgets.nothing(
            f"No sentence has {widgets.percent(claims.LEAST)} of the claim's weight. Its words "
            f"that weigh: {', '.join(traced.words) or 'none'}."
        )
        return
    entries = corpus.listed(np.array([one.sentence.row for one in traced.found], np.int32))
    st.markdown(label(_summary(entries, traced.found)))
    st.caption(label(_how(traced)))
    for entry, one in zip(entries.itertuples(), traced.found, strict=True):
        _said(corpus, entry, one, opener)
    widgets.save(_table(corpus, entries, traced.found), "claim", "claim_csv")


def _summary(entries: pd.DataFrame, found: tuple[Said, ...]) -> str:
    """How many say it, who is earliest, and whether one service stands behind them or many."""
    texts, publications = len(found), len(found) + sum(one.copies for one in found)
    said = widgets.counted(texts, "text")
    if publications > texts:
        said += f" in {widgets.counted(publications, 'publication')}"
    return f"{said}. {_earliest(entries)} {_services(found)}"


def _earliest(entries: pd.DataFrame) -> str:
    first = entries.iloc[0]
    if pd.isna(first.date):
        return "None of them has a date."
    day = entries[entries.date.dt.normalize() == first.date.normalize()]
    who = ", ".join(dict.fromkeys(name or "unknown source" for name in day.source))
    if len(day) > 1 and not day.timed.all():
        return f"Earliest on {widgets.when(first.date, False)}, order unknown: {who}."
    when = widgets.when(first.date, bool(first.timed))
    return f"Earliest on {when}: {first.source or 'unknown source'}."


def _services(found: tuple[Said, ...]) -> str:
    counts = Counter(name for one in found for name in one.services)
    silent = sum(not one.services for one in found)
    if not counts:
        return "No service is credited in any of them."
    named = ", ".join(f"{name} ({count})" for name, count in counts.most_common())
    behind = "One service stands behind" if len(counts) == 1 else f"{len(counts)} services behind"
    return f"{behind} {len(found) - silent} of them: {named}; {silent} credit none."


def _how(traced: Traced) -> str:
    words = ", ".join(traced.words)
    said = (
        "Of each text the sentence with the largest share of the claim's weight, from "
        f"{widgets.percent(claims.LEAST)} on, in the order of time; rare words weigh more (idf; "
        f"Metzler et al. 2005). Copies of a text are folded. Its words, heaviest first: {words}."
    )
    if traced.left_out:
        said += f" {traced.left_out:,} more texts have a smaller share, and are not shown."
    if not traced.complete:
        said += f" Only the {claims.MOST_READ} texts with most of its words were read: there may "
        said += "be more."
    return said


def _said(corpus: Corpus, entry: Any, one: Said, opener: Opener) -> None:
    with st.container(gap=None):
        opener(corpus, entry, f"claim_{entry.Index}")
        sentence = one.sentence
        text = corpus.title(entry.Index) if sentence.part == "title" else corpus.text(entry.Index)
        marks = [Mark(start, end, "shared") for start, end in sentence.marks]
        meta = [
            widgets.when(entry.date, bool(entry.timed)),
            entry.source or "unknown source",
            f"{widgets.percent(one.share)} of the claim",
            f"by or credits {', '.join(one.services)}" if one.services else "",
        ]
        body = markup.snippet(text, marks, sentence.start, sentence.end)
        markup.show(markup.entry(meta, body))
        if one.copies:
            st.button(
                f"and {one.copies:,} {'copy' if one.copies == 1 else 'copies'} of this text",
                key=f"folded_{entry.Index}",
                type="tertiary",
                on_click=link.look,
                kwargs={"article": str(entry.id), "pane": "Copies"},
            )


def _table(corpus: Corpus, entries: pd.DataFrame, found: tuple[Said, ...]) -> pd.DataFrame:
    sentences = [
        (corpus.title(s.row) if s.part == "title" else corpus.text(s.row))[s.start : s.end]
        for s in (one.sentence for one in found)
    ]
    return entries[["id", "own_id", "date", "title", "source"]].assign(
        sentence=sentences,
        share=[one.share for one in found],
        copies=[one.copies for one in found],
        services=[", ".join(one.services) for one in found],
    )
