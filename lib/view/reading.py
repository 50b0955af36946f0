"""The Articles page: a list of results, and beside it the reading pane.

    ?article=ID  ->  looked_at()  ->  results()  |  pane()

Which article is open is in the address bar and nowhere else, so that a link opens it and going
back leads to the one before. All of it stands in one fragment: a click redraws list and pane.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lib import Corpus, annotate, index
from lib.measure import article, copies, events, evidence, quotations
from lib.measure import selection as sel
from lib.measure.evidence import Sought
from lib.measure.selection import Selection
from lib.view import (
    alike,
    claims,
    corrections,
    frame,
    link,
    markup,
    notes,
    quotes,
    stories,
    watch,
    widgets,
)
from lib.view import copies as depend
from lib.view.cache import ask
from lib.view.markup import Mark, label

_ARTICLE = "article"
_UNKNOWN = "article_unknown"
_PAGE = "list_page"
_SEEN = "list_seen"
_TAB = "reading_tab"
_MARKED = ("actors", "quotations", "dates", "events", "search words")
_TABS = ("Text", "Similar articles", "Copies", "Details", "Notes")
_MOST_ACTORS = 10


@dataclass(frozen=True, slots=True)
class Listed:
    """The results in their order, and what of them is on the screen.

    Attributes:
        rows: all results.
        page: those on this page of the list.
        open: the article in the pane; None where there is nothing to read.
    """

    rows: index.Rows
    page: list[int]
    open: int | None


# --- which article -----------------------------------------------------------------------------


def looked_at(corpus: Corpus) -> int | None:
    """The article that the link names; one that this corpus does not have is dropped, and said."""
    named = st.query_params.get(_ARTICLE)
    if not named:
        return None
    row = article.find(corpus, named)
    if row is None:
        link.look(article=None)
        st.session_state[_UNKNOWN] = named
    return row


def _open(corpus: Corpus, row: int) -> None:
    """Open an article; for callbacks."""
    shown = {"pane": None, "against": None, "why": None, quotes.CITED: None}
    link.look(article=str(corpus.ids[row].as_py()), **shown)
    st.session_state.pop(_UNKNOWN, None)


def listed(corpus: Corpus, selection: Selection) -> Listed:
    """What the page shows: results in the order that the reader chose, and the open article."""
    row = looked_at(corpus)
    with st.container(horizontal=True, vertical_alignment="center"):
        by = _order(selection)
        rows = sel.sorted_rows(corpus, sel.resolve(corpus, selection), by)
        number = _page_number(rows, (repr(selection), by), row)
        first = (number - 1) * widgets.PAGE_SIZE
        page = [int(found) for found in rows[first : first + widgets.PAGE_SIZE]]
        if page:
            order = "best match first" if by == "relevance" else "newest first"
            st.caption(f"{first + 1:,} to {first + len(page):,} of {len(rows):,}, {order}")
    return Listed(rows, page, page[0] if row is None and page else row)


def _order(selection: Selection) -> str:
    """By relevance or date: the reader's choice where there are words, else by date."""
    if not selection.words.strip():
        return "date"
    options = ["relevance", "date"]
    key = {"key": "order", "bind": "query-params", "label_visibility": "collapsed"}
    chosen = st.segmented_control("Order", options, default="relevance", required=True, **key)  # type: ignore[call-overload]
    return str(chosen)


def _page_number(rows: index.Rows, about: tuple[str, str], row: int | None) -> int:
    """The page of the list, from 1: the reader's, or the one that holds a newly opened article."""
    before = st.session_state.get(_SEEN)
    number = int(st.session_state.get(_PAGE) or 1)
    place = article.place(rows, row)
    if before is not None and before[0] != about:
        number = 1
    elif place is not None and before != (about, row):
        number = place // widgets.PAGE_SIZE + 1
    st.session_state[_SEEN] = (about, row)
    number = max(1, min(number, _pages(rows)))
    st.session_state[_PAGE] = number
    return number


def _pages(rows: index.Rows) -> int:
    return max(1, -(-len(rows) // widgets.PAGE_SIZE))


# --- the list ----------------------------------------------------------------------------------


def results(corpus: Corpus, selection: Selection, shown: Listed) -> None:
    """One page of results: title, date, source, and a snippet with what was sought marked."""
    if not shown.page:
        widgets.nothing(
            "No article matches this selection. Undo or Reset, in the sidebar, widen it."
        )
        return
    what = evidence.sought(selection)
    found = ask(article.snippets, corpus, tuple(shown.page), what)
    others = ask(copies.copies_of, corpus, selection, tuple(shown.page))
    entries = corpus.listed(np.array(shown.page, np.int32)).itertuples()
    for entry, snippet, more in zip(entries, found, others, strict=True):
        said = [f"{more:,} {'copy' if more == 1 else 'copies'}"] if more else []
        _result(corpus, entry, snippet, said, entry.Index == shown.open)
    if _pages(shown.rows) > 1:
        st.pagination(_pages(shown.rows), key=_PAGE, max_visible_pages=5)


def _result(
    corpus: Corpus,
    entry: Any,
    snippet: evidence.Sentence | None,
    more: Sequence[str],
    is_open: bool,
) -> None:
    with st.container(key="result-open" if is_open else None, gap=None):
        _opener(corpus, entry, f"result_{entry.Index}")
        said = [*more, "now reading"] if is_open else list(more)
        body = markup.text("")
        if snippet is not None:
            text = corpus.text(snippet.row)
            marks = [Mark(start, end, "word") for start, end in snippet.marks]
            body = markup.snippet(text, marks, snippet.start, snippet.end)
        markup.show(markup.entry([*_about(entry), *said], body))


def _opener(corpus: Corpus, entry: Any, key: str) -> None:
    st.button(
        label(entry.title, 200) or markup.UNTITLED,
        key=key,
        type="tertiary",
        wrap=True,
        on_click=_open,
        args=(corpus, int(entry.Index)),
    )


def _about(entry: Any) -> list[str]:
    said = [widgets.when(entry.date, bool(entry.timed)), entry.source or "unknown source"]
    return said if entry.has_text else [*said, "metadata only"]


# --- the pane ----------------------------------------------------------------------------------


def pane(corpus: Corpus, selection: Selection, shown: Listed) -> None:
    """The open article: its text with marks, who and what is in it, what is like it."""
    unknown = st.session_state.get(_UNKNOWN)
    if unknown:
        st.warning(label(f"This corpus has no article “{unknown}”, which the link names.", 200))
    if shown.open is None:
        return
    with st.container(key=f"pane_{shown.open}_{_chosen_or_first()}"):
        place = article.place(shown.rows, shown.open)
        _steps(corpus, shown, place)
        if place is None:
            st.info(_why_not(corpus, selection, shown.open))
        known = corpus.read(shown.open)
        _heading(known, selection)
        named = st.query_params.get("pane")
        st.session_state[_TAB] = named if named in _TABS else _TABS[0]
        tabs = st.tabs(list(_TABS), key=_TAB, on_change=_turn)
        draws = (_text, _similar, _copies, _details, notes.on_article)
        for tab, draw in zip(tabs, draws, strict=True):
            if tab.open:
                with tab:
                    draw(corpus, selection, known)


def _why_not(corpus: Corpus, selection: Selection, row: int) -> str:
    """Why the open article is not among the results."""
    if sel.resolve(corpus, selection).publications[row]:
        return "Each text counts once: an earlier copy of this one stands in the list (see Copies)."
    return "This article is not among the selected ones."


def _turn() -> None:
    """Turn to the tab that was clicked; the link names it, unless it is the text."""
    tab = st.session_state[_TAB]
    link.look(pane=None if tab == _TABS[0] else tab)


def _chosen_or_first() -> str:
    return "chosen" if st.query_params.get(_ARTICLE) else "first"


def _steps(corpus: Corpus, shown: Listed, place: int | None) -> None:
    """To the previous and the next result, and what is marked."""
    with st.container(horizontal=True, vertical_alignment="center", key="steps"):
        for title, key, step in (("Previous", "K", -1), ("Next", "J", 1)):
            there = -1 if place is None else place + step
            exists = 0 <= there < len(shown.rows)
            st.button(
                title,
                key=f"step_{title.lower()}",
                shortcut=key,
                disabled=not exists,
                on_click=_open,
                args=(corpus, int(shown.rows[there]) if exists else -1),
            )
        if place is not None:
            st.caption(f"{place + 1:,} of {len(shown.rows):,}")
        st.pills(
            "Marked in the text",
            list(_MARKED),
            selection_mode="multi",
            default=list(_MARKED),
            format_func="mark {}".format,
            key="mark",
            bind="query-params",
            label_visibility="collapsed",
        )


def _heading(known: index.Article, selection: Selection) -> None:
    title = known.title.strip()
    query = index.parse(selection.words)
    hits = query.hits(title, "title") if query is not None else []
    marked = markup.line(title, [Mark(start, end, "word") for start, end in hits])
    meta = [
        widgets.when(known.date, known.timed),
        known.source or "unknown source",
        f"credits {', '.join(known.credited)}" if known.credited else "",
        f"by {known.author}" if known.author.strip() else "",
        markup.link(known.url, "Original") if markup.address(known.url) else known.url[:200],
    ]
    markup.show(markup.article(marked if title else "", meta, markup.text("")))


# --- its text ----------------------------------------------------------------------------------


def _text(corpus: Corpus, selection: Selection, known: index.Article) -> None:
    actor = _who(corpus, selection, known.row)
    term = st.session_state.get(f"terms_{known.row}")
    if known.text.strip():
        marks = _marks(corpus, selection, known, actor, term)
        markup.show(markup.reading(markup.passage(known.text, marks)))
    else:
        widgets.nothing("This row is metadata only: it has no text.")
    _dates(corpus, known.row)
    _key_terms(corpus, selection, known.row)
    _topic(corpus, selection, known.row)
    stories.of_article(corpus, known.row)


def _marks(
    corpus: Corpus,
    selection: Selection,
    known: index.Article,
    actor: str | None,
    term: str | None,
) -> list[Mark]:
    """What is marked: actors (or the one picked), quotations, dates, events, words, the term."""
    text = known.text[: markup.READING_LIMIT]
    marks: list[Mark] = []
    switches = st.session_state.get("mark") or []
    if "actors" in switches or actor:
        spans = article.mention_spans(corpus, known.row, "text", selection.kinds, actor)
        marks += [Mark(start, end, "actor", said) for start, end, said in spans]
    marks += _quoted_marks(corpus, known, "quotations" in switches)
    if "dates" in switches:
        spans = article.date_spans(corpus, known.row, "text")
        marks += [Mark(start, end, "date", said) for start, end, said in spans]
    if "events" in switches:
        told = events.spans(corpus, known.row)
        marks += [Mark(start, end, "event", said) for start, end, said in told]
    words = [selection.words] if "search words" in switches else []
    for kind, sought in [("word", words), ("shared", [_quoted(term)] if term else [])]:
        found = evidence.hits(corpus, known.row, "text", text, Sought(tuple(sought)))
        marks += [Mark(start, end, kind) for start, end, _ in found]
    return marks


def _quoted_marks(corpus: Corpus, known: index.Article, all_of_them: bool) -> list[Mark]:
    """The quotations with their speakers; always the one that the reader opened from a ledger."""
    cited = st.query_params.get(quotes.CITED)
    marks: list[Mark] = []
    for entry in quotations.of_article(corpus, known.row):
        is_cited = cited == str(entry.content[0][0])
        if all_of_them or is_cited:
            marks += quotes.marks(known.text, entry, "cited" if is_cited else "quote")
    return marks


def _quoted(term: str) -> str:
    return f'"{term}"'


def _who(corpus: Corpus, selection: Selection, row: int) -> str | None:
    """Who is in the article; the actor that the reader picked alone is marked."""
    found = watch.first(corpus, ask(article.actors, corpus, row, selection.kinds))
    if found.empty:
        st.caption("No actor of the dictionary was recognised in it.")
        return None
    known = found.set_index("key")
    more = f" ({_MOST_ACTORS} of {len(found)}, all under Details)"
    picked = st.pills(
        "Who is in it" + (more if len(found) > _MOST_ACTORS else ""),
        list(known.index[:_MOST_ACTORS]),
        format_func=lambda key: (
            label(watch.named(known.name[key], bool(known.watched[key])))
            + f" {known.mentions[key]}"
        ),
        key=f"who_{row}",
    )
    if picked is not None:
        _actor(corpus, row, known.loc[picked], str(picked))
        return str(picked)
    return None


def _actor(corpus: Corpus, row: int, known: pd.Series, key: str) -> None:
    """What can be done with an actor: go to its page, select by it, or correct it here."""
    name = label(str(known["name"]))
    st.caption(f"{name}, {label(str(known['class']))}, here as {label(str(known['forms']))}")
    chosen = link.current()
    with st.container(horizontal=True):
        if st.button("Open the actor's page", key=f"actor_{key}"):
            frame.go("actors", actor=key)
        narrowed = "No longer only" if key in chosen.all_of else "Only"
        st.button(
            f"{narrowed} articles with {name}",
            key=f"only_{key}",
            on_click=link.toggle,
            args=("all_of", key),
        )
        st.button(
            "Leave out no longer" if key in chosen.none_of else f"Leave out {name}",
            key=f"without_{key}",
            on_click=link.toggle,
            args=("none_of", key),
        )
        corrections.on_mention(corpus, row, key)


def _dates(corpus: Corpus, row: int) -> None:
    """The days that the article names: the words, what they mean, and how that was found."""
    found = ask(article.dates, corpus, row)
    if found.empty:
        return
    title = f"Dates in it ({len(found)})"
    with st.expander(title, key="article_dates", on_change="rerun") as opened:
        if not opened.open:
            return
        columns = {
            "expression": st.column_config.TextColumn("Words"),
            "value": st.column_config.TextColumn("Meaning", help="ISO 8601"),
            "first_day": st.column_config.DateColumn("First day"),
            "last_day": st.column_config.DateColumn("Last day"),
            "rule": st.column_config.TextColumn("Rule"),
            "anchor": st.column_config.TextColumn("Counted from"),
        }
        widgets.table(found, f"dates_{row}", "article-dates", columns)
        st.caption(
            f"Found by rules; measured on labelled texts, {widgets.percent(annotate.DATES_RIGHT)} "
            "of what is found means what is said here."
        )
        corrections.on_date(corpus, row)


def _key_terms(corpus: Corpus, selection: Selection, row: int) -> None:
    terms = [term for term, _ in ask(corpus_key_terms, corpus, row)]
    if not terms:
        return
    picked = st.pills("Key terms", terms, format_func=label, key=f"terms_{row}")
    if picked is not None:
        st.button(
            f"Add “{label(picked)}” to the search",
            key=f"add_{picked}",
            on_click=_add_word,
            args=(picked,),
        )


def corpus_key_terms(corpus: Corpus, row: int) -> list[tuple[str, float]]:
    """The key terms of an article, as `lib.index.Corpus.key_terms`."""
    return corpus.key_terms(row)


def _add_word(term: str) -> None:
    link.change(words=sel.with_word(link.current().words, term))


def _topic(corpus: Corpus, selection: Selection, row: int) -> None:
    found = ask(article.topic, corpus, row)
    if found is None:
        st.caption(f"No clear topic: none holds {index.CLEAR:.0%} of it.")
        return
    key, name, share = found
    st.caption(f"Topic: {label(name)} ({share:.0%} of it)")
    chosen = key in selection.topics
    st.button(
        "No longer only this topic" if chosen else "Only articles of this topic",
        key="only_topic",
        on_click=link.toggle,
        args=("topics", key),
    )


# --- what is like it ---------------------------------------------------------------------------


def _similar(corpus: Corpus, selection: Selection, known: index.Article) -> None:
    alike.to_article(corpus, selection, known, _opener)


def _copies(corpus: Corpus, selection: Selection, known: index.Article) -> None:
    depend.draw(corpus, selection, known, _opener)


def sought(corpus: Corpus, selection: Selection) -> None:
    """What is sought by its likeness: to a text, to a sentence, and to several articles."""
    alike.to_a_text(corpus, selection, _opener)
    claims.draw(corpus, selection, _opener)
    alike.to_several(corpus, selection, _opener)


# --- where it comes from -----------------------------------------------------------------------


def _details(corpus: Corpus, selection: Selection, known: index.Article) -> None:
    facts = pd.DataFrame(_facts(corpus, known), columns=["field", "value"])
    columns = {name: st.column_config.TextColumn(name) for name in facts}
    widgets.table(facts, f"details_{known.row}", "article-details", columns)
    found = watch.first(corpus, ask(article.actors, corpus, known.row, selection.kinds))
    if not found.empty:
        st.subheader("Actors in it")
        columns = {name: st.column_config.Column(name) for name in found if name != "key"}
        widgets.table(found, f"actors_{known.row}", "article-actors", columns)


def _facts(corpus: Corpus, known: index.Article) -> list[tuple[str, str]]:
    """What is known about an article besides its text; what is unknown is left out."""
    added = corpus.listed(np.array([known.row], np.int32)).added.iloc[0]
    facts = [
        ("id", known.id),
        ("own id", known.own_id),
        ("language", known.language),
        ("words", f"{int(corpus.words[known.row]):,}"),
        ("code number", "" if known.code is None else str(known.code)),
        ("address", known.url),
        ("in this corpus since", f"{added:%Y-%m-%d}"),
        *(("file and row", f"{file}, row {row}") for file, row in known.places),
        *((str(name), str(value)) for name, value in _extra(known.extra)),
    ]
    return [(field, value) for field, value in facts if value]


def _extra(extra: str) -> list[tuple[str, Any]]:
    """The other columns of the input."""
    found = json.loads(extra) if extra else {}
    return list(found.items()) if isinstance(found, dict) else [("extra", found)]
