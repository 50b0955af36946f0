"""Timeline: articles over time, counted when they were published or of when they tell."""

import streamlit as st

from lib.measure import selection as sel
from lib.view import frame, over_time, widgets

corpus, selection = frame.enter()
st.title("Timeline")

if not sel.resolve(corpus, selection).size:
    widgets.nothing("No article matches this selection. Take something out of it, or reset it.")
    st.stop()

with st.container(horizontal=True, gap="large"):
    how = over_time.drawn(corpus, selection, clocks=True)
    by = over_time.split_by()
if how is not None:
    split = over_time.lines(corpus, selection, by)
    over_time.chart(corpus, selection, split, how, whole=True)
