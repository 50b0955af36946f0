"""The actors of one article that no list holds, where there is no corpus to decide from.

    text, mentions of known actors, names that may be  ->  recognised()  ->  mentions of both

The tagger labels the sentences in which the article writes a name in full, and the majority says
what it is. That is what pooling does for a corpus (`lib.index.naming`), but from one article alone:
two articles may decide one name differently, which pooling never does.
"""

from collections import Counter
from collections.abc import Sequence

from lib.annotate.dictionary import CLASSES, Actor, identified, slug, surnames
from lib.annotate.mentions import Mention
from lib.annotate.names import OPENS, WHOLE, Name
from lib.annotate.tagging import Tagged, is_listed, tagger, words_of


def recognised(
    text: str,
    known: Sequence[Mention],
    names: Sequence[Name],
    spans: Sequence[tuple[int, int]],
) -> tuple[list[Mention], dict[str, Actor]]:
    """Return all mentions of an article, title first and by start, and who is recognised, by id.

    Args:
        text: of the article.
        known: the mentions of actors whom the dictionary knows; those that are part of a longer
            name that is recognised go.
        names: what may name somebody whom it does not know.
        spans: of the sentences of the text.
    """
    whole = [name for name in names if name.part == "text" and name.evidence & WHOLE]
    votes = _votes(text, whole, spans)
    inside = {name.head for name in whole if not name.evidence & OPENS}
    found: list[Mention] = []
    actors: dict[str, Actor] = {}
    for name in names:
        cls = _decided(votes.get(name.head, Counter()))
        lone = " " not in name.head
        if not cls or (lone and name.head not in inside and not is_listed(name.head)):
            continue
        if lone and cls == "person" and name.head in surnames():
            continue  # of whom, the article does not say
        cls = "state" if cls == "organisation" and is_state_body(name.head) else cls
        actor = f"{slug(name.head)}.{cls}"
        item = identified().get((name.head, cls), "")
        actors.setdefault(actor, Actor(actor, name.head, cls, item, ()))
        found.append(
            Mention(
                name.start,
                name.end,
                name.part,
                name.form,
                actor,
                name.kind,
                name.chain,
                name.sentence,
            )
        )
    kept = [mention for mention in known if not any(_covers(longer, mention) for longer in found)]
    return sorted([*kept, *found], key=lambda m: (m.part == "text", m.start)), actors


def _covers(longer: Mention, mention: Mention) -> bool:
    """Say whether a mention is part of a longer one."""
    same = longer.part == mention.part
    return same and longer.start < mention.end and mention.start < longer.end


def _votes(
    text: str, whole: Sequence[Name], spans: Sequence[tuple[int, int]]
) -> dict[str, Counter[str]]:
    """How many sentences call each name by which class ("" for none)."""
    numbers = sorted({name.sentence for name in whole})
    tagged = tagger().tag_all([text[slice(*spans[number])] for number in numbers])
    of_sentence = dict(zip(numbers, tagged, strict=True))
    votes: dict[str, Counter[str]] = {}
    for name in whole:
        begin = spans[name.sentence][0]
        cls = _said(of_sentence[name.sentence], name.start - begin, name.end - begin)
        votes.setdefault(name.head, Counter())[cls] += 1
    return votes


def _said(tagged: Sequence[Tagged], start: int, end: int) -> str:
    """Return the class of the name that shares most with a span."""
    shared = [(min(last, end) - max(first, start), cls) for first, last, cls in tagged]
    most = max((count for count, _ in shared), default=0)
    return next((cls for count, cls in shared if count == most > 0), "")


def _decided(cast: Counter[str]) -> str:
    """Return the class that half of the votes and more give; "" for none. Of equals a name."""
    if not cast:
        return ""
    cls = max(cast, key=lambda one: (cast[one], one != "", -CLASSES.index(one) if one else 0))
    return cls if 2 * cast[cls] >= cast.total() else ""


def is_state_body(written: str) -> bool:
    """Say whether a name's words say that it is a body of a government."""
    words = written.lower().split()
    known = words_of("state body")
    return len(words) > 1 and (words[-1] in known or (words[0] in known and "of" in words))
