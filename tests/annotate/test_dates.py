"""Expressions of time: what each means, counted from where, by which rule."""

import datetime
import itertools
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.annotate import DATES_RIGHT, GRANULARITIES, RULES, Date, dates

ROOT = Path(__file__).parents[2]
SATURDAY = "2025-07-12"


def found(text: str, published: str = SATURDAY, title: str = "") -> list[Date]:
    """The expressions of a text that was published on a day ("" for none)."""
    return dates(title, text, datetime.date.fromisoformat(published) if published else None)


def values(text: str, published: str = SATURDAY) -> list[str]:
    """Each expression as "words=value"."""
    return [f"{row.expression}={row.value}" for row in found(text, published)]


def the(text: str, published: str = SATURDAY) -> Date:
    """The only expression of a text."""
    (row,) = found(text, published)
    return row


def days(row: Date) -> tuple[str, str]:
    """The first and last day as written."""
    assert row.first is not None
    assert row.last is not None
    return row.first.isoformat(), row.last.isoformat()


RETROSPECT = "In 1914 and 1915 and 1916 and 1917 and 1918 and 1919 they fought. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # in a text about a time long ago a bare month is of that time, if it was told just before,
        ("In July it ended.", "July=1919-07"),
        # but what is stepped from the day of speaking is not,
        ("It was shown last July.", "last July=2024-07"),
        ("It is shown this year.", "this year=2025"),
        ("A book came last month.", "last month=2025-06"),
        # nor what stands paragraphs after the last date.
        ("\n\nSo they say.\n\nAll of them.\n\nIn May it was shown.", "May=2025-05"),
    ],
)
def test_a_retrospect_is_told_from_its_own_time_and_written_today(text: str, expected: str) -> None:
    assert values(RETROSPECT + text)[-1] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She was held by the police in October.", "October=2024-10"),
        ("It was seen by them Monday.", "Monday=2025-07-07"),
        ("A bill passed by the state Friday is void.", "Friday=2025-07-11"),
        ("A deal by Friday.", "Friday=2025-07-18"),
        ("They want a deal by Monday.", "Monday=2025-07-14"),
    ],
)
def test_by_lets_a_day_lie_ahead_only_where_it_names_the_day(text: str, expected: str) -> None:
    assert values(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # written in full, in all the ways that newspapers have
        ("They met on July 10, 2025.", "July 10, 2025=2025-07-10"),
        ("They met on 10 July 2025.", "10 July 2025=2025-07-10"),
        ("They met on the 10th of July 2025.", "the 10th of July 2025=2025-07-10"),
        ("They met on Thursday, July 10, 2025.", "Thursday, July 10, 2025=2025-07-10"),
        ("They met on Thursday 10 July.", "Thursday 10 July=2025-07-10"),
        ("Seen Sept. 11, 2001, by all.", "Sept. 11, 2001=2001-09-11"),
        ("It is dated 2025-07-10.", "2025-07-10=2025-07-10"),
        ("It is dated 10.07.2025.", "10.07.2025=2025-07-10"),
        ("It is dated 13/7/2025.", "13/7/2025=2025-07-13"),
        ("In July 2025 it rained.", "July 2025=2025-07"),
        ("In 2014 it rained.", "2014=2014"),
        ("Prices of the 1990s came back.", "the 1990s=199X"),
        ("Prices of the '90s came back.", "the '90s=199X"),
        ("In the 19th century they fought.", "the 19th century=18"),
        ("Carthage fell after 264 BC.", "264 BC=BC0264"),
        ("Growth in the second quarter of 2025 slowed.", "the second quarter of 2025=2025-Q2"),
        ("Growth in the first half of 2025 slowed.", "the first half of 2025=2025-H1"),
        ("The summer of 2014 was hot.", "The summer of 2014=2014-SU"),
        # without a year: the one that brings it nearest to the publication
        ("They met on July 1.", "July 1=2025-07-01"),
        ("They met on Dec. 30.", "Dec. 30=2024-12-30"),
        ("He died in November.", "November=2024-11"),
        ("He will come in November.", "November=2025-11"),
        ("Last July he came.", "Last July=2024-07"),
        ("Next March he comes.", "Next March=2026-03"),
        ("In mid-July it rains.", "mid-July=2025-07"),
        ("On Christmas Eve they sang.", "Christmas Eve=2025-12-24"),
        ("Easter 2024 was early.", "Easter 2024=2024-03-31"),
        ("Thanksgiving 2024 was late.", "Thanksgiving 2024=2024-11-28"),
        # relative to the publication
        ("He spoke today.", "today=2025-07-12"),
        ("He speaks tonight.", "tonight=2025-07-12TNI"),
        ("He spoke yesterday evening.", "yesterday evening=2025-07-11TEV"),
        ("He spoke the day before yesterday.", "the day before yesterday=2025-07-10"),
        ("He leaves tomorrow.", "tomorrow=2025-07-13"),
        ("He fell last night.", "last night=2025-07-11TNI"),
        ("They spoke last week.", "last week=2025-W27"),
        ("They speak next month.", "next month=2025-08"),
        ("Prices rose this year.", "this year=2025"),
        ("He left two days ago.", "two days ago=2025-07-10"),
        ("He left a decade ago.", "a decade ago=2015"),
        ("He left a few days ago.", "a few days ago=PAST_REF"),
        ("He left a few minutes ago.", "a few minutes ago=PAST_REF"),
        ("He left a fortnight ago.", "a fortnight ago=2025-W26"),
        ("Over the past three months prices rose.", "the past three months=2025-04-12/2025-07-12"),
        ("In the next two weeks they talk.", "the next two weeks=2025-07-12/2025-07-26"),
        ("They will meet in two weeks.", "two weeks=2025-W30"),
        ("In recent weeks prices rose.", "recent weeks=PXW"),
        ("He left “a few weeks” for it.", "a few weeks=PXW"),
        ("It happened over the weekend.", "the weekend=2025-W28-WE"),
        ("It happened Thursday last week.", "Thursday last week=2025-07-03"),
        # stretches
        ("It has been so since 2014.", "since 2014=2014/2025-07-12"),
        ("They fought from May 3 to June 5.", "from May 3 to June 5=2025-05-03/2025-06-05"),
        ("They fought between 2014 and 2018.", "between 2014 and 2018=2014/2018"),
        ("The war of 1939-45 ended.", "1939-45=1939/1945"),
        ("The forum of July 10-12, 2025 ended.", "July 10-12, 2025=2025-07-10/2025-07-12"),
        # lengths of time, and what comes again and again
        ("It took three months.", "three months=P3M"),
        ("A 24-hour strike began.", "24-hour=PT24H"),
        ("Every Friday they pray.", "Every Friday=XXXX-WXX-5"),
        ("On the eve of July 4 they sang.", "the eve of July 4=2025-07-03"),
        ("On the eve of the summit they sang.", "the eve=XXXX-XX-XX"),
    ],
)
def test_an_expression_has_its_value(text: str, expected: str) -> None:
    assert values(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "A 32-year-old man of 2,000 people led 2014 soldiers for $2000.",
        "Theresa May said she may march on.",
        "The Sunday Times called it Black Friday.",
        "It is dated 03/04/2025, and no one knows which.",
        "He scored 1,984 points at 1600 Pennsylvania Avenue.",
        "Kabul saw the fall of Ghani.",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "published", "day", "rule"),
    [
        ("He met Lavrov on Thursday.", "2025-07-12", "2025-07-10", "weekday before"),
        ("He will meet Lavrov on Monday.", "2025-07-12", "2025-07-14", "weekday after"),
        ("Talks are planned for Monday.", "2025-07-12", "2025-07-14", "weekday after"),
        ("They will talk, he said Thursday.", "2025-07-12", "2025-07-10", "weekday before"),
        ("On Monday, he will travel.", "2025-07-12", "2025-07-14", "weekday after"),
        # the day of publication itself
        ("He met Lavrov on Saturday.", "2025-07-12", "2025-07-12", "weekday before"),
        ("He will meet Lavrov on Saturday.", "2025-07-12", "2025-07-12", "weekday after"),
        ("Last Saturday he met Lavrov.", "2025-07-12", "2025-07-05", "weekday before"),
        ("Next Saturday he meets Lavrov.", "2025-07-12", "2025-07-19", "weekday after"),
        # over the border of a month, a year, a leap day
        ("He met Lavrov on Sunday.", "2025-07-01", "2025-06-29", "weekday before"),
        ("He met Lavrov on Tuesday.", "2025-01-02", "2024-12-31", "weekday before"),
        ("He will meet Lavrov on Thursday.", "2024-12-30", "2025-01-02", "weekday after"),
        ("He met Lavrov on Thursday.", "2024-03-02", "2024-02-29", "weekday before"),
    ],
)
def test_a_bare_weekday_lies_behind_unless_its_words_look_ahead(
    text: str, published: str, day: str, rule: str
) -> None:
    row = the(text, published)
    assert (row.value, row.rule, str(row.anchor)) == (day, rule, published)


@pytest.mark.parametrize(
    ("text", "published", "value", "first", "last"),
    [
        ("They spoke last week.", "2025-07-12", "2025-W27", "2025-06-30", "2025-07-06"),
        ("They spoke last week.", "2025-01-01", "2024-W52", "2024-12-23", "2024-12-29"),
        ("They speak next week.", "2024-12-28", "2025-W01", "2024-12-30", "2025-01-05"),
        ("They spoke last month.", "2024-03-31", "2024-02", "2024-02-01", "2024-02-29"),
        ("They spoke last month.", "2025-01-15", "2024-12", "2024-12-01", "2024-12-31"),
        ("He left a year ago.", "2024-02-29", "2023", "2023-01-01", "2023-12-31"),
        ("Of the past year.", "2024-02-29", "2023-02-28/2024-02-29", "2023-02-28", "2024-02-29"),
        ("In early June 2025.", "2025-07-12", "2025-06", "2025-06-01", "2025-06-10"),
        ("At the end of last month.", "2025-07-12", "2025-06", "2025-06-21", "2025-06-30"),
        ("Earlier this year.", "2025-07-12", "2025", "2025-01-01", "2025-07-12"),
        ("Later this month.", "2025-07-12", "2025-07", "2025-07-12", "2025-07-31"),
        ("It was hot last summer.", "2025-07-12", "2024-SU", "2024-06-01", "2024-08-31"),
        ("It was cold this winter.", "2025-01-12", "2024-WI", "2024-12-01", "2025-02-28"),
    ],
)
def test_an_expression_has_its_days(
    text: str, published: str, value: str, first: str, last: str
) -> None:
    row = the(text, published)
    assert (row.value, *days(row)) == (value, first, last)


def test_the_text_itself_sets_up_a_date_to_count_from() -> None:
    rows = found("On July 1 he left. The following day he came back. A week later he slept.")
    said = [(row.expression, row.value, row.rule, str(row.anchor)) for row in rows]
    assert said == [
        ("July 1", "2025-07-01", "nearest year", "2025-07-12"),
        ("The following day", "2025-07-02", "from the text", "2025-07-01"),
        ("A week later", "2025-W28", "from the text", "2025-07-02"),
    ]


def test_without_a_date_in_the_text_what_is_relative_counts_from_the_publication() -> None:
    row = the("Two days earlier he had left.")
    assert (row.value, row.rule) == ("2025-07-10", "from publication")


def test_a_day_long_past_is_counted_from_in_its_paragraph_alone() -> None:
    told = "They met on Thursday. Of October 7, 2023, he spoke; the next day he fled."
    there, then = found(f"{told}\nThe same day they voted.")[-2:]
    assert (there.value, str(there.anchor)) == ("2023-10-08", "2023-10-07")
    assert (then.value, str(then.anchor)) == ("2025-07-10", "2025-07-10")


def test_an_article_without_a_date_keeps_what_cannot_be_known_open() -> None:
    rows = found("On Thursday he left. On July 10 he came. Last week it rained.", "")
    assert [row.value for row in rows] == ["XXXX-WXX-4", "XXXX-07-10", "XXXX-WXX"]
    assert {(row.rule, row.anchor, row.first, row.last) for row in rows} == {
        ("no anchor", None, None, None)
    }


def test_an_article_without_a_date_counts_from_its_own_dates() -> None:
    assert values("In 2014 he came. On May 3 he spoke. The next day he left.", "") == [
        "2014=2014",
        "May 3=2014-05-03",
        "The next day=2014-05-04",
    ]


HISTORY = (
    "Unrest began in 1935. "
    "The war began in 1936. In July rebels rose. In 1937 they took the north, in 1938 the "
    "east. In December they crossed the river. By January they had the south. It ended in 1939."
)


def test_a_history_counts_from_its_own_years() -> None:
    assert "July=1936-07" in values(HISTORY, "2009-12-19")
    assert "December=1938-12" in values(HISTORY, "2009-12-19")


def test_in_a_history_january_after_december_is_of_the_next_year() -> None:
    assert "January=1939-01" in values(HISTORY, "2009-12-19")


def test_a_report_with_old_years_stays_a_report() -> None:
    report = HISTORY + " He said so on Thursday, and on Friday he said it once more."
    assert "Thursday=2025-07-10" in values(report)


def test_the_founding_article() -> None:
    _, title, text = (ROOT / "seeds/000_20067b5787b0c9a5.txt").read_text("utf-8").split("\n", 2)
    rows = {row.expression: row for row in found(text, title=title)}
    assert rows["Thursday"].value == "2025-07-10"
    assert days(rows["last week"]) == ("2025-06-30", "2025-07-06")
    assert rows["later in the day"].value == "2025-07-10"
    assert rows["later in the day"].rule == "from the text"


PIECES = [
    "Thursday", "on Friday", "last week", "July 10", "2014", "1939-45", "the end of", "two", "days",
    "ago", "later", "since", "from", "to", "Feb. 29", "9999", "1 BC", "a century", "ago", "early",
    "the", "of", "the eve of", "in", "a few minutes", "a fortnight", "hours",
    "every", "night", "99999 years ago", "May", "0", "-", ", ",
    ". ", "\n", " ", "\u00a0", "İ", "😀", "“", "’90s", "13/7/2025", "the next 9999 years",
]  # fmt: skip
DAYS = st.dates() | st.none()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), DAYS)
def test_for_any_text_and_day_rows_are_in_order_and_hold_their_words(
    pieces: list[str], published: datetime.date | None
) -> None:
    text = " ".join(pieces)
    rows = dates(text, text, published)
    assert rows == sorted(rows, key=lambda row: (row.part == "text", row.start))
    for row in rows:
        assert text[row.start : row.end] == row.expression
        assert row.expression.strip() == row.expression != ""
        assert row.rule in RULES
        assert row.granularity in GRANULARITIES
        assert (row.first is None) == (row.last is None)
        if row.first is not None and row.last is not None:
            assert row.first <= row.last
    for part in ("title", "text"):
        own = [row for row in rows if row.part == part]
        assert all(a.end <= b.start for a, b in itertools.pairwise(own))


def test_a_long_text_without_an_end_takes_no_longer_than_its_length() -> None:
    assert found("the end of the " * 20_000) == []
    assert len(found("May " * 20_000)) < 20_001


def test_every_rule_is_explained_in_the_docs() -> None:
    said = (ROOT / "docs/methods.md").read_text("utf-8")
    assert all(f"| {rule} |" in said for rule in RULES)


def test_the_figure_that_is_shown_is_held_by_a_floor() -> None:
    floors = tomllib.loads((ROOT / "benchmarks/floors.toml").read_text("utf-8"))
    assert floors["dates"]["held precision"] >= DATES_RIGHT


UNITS = ("minute", "hour", "day", "weekend", "week", "fortnight", "month", "quarter", "year")
UNITS += ("decade", "century")


@pytest.mark.parametrize("published", [SATURDAY, ""])
@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_has_a_granularity_that_the_tables_know(unit: str, published: str) -> None:
    plural = unit.removesuffix("y") + "ies" if unit.endswith("ury") else f"{unit}s"
    phrases = (
        f"A few {plural} later they met. Two {plural} ago they left. It took three {plural}. "
        f"Last {unit} they met, and every {unit} since. In the past four {plural} they spoke. "
        f"They meet next {unit} and in recent {plural}. Some {plural} earlier they left."
    )
    rows = found(phrases, published)
    assert rows
    assert {row.granularity for row in rows} <= set(GRANULARITIES)
