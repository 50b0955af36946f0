"""Where sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.annotate import sentences


def cut(text: str) -> list[str]:
    """Return the sentences themselves."""
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Mr. Smith met Sen. Jones. They left.", ["Mr. Smith met Sen. Jones.", "They left."]),
        ("He lives in the U.S. The house is old.", ["He lives in the U.S.", "The house is old."]),
        ("The U.S. Senate met.", ["The U.S. Senate met."]),
        ("It rose at 5 p.m. on Monday.", ["It rose at 5 p.m. on Monday."]),
        ("Acme Inc. said no. Acme Inc. The end.", ["Acme Inc. said no.", "Acme Inc.", "The end."]),
        ("See No. 5. No. He refused.", ["See No. 5.", "No.", "He refused."]),
        ("J. D. Vance spoke.", ["J. D. Vance spoke."]),
        ("It cost 3.5 million. Fine.", ["It cost 3.5 million.", "Fine."]),
        ("“Stop.” He ran.", ["“Stop.”", "He ran."]),
        ("“Really?” he asked. Yes.", ["“Really?” he asked.", "Yes."]),
        (
            'He said "no." (She nodded.) Then rain.',
            ['He said "no."', "(She nodded.)", "Then rain."],
        ),
        ("Wait... what? Oh.", ["Wait... what?", "Oh."]),
        ("Wait... Then rain.", ["Wait...", "Then rain."]),
        ("A heading\n\nA text", ["A heading", "A text"]),
        ("First line\nSecond line.", ["First line", "Second line."]),
        ("One.\r\nTwo.\u2028Three.", ["One.", "Two.", "Three."]),
        ("  spaces around.  \n \n\t", ["spaces around."]),
        ("On Jan. 5 it began. On Jan. 6 it ended.", ["On Jan. 5 it began.", "On Jan. 6 it ended."]),
        ("I know that I. The rest went.", ["I know that I.", "The rest went."]),
        ("Он ушёл. Она осталась.", ["Он ушёл.", "Она осталась."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_text_is_cut_into_sentences(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_wrapped_paragraph_is_read_on() -> None:
    text = "The minister said on Thursday that the talks would\ngo on next week. He left."
    assert cut(text) == [text[:67], "He left."]


def test_a_short_line_ends_its_sentence_even_before_a_small_letter() -> None:
    assert cut("Shopping list\nbread") == ["Shopping list", "bread"]


ANY = st.text(
    st.sampled_from(list('aB. .!?"”)(“\n\r\u2028 \u00a0…1I')) | st.characters(), max_size=80
)


@given(ANY)
def test_sentences_are_ordered_apart_bare_and_cover_all_that_is_written(text: str) -> None:
    spans = sentences(text)
    covered = set()
    last = 0
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        covered.update(range(start, end))
        last = end
    assert all(at in covered or char.isspace() for at, char in enumerate(text))


def test_a_run_of_full_stops_takes_linear_time() -> None:
    assert len(sentences("." * 1_000_000)) == 1
    assert len(sentences('."' * 200_000)) == 1
