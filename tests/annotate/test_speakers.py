"""Which actor a speaker is: through names, titles, pronouns, bodies and their spokesmen."""

import datetime

import pytest

from lib.annotate import annotations, mentions, quotations, sentences

DAY = datetime.date(2025, 7, 12)


def speakers(text: str) -> list[str]:
    """For each quotation, the speaker as written, the actor, and where it is named."""
    named = mentions("", text, DAY)
    actor = {mention.chain: mention.actor for mention in named} | {-1: "?"}
    return [
        f"{text[slice(*q.speaker)] if q.speaker else '-'} = {actor[q.chain]}"
        for q in quotations(text, sentences(text), named)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lavrov said it was over.", "Lavrov = sergey-lavrov"),
        ("U.S. Secretary of State Marco Rubio said it was over.",
         "U.S. Secretary of State Marco Rubio = marco-rubio"),
        ("Kremlin spokesman Dmitry Peskov said it was over.",
         "Kremlin spokesman Dmitry Peskov = dmitry-peskov"),
        ("The Russian foreign minister said it was over.",
         "The Russian foreign minister = sergey-lavrov"),
        ("The Kremlin denied any part in it.", "The Kremlin = russia"),
        ("Ukrainian officials said it was over.", "Ukrainian officials = ukraine"),
        ("It was over, according to a spokesman for the Kremlin.",
         "a spokesman for the Kremlin = russia"),
        ("It was over, said the president, Vladimir Putin.",
         "the president, Vladimir Putin = vladimir-putin"),
        # A person is nobody else's voice, and a name that is not known is nobody's.
        ("A spokesman for Vladimir Putin said it was over.",
         "A spokesman for Vladimir Putin = ?"),
        ("Ukrainian farmer Oleh Hryb said it was over.", "Ukrainian farmer Oleh Hryb = ?"),
        ("Trump supporters said it was over.", "Trump supporters = ?"),
        ("Critics said it was over.", "Critics = ?"),
    ],
)  # fmt: skip
def test_a_noun_is_an_actor_by_its_head(text: str, expected: str) -> None:
    assert speakers(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lavrov met Rubio. He said it was over.", ["He = sergey-lavrov"]),
        ("Lavrov came.\nHe said it was over.", ["He = sergey-lavrov"]),
        ("Lavrov came. His claim that it was over fell flat.", ["His = sergey-lavrov"]),
        ("They heard Lavrov's claim that it was over.", ["Lavrov's = sergey-lavrov"]),
        ("“No,” Rubio said.\n“Never,” he added.", ["Rubio = marco-rubio", "he = marco-rubio"]),
        ("Rubio said no. Lavrov met Trump. He said yes.",
         ["Rubio = marco-rubio", "He = sergey-lavrov"]),
        ("Ursula von der Leyen met Lavrov. She said no. He said yes.",
         ["She = ursula-von-der-leyen", "He = sergey-lavrov"]),
        ("Lavrov, who said no, left.", ["who = sergey-lavrov"]),
        # Too long ago, or somebody whom the article alone names.
        ("Lavrov came.\nIt rained.\nIt rained.\nIt rained.\nHe said no.", ["He = ?"]),
        ("Lavrov came. “No,” said Ben Orr. He added that he was sure.",
         ["Ben Orr = ?", "He = ?"]),
        ("NATO said no. It added that it was sure.", ["NATO = nato", "It = nato"]),
        ("Lavrov left. Some said it was over.", ["Some = ?"]),
    ],
)  # fmt: skip
def test_a_pronoun_is_the_nearest_subject_or_who_spoke_last(text: str, expected: list[str]) -> None:
    assert speakers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russian Foreign Minister Sergei Lavrov met Marco Rubio. “No,” the minister said.",
         ["the minister = sergey-lavrov"]),
        ("Marco Rubio, the top American diplomat, met Sergei Lavrov. The diplomat said no.",
         ["The diplomat = marco-rubio"]),
        ("The Russian Foreign Ministry was silent at first. Later the ministry said no.",
         ["the ministry = russia-foreign-ministry"]),
        ("Sergei Lavrov came. The minister said no.", ["The minister = ?"]),
    ],
)  # fmt: skip
def test_a_title_is_whom_the_article_named_with_it(text: str, expected: list[str]) -> None:
    assert speakers(text) == expected


def test_a_pronoun_tells_where_its_name_stands() -> None:
    text = "“No,” said Ben Orr. He added that he was sure."
    first, second = quotations(text, sentences(text), mentions("", text, DAY))
    assert first.named is not None
    assert second.named == first.named
    assert text[slice(*first.named)] == "Ben Orr"


def test_a_run_of_capitals_takes_no_long_time() -> None:
    run = "ABC" * 1_000
    assert speakers(f"“No,” said the minister {run} -.") == [f"the minister {run} - = ?"]


def test_a_name_that_no_list_holds_is_a_chain_that_the_index_decides() -> None:
    text = (
        "The farmer Oleh Hryb came. He said that grain was short. Jane Doe asked why. "
        "“Because,” she said. “It is,” Hryb replied."
    )
    found = annotations("", text)
    chains = {name.form: name.chain for name in found.names}
    hryb, doe = chains["Oleh Hryb"], chains["Jane Doe"]
    assert chains["Hryb"] == hryb
    assert [q.chain for q in found.quotations] == [hryb, doe, doe, hryb]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rubio and Lavrov discussed the war.", ["marco-rubio", "sergey-lavrov"]),
        ("Rubio, Lavrov and Trump said it was over.",
         ["marco-rubio", "sergey-lavrov", "donald-trump"]),
        ("In Kyiv, Putin and Trump warned of war.", ["vladimir-putin", "donald-trump"]),
        ("Lavrov met Rubio. The two ministers said it was over.",
         ["sergey-lavrov", "marco-rubio"]),
        ("Russia and Ukraine met. Both sides said it was over.", ["russia", "ukraine"]),
        ("Ukrainian and Russian officials said it was over.", ["ukraine", "russia"]),
        # One who belongs to two is one, and who is not known is nobody's second.
        ("A spokesman for Lavrov and Rubio said it was over.", ["?"]),
        ("Rubio and his wife said it was over.", ["marco-rubio"]),
        ("Rubio met Lavrov and Trump. The two ministers said it was over.", ["?"]),
    ],
)  # fmt: skip
def test_several_may_speak_together(text: str, expected: list[str]) -> None:
    named = mentions("", text, DAY)
    actor = {mention.chain: mention.actor for mention in named} | {-1: "?"}
    said = quotations(text, sentences(text), named)[-1]
    assert [actor[chain] for chain in (said.chain, *said.others)] == expected


def test_they_are_the_two_who_spoke_together() -> None:
    text = "Rubio and Lavrov said it was over. They added that it was late."
    named = mentions("", text, DAY)
    first, second = quotations(text, sentences(text), named)
    assert (second.chain, second.others) == (first.chain, first.others)
    assert first.others
