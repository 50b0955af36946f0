"""How many people a sentence counts as killed or hurt."""

import pytest

from lib.annotate import toll


@pytest.mark.parametrize(
    ("sentence", "verb", "expected"),
    [
        ("At least 12 people were killed in Kyiv.", "killed", "At least 12"),
        ("More than 1,400 Israelis and soldiers have died.", "died", "More than 1,400"),
        ("Four Palestinian men were killed and 50 wounded.", "killed", "Four"),
        ("At least 70 Palestinians were killed on Thursday.", "killed", "At least 70"),
        ("Officials said 12 were wounded in Odesa.", "wounded", "12"),
        ("Six of them were injured in Odesa.", "injured", "Six"),
        ("Dozens of civilians were killed in Gaza.", "killed", "Dozens"),
        ("A Russian air strike kills 24 people in Donetsk.", "kills", "24"),
        ("Israel killed nearly two thousand fighters.", "killed", "nearly two thousand"),
        # What is no number of people is none.
        ("In 2022 Russian soldiers were killed in Kyiv.", "killed", ""),
        ("A 12-year-old child was killed in Kyiv.", "killed", ""),
        ("Some 20% of the people were killed.", "killed", ""),
        ("In 2022 he was killed in Kyiv.", "killed", ""),
        ("Russian soldiers were killed on July 12 in Kyiv.", "killed", ""),
        ("The general was killed.", "killed", ""),
    ],
)
def test_the_number_beside_the_verb(sentence: str, verb: str, expected: str) -> None:
    start = sentence.index(verb)
    assert toll(sentence, start, start + len(verb)) == expected
