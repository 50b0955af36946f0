"""Wirescope's entry point: `streamlit run app.py`, or `make run`."""

from lib.view import frame

frame.run()
