"""Sources: who has a text first, who carries whose, and how much of each source is its own."""

import streamlit as st

from lib.measure import selection as sel
from lib.view import frame, sources, widgets

corpus, selection = frame.enter()
st.title("Sources")
sources.how_counted(selection)

if not sel.resolve(corpus, selection).counted.any():
    widgets.nothing("No article with a text matches this selection. Take something out of it.")
    st.stop()

sources.draw(corpus, selection)
