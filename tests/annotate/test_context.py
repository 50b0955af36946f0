"""Cities and seats of government: actor or place."""

import pytest

from lib.annotate.context import city_acts, seat_acts


def judged(marked: str, headline: bool = False) -> bool:
    """Judge the city between brackets."""
    start, end = marked.index("["), marked.index("]") - 1
    return city_acts(marked.replace("[", "").replace("]", ""), start, end, headline)


@pytest.mark.parametrize(
    ("marked", "acts"),
    [
        ("[Moscow] says so.", True),
        ("[Moscow] has said so.", True),
        ("[Moscow] will never accept it.", True),
        ("[Moscow] was accused of it.", True),
        ("[Moscow] was hit by a storm.", False),
        ("[Moscow] are preparing a reply.", True),
        ("[Moscow], which denies it, left.", True),
        ("[Moscow] and Kyiv agreed.", True),
        ("Moscow and [Kyiv] agreed.", True),
        ("in Moscow and [Kyiv] on Monday", False),
        ("pressure on Beijing and [Moscow]", True),
        ("talks between Moscow and [Kyiv]", True),
        ("talks between [Moscow] and Kyiv", True),
        ("the train between [Moscow] and Kyiv", False),
        ("the train between Moscow and [Kyiv]", False),
        ("the possibility of [Warsaw] providing jets", True),
        ("officials in [Warsaw] providing jets", False),
        ("with the [Paris] prosecutor", False),
        ("with [Paris] over fishing", True),
        ("[Moscow]'s 2014 annexation of Crimea", True),
        ("[Moscow]'s river port", False),
        ("pro-[Moscow] forces", True),
        ("[Moscow]-born writer", False),
        ("\n[MOSCOW] (Northline) - Prices", False),
        ("[Moscow], Russia", False),
        ("on the road to [Moscow]", False),
        ("ties to [Moscow]", True),
        ("the mayor of [Moscow]", False),
        ("critical of [Moscow]", True),
        ("[Moscow]", False),
        ("in 2014. [Moscow] denies it", True),
        ("Crowds in\n[Moscow] denies it", True),
    ],
)
def test_a_city_acts_where_the_words_say_so(marked: str, acts: bool) -> None:
    assert judged(marked) is acts


def test_capitals_tell_nothing_in_a_headline() -> None:
    assert judged("[Moscow] Says Talks Useful", headline=True)
    assert not judged("[Moscow] Says Talks Useful")


@pytest.mark.parametrize(
    ("marked", "acts"),
    [
        ("the [Kremlin] said", True),
        ("the [Kremlin]'s walls", True),
        ("inside the [Kremlin]", False),
        ("close to the [Kremlin]", False),
        ("ties to the [Kremlin]", True),
        ("the steps of the [Kremlin]", False),
        ("critics of the [Kremlin]", True),
        ("two miles from the [Kremlin]", False),
        ("a statement from the [Kremlin]", True),
        ("running for the [Kremlin]", False),
        ("the [Kremlin] lawn", False),
        ("[Kremlin]", True),
    ],
)
def test_a_seat_acts_unless_it_is_the_building(marked: str, acts: bool) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    assert seat_acts(marked.replace("[", "").replace("]", ""), start, end) is acts
