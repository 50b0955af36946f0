"""The dictionary: which actors there are, and every form in which a text may write them.

    states.csv, people.csv, organisations.csv, places.csv, ministries.csv  ->  actors()
    the same, with traps.txt and guards.csv                                ->  automaton()
    offices.csv, titles.csv                                                ->  holder(), tails()

A `Form` is one way of writing, and holds all that it may stand for: "Washington" is a city that
may act for a government; "Johnson" the surname of two people; "Georgia Tech" nobody we know.
Which of them it is, the text decides (`lib.annotate.mentions`).
"""

import datetime
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType

from lib.annotate.files import DataFileError, cells, lines, rows
from lib.annotate.finding import Finder

CLASSES = ("person", "organisation", "state", "place", "other")
_SHORTEST_CAPITALS = 4  # shorter names in capitals are acronyms, and listed as such
_LONGEST_PREFIX = 14  # "United Kingdom"
_PARTICLES = ("al", "von", "van", "der", "de", "da", "di", "bin", "ben", "el", "le", "la", "du")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts: who is in the news.

    `id` is a stable slug ("marco-rubio"); `cls` one of person, organisation, state (a government
    or a body of one), place, other; `wikidata` is empty where it is not certain.
    """

    id: str
    name: str
    cls: str
    wikidata: str
    aliases: tuple[str, ...]


@dataclass(slots=True)
class Form:
    """One way of writing, and all that it may stand for.

    `name` is the actor that the form names whenever it occurs, `kind` how ("name" or "alias");
    with `guarded`, only in an article that names the actor in another way too. `bearers` are
    the people whose surname it is, `demonym` the state whose people or things it describes,
    `city` and `seat` the state or body for which a city or the seat of a government may stand.
    `office` is a title that is clear without a state ("the pope"). A trap has none of these.
    `asked` are the words of guards that it is, as they are written there ("Ukrain*"); one that is
    `silent` is nothing else, and no form.
    """

    text: str
    name: str = ""
    kind: str = ""
    guarded: bool = False
    bearers: tuple[str, ...] = ()
    demonym: str = ""
    city: str = ""
    seat: str = ""
    office: tuple[str, str] | None = None
    trap: bool = False
    capitals: bool = False
    asked: tuple[str, ...] = ()
    silent: bool = False
    single: bool = field(init=False)
    length: int = field(init=False)

    def __post_init__(self) -> None:
        """Note what every match asks for."""
        self.length = len(self.text)
        self.single = " " not in self.text


@dataclass(frozen=True, slots=True)
class Person:
    """How a person may be named by less than the full name.

    `alone` is "yes" where the bare surname may stand for the person without introduction,
    "always" where it does even in an article that introduces a namesake, else "no".
    """

    surnames: tuple[str, ...]
    given: frozenset[str]
    alone: str


@dataclass(frozen=True, slots=True)
class Term:
    """One person's time in an office; both days included."""

    person: str
    first: datetime.date
    last: datetime.date


@dataclass(frozen=True, slots=True)
class Guard:
    """Words of which an article must hold one, and must hold none, for a form to count."""

    needs: tuple[str, ...]
    unless: tuple[str, ...]


def actors() -> Mapping[str, Actor]:
    """Return every actor of the dictionary by id; read once, and not to be changed."""
    return _actors()


@cache
def _actors() -> Mapping[str, Actor]:
    """Read the actors of all files; a ministry that organisations.csv describes stays as there."""
    found: dict[str, Actor] = {}
    for actor in _listed():
        if actor.cls not in CLASSES:
            raise DataFileError(f'"{actor.id}": class "{actor.cls}" is none of {CLASSES}')
        if actor.id in found:
            raise DataFileError(f'id "{actor.id}" stands twice; give one of them another')
        found[actor.id] = actor
    for actor in _ministries():
        found.setdefault(actor.id, actor)
    return MappingProxyType(found)


def _listed() -> Iterator[Actor]:
    """Give the actors that stand in the files, file by file."""
    for row in rows("states.csv"):
        yield _actor(row, "state")
    for row in rows("people.csv"):
        yield _actor(row, "person")
    for row in rows("organisations.csv"):
        yield _actor(row, row["class"])
    for row in rows("places.csv"):
        yield _actor(row, "place")


def _ministries() -> Iterator[Actor]:
    """Give the actors that ministries.csv makes for every state."""
    for row in rows("states.csv"):
        demonym = (cells(row["demonyms"]) or (row["name"],))[0]
        for ministry in rows("ministries.csv"):
            name = ministry["name"].format(demonym=demonym, state=row["name"])
            yield Actor(f"{row['id']}-{ministry['key']}", name, "state", "", ())


def _actor(row: dict[str, str], cls: str) -> Actor:
    """Make an actor of a row; the mark "?" of a guarded alias is not part of it."""
    aliases = tuple(alias.rstrip("?") for alias in cells(row["aliases"]))
    return Actor(row["id"], row["name"], cls, row["wikidata"], aliases)


@cache
def state_ids() -> frozenset[str]:
    """Return the ids of the states themselves, without their ministries and other bodies."""
    return frozenset(row["id"] for row in rows("states.csv"))


@cache
def people() -> Mapping[str, Person]:
    """Return how each person of people.csv may be named, by id."""
    found = {}
    for row in rows("people.csv"):
        names = (row["name"], *(alias.rstrip("?") for alias in cells(row["aliases"])))
        surnames = cells(row["surnames"]) or (_surname(row["name"]),)
        given = frozenset(name.split()[0] for name in names if " " in name)
        found[row["id"]] = Person(_spellings(surnames), given, row["surname_alone"])
    return MappingProxyType(found)


@cache
def identified() -> Mapping[tuple[str, str], str]:
    """Return the Wikidata id of names that the tagger may find, by name and class."""
    found: dict[tuple[str, str], str] = {}
    for row in rows("identified.csv"):
        if row["class"] not in CLASSES:
            raise DataFileError(f'identified.csv: class "{row["class"]}" is none of {CLASSES}')
        if found.setdefault((row["name"], row["class"]), row["wikidata"]) != row["wikidata"]:
            raise DataFileError(f'identified.csv: "{row["name"]}" has two ids')
    return MappingProxyType(found)


def one_spelling(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a person's name, in lower case, in one of their spellings.

    Only endings that are transliterated in several ways are made one (`spellings.csv`).
    """
    if len(words) < 2:
        return tuple(words)
    endings = _endings()
    return (_ended(words[0], endings["given"]), *words[1:-1], _ended(words[-1], endings["surname"]))


def _ended(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    for ending, instead in endings:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + instead
    return word


@cache
def _endings() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Read the endings of given names and surnames, the longest first."""
    found: dict[str, list[tuple[str, str]]] = {"given": [], "surname": []}
    for row in rows("spellings.csv"):
        if row["part"] not in found:
            raise DataFileError(f'spellings.csv: "{row["part"]}" is neither given nor surname')
        found[row["part"]].append((row["ending"], row["as"]))
    return {
        part: tuple(sorted(endings, key=lambda pair: -len(pair[0])))
        for part, endings in found.items()
    }


@cache
def seats() -> frozenset[str]:
    """Return every city and seat of government that may stand for a government, as written."""
    return frozenset(text for text, form in forms().items() if form.city or form.seat)


@cache
def surnames() -> frozenset[str]:
    """Return every surname of people.csv, as written."""
    return frozenset(surname for person in people().values() for surname in person.surnames)


def _surname(name: str) -> str:
    """Return the last word of a name, with the particle that belongs to it ("von der Leyen")."""
    words = name.split()
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return " ".join(words[first:])


def _spellings(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names with, after each, its spelling without accents where it has some."""
    return tuple(dict.fromkeys(name for given in names for name in (given, plain(given))))


_NO_WORD = re.compile(r"[\W_]+")
_LETTERS = str.maketrans("ıłŁøØđĐ", "ilLoOdD")  # letters that do not decompose


def plain(name: str) -> str:
    """Return a name without accents ("Erdoğan" as "Erdogan")."""
    if name.isascii():
        return name
    decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@cache
def holidays() -> frozenset[str]:
    """Return the names of holidays."""
    return frozenset(name for row in rows("holidays.csv") for name in cells(row["names"]))


def slug(name: str) -> str:
    """Return a name in lower case, without accents, its words joined by hyphens."""
    return _NO_WORD.sub("-", plain(name).casefold()).strip("-")


# Forms and the automaton -----------------------------------------------------------------------


@cache
def automaton() -> tuple[Finder, tuple[Form, ...]]:
    """Return what finds all forms and the words that guards ask for, and these by their numbers."""
    book = dict(forms())
    for word in sorted(
        {word for guard in guards().values() for word in guard.needs + guard.unless}
    ):
        stem = word.rstrip("*")
        form = book.get(stem) or Form(stem, silent=True)
        book[stem] = replace(form, asked=(*form.asked, word))
    return Finder(book, large=True), tuple(book.values())


@cache
def forms() -> Mapping[str, Form]:
    """Return every form by its text, the copies in capitals for headlines included."""
    book: dict[str, Form] = {}
    _add_names(book)
    _add_people(book)
    _add_states(book)
    for row in rows("titles_alone.csv"):
        _form(book, row["form"]).office = (row["of"], row["title"])
    for trap in lines("traps.txt"):
        _form(book, trap).trap = True
    for form in list(book.values()):
        _add_capitals(book, form)
    return MappingProxyType(book)


def _form(book: dict[str, Form], text: str) -> Form:
    """Return the form with this text, new if there is none."""
    return book.setdefault(text, Form(text))


def _name(book: dict[str, Form], text: str, actor: str, kind: str) -> None:
    """Let a form name an actor; "RSF?" only where the article names it in another way too."""
    for spelling in _spellings((text.rstrip("?"),)):
        form = _form(book, spelling)
        if form.name not in ("", actor):
            raise DataFileError(f'"{spelling}" names both {form.name} and {actor}: drop one')
        if not form.name:
            form.name, form.kind, form.guarded = actor, kind, text.endswith("?")


def _add_names(book: dict[str, Form]) -> None:
    """Add names and aliases of all actors; of bodies of a state also after its name."""
    for file in ("states.csv", "people.csv", "organisations.csv", "places.csv"):
        for row in rows(file):
            _name(book, row["name"], row["id"], "name")
            for alias in cells(row["aliases"]):
                _name(book, alias, row["id"], "alias")
    states = {row["id"]: row for row in rows("states.csv")}
    for row in rows("organisations.csv"):
        for prefix in _prefixes(states[row["of"]]) if row["of"] else ():
            for name in (row["name"], *cells(row["aliases"])):
                bare = name.rstrip("?")
                if not bare.startswith((*_prefixes(states[row["of"]]), "the ")):
                    _name(book, f"{prefix} {bare}", row["id"], "name")


def _prefixes(state: dict[str, str]) -> tuple[str, ...]:
    """Return what may stand before a body of a state: "US", "U.S.", "American" ..."""
    names = (state["name"], *cells(state["aliases"]), *cells(state["demonyms"])[:1])
    return tuple(name for name in names if len(name) <= _LONGEST_PREFIX and name[-1] != "?")


def _add_people(book: dict[str, Form]) -> None:
    """Add surnames, with all who bear them."""
    for actor, person in people().items():
        for surname in person.surnames:
            form = _form(book, surname)
            form.bearers = (*form.bearers, actor)


def _add_states(book: dict[str, Form]) -> None:
    """Add demonyms, cities that may act for a government, and seats of government."""
    states = rows("states.csv")
    cities = {plain(city) for row in states for city in cells(row["capital"])}
    for row in states:
        for city in _spellings(cells(row["capital"])):
            _form(book, city)
        for demonym in cells(row["demonyms"]):
            _form(book, demonym).demonym = row["id"]
    for row in (*states, *rows("organisations.csv")):
        for metonym in cells(row["metonyms"]):
            form = _form(book, metonym)
            if plain(metonym) in cities:
                form.city = row["id"]
            else:
                form.seat = row["id"]


def _add_capitals(book: dict[str, Form], form: Form) -> None:
    """Add the copy of a form for headlines in capitals, unless that is a form of its own."""
    text = form.text.upper()
    if len(text) < _SHORTEST_CAPITALS or text in book or len(text) != form.length:
        return
    book[text] = replace(form, text=text, capitals=True)


@cache
def guards() -> Mapping[str, Guard]:
    """Return, by form, what an article must and must not hold for the form to count."""
    return {
        spelling: Guard(cells(row["needs"]), cells(row["unless"]))
        for row in rows("guards.csv")
        for form in cells(row["forms"])
        for spelling in (form, form.upper())
    }


# Titles and offices ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tail:
    """What may follow a state or body and make a longer name: a title, or a ministry."""

    titles: tuple[str, ...] = ()
    ministry: str = ""


@cache
def tails() -> Mapping[str, Tail]:
    """Return titles and ministries by their words in lower case."""
    found = {}
    for row in rows("ministries.csv"):
        for form in cells(row["forms"]):
            found[form.lower()] = Tail(ministry=row["key"])
    titles: dict[str, list[str]] = {}
    for row in rows("titles.csv"):
        for variant in cells(row["variants"]):
            titles.setdefault(variant.lower(), []).append(row["title"])
    found |= {variant: Tail(titles=tuple(names)) for variant, names in titles.items()}
    return MappingProxyType(found)


def holder(of: str, titles: tuple[str, ...], date: datetime.date) -> str:
    """Return the person who held one of these titles of a state or body on a day.

    Empty where nobody or, on the day of a change, more than one is known to have held it.
    """
    held = {
        term.person
        for title in titles
        for term in offices().get((of, title), ())
        if term.first <= date <= term.last
    }
    return held.pop() if len(held) == 1 else ""


def stood_for() -> list[tuple[str, str, datetime.date, datetime.date]]:
    """Return for whom actors stand: a body for its state, a holder of office for his, in his term.

    Rows (who, for whom, first day, last day); bodies that are of no state stand for themselves and
    are left out, as are the terms of their holders' other offices.
    """
    of = {f"{s}-{m['key']}": s for s in state_ids() for m in rows("ministries.csv")}
    of |= {row["id"]: row["of"] for row in rows("organisations.csv") if row["of"]}
    always = datetime.date.min, datetime.date.max
    bodies = [(body, state, *always) for body, state in of.items()]
    held = [
        (term.person, of.get(body, body), term.first, term.last)
        for (body, _), terms in offices().items()
        for term in terms
    ]
    return [*bodies, *held]


def held_by(person: str) -> frozenset[str]:
    """Return the words of all titles that a person ever held ("president", "PM" ...)."""
    return _titles_held().get(person, frozenset())


@cache
def offices() -> Mapping[tuple[str, str], tuple[Term, ...]]:
    """Return the terms of each office, by state or body and title."""
    found: dict[tuple[str, str], tuple[Term, ...]] = {}
    known, titles = actors(), {row["title"] for row in rows("titles.csv")}
    for row in rows("offices.csv"):
        for wrong in {row["person"], row["of"]} - known.keys():
            raise DataFileError(f'offices.csv: no actor has the id "{wrong}"')
        if row["title"] not in titles:
            raise DataFileError(f'offices.csv: titles.csv does not know "{row["title"]}"')
        term = Term(row["person"], _day(row["from"], 1), _day(row["to"], 31))
        key = (row["of"], row["title"])
        found[key] = (*found.get(key, ()), term)
    return MappingProxyType(found)


def _day(written: str, day: int) -> datetime.date:
    """Read a day, or the first or last of a month; without one, the first or last of all."""
    if not written:
        return datetime.date.min if day == 1 else datetime.date.max
    if len(written) == len("2025-07"):
        year, month = map(int, written.split("-"))
        return datetime.date(year, month, min(day, monthrange(year, month)[1]))
    return datetime.date.fromisoformat(written)


@cache
def _titles_held() -> Mapping[str, frozenset[str]]:
    """Return the words of the titles that each person held."""
    variants = {row["title"]: cells(row["variants"]) for row in rows("titles.csv")}
    found: dict[str, set[str]] = {}
    for (_, title), terms in offices().items():
        for term in terms:
            words = (variant.lower() for variant in variants[title])
            found.setdefault(term.person, set()).update(words)
    return {person: frozenset(words) for person, words in found.items()}
