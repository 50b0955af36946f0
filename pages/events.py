"""Events: who did what to whom, on the day on which it happened."""

import streamlit as st

from lib.measure import selection as sel
from lib.view import dossiers, events, frame, widgets

corpus, selection = frame.enter()
st.title("Events")
events.how_recognised()

if not sel.resolve(corpus, selection).size:
    widgets.nothing("No article matches this selection. Take something out of it, or reset it.")
    st.stop()

asked = events.asked(corpus, selection)
found = events.found(corpus, selection, asked)
events.window(corpus, selection, found)
if found.empty:
    events.none_told(corpus, "event of this kind")
else:
    events.over_time(corpus, selection, asked)
    left, right = st.columns([3, 2], gap="large")
    with left:
        events.chronology(corpus, found)
    with right:
        events.pairs(corpus, selection, asked)
        dossiers.offer(corpus, selection)
