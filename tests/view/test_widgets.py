"""How figures are written for people."""

from __future__ import annotations

import pandas as pd
import pytest
import streamlit as st

from lib.view import charts, widgets


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (0.0001, "under 0.1 %"),
        (0.012, "1.2 %"),
        (0.274, "27 %"),
        (0.994, "99 %"),
        (0.9996, "over 99 %"),
        (1, "100 %"),
    ],
)
def test_a_share_is_never_rounded_to_none_or_all(share: float, text: str) -> None:
    assert widgets.percent(share) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0.0 %"),
        (0.00001, "under 0.01 %"),
        (0.002, "0.20 %"),
        (0.5, "50.0 %"),
        (0.9999, "over 99.9 %"),
        (1, "100.0 %"),
    ],
)
def test_a_share_in_a_chart_is_neither(share: float, text: str) -> None:
    assert charts._percent(share) == text


@pytest.mark.parametrize(
    ("shares", "form"),
    [
        ([0.2, 0.5], "%.1f %%"),
        ([0.0, 1.0], "%.1f %%"),
        ([0.9998, 0.5], "%.2f %%"),
        ([0.99996, 0.0], "%.3f %%"),
        ([0.0000001], "%.4f %%"),
    ],
)
def test_a_column_of_shares_has_the_places_that_it_needs(shares: list[float], form: str) -> None:
    column = st.column_config.NumberColumn("Share", format=widgets.PERCENT)
    found = widgets._with_places(column, 100 * pd.Series(shares))
    assert found["type_config"]["format"] == form
    assert column["type_config"]["format"] == widgets.PERCENT
