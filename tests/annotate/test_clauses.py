"""A stretch of text as words, and the forms of reporting verbs in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.annotate.clauses import QUOTE, Line, cues, lexicon, reporting_verbs, verb_classes
from lib.annotate.files import rows
from lib.annotate.marks import quoted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said so and will say it.", [("say", "past"), ("say", "base")]),
        # What the word before, or what follows, makes a noun, an infinitive or a passive is none.
        ("The claim, to say, was told, of saying", []),
        ("A meeting including a strong claim. Officials claim it", [("claim", "base")]),
        ("new state law, red state fairs, officials state that", [("state", "base")]),
        ("firms defending boldly, defending it", [("defend", "continuous")]),
        ("She denies, denied, is denying.", [("deny", f) for f in ("third", "past", "continuous")]),
        ("It pointed out that", [("point out", "past")]),
        ("They shot back: no", [("shoot back", "past")]),
        ("According to him, according to her", [("according to", ""), ("according to", "")]),
        ("The saidest of sayings, unsaid", []),
    ],
)
def test_forms_of_verbs_are_found_where_they_can_be_verbs(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert [(cue.verb, cue.form) for _, cue in cues(text)] == expected


def test_a_run_between_marks_is_one_word() -> None:
    text = 'On Monday "It is over. Gone," Ann said.'
    line = Line(text, 0, len(text), quoted(text))
    assert line.low == ["on", "monday", QUOTE, "ann", "said", "."]
    assert [line.big(n) for n in (0, 3, 4)] == [True, True, False]
    assert line.number_at(text.index("said")) == 4
    assert line.number_at(1) == -1
    assert text[slice(*line.span(2, 3))] == '"It is over. Gone," Ann'


@given(st.text(st.sampled_from(list("abA İ.,\n\"“”«»'")), max_size=60))
def test_words_are_where_they_say(text: str) -> None:
    runs = quoted(text)
    line = Line(text, 0, len(text), runs)
    places = [line.span(n, n) for n in range(line.size)]
    assert places == sorted(places)
    for number, (start, end) in enumerate(places):
        assert line.number_at(start) == number
        if number not in line.runs:
            assert text[start:end].lower() == line.low[number].lower()
    assert [span for n, span in enumerate(places) if n in line.runs] == [
        (run.start, run.end) for run in runs
    ]


def test_every_verb_has_a_class_and_a_place() -> None:
    assert reporting_verbs()[0] == ""
    assert set(reporting_verbs()[1:]) == set(verb_classes())
    assert {"said", "claimed", "denied", "warned"} <= set(verb_classes().values())


@pytest.mark.parametrize("kind", ["adjectives", "nouns", "passives"])
def test_what_a_word_stands_for_is_a_reporting_verb(kind: str) -> None:
    standing = {row["verb"] for row in rows(f"reporting_{kind}.csv")}
    assert standing <= verb_classes().keys()


def test_the_lists_of_words_are_lower_case_but_for_names() -> None:
    words = lexicon()
    assert all(word == word.lower() for word in words.prepositions | words.offices | words.time)
    assert all(word[0].isupper() for word in words.women)
