"""The actors that an article names: every mention with its span, kind and chain.

One pass of the automaton over title and text finds all dictionary forms that stand between word
boundaries; the longest from the left remain. Python then decides only these candidates, in two
rounds: first who is introduced by a full name, then, in order, what each candidate stands for.

The rules, each with its words in `data/`:

- A **bare surname** stands for the person introduced last under it (or, before any introduction,
  first after it); without introduction for the one whose surname may stand alone. Beside an
  unknown capitalised word it belongs to a longer name ("Melania Trump", "Trump Tower").
- A **title** with its state or body ("the Russian foreign minister", "president of Ukraine",
  "NATO chief") stands for who held it on the article's date, unless a name stands beside it.
- A state's name or **demonym** followed by a ministry is the ministry ("Russian Foreign Ministry").
- A **city** or **seat** of government is a mention only where it acts (`lib.annotate.context`).
- **Traps** ("Georgia Tech", "New Mexico") and words that make a longer name ("... University")
  give no mention; `guards.csv` says what an article must hold for an ambiguous form to count.
"""

import datetime
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from lib.annotate.dictionary import Form, actors, guards, holder, people
from lib.annotate.neighbours import (
    NAME_APPOSED,
    NEXT_NAME,
    Decision,
    Part,
    acts_as_name,
    follows_name,
    full_name,
    given_names,
    hyphenated_american,
    is_language,
    joined_after,
    listed,
    longer_after,
    metonym,
    month_names,
    of_a_part,
    of_an_election,
    part_of_longer,
    read_part,
    strangers_before,
    tails_beside,
    titled,
)
from lib.annotate.sentences import sentences

KINDS: tuple[str, ...] = ("name", "title", "demonym", "metonym", "alias")


class Mention(NamedTuple):
    """One place where an article names an actor.

    `start` and `end` count code points of the text, or of the title where `part` is "title";
    `form` is what stands there; `actor` an id of `actors()`; `kind` one of `KINDS`. `chain`
    numbers the actors of the article in order of first mention, from 0: mentions with one
    number mean the same actor. `sentence` is the ordinal in `sentences(text)`, -1 in the title.
    """

    start: int
    end: int
    part: str
    form: str
    actor: str
    kind: str
    chain: int
    sentence: int


def mentions(
    title: str,
    text: str,
    date: datetime.date | None = None,
    spans: Sequence[tuple[int, int]] | None = None,
) -> list[Mention]:
    """Return the mentions of known actors in an article: the title's first, then by start.

    They never overlap. `date` is the day of publication, by which titles find their holder;
    without it titles without a name give no mention of a person. `spans` are `sentences(text)`,
    where they are known already.
    """
    return _Article(title, text, date, spans).mentions()


class _Article:
    """One article on its way from candidates to mentions."""

    def __init__(
        self,
        title: str,
        text: str,
        date: datetime.date | None,
        spans: Sequence[tuple[int, int]] | None,
    ) -> None:
        self.date = date
        self.parts = (read_part("title", title), read_part("text", text))
        self.chains: dict[str, int] = {}
        self.guarded: dict[str, bool] = {}
        self.bare: dict[tuple[int, int], tuple[str, int]] = {}
        self.introduced: dict[str, list[tuple[int, int, str]]] = {}
        self.named: set[str] = set()
        self.starts = None if spans is None else [first for first, _ in spans]

    def mentions(self) -> list[Mention]:
        """Decide every candidate, in order."""
        for place, part in enumerate(self.parts):
            self._introduce(place, part)
        found: list[Mention] = []
        for place, part in enumerate(self.parts):
            covered = 0
            for index, (start, _, _) in enumerate(part.found):
                if start < covered:
                    continue
                decided = self._decide(place, part, index, covered)
                if decided:
                    first, last, actor, kind = decided
                    found.append(self._mention(part, first, last, actor, kind))
                    covered = last
        return found

    def _mention(self, part: Part, start: int, end: int, actor: str, kind: str) -> Mention:
        """Make the mention, with its chain and sentence."""
        chain = self.chains.setdefault(actor, len(self.chains))
        sentence = -1
        if part.name == "text":
            if self.starts is None:
                self.starts = [first for first, _ in sentences(part.written)]
            sentence = bisect_right(self.starts, start) - 1
        return Mention(start, end, part.name, part.written[start:end], actor, kind, chain, sentence)

    # First round: who is introduced ------------------------------------------------------------

    def _introduce(self, place: int, part: Part) -> None:
        """Note who is introduced, and how each bare surname stands."""
        bearers = people()
        for start, end, form in part.found:
            if form.name and not form.guarded:
                self.named.add(form.name)
                if form.name in bearers and form.kind and not form.bearers:
                    self._introduced(bearers[form.name].surnames, place, start, form.name)
            if form.bearers:
                self._classify(place, part, start, end, form)

    def _introduced(self, surnames: tuple[str, ...], place: int, start: int, actor: str) -> None:
        """Note a bearer of these surnames; an empty `actor` is one that nobody knows."""
        for surname in surnames:
            self.introduced.setdefault(surname.upper(), []).append((place, start, actor))

    def _classify(self, place: int, part: Part, start: int, end: int, form: Form) -> None:
        """Note whether a surname stands bare, in a known full name, or in a stranger's.

        `bare` holds, for each, the actor already known ("" if none) and where the name begins;
        strangers' names are left out of it.
        """
        full = full_name(part, start, form)
        if full:
            self.bare[place, start] = full
            self._introduced(people()[full[0]].surnames, place, start, full[0])
            self.named.add(full[0])
        elif strangers_before(part, start, form):
            self._introduced((form.text,), place, start, "")
        elif not longer_after(part, end, form):
            actor = titled(part, start, form)
            self.bare[place, start] = actor, start
            if actor:
                self._introduced(people()[actor].surnames, place, start, actor)

    # Second round: what each candidate stands for ----------------------------------------------

    def _decide(self, place: int, part: Part, index: int, covered: int) -> Decision | None:
        """Return span, actor and kind of the candidate, or nothing."""
        start, end, form = part.found[index]
        if form.trap or not self._guards_allow(form):
            return None
        if form.bearers:
            person = self._person(place, start, form)
            if person:
                return person[1], end, person[0], "name"
        if form.name and not (form.guarded and form.name not in self.named):
            return self._named(part, index, covered)
        if form.demonym:
            return self._demonym(part, index, covered)
        if form.office and self.date:
            actor = holder(form.office[0], (form.office[1],), self.date)
            if actor and not NEXT_NAME.match(part.plain, end):
                return start + len("the "), end, actor, "title"
        return metonym(part, start, end, form)

    def _guards_allow(self, form: Form) -> bool:
        """Say whether the article holds what the form asks for, and nothing that forbids it."""
        allowed = self.guarded.get(form.text)
        if allowed is None:
            guard = guards().get(form.text)
            allowed = guard is None or (
                (not guard.needs or self._holds(guard.needs)) and not self._holds(guard.unless)
            )
            self.guarded[form.text] = allowed
        return allowed

    def _holds(self, words: tuple[str, ...]) -> bool:
        """Say whether title or text holds one of these words."""
        return not all(part.held.isdisjoint(words) for part in self.parts)

    def _person(self, place: int, start: int, form: Form) -> tuple[str, int] | None:
        """Return who a surname stands for here, and where the name begins."""
        if (place, start) not in self.bare:
            return None
        actor, begin = self.bare[place, start]
        if actor:
            return actor, begin
        if form.text in month_names() and not acts_as_name(self.parts[place], start, form):
            return None
        known = people()
        alone = [bearer for bearer in form.bearers if known[bearer].alone != "no"]
        only = alone[0] if len(alone) == 1 else ""
        seen = self.introduced.get(form.text.upper(), [])
        who = [bearer for _, _, bearer in seen]
        if only and known[only].alone == "always" and (only in who or "" not in who):
            return only, begin
        earlier = [bearer for where, at, bearer in seen if (where, at) <= (place, start)]
        actor = (earlier[-1:] or who[:1] or [only])[0]
        return (actor, begin) if actor else None

    def _named(self, part: Part, index: int, covered: int) -> Decision | None:
        """Decide a full name or alias."""
        start, end, form = part.found[index]
        if form.single and form.name not in people() and part_of_longer(part, start, end, form):
            return None
        if of_an_election(part, start, end):
            return None
        if joined_after(part, end) or of_a_part(part, index):
            return None
        longer = self._with_tail(part, index, form.name, covered)
        return longer or (start, end, form.name, form.kind)

    def _demonym(self, part: Part, index: int, covered: int) -> Decision | None:
        """Decide a demonym: a title, a ministry, or the demonym itself."""
        start, end, form = part.found[index]
        if part_of_longer(part, start, end, form) or hyphenated_american(part, index):
            return None
        if is_language(part, start, end, form):
            return None
        longer = self._with_tail(part, index, form.demonym, covered)
        return longer or (start, end, form.demonym, "demonym")

    def _with_tail(self, part: Part, index: int, of: str, covered: int) -> Decision | None:
        """Join a state or body with the title or ministry beside it."""
        start, end, form = part.found[index]
        for first, last, tail in tails_beside(part, start, end, form.demonym == of):
            if first < covered:
                continue
            if tail.ministry and not follows_name(part, first):
                actor = f"{of}-{tail.ministry}"
                if actor in actors():
                    return first, last, actor, "name"
            elif tail.titles and self.date and self._stands_alone(part, index, first, last):
                actor = holder(of, tail.titles, self.date)
                if actor:
                    return first, last, actor, "title"
        return None

    def _stands_alone(self, part: Part, index: int, start: int, end: int) -> bool:
        """Say whether a title means its holder: no name beside it, not former, not any."""
        if not _determined(part, start) or part.plain.startswith("'s ", end):
            return False
        if part.plain[end : end + 1] == "-" or part.after(end) in ("elect", "designate"):
            return False
        following = NEXT_NAME.match(part.plain, end)
        if following and not (part.headline and following[1].lower() not in given_names()):
            return False
        apposed = NAME_APPOSED.search(part.plain[max(0, start - 60) : start])
        return not apposed and not self._person_apposed(part, index, start)

    def _person_apposed(self, part: Part, index: int, start: int) -> bool:
        """Say whether a person and a comma stand right before ("Lavrov, the Russian ...")."""
        for _, end, form in reversed(part.found[max(0, index - 2) : index]):
            person = form.bearers or form.name in people()
            if person and part.plain[end:start] in (", ", ", the ", " - the ", " — the "):
                return True
        return False


def _determined(part: Part, start: int) -> bool:
    """Say whether a title means one holder: "the US president", and not "a", "former", "as"."""
    word, at = part.before(start)
    if not word:
        return part.plain[max(0, start - 3) : start].lower() != "ex-"
    if word in listed("the holder"):
        return part.before(at)[0].lower() not in listed("to be the holder")
    return part.headline and word.lower() not in listed("not the holder")
