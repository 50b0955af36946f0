"""Saved views: pages with a selection and corrections, by name, in the sidebar as links."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode

import streamlit as st

from lib import Corpus
from lib.view import cache, link
from lib.view.markup import label
from lib.workspace import DESK, Entry

_KIND = "view"
_MOST_NAME = 80


def draw(corpus: Corpus, page: str, pages: Mapping[str, object]) -> None:
    """The saved views, each a link, and a form to save what is shown.

    Args:
        corpus: as it is seen now.
        page: the title of the page that is shown.
        pages: the pages that there are, by title.
    """
    with st.sidebar, st.expander("Saved views", key="views", on_change="rerun") as opened:
        if not opened.open:
            return
        for entry in cache.workspace().entries([DESK], _KIND):
            _view(entry, pages)
        with st.form("new_view", border=False, clear_on_submit=True):
            st.text_input("Name", key="view_name", max_chars=_MOST_NAME)
            st.form_submit_button(
                "Save this view", key="view_save", on_click=_save, args=(corpus, page)
            )


def _view(entry: Entry, pages: Mapping[str, object]) -> None:
    page = pages.get(str(entry.value["page"]))
    with st.container(horizontal=True, vertical_alignment="center", key=f"view_{entry.id}"):
        if page is None:
            st.caption(label(f"{entry.key}: there is no page {entry.value['page']}"))
        else:
            parameters = parse_qs(str(entry.value["query"]), keep_blank_values=True)
            kept = {name: values for name, values in parameters.items() if name in link.PARAMETERS}
            st.page_link(page, label=label(entry.key), query_params=kept)  # type: ignore[arg-type]
        st.button(
            "Remove",
            key=f"remove_view_{entry.id}",
            on_click=cache.workspace().undo,
            args=(entry.id,),
            type="tertiary",
        )


def _save(corpus: Corpus, page: str) -> None:
    name = str(st.session_state["view_name"]).strip()
    if name:
        query = urlencode(link.parameters(corpus), doseq=True)
        value = {"page": page, "query": query}
        cache.workspace().add(DESK, _KIND, name, value, cache.author())
