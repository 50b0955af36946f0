"""Stretches of the calendar, and how they are written."""

from datetime import date

import pytest

from lib.annotate import periods
from lib.annotate.periods import Period


@pytest.mark.parametrize(
    ("period", "value", "first", "last"),
    [
        (periods.day(date(2024, 2, 29)), "2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        (periods.week(date(2025, 1, 1)), "2025-W01", date(2024, 12, 30), date(2025, 1, 5)),
        (periods.weekend(date(2025, 7, 9)), "2025-W28-WE", date(2025, 7, 12), date(2025, 7, 13)),
        (periods.month(2024, 2), "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        (periods.quarter(2025, 4), "2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
        (periods.half(2025, 2), "2025-H2", date(2025, 7, 1), date(2025, 12, 31)),
        (periods.season(2024, "WI"), "2024-WI", date(2024, 12, 1), date(2025, 2, 28)),
        (periods.year(476), "0476", date(476, 1, 1), date(476, 12, 31)),
        (periods.decade(1990), "199X", date(1990, 1, 1), date(1999, 12, 31)),
        (periods.century(20), "19", date(1900, 1, 1), date(1999, 12, 31)),
    ],
)
def test_a_period_has_its_value_and_days(
    period: Period, value: str, first: date, last: date
) -> None:
    assert (period.value, period.first, period.last) == (value, first, last)


def test_a_year_before_christ_has_a_value_and_no_days() -> None:
    assert periods.year(-263) == Period("BC0264", "year")


@pytest.mark.parametrize(
    ("count", "unit", "value"),
    [
        (-1, "day", "2024-02-29"),
        (1, "week", "2024-W10"),
        (-2, "month", "2024-01"),
        (10, "month", "2025-01"),
        (-1, "quarter", "2023-Q4"),
        (-100, "year", "1924"),
        (-1, "decade", "201X"),
        (-1, "century", "19"),
    ],
)
def test_a_day_is_moved_by_units(count: int, unit: str, value: str) -> None:
    found = periods.shifted(date(2024, 3, 1), count, unit)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize("unit", ["day", "week", "month", "decade"])
def test_outside_of_the_calendar_there_is_nothing(unit: str) -> None:
    assert periods.shifted(date(2024, 3, 1), 9_999_999, unit) is None
    assert periods.stretch(date(2024, 3, 1), -9_999_999, unit) is None


def test_a_stretch_ends_on_its_day_and_keeps_within_short_months() -> None:
    found = periods.stretch(date(2025, 3, 31), -1, "month")
    assert found == Period("2025-02-28/2025-03-31", "month", date(2025, 2, 28), date(2025, 3, 31))


THIRDS = [("START", (1, 10)), ("MID", (11, 20)), ("END", (21, 30))]


@pytest.mark.parametrize(("part", "days"), THIRDS)
def test_a_third_of_a_month(part: str, days: tuple[int, int]) -> None:
    found = periods.cut(periods.month(2025, 6), part)
    assert (found.value, found.first, found.last) == (
        "2025-06",
        date(2025, 6, days[0]),
        date(2025, 6, days[1]),
    )


@pytest.mark.parametrize(
    ("count", "unit", "value"),
    [(3, "month", "P3M"), (None, "day", "PXD"), (24, "hour", "PT24H"), (2, "fortnight", "P4W")],
)
def test_a_length_of_time(count: int | None, unit: str, value: str) -> None:
    assert periods.length(count, unit).value == value


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (1818, date(1818, 3, 22))],
)
def test_easter(year: int, day: date) -> None:
    assert periods.easter(year) == day
