"""Many words looked for at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.annotate.finding import Finder

WORDS = ("he", "she", "his", "hers", "é", "é é")


@pytest.mark.parametrize("large", [True, False])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("ushers", [(1, 1, 4), (0, 2, 4), (3, 2, 6)]),
        ("é é", [(4, 0, 1), (5, 0, 3), (4, 2, 3)]),
        ("\ud83d he \ude00", [(0, 2, 4)]),
        ("\U0001f600 he", [(0, 2, 4)]),
    ],
)
def test_every_place_is_found_the_longest_of_one_end_first(
    text: str, expected: list[tuple[int, int, int]], large: bool
) -> None:
    assert Finder(WORDS, large=large)(text) == expected


@given(st.text(alphabet="hesri é\ud83d"))
def test_what_is_found_stands_there_and_nothing_else_does(text: str) -> None:
    assert sorted(Finder(WORDS)(text)) == [
        (number, at, at + len(word))
        for number, word in enumerate(WORDS)
        for at in range(len(text))
        if text.startswith(word, at)
    ]
