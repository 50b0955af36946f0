"""Titles beside names: where they begin and end, what they come to, and whose they are."""

import csv
import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.annotate import Role, candidates, mentions, roles, sentences

CASES = list(
    csv.DictReader((Path(__file__).parent / "roles.csv").read_text(encoding="utf-8").splitlines())
)
PIECES = [
    "Marco Rubio", "Anna Wexler", "Putin", "President", "Secretary of State", ", the", "former",
    ",", "spokesman for", "U.S.", "the Russian foreign minister", "CEO of", "said", "and", ". ",
    "\n", "“", "é",
]  # fmt: skip


def found(text: str) -> list[str]:
    """Return "whose: the title as written = what it comes to"."""
    spans = sentences(text)
    known = mentions("", text, datetime.date(2025, 7, 1), spans)
    names = candidates("", text, known, spans)
    first = {name.chain: name.head for name in reversed(names)}
    first |= {mention.chain: mention.actor for mention in reversed(known)}
    return [
        f"{first[role.chain]}: {role.form} = {role.title}" for role in roles(text, known, names)
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_titles_of_a_sentence(case: dict[str, str]) -> None:
    assert found(case["text"]) == [role for role in case["roles"].split("; ") if role]


def test_a_title_may_open_a_line() -> None:
    assert found("They met.\nPresident Trump spoke.") == ["donald-trump: President = president"]


def test_a_title_of_a_line_before_is_nobodys() -> None:
    assert found("The President\nMarco Rubio left.") == []


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))
def test_whatever_the_text_spans_are_sound(text: str) -> None:
    spans = sentences(text)
    known = mentions("", text, datetime.date(2025, 7, 1), spans)
    names = candidates("", text, known, spans)
    told = roles(text, known, names)
    assert told == sorted(told, key=lambda role: (role.start, role.chain))
    for role in told:
        assert isinstance(role, Role)
        assert text[role.start : role.end] == role.form
        assert role.title == role.title.lower()
        assert "\n" not in role.form
        assert role.chain in {found.chain for found in (*known, *names)}
