"""Tags and notes on an article, and the list of all of them. Kept on the desk of the workspace."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib import Corpus, index
from lib.measure import article
from lib.measure.selection import Selection
from lib.view import cache, widgets
from lib.view.markup import label, plain
from lib.workspace import DESK, Entry

_MOST_NOTE = 10_000
_MOST_TAG = 60
_PAGE = 20


def on_article(corpus: Corpus, selection: Selection, known: index.Article) -> None:
    """The tags and notes of an article, to add and to take away."""
    _tags(known.id)
    for note in _entries("note", known.id):
        with st.container(horizontal=True, vertical_alignment="center", key=f"note_{note.id}"):
            st.text(str(note.value["text"]))
            by = f"{note.author}, " if note.author else ""
            st.caption(label(f"{by}{note.created[:10]}"))
            _remover(note)
    with st.form(f"new_note_{known.row}", border=False, clear_on_submit=True):
        key = f"note_text_{known.row}"
        st.text_area("New note", key=key, max_chars=_MOST_NOTE)
        st.form_submit_button("Keep it", key=f"{key}_keep", on_click=_keep, args=(known.id, key))
    st.caption("Tags and notes are kept in the workspace, for everybody who uses it.")


def _entries(kind: str, key: str | None = None) -> list[Entry]:
    return cache.workspace().entries([DESK], kind, key)


def _keep(known: str, key: str) -> None:
    text = str(st.session_state[key]).strip()
    if text:
        cache.workspace().add(DESK, "note", known, {"text": text}, cache.author())


def _remover(entry: Entry) -> None:
    st.button(
        "Remove",
        key=f"remove_{entry.id}",
        on_click=cache.workspace().undo,
        args=(entry.id,),
        type="tertiary",
    )


def _tags(known: str) -> None:
    entries = _entries("tag")
    own = [str(entry.value["tag"]) for entry in entries if entry.key == known]
    key = f"tags_{known}"
    if st.session_state.get(key) != own:
        st.session_state[key] = own
    st.multiselect(
        "Tags",
        list(dict.fromkeys([*own, *sorted(str(entry.value["tag"]) for entry in entries)])),
        key=key,
        format_func=plain,
        accept_new_options=True,
        placeholder="choose tags, or type a new one",
        on_change=_set_tags,
        args=(known, key),
    )


def _set_tags(known: str, key: str) -> None:
    wanted = {tag for given in st.session_state[key] if (tag := str(given).strip()[:_MOST_TAG])}
    space = cache.workspace()
    for entry in _entries("tag", known):
        if entry.value["tag"] not in wanted:
            space.undo(entry.id, cache.author())
    for tag in sorted(wanted):
        space.add(DESK, "tag", known, {"tag": tag}, cache.author())


# --- all of them -------------------------------------------------------------------------------


def listed(corpus: Corpus) -> None:
    """The articles that have a tag or a note, by tag where one is picked; each opens."""
    st.subheader("Tags and notes")
    entries = sorted([*_entries("tag"), *_entries("note")], key=lambda entry: -entry.id)
    if not entries:
        st.caption("There is none yet. An article’s pane has “Notes”.")
        return
    counts = pd.Series([str(e.value["tag"]) for e in entries if e.kind == "tag"]).value_counts()
    picked = st.pills(
        "Tags",
        list(counts.index),
        format_func=lambda tag: f"{label(tag)} {counts[tag]:,}",
        key="notes_tag",
        label_visibility="collapsed",
    )
    wanted = {e.key for e in entries if picked is None or e.value.get("tag") == picked}
    keys = [key for key in dict.fromkeys(e.key for e in entries) if key in wanted]
    rows = {key: row for key in keys if (row := article.find(corpus, key)) is not None}
    for row in widgets.page_of(list(rows.values()), "notes_page", _PAGE):
        widgets.opener(corpus, row, "noted")
    if len(rows) < len(keys):
        gone = widgets.counted(len(keys) - len(rows), "article")
        st.caption(f"{gone} with tags or notes are not in this corpus now.")
    widgets.save(_frame(corpus, entries, rows), "tags-and-notes", "notes_csv")


def _frame(corpus: Corpus, entries: list[Entry], rows: dict[str, int]) -> pd.DataFrame:
    """A row a tag or note."""
    return pd.DataFrame(
        {
            "article": [entry.key for entry in entries],
            "title": [corpus.title(rows[e.key]) if e.key in rows else "" for e in entries],
            "kind": [entry.kind for entry in entries],
            "says": [str(next(iter(entry.value.values()))) for entry in entries],
            "author": [entry.author for entry in entries],
            "created": [entry.created for entry in entries],
        }
    )
