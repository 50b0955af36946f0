"""Who speaks when in a transcript; and what only looks like one."""

import pytest

from lib.annotate.turns import turns


def heard(text: str, *persons: str) -> list[tuple[str, str]]:
    return [
        (text[slice(*turn.label)], text[slice(*turn.said)])
        for turn in turns(text, persons.__contains__)
    ]


def test_labels_in_capitals_and_those_of_a_file_speak() -> None:
    text = "Q: Is it over?\n\nA: It is.\n\nQ: Since when?\n\n>> ANN LEE (voice-over): Since May."
    assert heard(text) == [
        ("Q", "Is it over?"),
        ("A", "It is."),
        ("Q", "Since when?"),
        ("ANN LEE", "Since May."),
    ]


def test_a_name_in_small_letters_speaks_if_the_article_calls_a_person_so() -> None:
    text = "Ann Lee: It is over.\nBen Orr: It goes on.\nAnn Lee: No, it is over."
    assert [label for label, _ in heard(text, "Ann Lee", "Ben Orr")] == [
        "Ann Lee",
        "Ben Orr",
        "Ann Lee",
    ]
    assert heard(text) == []


def test_what_follows_a_turn_is_of_the_same_speaker_up_to_a_heading() -> None:
    text = "LEE: One.\n\nTwo.\n\nA heading\n\nThree.\n\nORR: Four.\n\nLEE: Five."
    assert heard(text) == [("LEE", "One."), ("LEE", "Two."), ("ORR", "Four."), ("LEE", "Five.")]


@pytest.mark.parametrize(
    "text",
    [
        "LEE: One.\n\nORR: Two.",  # too few to be a talk
        "LEE: One.\n\nORR: Two.\n\nMAY FAY: Three.",  # nobody speaks twice
        "LEE: One.\n\nLEE: Two.\n\nLEE: Three.",  # nobody answers
        "WHERE: Here.\n\nWHEN: Now.\n\nWHERE: There.",  # facts
        "FRIDAY: They play.\n\nSUNDAY: They sing.\n\nFRIDAY: They dance.",
        "STARS: Ann Lee\n\nHEADS: Ben Orr\n\nSTARS: May Fay",  # no sentences
        "Rating: True.\nClaim: It is.\nRating: False.",
        "Montgomery: A judge ruled.\n\nJuneau: A bill failed.\n\nMontgomery: It rained.",
    ],
)
def test_lists_of_facts_are_no_transcripts(text: str) -> None:
    assert heard(text) == []
