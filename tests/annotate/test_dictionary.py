"""The data files: complete, consistent, and read as they are meant."""

import datetime
import re

import pytest

from lib.annotate import VERSION, Actor, actors, dictionary, files, identified, one_spelling
from lib.annotate.dictionary import CLASSES

DAY = datetime.date


def test_there_are_enough_of_each() -> None:
    assert len(files.rows("people.csv")) >= 350
    assert len(files.rows("organisations.csv")) >= 250
    assert len(files.rows("states.csv")) >= 198
    assert len(files.rows("offices.csv")) >= 300


def test_every_actor_has_a_slug_a_name_and_a_class() -> None:
    for key, actor in actors().items():
        assert key == actor.id
        assert actor.id == actor.id.lower().strip("-") and " " not in actor.id and actor.name
        assert actor.cls in ("person", "organisation", "state", "place", "other")
        assert actor.wikidata == "" or (actor.wikidata[0] == "Q" and actor.wikidata[1:].isdigit())
        assert not any(alias.endswith("?") or not alias for alias in actor.aliases)


def test_no_two_actors_share_a_wikidata_id() -> None:
    known = [actor.wikidata for actor in actors().values() if actor.wikidata]
    assert len(known) == len(set(known))


def test_the_dictionary_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        actors()["nobody"] = Actor("nobody", "Nobody", "other", "", ())  # type: ignore[index]


def test_a_ministry_that_is_listed_is_not_made_a_second_time() -> None:
    assert actors()["israel-armed-forces"].name == "Israel Defense Forces"
    assert actors()["russia-foreign-ministry"] == Actor(
        "russia-foreign-ministry", "Russian Foreign Ministry", "state", "", ()
    )


@pytest.mark.parametrize(
    ("of", "title", "day", "expected"),
    [
        ("united-states", "president", DAY(2017, 1, 19), "barack-obama"),
        ("united-states", "president", DAY(2017, 1, 20), ""),
        ("united-states", "president", DAY(2017, 1, 21), "donald-trump"),
        ("united-states", "president", DAY(2021, 6, 1), "joe-biden"),
        ("united-states", "president", DAY(2030, 1, 1), "donald-trump"),
        ("united-states", "president", DAY(1800, 1, 1), ""),
        ("united-kingdom", "prime minister", DAY(2022, 9, 30), "liz-truss"),
        ("no-such-state", "president", DAY(2020, 1, 1), ""),
    ],
)
def test_an_office_has_the_holder_of_the_day(
    of: str, title: str, day: datetime.date, expected: str
) -> None:
    assert dictionary.holder(of, (title,), day) == expected


def test_terms_run_forwards() -> None:
    assert all(t.first <= t.last for terms in dictionary.offices().values() for t in terms)


def test_surnames_keep_their_particles() -> None:
    assert dictionary.people()["ursula-von-der-leyen"].surnames[0] == "von der Leyen"
    assert dictionary.people()["xi-jinping"].surnames == ("Xi",)


def test_names_have_a_spelling_without_accents() -> None:
    assert dictionary.plain("Erdoğan Şimşek Łódź Çavuşoğlu Gahr Støre") == (
        "Erdogan Simsek Lodz Cavusoglu Gahr Store"
    )


def test_the_version_names_the_data() -> None:
    assert VERSION.endswith(files.digest())


def test_every_guarded_form_and_section_is_one_that_is_used() -> None:
    unknown = {f for f in dictionary.guards() if not f.isupper()} - set(dictionary.forms())
    assert unknown == set()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("sergei lavrov", "sergey lavrov", True),
        ("volodymyr zelenskyy", "volodymyr zelenskiy", True),
        ("volodymyr zelensky", "volodymyr zelenskyi", True),
        ("oleksii reznikov", "oleksiy reznikov", True),
        ("kelly smith", "kelli smith", False),
        ("brian smith", "bryan smith", False),
        ("anna petersen", "anna peterson", False),
        ("sergei", "sergey", False),
    ],
)
def test_one_spelling_is_of_transliterations_alone(one: str, other: str, same: bool) -> None:
    assert (one_spelling(one.split()) == one_spelling(other.split())) is same


def test_items_of_names_are_wikidata_ids_of_names_that_no_other_file_has() -> None:
    listed = {name.lower() for actor in actors().values() for name in (actor.name, *actor.aliases)}
    for (name, cls), item in identified().items():
        assert cls in CLASSES
        assert re.fullmatch(r"Q[1-9]\d*", item)
        assert name.lower() not in listed, name
