"""Who did what to whom: a line for each way of telling it, and what must hold for any text."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.annotate import (
    QUADS,
    STATUSES,
    TYPES,
    Event,
    annotations,
    mentions,
    modes,
    sentences,
)
from lib.annotate.events import events

DAY = datetime.date(2025, 6, 1)


def told(text: str, title: str = "") -> list[str]:
    """The events of an article as "TYPE mode: source > target, status"."""
    named = mentions(title, text, DAY)
    actor = {mention.chain: mention.actor for mention in named} | {-1: "?"}
    return [
        f"{e.type} {e.mode}: {actor[e.source]} > {actor[e.target]}, {e.status}"
        for e in events(text, named, title=title)
    ]


def the(text: str) -> tuple[Event, list[str]]:
    """The only event of a text, and the actors of its chains."""
    named = mentions("", text, DAY)
    (event,) = events(text, named)
    return event, [mention.actor for mention in named]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Meetings, talks, calls and visits.
        ("Rubio met Lavrov.", ["CONSULT meet: marco-rubio > sergey-lavrov, stated"]),
        ("Rubio met with Lavrov.", ["CONSULT meet: marco-rubio > sergey-lavrov, stated"]),
        ("Rubio and Lavrov met in Geneva.", ["CONSULT meet: marco-rubio > sergey-lavrov, stated"]),
        (
            "U.S. Secretary of State Marco Rubio met Russian Foreign Minister Sergei Lavrov.",
            ["CONSULT meet: marco-rubio > sergey-lavrov, stated"],
        ),
        (
            "Macron met Syria's interim president, Ahmed al-Sharaa, in Paris.",
            ["CONSULT meet: emmanuel-macron > ahmed-al-sharaa, stated"],
        ),
        (
            "Macron received Merz, Starmer and Meloni.",
            [
                "CONSULT meet: emmanuel-macron > friedrich-merz, stated",
                "CONSULT meet: emmanuel-macron > keir-starmer, stated",
                "CONSULT meet: emmanuel-macron > giorgia-meloni, stated",
            ],
        ),
        (
            "Witkoff met Russian and Ukrainian officials.",
            [
                "CONSULT meet: steve-witkoff > russia, stated",
                "CONSULT meet: steve-witkoff > ukraine, stated",
            ],
        ),
        (
            "Modi, who met Xi Jinping in Kazan, went home.",
            ["CONSULT meet: narendra-modi > xi-jinping, stated"],
        ),
        ("Iran held talks with France.", ["CONSULT talk: iran > france, stated"]),
        ("Talks between Iran and France began.", ["CONSULT talk: iran > france, stated"]),
        ("US-Iran talks began in Oman.", ["CONSULT talk: united-states > iran, stated"]),
        (
            "After talks with Putin, Witkoff flew home.",
            ["CONSULT talk: steve-witkoff > vladimir-putin, stated"],
        ),
        ("Trump called Putin on Monday.", ["CONSULT call: donald-trump > vladimir-putin, stated"]),
        ("Trump called Putin a partner.", []),
        ("Trump called Putin's answer weak.", []),
        (
            "Trump spoke to Putin by telephone.",
            ["CONSULT call: donald-trump > vladimir-putin, stated"],
        ),
        (
            "A phone call between Trump and Putin lasted an hour.",
            ["CONSULT call: donald-trump > vladimir-putin, stated"],
        ),
        ("Wang Yi visited Japan.", ["CONSULT visit: wang-yi > japan, stated"]),
        (
            "Wang Yi arrived in Moscow. Russia was glad.",
            ["CONSULT visit: wang-yi > russia, stated"],
        ),
        ("Trump went to work.", []),
        (
            "Rubio revealed that he and Russian Foreign Minister Sergey Lavrov explored “new” "
            "ideas during a meeting in Malaysia on Thursday.",
            ["CONSULT meet: marco-rubio > sergey-lavrov, reported"],
        ),
        # Agreements and ties.
        ("Iran signed an agreement with Iraq.", ["AGREE sign: iran > iraq, stated"]),
        ("Iran and Iraq signed a treaty.", ["AGREE sign: iran > iraq, stated"]),
        ("Iran restored diplomatic ties with Iraq.", ["COOPERATE ties: iran > iraq, stated"]),
        # Sanctions.
        (
            "The European Union imposed new sanctions on Russia.",
            ["SANCTION sanction: european-union > russia, stated"],
        ),
        (
            "Sanctions were imposed on Russia by Canada.",
            ["SANCTION sanction: canada > russia, stated"],
        ),
        ("Sanctions were imposed on Russia.", ["SANCTION sanction: ? > russia, stated"]),
        (
            "Canada imposed tariffs on China.",
            ["SANCTION tariff: canada > china, stated"],
        ),
        ("Canada lifted sanctions on Syria.", ["YIELD ease: canada > syria, stated"]),
        # Force.
        (
            "Israeli airstrikes hit Gaza City.",
            ["ASSAULT airstrike: israel > gaza-city, stated"],
        ),
        (
            "Russia launched 728 drones at Ukraine.",
            ["ASSAULT airstrike: russia > ukraine, stated"],
        ),
        ("Iran was attacked by Israel.", ["ASSAULT attack: israel > iran, stated"]),
        (
            "France condemned Israel's attack on Iran.",
            [
                "ACCUSE disapprove: france > israel, stated",
                "ASSAULT attack: israel > iran, stated",
            ],
        ),
        ("Soldiers from Chad attacked Libya.", ["ASSAULT attack: chad > libya, stated"]),
        ("A Russian drone hit a house in Sumy.", ["ASSAULT airstrike: russia > ?, stated"]),
        ("The price of Russian oil hit China.", []),
        ("The Israeli strikes went on.", []),
        (
            "Washington hopes that Iran will yield, Rubio said after a meeting with Lavrov.",
            ["CONSULT meet: marco-rubio > sergey-lavrov, stated"],
        ),
        ("Trump spoke of his anger with Putin.", []),
        (
            "U.S. President Donald Trump met Russian President Vladimir Putin and received Merz.",
            [
                "CONSULT meet: donald-trump > vladimir-putin, stated",
                "CONSULT meet: donald-trump > friedrich-merz, stated",
            ],
        ),
        # Whom a pronoun means.
        (
            "Macron spoke at noon. He met Merz later.",
            ["CONSULT meet: emmanuel-macron > friedrich-merz, stated"],
        ),
        ("Iran was angry. It attacked Israel.", ["ASSAULT attack: iran > israel, stated"]),
        # Stated, reported, planned, denied.
        ("Iran said Israel had attacked Syria.", ["ASSAULT attack: israel > syria, reported"]),
        ("Israel attacked Syria, officials said.", ["ASSAULT attack: israel > syria, reported"]),
        (
            "Israel attacked Syria, officials said on Monday, after days of calm.",
            ["ASSAULT attack: israel > syria, reported"],
        ),
        (
            "It will rain, Macron said as he received Merz.",
            ["CONSULT meet: emmanuel-macron > friedrich-merz, stated"],
        ),
        (
            "Macron met Merz, who said that it rained.",
            ["CONSULT meet: emmanuel-macron > friedrich-merz, stated"],
        ),
        ("Israel reportedly attacked Syria.", ["ASSAULT attack: israel > syria, reported"]),
        ("“Israel attacked Syria,” he wrote.", ["ASSAULT attack: israel > syria, reported"]),
        (
            "Trump said after meeting Putin that he was tired.",
            ["CONSULT meet: donald-trump > vladimir-putin, stated"],
        ),
        ("Macron will meet Merz.", ["CONSULT meet: emmanuel-macron > friedrich-merz, planned"]),
        (
            "Macron plans to meet Merz.",
            ["CONSULT meet: emmanuel-macron > friedrich-merz, planned"],
        ),
        ("If Israel attacks Iran, all is lost.", ["ASSAULT attack: israel > iran, planned"]),
        (
            "Macron did not meet Merz.",
            ["CONSULT meet: emmanuel-macron > friedrich-merz, denied"],
        ),
        (
            "Macron refused to meet Merz.",
            ["CONSULT meet: emmanuel-macron > friedrich-merz, denied"],
        ),
        ("Israel denied that it attacked Syria.", ["ASSAULT attack: israel > syria, denied"]),
        ("Talks between Iran and Iraq were cancelled.", ["CONSULT talk: iran > iraq, denied"]),
        (
            "No British minister met Putin.",
            ["CONSULT meet: united-kingdom > vladimir-putin, denied"],
        ),
    ],
)
def test_a_sentence_tells(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_an_event_spans_its_sentence_its_verb_and_its_place() -> None:
    text = "It rained. Rubio met Lavrov in Kuala Lumpur on Thursday."
    event, actors = the(text)
    assert text[event.start : event.end] == "Rubio met Lavrov in Kuala Lumpur on Thursday."
    assert text[event.verb_start : event.verb_end] == "met"
    assert text[event.place_start : event.place_end] == "Kuala Lumpur"
    assert (actors, event.source, event.target, event.place) == (
        ["marco-rubio", "sergey-lavrov"],
        0,
        1,
        -1,
    )


def test_a_place_that_is_an_actor_is_one_of_the_chains() -> None:
    event, actors = the("Rubio met Lavrov in Malaysia.")
    assert actors[event.place] == "malaysia"


@pytest.mark.parametrize(
    "text",
    [
        "Rubio met Lavrov to discuss the war in Ukraine.",
        "Rubio met Lavrov, and in Kyiv sirens went off.",
    ],
)
def test_a_place_of_something_else_is_not_where_it_happened(text: str) -> None:
    assert the(text)[0].place_start == -1


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("It was Monday. Rubio met Lavrov on Thursday, before a vote on Friday.", "Thursday"),
        ("On Thursday Rubio met Lavrov.", "On Thursday"),
        ("It was Monday. Rubio met Lavrov.", ""),
        ("Rubio met Lavrov for the first time since May.", ""),
        ("Rubio met Lavrov for an hour.", ""),
        ("Rubio met Lavrov on Thursday, he said on Friday.", "Thursday"),
        ("Rubio met Lavrov, who had been to Rome on Monday.", ""),
        ("Rubio was in Rome with his whole family on Monday, and Macron met Merz.", ""),
        ("On Monday he told them that Rubio had met Lavrov.", ""),
        ("The European Union, which Trump threatened in May, is in talks with Canada.", ""),
        ("Iran signed a deal for 2026 with Iraq on Monday.", "Monday"),
        ("Canada said on Monday that Rubio had met Lavrov.", ""),
        ("Prices fell last week after Rubio met Lavrov.", ""),
        ("It fell in 2014, when Rubio met Lavrov.", "2014"),
        ("It was a day of calls on Thursday, in which Rubio threatened Lavrov.", "Thursday"),
        ("On Monday, after a vote in Rome, Rubio met Lavrov.", "On Monday"),
        ("Rubio met Lavrov, and in May prices fell.", ""),
        ("Rubio met Lavrov before the May vote in Rome.", ""),
    ],
)
def test_the_date_is_the_nearest_of_the_sentence(text: str, when: str) -> None:
    found = annotations("", text, DAY)
    (event,) = found.events
    expression = found.dates[event.date].expression if event.date >= 0 else ""
    assert expression == when.removeprefix("On ")


def test_a_title_tells_no_event() -> None:
    assert events("", mentions("Rubio meets Lavrov", "", DAY)) == []


def test_what_is_too_long_for_a_sentence_tells_nothing_and_takes_no_time() -> None:
    text = "Rubio met Lavrov and " * 50_000
    assert events(text, mentions("", text, DAY)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Casualties: people of a state, or at a place; who killed them where it says so.
        ("At least 12 people were killed in Gaza.", ["CASUALTIES killed: ? > gaza-strip, stated"]),
        (
            "Three Israeli soldiers were killed in Lebanon.",
            ["CASUALTIES killed: ? > israel, stated"],
        ),
        ("Hundreds died in Turkey.", ["CASUALTIES killed: ? > turkey, stated"]),
        ("Dozens were wounded in Syria.", ["CASUALTIES wounded: ? > syria, stated"]),
        (
            "Forty people were killed in a Russian strike on Ukraine.",
            [
                "CASUALTIES killed: russia > ukraine, stated",
                "ASSAULT airstrike: russia > ukraine, stated",
            ],
        ),
        (
            "Officials said 12 people were killed in Syria.",
            ["CASUALTIES killed: ? > syria, reported"],
        ),
        ("Hopes died in Turkey.", []),
        ("Qasem Soleimani was killed in Iraq.", ["ASSAULT kill: ? > qasem-soleimani, stated"]),
        # Elections.
        ("Donald Trump won the presidential election.", ["ELECT win: donald-trump > ?, stated"]),
        (
            "Joe Biden defeated Donald Trump in the election.",
            ["ELECT defeat: joe-biden > donald-trump, stated"],
        ),
        (
            "Donald Trump lost the election to Joe Biden.",
            ["ELECT lose: donald-trump > joe-biden, stated"],
        ),
        (
            "Emmanuel Macron was re-elected president of France.",
            ["ELECT elect: ? > emmanuel-macron, stated"],
        ),
        ("Elections were held in Syria.", ["ELECT hold: syria > ?, stated"]),
        ("Japan will hold elections.", ["ELECT hold: japan > ?, planned"]),
        ("Vladimir Putin won the war.", []),
        # Appointments, resignations, dismissals.
        ("Boris Johnson resigned.", ["APPOINT resign: boris-johnson > ?, stated"]),
        ("Boris Johnson stepped down.", ["APPOINT resign: boris-johnson > ?, stated"]),
        ("Boris Johnson refused to resign.", ["APPOINT resign: boris-johnson > ?, denied"]),
        ("Trump fired James Comey.", ["APPOINT dismiss: donald-trump > james-comey, stated"]),
        (
            "Trump named Mike Waltz as national security adviser.",
            ["APPOINT appoint: donald-trump > mike-waltz, stated"],
        ),
        (
            "Marco Rubio was named secretary of state.",
            ["APPOINT appoint: ? > marco-rubio, stated"],
        ),
        ("Trump picked Mike Waltz up.", []),
        ("Donald Trump took office.", ["APPOINT take office: donald-trump > ?, stated"]),
    ],
)
def test_casualties_elections_and_appointments(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Rubio meets Lavrov in Kuala Lumpur", "CONSULT meet: marco-rubio > sergey-lavrov, stated"),
        ("Trump, Putin meet in Alaska", "CONSULT meet: donald-trump > vladimir-putin, stated"),
        ("Rubio to Meet Lavrov", "CONSULT meet: marco-rubio > sergey-lavrov, planned"),
        ("12 killed in Syria", "CASUALTIES killed: ? > syria, stated"),
    ],
)
def test_a_title_tells_events_as_headlines_do(title: str, expected: str) -> None:
    assert told("", title) == [expected]
    named = mentions(title, "", DAY)
    (event,) = events("", named, title=title)
    assert (event.part, event.start, event.end) == ("title", 0, len(title))
    assert title[event.verb_start : event.verb_end].lower() in ("meets", "meet", "killed")


def test_a_comma_joins_two_in_a_title_alone() -> None:
    assert told("Trump, Putin meet in Alaska.") == []


def test_the_day_of_a_title_is_one_that_the_title_names() -> None:
    found = annotations("Rubio met Lavrov on Monday", "It rained on Tuesday.", DAY)
    (event,) = found.events
    assert found.dates[event.date].expression == "Monday"


@pytest.mark.parametrize(
    "text",
    [
        # Words are no force, nor are teams, rockets into space, blows and earthquakes.
        "Donald Trump attacked Joe Biden.",
        "Donald Trump's attack on Joe Biden was long.",
        "U.S. officials targeted Russia with a law.",
        "Syria was struck by an earthquake.",
        "Germany was struck a blow.",
        "Russia launched a rocket near Moscow.",
        "France met Japan in the final.",
        # What belongs to somebody else, or to something.
        "Russia sent people arriving in Syria a letter.",
        "Donald Trump appealed the judge's order to Mike Pence.",
        'Donald Trump called Joe Biden "a fool".',
        "Donald Trump wanted the government to attack Iran.",
        "Joe Biden praised money linked to sanctioned Russian banks.",
        "Ukraine warned Russian troops were near.",
        "Joe Biden spoke about drills with Japan.",
        "Joe Biden was phoned about the deal struck by Emmanuel Macron.",
        "The list of Russia, which was released, is long.",
        # Pictures.
        "Photos: Russia invades Ukraine. A man looks at a house.",
        "Russia attacked Ukraine. John Doe/Getty Images Russia bombed Ukraine.",
    ],
)
def test_what_is_none_of_it(text: str) -> None:
    found = [event for event in told(text) if "ASSAULT attack: russia > ukraine" not in event]
    assert found == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Jill Biden travelled to Ukraine to meet Olena Zelenska.",
            "CONSULT meet: jill-biden > olena-zelenska, stated",
        ),
        (
            "Joe Biden sought to deter Vladimir Putin from invading Ukraine.",
            "ASSAULT attack: vladimir-putin > ukraine, planned",
        ),
        (
            "Vladimir Putin was accused of invading Ukraine.",
            "ASSAULT attack: vladimir-putin > ukraine, reported",
        ),
        (
            "Vladimir Putin has no intention of invading Ukraine.",
            "ASSAULT attack: vladimir-putin > ukraine, denied",
        ),
        (
            "Boris Johnson heard demands that he resign.",
            "APPOINT resign: boris-johnson > ?, planned",
        ),
        ("Russia and Iran have delayed their meeting.", "REJECT suspend: russia > iran, stated"),
        (
            "Antony Blinken will go there, meeting Sergei Lavrov.",
            "CONSULT meet: antony-blinken > sergey-lavrov, planned",
        ),
        ("France and the United States agree.", "AGREE agree: france > united-states, stated"),
    ],
)
def test_who_does_it_and_whether_it_happened(text: str, expected: str) -> None:
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Rubio saw Lavrov. The two sides met in Kuala Lumpur.",
            ["CONSULT meet: marco-rubio > sergey-lavrov, stated"],
        ),
        (
            "Rubio saw Lavrov. It rained. Both men met on Thursday.",
            ["CONSULT meet: marco-rubio > sergey-lavrov, stated"],
        ),
        (
            "Iran lies beside Iraq. The two countries signed an agreement.",
            ["AGREE sign: iran > iraq, stated"],
        ),
        ("Iran lies beside Iraq. Both men met.", []),
        ("Rubio and Macron saw Lavrov. The two men met.", []),
        ("The two sides met.", []),
    ],
)
def test_the_two_sides_are_the_two_that_were_named(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_she_and_he_are_whose_name_allows_it() -> None:
    text = "Donald Trump saw Angela Merkel. {} met Vladimir Putin."
    assert told(text.format("She")) == ["CONSULT meet: angela-merkel > vladimir-putin, stated"]
    assert told(text.format("He")) == ["CONSULT meet: donald-trump > vladimir-putin, stated"]


def test_a_call_is_made_from_nowhere() -> None:
    event, _ = the("Trump spoke by phone with Putin in Moscow.")
    assert (event.mode, event.place_start) == ("call", -1)


def test_every_type_has_a_quad_class_and_every_pattern_a_known_type() -> None:
    assert set(TYPES) == set(QUADS)
    assert len(set(QUADS.values()) - {"neither"}) == 4
    assert list(modes()) == sorted(set(modes()))


WORDS = [
    "Putin", "Trump", "Russia", "Israeli", "Ukraine", "forces", "met", "attacked", "talks",
    "between", "with", "and", "said", "that", "to", "not", "will", "he", "it",
    "who", ",", ".", "“", "”", "'s",
    "sanctions", "imposed", "on", "by", "was", "in", "Geneva", "the", "after", "meeting", "\n", "-",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_text_gives_events_within_its_sentences(chosen: list[str]) -> None:
    text = " ".join(chosen)
    named = mentions("", text, DAY)
    chains = {mention.chain for mention in named} | {-1}
    spans = sentences(text)
    for event in events(text, named):
        assert (event.start, event.end) in spans
        assert event.start <= event.verb_start < event.verb_end <= event.end
        assert event.source in chains and event.target in chains and event.place in chains
        assert event.source != event.target
        assert event.status in STATUSES and event.mode in modes()
