"""Topics: what the selection's articles are about, how much of it, and when."""

import streamlit as st

from lib.measure import selection as sel
from lib.view import frame, topics, widgets

corpus, selection = frame.enter()
st.title("Topics")

if not sel.resolve(corpus, selection).counted.any():
    widgets.nothing("No article with a text matches this selection. Take something out of it.")
    st.stop()

size = topics.size(corpus)
if size is not None:
    topics.how_made(corpus)
    st.header("Topics of the selection")
    topics.draw(corpus, selection, size)
    st.header("Share over time")
    topics.over(corpus, selection, size)
