"""Articles: the selection's articles as a list, and beside it the one that is being read."""

import streamlit as st

from lib.view import corrections, frame, link, reading, widgets

corpus, selection = frame.enter()
corrections.outcome(corpus)
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Articles")
    widgets.save_articles(corpus, selection, "save_articles")


@st.fragment
def _browse() -> None:
    """List and pane: a click on an article redraws these two and nothing else."""
    link.follow(selection)
    results, pane = st.columns((5, 7), gap="medium")
    with results:
        reading.sought(corpus, selection)
        shown = reading.listed(corpus, selection)
        reading.results(corpus, selection, shown)
    with pane:
        reading.pane(corpus, selection, shown)


_browse()
