"""Keywords: words over time, key terms, and what rises and falls between two periods."""

import streamlit as st

from lib.measure import selection as sel
from lib.view import frame, key_terms, over_time, widgets

corpus, selection = frame.enter()
st.title("Keywords")

if not sel.resolve(corpus, selection).counted.any():
    widgets.nothing("No article with a text matches this selection. Take something out of it.")
    st.stop()

st.header("Words over time")
with st.container(horizontal=True, gap="large"):
    how = over_time.drawn(corpus, selection)
if how is not None:
    over_time.chart(corpus, selection, over_time.words(corpus, selection), how)

st.header("Key terms of the selection")
key_terms.of_selection(corpus, selection)

st.header("Rising and falling")
key_terms.between(corpus, selection)
