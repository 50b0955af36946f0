"""Stretches of the calendar: what an expression of time can mean, and how ISO 8601 writes it.

    day(), week(), month() ...  ->  Period(value, granularity, first, last)

The values are those of TIMEX3 (ISO 8601 with a few signs more):

    2025-07-10        a day               2025-07-10TNI   its night (TMO TMI TAF TEV)
    2025-W27          a week              2025-W27-WE     its weekend
    2025-07           a month             2025-Q3         a quarter
    2025-SU           a season            2025-H1         half a year
    2025              a year              199X            a decade
    19                the 20th century    BC0264          a year before Christ
    a/b               from a to b         P3M             a length of time; PXD: some days
    XXXX-07-10        the signs X stand for what is not known

A year outside of 1 to 9999 has a value and no days.
"""

from __future__ import annotations

import calendar
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache
from typing import NamedTuple

GRANULARITIES = (
    "part of a day",
    "day",
    "weekend",
    "week",
    "month",
    "quarter",
    "season",
    "half a year",
    "year",
    "decade",
    "century",
    "hour",
    "unknown",
)
"""How fine an expression is, from the finest; hours occur as lengths of time alone."""

SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""The month in which each season begins; it has three, and winter ends in the next year."""

_LETTERS = {
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "week": "W",
    "month": "M",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
    "weekend": "WE",
    "quarter": "Q",
}


class Period(NamedTuple):
    """A stretch of the calendar.

    Attributes:
        value: as the head of this module shows.
        granularity: one of `GRANULARITIES`.
        first, last: its days; None where they are not known.
    """

    value: str
    granularity: str
    first: date | None = None
    last: date | None = None

    @property
    def is_day(self) -> bool:
        """Whether it is one known day, or a part of one."""
        return self.first is not None and self.first == self.last


@lru_cache(maxsize=4096)
def day(when: date) -> Period:
    """A day."""
    return Period(when.isoformat(), "day", when, when)


@lru_cache(maxsize=4096)
def part_of_day(when: date, part: str) -> Period:
    """A part of a day: TMO, TMI, TAF, TEV or TNI."""
    return Period(when.isoformat() + part, "part of a day", when, when)


@lru_cache(maxsize=4096)
def week(when: date) -> Period:
    """The week of a day, from Monday to Sunday."""
    year, number, weekday = when.isocalendar()
    first = _moved(when, 1 - weekday)
    return Period(f"{year:04}-W{number:02}", "week", first, _moved(first, 6))


@lru_cache(maxsize=4096)
def weekend(when: date) -> Period:
    """Saturday and Sunday of the week of a day."""
    whole = week(when)
    return Period(f"{whole.value}-WE", "weekend", _moved(whole.first, 5), whole.last)


@lru_cache(maxsize=4096)
def month(year: int, number: int) -> Period:
    """A month of a year, `number` from 1 to 12."""
    value = f"{_year(year)}-{number:02}"
    if not MINYEAR <= year <= MAXYEAR:
        return Period(value, "month")
    last = calendar.monthrange(year, number)[1]
    return Period(value, "month", date(year, number, 1), date(year, number, last))


@lru_cache(maxsize=4096)
def quarter(year: int, number: int) -> Period:
    """A quarter of a year, `number` from 1 to 4."""
    return _months(f"{_year(year)}-Q{number}", "quarter", year, 3 * number - 2, 3)


def half(year: int, number: int) -> Period:
    """A half of a year, `number` 1 or 2."""
    return _months(f"{_year(year)}-H{number}", "half a year", year, 6 * number - 5, 6)


@lru_cache(maxsize=4096)
def season(year: int, name: str) -> Period:
    """A season, named as in `SEASONS`, that begins in a year."""
    return _months(f"{_year(year)}-{name}", "season", year, SEASONS[name], 3)


@lru_cache(maxsize=4096)
def year(number: int) -> Period:
    """A year; 0 and negative ones are before Christ: -263 is 264 BC."""
    return _months(_year(number), "year", number, 1, 12)


def decade(first: int) -> Period:
    """The ten years from a year that ends in 0."""
    return Period(f"{first // 10:03}X", "decade", date(first, 1, 1), date(first + 9, 12, 31))


def century(number: int) -> Period:
    """A century: 20 is the twentieth, from 1900 to 1999, and its value is 19."""
    if not 1 < number < 100:
        return Period(f"{number - 1:02}", "century")
    first = 100 * (number - 1)
    return Period(f"{number - 1:02}", "century", date(first, 1, 1), date(first + 99, 12, 31))


def between(first: Period, last: Period) -> Period:
    """From the first day of one period to the last of another; of the finer granularity."""
    finer = min(first, last, key=lambda period: GRANULARITIES.index(period.granularity))
    return Period(f"{first.value}/{last.value}", finer.granularity, first.first, last.last)


@lru_cache(maxsize=4096)
def length(count: int | None, unit: str) -> Period:
    """A length of time that stands nowhere; None for an unknown number."""
    if unit == "fortnight":
        count, unit = None if count is None else 2 * count, "week"
    letters = _LETTERS[unit]
    time = "T" if letters[0] == "T" else ""
    shown = "X" if count is None else str(count)
    return open_(f"P{time}{shown}{letters.removeprefix('T')}", unit)


def open_(value: str, unit: str) -> Period:
    """A value without days, as fine as a unit is."""
    return Period(value, {"minute": "hour", "fortnight": "week"}.get(unit, unit))


@lru_cache(maxsize=4096)
def shifted(when: date, count: int, unit: str) -> Period | None:
    """The period of a unit that lies so many units after (before) the one of a day.

    None where that is outside of the calendar, or the unit has no such step.
    """
    try:
        if unit in ("day", "week", "weekend", "fortnight"):
            days = {"day": 1, "fortnight": 14}.get(unit, 7)
            moved = when + timedelta(days=days * count)
            return {"day": day, "weekend": weekend}.get(unit, week)(moved)
        if unit in ("month", "quarter"):
            months = 12 * when.year + when.month - 1 + count * (3 if unit == "quarter" else 1)
            of, number = divmod(months, 12)
            if not MINYEAR <= of <= MAXYEAR:
                return None
            return month(of, number + 1) if unit == "month" else quarter(of, number // 3 + 1)
        if unit == "year":
            return year(when.year + count) if when.year + count <= MAXYEAR else None
        if unit == "decade":
            return decade(when.year // 10 * 10 + 10 * count)
        return century(when.year // 100 + 1 + count) if unit == "century" else None
    except (OverflowError, ValueError):
        return None


@lru_cache(maxsize=4096)
def stretch(when: date, count: int, unit: str) -> Period | None:
    """The so many units that end on a day (negative) or begin on it, as an interval.

    None where that is outside of the calendar, or the unit is none of days, weeks, months, years
    and decades.
    """
    days = {"day": 1, "week": 7, "fortnight": 14}.get(unit)
    try:
        if days:
            there = when + timedelta(days=days * count)
        else:
            months = {"month": 1, "quarter": 3, "year": 12, "decade": 120}.get(unit)
            if months is None:
                return None
            of, number = divmod(12 * when.year + when.month - 1 + months * count, 12)
            there = date(of, number + 1, min(when.day, calendar.monthrange(of, number + 1)[1]))
    except (OverflowError, ValueError):
        return None
    first, last = sorted((when, there))
    return open_(f"{first}/{last}", unit)._replace(first=first, last=last)


def cut(period: Period, part: str) -> Period:
    """The same value with the days of its beginning (START), middle (MID) or end (END) alone."""
    if period.first is None or period.last is None or period.is_day:
        return period
    third = max(((period.last - period.first).days + 1) // 3, 1)
    first, last = period.first, period.last
    if part == "START":
        last = _moved(first, third - 1)
    elif part == "END":
        first = _moved(last, 1 - third)
    else:
        first, last = _moved(first, third), _moved(last, -third)
    return Period(period.value, period.granularity, first, last)


def easter(of: int) -> date:
    """Easter Sunday of a year, by the Gregorian calendar (the anonymous algorithm, 1876)."""
    a, (b, c) = of % 19, divmod(of, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    number, left = divmod(h + j - 7 * m + 114, 31)
    return date(of, number, left + 1)


def _months(value: str, granularity: str, of: int, first: int, count: int) -> Period:
    if not MINYEAR <= of <= MAXYEAR:
        return Period(value, granularity)
    after, number = divmod(12 * of + first - 1 + count - 1, 12)
    last = month(after, number + 1).last
    return Period(value, granularity, date(of, first, 1), last)


def _year(number: int) -> str:
    return f"{number:04}" if number > 0 else f"BC{1 - number:04}"


def _moved(when: date | None, days: int) -> date:
    """A day moved; the ends of the calendar stop it."""
    assert when is not None
    try:
        return when + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
