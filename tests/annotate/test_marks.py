"""What a text puts between quotation marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.annotate.marks import quoted


def held(text: str) -> list[str]:
    """What stands between marks, with what is wrong with them."""
    return [
        text[run.start : run.end] + (f" {run.doubt}" if run.doubt else "") for run in quoted(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We won," he said. "It is over."', ['"We won,"', '"It is over."']),
        ("“We won,” he said.", ["“We won,”"]),
        ("«Oui», dit-il. »Ja«, sagte er.", ["«Oui»", "»Ja«"]),
        ("„Ja“, sagte er, „so ist es.“", ["„Ja“", "„so ist es.“"]),
        ("''It's Jeff,'' she said.", ["''It's Jeff,''"]),
        ("``So it is,'' he said.", ["``So it is,''"]),
        ("‘new’ ideas in the leaders’ plan", ["‘new’"]),
        ("‘It isn’t the leaders’ plan,’ he said.", ["‘It isn’t the leaders’ plan,’"]),
        ("'It is time,' he said. 'We won't go.'", ["'It is time,'", "'We won't go.'"]),
        ('He said: "They sang ‘Ode’ and left."', ['"They sang ‘Ode’ and left."']),
        # Marks that are none.
        ('A 6\'2" man said "yes".', ['"yes"']),
        ("It's the states' own affair, y'know.", []),
        ("back in the ‘90s", []),
        ('a stray mark" here', []),
        ("", []),
    ],
)
def test_every_kind_of_mark_is_known(text: str, expected: list[str]) -> None:
    assert held(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A quotation of several paragraphs opens each and is closed once.
        ("“One. \n\n“Two.” He left.", ["“One. \n\n“Two.”"]),
        ('"One.\n"Two.\n"Three."', ['"One.\n"Two.\n"Three."']),
        # A line that is wrapped goes on.
        ("“The talks\nwent on,” he said.", ["“The talks\nwent on,”"]),
        # What is not closed ends with its paragraph, and the text goes on.
        ("“One is lost.\nTwo is “found” here.", ["“One is lost. unclosed", "“found”"]),
        ('"Lost. "Again," he said.', ['"Lost. unclosed', '"Again,"']),
        ("He said: “We will go", ["“We will go unclosed"]),
        ("“A “nested” word,” he said.", ["“A “nested” word,” nested"]),
    ],
)
def test_what_is_not_closed_goes_on_or_is_in_doubt(text: str, expected: list[str]) -> None:
    assert held(text) == expected


@given(st.text(st.sampled_from(list("aB .,\n\"'“”‘’«»„`")), max_size=60))
def test_runs_are_in_order_and_never_overlap(text: str) -> None:
    runs = quoted(text)
    places = [place for run in runs for place in (run.start, run.end)]
    assert places == sorted(places)
    assert all(0 <= run.start < run.end <= len(text) for run in runs)
    assert all(text.startswith(run.mark, run.start) for run in runs)
