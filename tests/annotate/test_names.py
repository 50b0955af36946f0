"""Names that no list holds: where they begin and end, and which of an article mean the same."""

import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.annotate import KINDS, Name, annotations, mentions, sentences
from lib.annotate.names import COVERS, OPENS, THE, TITLED, WHOLE, candidates, taken_for_people

CASES = list(
    csv.DictReader((Path(__file__).parent / "names.csv").read_text(encoding="utf-8").splitlines())
)
PIECES = [
    "Anna Wexler", "Wexler", "WEXLER", "Fair Trade Board", "(FTB)", "FTB", "Putin",
    "Russian", "The", "University", "Department", "of", "of", "and", "for the", "Mr.", "St.", "A.",
    "van der", "said", "'s", "’s", "-",
    ", ", ". ", "\n", " ", "\u00a0", "(", "“", "İ", "ß", "É", "😀", "2010", "election",
]  # fmt: skip


def found(title: str, text: str) -> list[Name]:
    return candidates(title, text, mentions(title, text), sentences(text))


def the(text: str, form: str) -> Name:
    """Return the first name written like this."""
    return next(name for name in found("", text) if name.form == form)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}: {case['text'][:40]}")
def test_labelled_sentence(case: dict[str, str]) -> None:
    told = [
        name.form if name.form == name.head else f"{name.form}={name.head}"
        for name in found(case["title"], case["text"])
    ]
    assert told == [part for part in case["names"].split("; ") if part]


def test_no_sentence_stands_twice_in_the_labelled_set() -> None:
    assert len({(case["title"], case["text"]) for case in CASES}) == len(CASES)


def test_chains_number_on_from_the_mentions_and_hold_those_of_one_head() -> None:
    known = mentions("", "Vladimir Putin met Anna Wexler. Wexler left; Putin stayed.")
    names = found("", "Vladimir Putin met Anna Wexler. Wexler left; Putin stayed.")
    assert {mention.chain for mention in known} == {0}
    assert [(name.form, name.chain) for name in names] == [("Anna Wexler", 1), ("Wexler", 1)]


def test_an_acronym_is_an_alias_of_its_long_form() -> None:
    assert the("The Fair Trade Board (FTB) ruled.", "FTB").kind == "alias"
    assert the("The Fair Trade Board (FTB) ruled.", "Fair Trade Board").kind == "name"


@pytest.mark.parametrize(
    ("text", "form", "evidence"),
    [
        ("Wexler left.", "Wexler", OPENS | WHOLE),
        ("They met Wexler.", "Wexler", WHOLE),
        ("They met Mr. Wexler.", "Wexler", TITLED | WHOLE),
        ("They left the Wexler house.", "Wexler", THE | WHOLE),
        ("Anna Wexler and Wexler.", "Wexler", 0),
        ("The Italian Chess Federation met.", "Italian Chess Federation", COVERS | THE | WHOLE),
    ],
)
def test_evidence_tells_what_stands_before(text: str, form: str, evidence: int) -> None:
    assert the(text, form).evidence == evidence


def test_sentences_are_numbered_as_those_of_mentions() -> None:
    text = "It rained. Anna Wexler stayed. Putin met Wexler."
    names, (known,) = found("A word", text), mentions("", text)
    assert [name.sentence for name in names if name.part == "text"] == [1, 2]
    assert known.sentence == 2


def test_all_spans_of_an_article_hold_the_names() -> None:
    both = annotations("", "Anna Wexler met Vladimir Putin.")
    assert [name.form for name in both.names] == ["Anna Wexler"]
    assert [mention.form for mention in both.mentions] == ["Vladimir Putin"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Anna Wexler left. Wexler and Mr. Okonjo met.", ["Anna Wexler", "Wexler"]),
        ("The Harbour Workers Union met Peter Okonjo.", ["Peter Okonjo"]),
        ("Anna Rubio left. Rubio stayed.", ["Anna Rubio"]),
        ("They saw the Anna Wexler Foundation and Anna of Leeds.", []),
    ],
)
def test_people_are_taken_by_their_given_names(text: str, people: list[str]) -> None:
    taken = taken_for_people(found("", text))
    assert [mention.form for mention in taken] == people


def test_events_are_told_of_people_whom_no_list_holds() -> None:
    both = annotations("", "Anna Wexler met Vladimir Putin.")
    (event,), (name,), (known,) = both.events, both.names, both.mentions
    assert (event.source, event.target) == (name.chain, known.chain)


def test_no_pronoun_stands_in_events_for_whom_no_list_holds() -> None:
    assert annotations("", "Anna Wexler spoke. She met Vladimir Putin.").events == []


@settings(max_examples=250, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
)
def test_whatever_the_text_spans_are_sound(text: str, title: str) -> None:
    known = mentions(title, text)
    names = candidates(title, text, known, sentences(text))
    for name in names:
        part = title if name.part == "title" else text
        assert part[name.start : name.end] == name.form
        assert name.kind in KINDS
        assert name.form == name.form.strip()
        assert name.chain > max((m.chain for m in known), default=-1)
        met = [
            m for m in known if m.part == name.part and m.start < name.end and name.start < m.end
        ]
        assert all(name.start <= m.start and m.end <= name.end for m in met)
        assert bool(met) == bool(name.evidence & COVERS)
    for part in ("title", "text"):
        places = [(name.start, name.end) for name in names if name.part == part]
        assert places == sorted(places)
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(places))


def test_a_long_line_of_capitals_takes_linear_time() -> None:
    assert found("", "Wexler of the " * 20_000) is not None
