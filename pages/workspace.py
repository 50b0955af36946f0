"""Workspace: what is made by hand; the corrections of who is who, in sets to switch on."""

import streamlit as st

from lib.view import corrections, desk, frame, notes, watch

corpus, selection = frame.enter()
st.title("Workspace")
corrections.outcome(corpus)
left, right = st.columns([3, 2], gap="large")
with left:
    corrections.listed(corpus)
    notes.listed(corpus)
with right:
    watch.listed(corpus)
    desk.sets()
    desk.files()
