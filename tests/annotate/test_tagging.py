"""The tagger: what it sees of a sentence, and that the model that ships knows its trade."""

import pytest

from lib.annotate import tagging


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wexler's plan.", ["Wexler", "'s", "plan", "."]),
        ("Mr. A. Wexler, Inc.", ["Mr.", "A.", "Wexler", ",", "Inc."]),
        ("U.S.-led, AT&T", ["U.S.", "-", "led", ",", "AT&T"]),
        ("Jean-Luc O'Neil", ["Jean-Luc", "O'Neil"]),
        ("Wexler’s", ["Wexler", "’s"]),
        ("", []),
    ],
)
def test_tokens_are_those_of_the_labelled_sets(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in tagging.tokens(text)] == expected


def test_features_name_the_word_its_neighbours_and_the_lists() -> None:
    text = "In Leeds Anna spoke"
    seen = tagging.features(text, tagging.tokens(text))
    assert {"first", "w=in", "+w=leeds", "+/k=in place"}.isdisjoint(seen[3])
    assert "first" in seen[0] and "last" in seen[3]
    assert {"w=leeds", "s=Xxxxx", "x=eds", "city", "-w=in", "-k=in place", "+given"} <= set(seen[1])
    assert "given" in seen[2]


def test_features_hold_what_the_dictionary_knows() -> None:
    text = "the European Union and Putin"
    seen = tagging.features(text, tagging.tokens(text))
    assert "B=organisation" in seen[1] and "I=organisation" in seen[2]
    assert "B=bearer" in seen[4]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("B-person I-person O", [(0, 3, "person")]),
        ("B-person B-person O", [(0, 1, "person"), (2, 3, "person")]),
        ("B-person I-place O", [(0, 1, "person"), (2, 3, "place")]),
        ("O I-place I-place", [(2, 5, "place")]),
        ("O O O", []),
    ],
)
def test_labels_are_joined_into_names(labels: str, expected: list[tuple[int, int, str]]) -> None:
    assert tagging.spans_of(labels.split(), [(0, 1), (2, 3), (4, 5)]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Andrew Wexler said he would resign.", [("Andrew Wexler", "person")]),
        ("She was born in Leeds.", [("Leeds", "place")]),
        ("He joined the Harbour Workers Union.", [("Harbour Workers Union", "organisation")]),
        ("nothing is named here.", []),
        ("", []),
    ],
)
def test_the_model_that_ships_finds_plain_names(text: str, expected: list[tuple[str, str]]) -> None:
    found = tagging.tagger().tag(text)
    assert [(text[start:end], cls) for start, end, cls in found] == expected


def test_the_model_is_small_enough_to_ship() -> None:
    assert tagging.MODEL.stat().st_size < 5_000_000
