"""Everything that is found in one article: the one call that the index makes for each.

    title, text, date  ->  annotations()  ->  Annotations(mentions, dates, ...)

What one finding needs of another is handed on here: nothing is looked for twice. Spans that name
somebody refer to a *chain* of the mentions, never to an actor: which actor a chain is, the index
decides over the whole corpus, and the analyst may correct it.
"""

import datetime
from dataclasses import dataclass

from lib.annotate.dates import Date, dates
from lib.annotate.events import Event, events
from lib.annotate.mentions import Mention, mentions
from lib.annotate.names import Name, candidates, taken_for_people
from lib.annotate.quotations import Quotation, quotations
from lib.annotate.roles import Role, roles
from lib.annotate.sentences import sentences
from lib.annotate.tellings import Telling, tellings


@dataclass(frozen=True, slots=True)
class Annotations:
    """The spans of one article, by table; each list in the order of the article, title first,
    but for the tellings, which are in the order of their days.

    `mentions` are of actors that the dictionary knows; `names` may be of others, which the index
    decides from all articles. Of these, `quotations` may name any, and `events` those who are taken
    for people.
    """

    mentions: list[Mention]
    dates: list[Date]
    quotations: list[Quotation]
    tellings: list[Telling]
    events: list[Event]
    names: list[Name]
    roles: list[Role]


def annotations(title: str, text: str, date: datetime.date | None = None) -> Annotations:
    """Return all spans of an article.

    Args:
        title: as it came.
        text: as it came; spans count its code points.
        date: the day of publication, by which titles find their holder and dates their
            year; None if it is not known.
    """
    spans = sentences(text)
    named = mentions(title, text, date, spans)
    others = candidates(title, text, named, spans)
    days = dates(title, text, date)
    who = sorted([*named, *taken_for_people(others)], key=lambda m: (m.part == "text", m.start))
    return Annotations(
        mentions=named,
        dates=days,
        quotations=quotations(text, spans, [*named, *others]),
        tellings=tellings(title, text, days, spans),
        events=events(text, who, days, spans, title),
        names=others,
        roles=roles(text, named, others),
    )
