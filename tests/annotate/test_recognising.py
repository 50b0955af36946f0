"""Names that no list holds, decided from one article."""

import pytest

from lib.annotate import candidates, mentions, recognised, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mr. Anna Wexler said no. Wexler left for Leeds.",
            ["Anna Wexler=anna-wexler.person", "Wexler=anna-wexler.person", "Leeds=leeds.place"],
        ),
        # A word that only opens sentences is no name; nor is a listed surname that nobody bears.
        (
            "Dogs barked. Dogs slept. Mr. Rubio of Leeds left.",
            ["Rubio=marco-rubio", "Leeds=leeds.place"],
        ),
        # A longer name takes the place of the known one within it.
        (
            "He joined the Liberal Party of Canada. Canada waited.",
            ["Liberal Party of Canada=liberal-party-of-canada.organisation", "Canada=canada"],
        ),
        # A body of a government is one of a state.
        (
            "She wrote to the Leeds Police Department on Monday.",
            ["Leeds Police Department=leeds-police-department.state"],
        ),
        ("nothing is named here.", []),
    ],
)
def test_an_article_decides_its_own_names(text: str, expected: list[str]) -> None:
    spans = sentences(text)
    known = mentions("", text, None, spans)
    found, actors = recognised(text, known, candidates("", text, known, spans), spans)
    assert [f"{mention.form}={mention.actor}" for mention in found] == expected
    assert {m.actor for m in found} - {m.actor for m in known} <= set(actors)
    for mention in found:
        assert text[mention.start : mention.end] == mention.form


def test_a_name_of_the_text_is_found_in_a_headline() -> None:
    title, text = "Wexler Leaves Leeds Again", "Mr. Andrew Wexler left Leeds."
    spans = sentences(text)
    found, actors = recognised(text, [], candidates(title, text, [], spans), spans)
    assert [(m.part, m.form) for m in found][:2] == [("title", "Wexler"), ("title", "Leeds")]
    assert actors["andrew-wexler.person"].name == "Andrew Wexler"
