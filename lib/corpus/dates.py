"""One written date, read: a wall clock, or the reason why it is none.

A date is never guessed. `03/04/2025` is ambiguous by itself; `evidence` says what a date tells
about the order in its file, and `parse` takes the order once the whole file has settled it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache

from lib.corpus import knowledge

YEARS = range(1500, 2101)
EPOCH = datetime(1970, 1, 1)
# Below, a bare number is likelier a year, a serial day of a spreadsheet or a count than a clock.
EPOCH_SECONDS = range(100_000_000, 4_102_444_800)
MISSING = frozenset({"", "nan", "null", "none", "nat", "n/a", "na", "nil", "undefined", "-", "--"})


class Order(Enum):
    """The order of day and month in the numeric dates of a file, or that it has both."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    CONFLICT = "both"


class DateError(ValueError):
    """A written date that is none; the message says why, and what to write instead."""


class AmbiguousDate(DateError):
    """A date such as 03/04/2025 that can be read in two ways."""


@dataclass(frozen=True, slots=True)
class When:
    """A moment as it was written: the wall clock, whether it names an hour, minutes from UTC."""

    date: datetime
    timed: bool
    offset: int | None


@dataclass(frozen=True, slots=True)
class _Clock:
    """The part of a written date that is not the day; hour None where none was written."""

    hour: int | None = None
    minute: int = 0
    second: int = 0
    micro: int = 0
    offset: int | None = None


_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:(?:[T_]|\s+)(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*"
    r"(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})[:h](\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?!\d)"
    r"(?:\s*([ap])\.?\s?m\b\.?)?"
    r"(?:\s*(?:UTC|GMT)?\s*([+-]\d\d:?\d\d)(?!\d))?",
    re.IGNORECASE,
)
_HOUR = re.compile(r"(?<![\d:])(\d{1,2})\s*([ap])\.?\s?m\b\.?", re.IGNORECASE)
_MONTH_ONLY = re.compile(r"\d{4}\s?[-/.]\s?\d{1,2}|\d{1,2}\s?[-/.]\s?\d{4}")
_TRIPLE = re.compile(r"(\d{1,4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?")
_PARENTHESES = re.compile(r"\([^()]*\)")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


def parse(value: object, order: Order | None = None) -> When | None:
    """Return the moment that a cell gives, or None where it gives none.

    `value` is a native date or timestamp, a number (seconds since 1970, or milli-, micro- or
    nanoseconds, by its size) or a written date. `order` is what the file has settled about
    dates such as 03/04/2025. Years outside 1500 to 2100 are impossible.

    Raises `AmbiguousDate` where the order is needed and not settled, `DateError` where the value
    is an impossible date, an incomplete one, or none at all.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return _parse_cached(value, order) if len(value) <= 100 else _refuse(value[:100] + "…")
    if isinstance(value, datetime):
        return _native(value)
    if isinstance(value, date):
        return _moment(str(value), value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return None if value != value else _parse_cached(_digits(value), order)
    return _refuse(str(value)[:100])


def evidence(value: object) -> Order | None:
    """Return the order of day and month that a cell proves, or None where it proves none."""
    if not isinstance(value, str) or not (triple := _day_month(value)):
        return None
    first, second = triple
    if first > 12 >= second > 0 and first <= 31:
        return Order.DAY_FIRST
    if second > 12 >= first > 0 and second <= 31:
        return Order.MONTH_FIRST
    return None


def settle(values: Iterable[object]) -> Order | None:
    """Return the order that the dates of a file prove together, or None where none proves any."""
    found: Order | None = None
    for value in values:
        proof = evidence(value)
        if proof and found and proof is not found:
            return Order.CONFLICT
        found = found or proof
    return found


@lru_cache(maxsize=4096)
def _parse_cached(written: str, order: Order | None) -> When | None:
    return _parse_text(written, order)


def _parse_text(written: str, order: Order | None) -> When | None:
    text = written.strip().strip("\ufeff\u200e\u200f")
    if text.lower() in MISSING:
        return None
    if match := _ISO.fullmatch(text):
        return _from_match(written, match)
    if match := _COMPACT.fullmatch(text):
        try:
            return _from_match(written, match)
        except DateError:
            # Twelve digits may as well be milliseconds; other lengths are a calendar day or none.
            if not (text.isdecimal() and len(text) == 12):
                raise
    if _NUMBER.fullmatch(text):
        return _number(text)
    return _parse_words(written, text, order)


def _from_match(written: str, match: re.Match[str]) -> When:
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    if hour is None:
        return _moment(written, int(year), int(month), int(day))
    clock = _Clock(int(hour), int(minute), int(second or 0), _micro(fraction), _offset(zone))
    return _moment(written, int(year), int(month), int(day), clock)


def _parse_words(written: str, text: str, order: Order | None) -> When:
    """Read a date with a month's name, or three numbers between dots, dashes or slashes."""
    clock, rest = _take_clock(written, _PARENTHESES.sub(" ", text).lower())
    triple = _TRIPLE.search(rest)
    outside = rest[: triple.start()] + " " + rest[triple.end() :] if triple else rest
    numbers, months, zone = _tokens(written, outside)
    if clock.offset is None:
        clock = replace(clock, offset=zone)
    if triple and not numbers and not months:
        year, month, day = _order_triple(written, triple, order)
        return _moment(written, year, month, day, clock)
    if not triple and (_MONTH_ONLY.fullmatch(outside.strip()) or len(numbers) < len(months) * 2):
        raise DateError(
            f"the date {written!r} is incomplete: write the day, the month and the year"
        )
    if triple or len(months) != 1:
        return _refuse(written)
    year, day = _year_and_day(written, numbers)
    return _moment(written, year, months[0], day, clock)


def _take_clock(written: str, text: str) -> tuple[_Clock, str]:
    """Return the clock that a written date names, and what is left without it."""
    if match := _CLOCK.search(text):
        hour, minute, second, fraction, half, zone = match.groups()
        hour_of_day = _full_hour(written, int(hour), half)
        clock = _Clock(hour_of_day, int(minute), int(second or 0), _micro(fraction), _offset(zone))
    elif match := _HOUR.search(text):
        clock = _Clock(_full_hour(written, int(match[1]), match[2]))
    else:
        return _Clock(), text
    return clock, text[: match.start()] + " " + text[match.end() :]


def _full_hour(written: str, hour: int, half: str | None) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise DateError(f"the date {written!r} has the impossible hour {hour} {half}m")
    return hour % 12 + (12 if half.lower() == "p" else 0)


def _tokens(written: str, text: str) -> tuple[list[str], list[int], int | None]:
    """Return the numbers, the months and the zone among the words of a date."""
    numbers: list[str] = []
    months: list[int] = []
    zone: int | None = None
    for token in _TOKEN.findall(text):
        kind, value = ("number", "") if token.isdecimal() else _words().get(token, ("", ""))
        if kind == "number":
            numbers.append(token)
        elif kind == "month":
            months.append(int(value))
        elif kind == "zone":
            zone = int(value) if value else None
        elif not kind:
            _refuse(written)
    return numbers, months, zone


def _year_and_day(written: str, numbers: list[str]) -> tuple[int, int]:
    if len(numbers) != 2:
        _refuse(written)
    if len(numbers[0]) == 4:
        return int(numbers[0]), int(numbers[1])
    return _full_year(numbers[1]), int(numbers[0])


def _full_year(digits: str) -> int:
    """Return the year of two digits as RFC 2822, section 4.3, reads it; others as written."""
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 50 else 1900)
    return year


def _order_triple(written: str, triple: re.Match[str], order: Order | None) -> tuple[int, int, int]:
    """Return year, month and day of three numbers."""
    first, mark, second, third = triple.groups()
    if len(first) == 4:
        return int(first), int(second), int(third)
    if len(first) > 2 or len(third) not in (2, 4):
        _refuse(written)
    year, one, two = _full_year(third), int(first), int(second)
    if mark == "." or (one > 12 >= two) or one == two:
        return year, two, one
    if two > 12 >= one:
        return year, one, two
    if one > 12:
        raise DateError(f"the date {written!r} is impossible: no month is {one} or {two}")
    if order is Order.DAY_FIRST:
        return year, two, one
    if order is Order.MONTH_FIRST:
        return year, one, two
    raise AmbiguousDate(_ambiguity(written, order))


def _ambiguity(written: str, order: Order | None) -> str:
    if order is Order.CONFLICT:
        why = "this file writes some dates day first and others month first"
    else:
        why = "it can be read day first or month first, and no other date of this file settles it"
    return f"the date {written!r} is ambiguous: {why}; write it as YYYY-MM-DD"


def _day_month(written: str) -> tuple[int, int] | None:
    """Return the two numbers before a year written last, except between dots."""
    triple = _TRIPLE.search(written)
    if not triple or triple[2] == "." or len(triple[1]) > 2 or len(triple[4]) not in (2, 4):
        return None
    return int(triple[1]), int(triple[3])


def _number(written: str) -> When:
    """Read a number of seconds since 1970, or of milli-, micro- or nanoseconds by its size."""
    value = float(written) if len(written) > 25 or re.search(r"[.eE]", written) else int(written)
    for scale in (1, 1_000, 1_000_000, 1_000_000_000):
        if EPOCH_SECONDS.start <= value / scale < EPOCH_SECONDS.stop:
            whole = int(value) * 1_000_000 // scale if scale > 1 else round(value * 1_000_000)
            moment = EPOCH + timedelta(microseconds=whole)
            return _clocked(moment, 0)
    raise DateError(
        f"the number {written[:40]!r} is no date: as seconds or milliseconds since 1970 it lies "
        "outside 1973 to 2100, and as a calendar day it is incomplete; write YYYY-MM-DD"
    )


def _digits(value: int | float) -> str:
    """Return a number as it would be written, so that 20250712 is a day wherever it stands."""
    return str(int(value)) if isinstance(value, int) or value.is_integer() else str(value)


def _native(value: datetime) -> When:
    """Read a timestamp of a typed column."""
    shift = value.utcoffset()
    offset = None if shift is None else round(shift.total_seconds() / 60)
    _check_year(value.isoformat(), value.year)
    return _clocked(value.replace(tzinfo=None), offset)


def _clocked(moment: datetime, offset: int | None) -> When:
    """Return a moment that nobody wrote: an exact midnight means that no hour is known."""
    timed = moment.time() != EPOCH.time()
    return When(moment, timed, offset if timed else None)


def _moment(written: str, year: int, month: int, day: int, clock: _Clock | None = None) -> When:
    _check_year(written, year)
    clock = clock or _Clock()
    hour = clock.hour or 0
    try:
        moment = datetime(year, month, day, hour, clock.minute, clock.second, clock.micro)
    except ValueError as fault:
        raise DateError(f"the date {written!r} is impossible: {fault}; correct it") from fault
    if clock.offset is not None and abs(clock.offset) >= 24 * 60:
        raise DateError(f"the date {written!r} has an impossible offset from UTC; correct it")
    timed = clock.hour is not None
    return When(moment, timed, clock.offset if timed else None)


def _check_year(written: str, year: int) -> None:
    if year not in YEARS:
        raise DateError(
            f"the date {written!r} is impossible: the year {year} lies outside "
            f"{YEARS.start} to {YEARS.stop - 1}; correct it"
        )


def _micro(fraction: str | None) -> int:
    return int(fraction[:6].ljust(6, "0")) if fraction else 0


def _offset(zone: str | None) -> int | None:
    """Return minutes east of UTC of a written zone such as Z, +0300 or -05:00."""
    if not zone:
        return None
    if zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if zone[0] == "-" else minutes


def _refuse(written: str) -> When:
    raise DateError(f"{written!r} cannot be read as a date; write it as YYYY-MM-DD")


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, str]]:
    """Return kind and value of each word that dates are written with, from data/date_words.csv."""
    return {row["word"]: (row["kind"], row["value"]) for row in knowledge.rows("date_words")}
