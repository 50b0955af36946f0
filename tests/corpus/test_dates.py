from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.corpus.dates import AmbiguousDate, DateError, Order, When, evidence, parse, settle

DAY = datetime(2025, 7, 12)
HOUR = datetime(2025, 7, 12, 10, 30)


@pytest.mark.parametrize(
    "written",
    [
        "2025-07-12",
        " 2025-07-12 ",
        "2025-7-12",
        "2025/07/12",
        "2025.07.12",
        "20250712",
        20250712,
        20250712.0,
        "July 12, 2025",
        "Jul. 12, 2025",
        "12 July 2025",
        "12th of July, 2025",
        "Saturday, 12 July 2025",
        "12-Jul-2025",
        "12-Jul-25",
        "12.07.2025",
        "12.7.25",
        "12 juillet 2025",
        "12. Juli 2025",
        "12 de julio de 2025",
        "12 июля 2025 г.",
        date(2025, 7, 12),
        datetime(2025, 7, 12),
    ],
)
def test_a_day_alone_has_no_hour(written: object) -> None:
    assert parse(written) == When(DAY, timed=False, offset=None)


@pytest.mark.parametrize(
    ("written", "offset"),
    [
        ("2025-07-12 10:30", None),
        ("2025-07-12T10:30", None),
        ("2025-07-12T10:30:00Z", 0),
        ("2025-07-12T10:30:00.000+03:00", 180),
        ("2025-07-12T10:30:00-0430", -270),
        ("2025-07-12 10:30:00 +03", 180),
        ("2025-07-12 10:30:00 UTC", 0),
        ("20250712T103000Z", 0),
        ("20250712103000", None),
        ("202507121030", None),
        ("12.07.2025 10:30", None),
        ("12.07.2025, 10:30 Uhr", None),
        ("12 Jul 2025 10:30 GMT", 0),
        ("Sat, 12 Jul 2025 10:30:00 +0300", 180),
        ("Sat, 12 Jul 25 10:30 EST", -300),
        ("Sat Jul 12 2025 10:30:00 GMT+0300 (Moscow Standard Time)", 180),
        ("Sat Jul 12 10:30:00 +0000 2025", 0),
        ("July 12, 2025 10:30 a.m. ET", None),
        ("July 12, 2025 at 10:30 AM", None),
        ("1752316200", 0),
        ("1752316200.0", 0),
        (1752316200, 0),
        (1752316200000, 0),
        ("1752316200000000", 0),
        (datetime(2025, 7, 12, 10, 30), None),
        (datetime(2025, 7, 12, 10, 30, tzinfo=timezone(timedelta(hours=-4))), -240),
    ],
)
def test_an_hour_is_the_wall_clock_as_written(written: object, offset: int | None) -> None:
    assert parse(written) == When(HOUR, timed=True, offset=offset)


def test_a_written_midnight_is_an_hour_and_a_native_one_is_none() -> None:
    written, native = parse("2025-07-12T00:00:00"), parse(datetime(2025, 7, 12))
    assert written is not None
    assert native is not None
    assert (written.timed, native.timed) == (True, False)


@pytest.mark.parametrize("afternoon", ["3 PM", "3:00 p.m.", "15:00"])
def test_the_afternoon_counts_on_from_noon(afternoon: str) -> None:
    when = parse(f"July 12, 2025 {afternoon}")
    assert when is not None
    assert when.date.hour == 15


@pytest.mark.parametrize("written", [None, "", "  ", "NaN", "null", "None", "N/A", float("nan")])
def test_what_exports_write_for_no_date_is_no_date(written: object) -> None:
    assert parse(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "2025-02-30",
        "1025-01-01",
        "2999-01-01",
        "0000-00-00",
        "20250230",
        "13/13/2025",
        "32/01/2025",
        "2025-07-12T25:00:00",
        "2025-07-12T10:61:00",
        "2025-07-12T10:30:00+99:00",
        "July 32, 2025",
        "July 12, 2025 13:30 PM",
        date(1200, 1, 1),
    ],
)
def test_an_impossible_date_is_refused_as_written(written: object) -> None:
    with pytest.raises(DateError, match="impossible") as caught:
        parse(written)
    assert str(written) in str(caught.value)


@pytest.mark.parametrize("written", ["July 2025", "12 July", "2025-07", "07/2025", "2025"])
def test_a_date_without_day_or_year_is_incomplete(written: str) -> None:
    with pytest.raises(DateError, match="incomplete"):
        parse(written)


@pytest.mark.parametrize(
    "written",
    ["yesterday", "see below", "10:30", "x" * 500, True, -5, 45850, float("inf"), 10**400, b"2025"],
)
def test_what_is_no_date_is_refused(written: object) -> None:
    with pytest.raises(DateError):
        parse(written)


@pytest.mark.parametrize("written", ["03/04/2025", "3-4-2025", "03/04/25", "03/04/2025 10:30"])
def test_an_ambiguous_date_needs_the_order_of_its_file(written: str) -> None:
    with pytest.raises(AmbiguousDate, match="ambiguous"):
        parse(written)
    with pytest.raises(AmbiguousDate, match="others month first"):
        parse(written, Order.CONFLICT)
    day_first, month_first = parse(written, Order.DAY_FIRST), parse(written, Order.MONTH_FIRST)
    assert day_first is not None
    assert month_first is not None
    assert (day_first.date.day, day_first.date.month) == (3, 4)
    assert (month_first.date.day, month_first.date.month) == (4, 3)


@pytest.mark.parametrize(
    ("written", "day"),
    [("04/04/2025", 4), ("13/04/2025", 13), ("04/13/2025", 13), ("03.04.2025", 3)],
)
def test_a_date_that_reads_one_way_needs_no_order(written: str, day: int) -> None:
    for order in (None, *Order):
        assert parse(written, order) == When(datetime(2025, 4, day), timed=False, offset=None)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2025"], None),
        (["03/04/2025", "13/04/2025"], Order.DAY_FIRST),
        (["03/04/2025", "04/13/2025", ""], Order.MONTH_FIRST),
        (["13/04/2025", "04/13/2025"], Order.CONFLICT),
        (["2025-13-04", "13.04.2025", None, 20250413, "04/04/2025"], None),
        (["25/30/2025", "00/13/2025"], None),
    ],
)
def test_the_order_is_what_the_dates_of_a_file_prove(
    cells: list[object], order: Order | None
) -> None:
    assert settle(cells) is order


@given(st.datetimes(datetime(1500, 1, 1), datetime(2100, 12, 31)))
def test_iso_dates_are_read_back(moment: datetime) -> None:
    when = parse(moment.isoformat())
    assert when is not None
    assert when.date == moment


@given(st.dates(date(1500, 1, 1), date(2100, 12, 31)))
def test_a_numeric_date_is_read_in_the_order_that_it_was_written_in(day: date) -> None:
    when = parse(day.strftime("%d/%m/") + str(day.year), Order.DAY_FIRST)
    proof = evidence(day.strftime("%m/%d/") + str(day.year))
    assert when is not None
    assert when.date.date() == day
    assert proof is (Order.MONTH_FIRST if day.day > 12 else None)


@given(st.one_of(st.text(), st.text("0123456789/-.: TZapm"), st.floats(), st.integers()))
def test_any_value_is_read_or_refused(value: object) -> None:
    try:
        when = parse(value)
    except DateError as fault:
        assert str(fault)
    else:
        assert when is None or 1500 <= when.date.year <= 2100
