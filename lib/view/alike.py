"""Articles like others: like the open one, like several with some marked as wrong, like a text.

What is looked at stands in the link: `like` and `unlike`, the ids of the articles that others are
sought by; `why`, the id of the one that is held against the open article.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import streamlit as st

from lib import Corpus, index
from lib.measure import article, copies
from lib.measure.article import Only
from lib.measure.selection import Selection
from lib.view import copies as depend
from lib.view import link, markup, widgets
from lib.view.cache import ask
from lib.view.markup import Mark, label

Opener = Callable[[Corpus, Any, str], None]
"""Draws a title that opens its article: corpus, an entry of `Corpus.listed`, key."""

LIKE = 10
"""How many similar articles are shown."""
_MOST_PASTED = 50_000
_MOST_SOUGHT = 20
_SIDE = 20_000
_WANTED, _WRONG, _WHY = "like", "unlike", "why"
ONLY = {
    "selected": "within the selection",
    "week": "within a week of it",
    "elsewhere": "other sources only",
    "no_copies": "no copies of it",
}
"""What may be alike can be narrowed to: fields of `Only`, as the page and the link name them."""
_HOW = (
    f"The {index.CANDIDATES} nearest by all their words, ranked by what stands first: TF-IDF "
    "cosine, from 0 to 1, with more weight for title, lead, names and numbers, and the two best "
    "taken for more of what is sought. On ECB+ the articles of an event come first with a mean "
    "average precision of 0.95."
)


# --- like the open article ---------------------------------------------------------------------


def to_article(corpus: Corpus, selection: Selection, known: index.Article, opener: Opener) -> None:
    """The articles most like the open one, and why one of them is."""
    only = _only(selection)
    found = ask(article.similar, corpus, known.row, LIKE, only)
    if not found:
        widgets.nothing("No other article of these shares a term of weight with this one.")
        return
    _why(corpus, selection, known)
    rows = tuple(item.row for item in found)
    tiers = [depend.said(one) for one in ask(copies.dependence, corpus, known.row, rows)]
    _listed(corpus, found, f"similar_{known.row}", "similar-articles", opener, tiers, known.row)


def _only(selection: Selection) -> Only:
    """Let the reader narrow what may be alike."""
    picked = st.pills(
        "Only those",
        list(ONLY),
        selection_mode="multi",
        format_func=lambda name: ONLY[name],
        key="only",
        bind="query-params",
    )
    chosen = set(picked or [])
    return Only(
        selected=selection if "selected" in chosen else None,
        week="week" in chosen,
        elsewhere="elsewhere" in chosen,
        no_copies="no_copies" in chosen,
        once=selection.once,
    )


# --- like several ------------------------------------------------------------------------------


def to_several(corpus: Corpus, selection: Selection, opener: Opener) -> None:
    """What is sought by several articles, some of them marked as wrong; nothing without one."""
    wanted, wrong = (_named(corpus, name) for name in (_WANTED, _WRONG))
    if not wanted:
        return
    with st.container(border=True, key="more_like_these"):
        st.subheader("More like these")
        for said, name, rows in (("like", _WANTED, wanted), ("not like", _WRONG, wrong)):
            for row in rows:
                st.button(
                    f"{said} {label(corpus.title(row) or markup.UNTITLED, 90)}",
                    key=f"{name}_{row}",
                    icon=":material/close:",
                    type="tertiary",
                    on_click=_take_out,
                    args=(name, _id(corpus, row)),
                    help="Take it out",
                )
        within = st.toggle("Only within the selection", key="these_within")
        only = Only(selected=selection if within else None, once=selection.once)
        found = ask(article.alike, corpus, tuple(wanted), LIKE, only, tuple(wrong))
        st.caption(label(_rocchio(len(wanted), len(wrong))))
        st.button("Close", on_click=_close, key="these_close", type="tertiary")
        if not found:
            widgets.nothing("No other article shares a term of weight with these.")
            return
        _listed(corpus, found, "several", "more-like-these", opener)


def _rocchio(wanted: int, wrong: int) -> str:
    said = f"Sought is the mean of the weights of {widgets.counted(wanted, 'article')}"
    if wrong:
        said += f", less {index.WRONG} times the mean of {widgets.counted(wrong, 'wrong one')}"
    return f"{said} (Rocchio 1971)."


def _named(corpus: Corpus, name: str) -> list[int]:
    """The articles that the link names; what it names wrongly is dropped, and said."""
    given = list(dict.fromkeys(st.query_params.get_all(name)))
    rows = {key: article.find(corpus, key) for key in given[:_MOST_SOUGHT]}
    known = [key for key, row in rows.items() if row is not None]
    if known != given:
        widgets.look(**{name: known or None})
        st.warning(
            f"From the link: of {len(given)} articles that others are sought by, {len(known)} are "
            f"taken; they must be of this corpus, and {_MOST_SOUGHT} at most."
        )
    return [row for row in rows.values() if row is not None]


def _id(corpus: Corpus, row: int) -> str:
    return str(corpus.ids[row].as_py())


def _put(name: str, key: str, other: str) -> None:
    """Seek by an article, as wanted or as wrong, and no longer as the other; for callbacks."""
    kept = [given for given in st.query_params.get_all(name) if given != key]
    widgets.look(**{name: [*kept, key][-_MOST_SOUGHT:]})
    _take_out(other, key)


def _take_out(name: str, key: str) -> None:
    kept = [given for given in st.query_params.get_all(name) if given != key]
    widgets.look(**{name: kept or None})


def _close() -> None:
    widgets.look(**{_WANTED: None, _WRONG: None})


def _seek(corpus: Corpus, row: int, base: int | None, wrong: bool) -> None:
    """Take an article for one that others should (not) be like; for callbacks.

    The article that is open is sought by as well, if nothing is yet.
    """
    if base is not None and not st.query_params.get_all(_WANTED):
        _put(_WANTED, _id(corpus, base), _WRONG)
    name, other = (_WRONG, _WANTED) if wrong else (_WANTED, _WRONG)
    _put(name, _id(corpus, row), other)


# --- like a text -------------------------------------------------------------------------------


def to_a_text(corpus: Corpus, selection: Selection, opener: Opener) -> None:
    """Any text, and the articles most like it."""
    with st.expander("Find articles like a text", key="like_text", on_change="rerun") as opened:
        if not opened.open:
            return
        with st.form("paste_form", border=False):
            text = st.text_area("Any text", max_chars=_MOST_PASTED, height=160, key="pasted")
            st.form_submit_button("Find articles like it")
        if not (text or "").strip():
            return
        within = st.toggle("Only within the selection", key="paste_within")
        only = Only(selected=selection if within else None, once=selection.once)
        found = ask(article.similar_to_text, corpus, str(text), LIKE, only)
        if not found:
            widgets.nothing("No article shares a term of weight with this text.")
            return
        _listed(corpus, found, "paste", "articles-like-a-text", opener)


# --- the list ----------------------------------------------------------------------------------


def _listed(
    corpus: Corpus,
    found: list[index.Similar],
    key: str,
    name: str,
    opener: Opener,
    tiers: Sequence[str] = (),
    base: int | None = None,
) -> None:
    """Articles with how much they are alike, and the terms that make them so; each opens.

    Args:
        corpus: where.
        found: the articles.
        key: of the widgets.
        name: of the file that the table is saved as.
        opener: draws a title that opens its article.
        tiers: what shows that each depends on the article that they are like.
        base: the article that they are like, where it is the open one.
    """
    st.caption(label(_HOW))
    entries = corpus.listed(np.array([item.row for item in found], np.int32))
    for place, (entry, item) in enumerate(zip(entries.itertuples(), found, strict=True)):
        with st.container(gap=None):
            opener(corpus, entry, f"{key}_{item.row}")
            shared = f"both have: {', '.join(item.shared)}"
            when = widgets.when(entry.date, bool(entry.timed))
            said = [f"likeness {item.score:.2f}", when, entry.source or "unknown source"]
            said += tiers[place : place + 1]
            markup.show(markup.entry(said, markup.text(markup.plain(shared))))
            _ways_on(corpus, item.row, key, base)
    table = entries[["id", "own_id", "date", "title", "source"]].assign(
        score=[item.score for item in found],
        shared=[", ".join(item.shared) for item in found],
    )
    if tiers:
        table = table.assign(depends=list(tiers))
    widgets.save(table, name, f"{key}_csv")


def _ways_on(corpus: Corpus, row: int, key: str, base: int | None) -> None:
    with st.container(horizontal=True, gap="small"):
        if base is not None:
            st.button(
                "Why",
                key=f"why_{key}_{row}",
                type="tertiary",
                on_click=_look_why,
                args=(_id(corpus, row),),
            )
        for title, wrong in (("More like it", False), ("Not like it", True)):
            st.button(
                title,
                key=f"{'un' if wrong else ''}seek_{key}_{row}",
                type="tertiary",
                on_click=_seek,
                args=(corpus, row, base, wrong),
            )


# --- why ---------------------------------------------------------------------------------------


def _look_why(key: str | None) -> None:
    link.look(**{_WHY: key})


def _why(corpus: Corpus, selection: Selection, known: index.Article) -> None:
    """The open article and another side by side, what both have marked."""
    named = st.query_params.get(_WHY)
    other = article.find(corpus, named) if named else None
    if other is None or other == known.row:
        return
    terms = corpus.shared_terms(known.row, other)
    actors = ask(article.shared_actors, corpus, known.row, other, selection.kinds)
    with st.container(border=True, key="why"):
        st.subheader("Why these two are alike")
        names = [str(corpus.actors["name"].iloc[corpus.actor_numbers[actor]]) for actor in actors]
        st.markdown(
            f"Both have **{label(', '.join(terms) or 'no term')}**; "
            f"both name **{label(', '.join(names) or 'nobody that was recognised')}**."
        )
        for column, row in zip(st.columns(2, gap="medium"), (known.row, other), strict=True):
            with column:
                _side(corpus, selection, row, terms, actors)
        st.button("Close", on_click=_look_why, args=(None,), key="why_close", type="tertiary")


def _side(
    corpus: Corpus, selection: Selection, row: int, terms: tuple[str, ...], actors: list[str]
) -> None:
    entry = corpus.listed(np.array([row], np.int32)).iloc[0]
    title, text = corpus.title(row), corpus.text(row)
    heading = markup.line(title, _marks(corpus, selection, row, "title", title, terms, actors))
    meta = [widgets.when(entry.date, bool(entry.timed)), entry.source or "unknown source"]
    marks = _marks(corpus, selection, row, "text", text[:_SIDE], terms, actors)
    body = markup.passage(text, marks, limit=_SIDE)
    markup.show(markup.article(heading if title.strip() else "", meta, body))


def _marks(
    corpus: Corpus,
    selection: Selection,
    row: int,
    part: str,
    text: str,
    terms: tuple[str, ...],
    actors: list[str],
) -> list[Mark]:
    marks = [Mark(start, end, "shared") for start, end in index.term_spans(text, frozenset(terms))]
    for actor in actors:
        spans = article.mention_spans(corpus, row, part, selection.kinds, actor)
        marks += [Mark(start, end, "actor", said) for start, end, said in spans]
    return marks
