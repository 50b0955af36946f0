"""Events as lines to paste: what they say, and that no text in them means anything."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from lib.annotate import TYPES, event_has_target, event_said, modes
from lib.measure import chronicle
from lib.measure import events as ev
from lib.measure.chronicle import Line
from lib.measure.selection import Selection
from tests.hostile import TEXTS
from tests.small import opened

LINE = Line(
    "10 July 2025",
    "Marco Rubio met Sergey Lavrov",
    "",
    "Kuala Lumpur",
    "reported",
    "They met.",
    "Alpha, “One”, 10 July 2025",
    "1 publication",
)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2025-07-10", "2025-07-10", "10 July 2025"),
        ("2025-07-07", "2025-07-13", "7 to 13 July 2025"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2014-01-01", "2014-12-31", "2014"),
        ("2025-07-28", "2025-08-03", "28 July to 3 August 2025"),
        ("2014-01-01", "2015-12-31", "1 January 2014 to 31 December 2015"),
        (None, None, "undated"),
    ],
)
def test_days_for_people(first: str | None, last: str | None, expected: str) -> None:
    assert chronicle.day(pd.Timestamp(first), pd.Timestamp(last)) == expected


def test_how_many_were_hit_stands_beside_what_was_done() -> None:
    line = replace(
        LINE, what="Russia killed people of Ukraine", toll="At least 12", status="stated"
    )
    assert chronicle.what(line) == "Russia killed people of Ukraine (at least 12), Kuala Lumpur"


def test_the_number_is_of_the_sentence_that_tells_the_event(tmp_path: Path) -> None:
    text = "At least 12 people were killed in Ukraine on Monday."
    corpus = opened([{"id": "a", "date": "2025-07-01", "title": "War", "text": text}], tmp_path)
    found = ev.chronology(corpus, Selection(), ev.Asked())
    (line,) = chronicle.lines(corpus, found)
    assert chronicle.csv(corpus, found).decode().count("At least 12") == 2  # also its sentence
    assert (line.toll, line.what) == ("At least 12", "people of or in Ukraine were killed")


def test_every_type_and_mode_can_be_said() -> None:
    for type_ in TYPES:
        for mode in modes():
            said = event_said(type_, mode, "A", "B")
            assert said.startswith("A ") and not set("{}[]") & set(said)
            if event_has_target(type_, mode):
                assert "B" in said


def test_to_whom_somebody_lost_is_said_where_it_is_known() -> None:
    assert event_said("ELECT", "lose", "A", "B") == "A lost an election to B"
    assert event_said("ELECT", "lose", "A", "") == "A lost an election"


def test_who_did_it_is_somebody_or_left_out_where_nobody_is_named() -> None:
    assert event_said("SANCTION", "", "", "B") == "somebody took measures against B"
    assert event_said("CASUALTIES", "killed", "", "B") == "people of or in B were killed"
    assert event_said("CASUALTIES", "killed", "A", "B") == "A killed people of B"


def test_reports_of_one_article_and_of_several() -> None:
    one = SimpleNamespace(publications=1, texts=1, origins=1)
    many = SimpleNamespace(publications=1200, texts=2, origins=1)
    assert chronicle.reports(one) == "1 publication"
    assert chronicle.reports(many) == "1,200 publications, 2 texts, 1 origin"


def test_a_line_as_text_and_markdown() -> None:
    assert chronicle.as_text([LINE]) == (
        "10 July 2025: Marco Rubio met Sergey Lavrov, Kuala Lumpur [reported].\n"
        "  “They met.”\n"
        "  Alpha, “One”, 10 July 2025 (1 publication)"
    )
    assert chronicle.as_markdown([LINE]) == (
        "- **10 July 2025**: Marco Rubio met Sergey Lavrov, Kuala Lumpur \\[reported\\].  \n"
        "  “They met.”  \n"
        "  Alpha, “One”, 10 July 2025 (1 publication)"
    )


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_text_is_inert_in_markdown(text: str) -> None:
    written = chronicle.inert(text)
    assert "\n" not in written and "\r" not in written
    bare = written.replace("\\\\", "")
    for sign in "`*_[]<>|~$#=":
        assert bare.count(sign) == bare.count(f"\\{sign}")
    assert not re.match(r"[-+]|\d+[.)]|    ", written)
    assert "://h" not in written and "@e" not in written
    assert written.replace("\\", "").replace("\u2060", "") == chronicle.plain(text).replace(
        "\\", ""
    ).replace("\u2060", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. One", "1\u2060. One"),
        ("- one", "\\- one"),
        ("well-known (so far): 10 %", "well-known (so far): 10 %"),
        (":smile: a:b", "\\:smile: a\\:b"),
        ("see http://x.org", "see http\\:\u2060//x.org"),
    ],
)
def test_only_what_would_mean_something_is_changed(text: str, expected: str) -> None:
    assert chronicle.inert(text).replace("//\u2060", "//") == expected.replace(
        "http\\:\u2060//", "http\\://"
    )


def test_a_table_holds_sentence_place_and_source_and_no_formula(tmp_path: Any) -> None:
    record = {
        "id": "x",
        "date": "2025-07-10",
        "source": "=cmd()",
        "title": "X",
        "text": "Marco Rubio met Sergei Lavrov in Kuala Lumpur on Thursday.",
    }
    corpus = opened([record], tmp_path)
    written = chronicle.csv(corpus, ev.chronology(corpus, Selection())).decode("utf-8-sig")
    assert "10 July 2025,Marco Rubio met Sergey Lavrov,Kuala Lumpur," in written
    assert "Marco Rubio met Sergei Lavrov in Kuala Lumpur on Thursday." in written
    assert ",=cmd()" not in written
