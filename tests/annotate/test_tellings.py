"""The sentences that tell of a day."""

import datetime

from lib.annotate import Telling, dates, sentences, tellings

SATURDAY = datetime.date(2025, 7, 12)
TEXT = "They met on Thursday. He left on Friday, and on Thursday he had come. Last week it rained."


def found(title: str, text: str) -> list[Telling]:
    return tellings(title, text, dates(title, text, SATURDAY), sentences(text))


def test_a_sentence_stands_once_for_each_day_that_it_names_by_day() -> None:
    said = [(str(one.day), one.part, one.sentence[:8], one.first) for one in found("Talks", TEXT)]
    assert said == [
        ("2025-07-10", "text", "They met", True),
        ("2025-07-10", "text", "He left ", False),
        ("2025-07-11", "text", "He left ", True),
    ]


def test_the_title_is_a_sentence_and_comes_first() -> None:
    one = found("Talks on Friday", TEXT)[2]
    assert (one.part, one.start, one.end, one.sentence) == ("title", 0, 15, "Talks on Friday")


def test_spans_are_those_of_the_sentence() -> None:
    assert all(TEXT[one.start : one.end] == one.sentence for one in found("Talks", TEXT))


def test_what_names_no_single_day_tells_of_none() -> None:
    assert found("Rain", "It rained last week, in June and from May 3 to June 5.") == []
