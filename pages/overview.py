"""Overview: what is new, then what the selection is about."""

import streamlit as st

from lib.measure import selection as sel
from lib.view import frame, overview, sentences, widgets

corpus, selection = frame.enter()
sentences.draw(corpus, selection, "overview")
st.title("Overview")

if not sel.resolve(corpus, selection).size:
    widgets.nothing("No article matches this selection. Take something out of it, or reset it.")
    st.stop()

new = overview.window(corpus, selection)
if new is not None and new.articles:
    left, right = st.columns([3, 2], gap="large")
    with left:
        overview.headlines(corpus, selection, new)
    with right:
        overview.rising(new)

st.divider()
st.header("What this selection is about")
left, right = st.columns([3, 2], gap="large")
with left:
    overview.volume(corpus, selection)
    overview.key_terms(corpus, selection)
    overview.shifting(corpus, selection)
with right:
    overview.actors(corpus, selection)
    overview.topics(corpus, selection)
    overview.sources(corpus, selection)
    overview.span(corpus, selection)
