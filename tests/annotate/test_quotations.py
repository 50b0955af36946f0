"""Who said what: a line for each way of reporting it, and what must hold for any text."""

import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib.annotate import (
    DOUBTS,
    QUOTATION_KINDS,
    Quotation,
    mentions,
    quotations,
    sentences,
    verb_classes,
)

DAY = datetime.date(2025, 7, 12)


def found(text: str) -> list[Quotation]:
    return quotations(text, sentences(text), mentions("", text, DAY))


def said(text: str) -> list[str]:
    """The quotations of a text as "speaker VERB: what is said", parts by " || "."""
    lines = []
    for quotation in found(text):
        speaker = text[slice(*quotation.speaker)] if quotation.speaker else "?"
        content = " || ".join(text[start:end] for start, end in quotation.content)
        lines.append(f"{speaker} {quotation.verb.upper() or '-'}: {content}")
    return lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"It is over," Ann Lee said.', 'Ann Lee SAY: "It is over,"'),
        ('"It is over," said Ann Lee, who had waited.', 'Ann Lee SAY: "It is over,"'),
        (
            '"It is over," said the head of the agency on Monday.',
            'the head of the agency SAY: "It is over,"',
        ),
        ('"Is it over?" Ann Lee asked.', 'Ann Lee ASK: "Is it over?"'),
        ('Ann Lee told reporters: "It is over."', 'Ann Lee TELL: "It is over."'),
        ('"It is," she said, "over at last."', 'she SAY: "It is," || "over at last."'),
        ('"It is over," she said. "We won."', 'she SAY: "It is over," || "We won."'),
        (
            '"It is over," she said.  "We won." "All of it."',
            'she SAY: "It is over," || "We won." "All of it."',
        ),
        ("„Es ist aus“, said Ann Lee.", "Ann Lee SAY: „Es ist aus“"),
        ("‘It is over,’ Ann Lee said.", "Ann Lee SAY: ‘It is over,’"),
        ("'It is over,' Ann Lee said. 'We won.'", "Ann Lee SAY: 'It is over,' || 'We won.'"),
        (
            '"It is over," a spokesman, Ben Orr, told CNN.',
            'a spokesman, Ben Orr TELL: "It is over,"',
        ),
        ('"A “nested” word," she said.', 'she SAY: "A “nested” word,"'),
        (
            '"It is over," Ann Lee, president and CEO of the bank said. "We won."',
            'Ann Lee, president and CEO of the bank SAY: "It is over," || "We won."',
        ),
    ],
)
def test_direct_quotations_in_both_orders_and_broken_by_their_cue(text: str, expected: str) -> None:
    assert said(text) == [expected]
    assert [quotation.kind for quotation in found(text)] == ["direct"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Officials said that the talks had failed.",
         "Officials SAY: that the talks had failed"),
        ("Officials said a week ago that the talks had failed.",
         "Officials SAY: that the talks had failed"),
        ("Officials said on Thursday the talks had failed.",
         "Officials SAY: the talks had failed"),
        ("The talks had failed, officials said.", "officials SAY: The talks had failed"),
        ("The talks had failed, said two officials in Kyiv.",
         "two officials SAY: The talks had failed"),
        ("The talks, officials said, had failed.", "officials SAY: The talks || had failed"),
        ("The minister, who was ill, warned that war was near.",
         "The minister WARN: that war was near"),
        ("Ben Orr, the head of the bank, has repeatedly denied taking money.",
         "Ben Orr, the head of the bank DENY: taking money"),
        ("They urged the government to stop.", "They URGE: to stop"),
        ("She told the BBC they had lost.", "She TELL: they had lost"),
        ("She told the mayor of the city that they had lost.", "She TELL: that they had lost"),
        ("He vowed to fight on.", "He VOW: to fight on"),
        ("He asked whether it was true.", "He ASK: whether it was true"),
        ("They believe it is true.", "They BELIEVE: it is true"),
        ("According to the ministry, the talks had failed.",
         "the ministry ACCORDING TO: the talks had failed"),
        ("The talks had failed, according to a spokesman for the ministry.",
         "a spokesman for the ministry ACCORDING TO: The talks had failed"),
        ("A poll shows that most are for it.", "A poll SHOW: that most are for it"),
        # Who speaks is described by more than one thing, or when is said between the two.
        ("Ann Lee, 29, of Kent, Ohio, says it is over.", "Ann Lee SAY: it is over"),
        ("Ben Orr (R-Ohio), who was ill, said on a call that it is over.",
         "Ben Orr (R-Ohio) SAY: that it is over"),
        ("Ann Lee on Friday declared that it is over.", "Ann Lee DECLARE: that it is over"),
        ("The ministry on the same day denied it all.", "The ministry DENY: it all"),
        ("A week ago officials said it is over.", "officials SAY: it is over"),
        ("One in three said it is over.", "One in three SAY: it is over"),
        ("42% say it is over.", "42% SAY: it is over"),
        # The verb stands behind another one, or behind what it stands in.
        ("She went on to say that it is over.", "She SAY: that it is over"),
        ("His office put out a statement saying it is over.", "His office SAY: it is over"),
        ("In May an article claiming it is over was seen.",
         "an article CLAIM: it is over was seen"),
        # Circumstances part the verb from what is said.
        ("She said in a long letter he would go.", "She SAY: he would go"),
        ("She has declined for years to speak.", "She DECLINE: to speak"),
        ("After saying it is over, Ann Lee left.", "Ann Lee SAY: it is over"),
        ("While critics argue that it is over, Ann Lee left.", "critics ARGUE: that it is over"),
        ("On Monday, the town will vote, said Mayor Ann Lee.",
         "Mayor Ann Lee SAY: On Monday, the town will vote"),
        ("They warned drivers not to stop.", "They WARN: not to stop"),
        ("It is over, according to a March article by him.",
         "a March article ACCORDING TO: It is over"),
        # Nouns of saying, by their owner.
        ("They heard Ann Lee's repeated claims that it is over.",
         "Ann Lee's CLAIM: that it is over"),
        ("His call for a truce came late.", "His CALL FOR: a truce came late"),
        # Nobody is said to ask.
        ("Asked whether it is over, all were silent.", "? ASK: whether it is over"),
    ],
)  # fmt: skip
def test_indirect_speech(text: str, expected: str) -> None:
    assert said(text) == [expected]
    assert [quotation.kind for quotation in found(text)] == ["indirect"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She called the plan “a bad joke.”", ["She CALL: the plan “a bad joke.”"]),
        ('The deal is "dead," Ben Orr said.', ['Ben Orr SAY: The deal is "dead,"']),
        ("He said that “more pressure” was needed.", ["He SAY: that “more pressure” was needed"]),
    ],
)
def test_mixed_quotations(text: str, expected: list[str]) -> None:
    assert said(text) == expected
    assert [quotation.kind for quotation in found(text)] == ["mixed"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Lee said it was over and warned that war was near.",
         ["Ann Lee SAY: it was over", "Ann Lee WARN: that war was near"]),
        ("Ann Lee said it was over, adding that she was glad.",
         ["Ann Lee SAY: it was over", "Ann Lee ADD: that she was glad"]),
        ("Ann Lee said it was over, but officials said it went on.",
         ["Ann Lee SAY: it was over", "officials SAY: it went on"]),
        # What is reported within a quotation is no quotation of its own.
        ("Ann Lee said that officials believe the war is lost.",
         ["Ann Lee SAY: that officials believe the war is lost"]),
        # A verb without what is said is none.
        ("Ann Lee spoke. Officials said nothing of it on Monday.",
         ["Officials SAY: nothing of it on Monday"]),
        ("The alleged plot was denied.", []),
        ("She was told.", []),
        # A verb in what describes a speaker does not part the speaker from the verb behind.
        ("Ann Lee, who says she is ill, said it is over.",
         ["who SAY: she is ill", "Ann Lee SAY: it is over"]),
        # Nouns that look like verbs: of states, shows and claims nobody says anything.
        ("Several state parks closed. Some states remained closed.", []),
        ("Victories in red states that moved. She hosts the reality show “Cake.”", []),
        ("The claim that it is over was no news.", []),
        # Who is heard to say it is no subject, and an armed attack says nothing.
        ("She heard him say it. Russia attacked the port.", []),
    ],
)  # fmt: skip
def test_several_verbs_in_a_sentence(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A passive says it of its subject; who says so stands after "by", or nowhere.
        ("The minister was accused of lying.", ["? ACCUSE: The minister || lying"]),
        ("Ann Lee was accused by the bank of fraud.", ["the bank ACCUSE: Ann Lee || fraud"]),
        ("It was said that the war was over.", ["? SAY: that the war was over"]),
        ("Two results were reported to the state.", []),
        # What somebody is, and not does.
        ("Ann Lee was confident that it was over.", ["Ann Lee BELIEVE: that it was over"]),
        ("The envoy has been critical of Moscow.", ["The envoy CRITICIZE: Moscow"]),
        ("A confident that is none.", []),
        # Nouns of nobody; of the verb just before them; of the sentence they are the subject of.
        ("Oil rose amid fears that it was over.", ["? FEAR: that it was over"]),
        ("Ann Lee denied the claim that it was over.", ["Ann Lee DENY: that it was over"]),
        ("The fear that it was over was wrong.", []),
        # A participle after a name; after another noun it belongs to nobody.
        ("It ended with Ann Lee claiming that it was over.", ["Ann Lee CLAIM: that it was over"]),
        ("It took years of early learning that ended.", []),
        # What somebody wants, plans or praises ends where the writer remarks on it.
        ("Ann Lee plans to run, which would be a first.", ["Ann Lee PLAN: to run"]),
        ("Ann Lee praised the deal, but would not sign.", ["Ann Lee PRAISE: the deal"]),
        ("Ann Lee praised not him, but the day.", ["Ann Lee PRAISE: not him, but the day"]),
        ("The talks planned to end it failed.", []),
        ("If you want to run, you can expect to win.", []),
        ("She has future plans to run. A sign telling of plans to run fell.", []),
        # Between brackets; after an abbreviation; with no-break spaces; after asides.
        ("(The bank denied the reports.)", ["The bank DENY: the reports"]),
        ("Ben Orr Jr. warned that it was over.", ["Ben Orr Jr WARN: that it was over"]),
        ("Ann\u00a0Lee\u00a0said that it was over.", ["Ann\u00a0Lee SAY: that it was over"]),
        ("Ann Lee said in a letter, her third, that it was over.",
         ["Ann Lee SAY: that it was over"]),
        ("Ann Lee, whose play “Go” ended, said it was over.",
         ["Ann Lee, whose play “Go” ended SAY: it was over"]),
        ("The money came late, bank and court records show.",
         ["bank and court records SHOW: The money came late"]),
        ("A new poll shows Ann Lee ahead.", ["A new poll SHOW: Ann Lee ahead"]),
        ("Ben Orr, a friend, called it “strong.”", ["Ben Orr, a friend CALL: it “strong.”"]),
        ("A group called Strong ended it.", []),
    ],
)  # fmt: skip
def test_ways_of_telling_what_others_hold(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “peace plan” is dead.",
        'She sang in "The Great War and Its End" last year.',
        "It was a ‘new’ idea.",
        'They read from "Peace."',
    ],
)
def test_words_in_quotation_marks_are_no_quotations(text: str) -> None:
    assert said(text) == []


def test_the_turns_of_a_transcript_are_said_by_whom_their_labels_name() -> None:
    text = (
        "Secretary of State Marco Rubio spoke on Friday.\n\n"
        "QUESTION: Did he say that it is over?\n\n"
        "SECRETARY RUBIO: No. I think that it goes on.\n\n"
        'And "nobody" said so.\n\n'
        "Q: When?\n\n"
        "RUBIO (smiling): Soon."
    )
    assert said(text) == [
        "QUESTION -: Did he say that it is over?",
        "SECRETARY RUBIO -: No. I think that it goes on.",
        'SECRETARY RUBIO -: And "nobody" said so.',
        "Q -: When?",
        "RUBIO -: Soon.",
    ]
    (rubio,) = {mention.chain for mention in mentions("", text, DAY) if "RUBIO" in mention.form}
    assert [quotation.chain for quotation in found(text)] == [-1, rubio, rubio, -1, rubio]
    assert [quotation.doubt for quotation in found(text)] == ["", "", "carried on", "", ""]


def test_a_headline_in_capitals_is_read_like_any_sentence() -> None:
    assert said("PUTIN SAYS THAT IT IS OVER\n\nHe was late.") == ["PUTIN SAY: THAT IT IS OVER"]


def test_a_name_joined_to_a_described_one_speaks_with_it() -> None:
    text = "Lavrov, the foreign minister, and Rubio said it was over."
    (both,) = found(text)
    assert said(text) == ["Lavrov, the foreign minister, and Rubio SAY: it was over"]
    lavrov, rubio = (mention.chain for mention in mentions("", text, DAY))
    assert (both.chain, both.others) == (lavrov, (rubio,))


def test_a_second_clause_is_no_second_speaker() -> None:
    text = "Ann Lee met Lavrov, the foreign minister, and Rubio said it was over."
    assert said(text) == ["Rubio SAY: it was over"]


def test_a_quotation_without_a_speaker_says_so() -> None:
    text = "Nobody spoke at first.\n“It cannot go on like this for ever.”\nThen all left."
    (quotation,) = found(text)
    assert (quotation.speaker, quotation.cue, quotation.chain) == (None, None, -1)
    assert (quotation.verb, quotation.kind) == ("", "direct")


def test_a_paragraph_between_marks_is_carried_on_by_who_spoke_before() -> None:
    text = "“It is over,” Lavrov said.\n“We have won,”\nThe hall was empty."
    first, second = found(text)
    assert (first.doubt, second.doubt) == ("", "carried on")
    assert second.chain == first.chain == 0
    assert second.cue is None


def test_a_verb_after_the_paragraph_claims_what_seemed_carried_on() -> None:
    text = '"It is over," Lavrov said.\n"Is it?" Rubio asked.'
    assert said(text) == ['Lavrov SAY: "It is over,"', 'Rubio ASK: "Is it?"']


def test_a_mark_that_is_not_closed_is_in_doubt_and_the_article_goes_on() -> None:
    text = "Lavrov said: “We will go.\nRubio said that he would stay."
    first, second = found(text)
    assert (text[slice(*first.content[0])], first.doubt) == ("“We will go.", "unclosed")
    assert second.doubt == ""


PIECES = [
    *("said ", "told ", "He ", "Putin ", "that ", "according to ", "adding ", "Asked ", "to "),
    *("whether ", "his claim that ", "went on to say ", "Lavrov and Rubio ", "on Monday "),
]
ANY = st.lists(
    st.sampled_from(list("aB. ,\n\"“”‘’'«»„:;—()")) | st.sampled_from(PIECES),
    max_size=40,
).map("".join)


@given(ANY)
@example("according to ,a")
@example("Fuel remains banned, according to the U.N.")
def test_spans_lie_in_the_text_and_in_order(text: str) -> None:
    named = mentions("", text, DAY)
    said = quotations(text, sentences(text), named)
    assert [q.content[0] for q in said] == sorted(q.content[0] for q in said)
    chains = {mention.chain for mention in named} | {-1}
    for quotation in said:
        places = [place for span in quotation.content for place in span]
        assert places == sorted(places)
        assert len(quotation.content) in (1, 2)
        for start, end in (
            *quotation.content,
            quotation.cue or (0, 1),
            quotation.speaker or (0, 1),
        ):
            assert 0 <= start < end <= len(text)
        assert quotation.chain in chains
        assert quotation.kind in QUOTATION_KINDS
        assert quotation.doubt in DOUBTS
        assert quotation.verb == "" or quotation.verb in verb_classes()


@pytest.mark.parametrize(
    "piece",
    [
        '"',
        "“",
        "said ",
        '"a" said he, ',
        "Putin, ",
        "‘a",
        "''",
        "(a ",
        "A, of B, said ",
        "said he, ",
    ],
)
def test_a_long_odd_text_takes_no_long_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert isinstance(found(text), list)
