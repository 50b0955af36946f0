"""Spans in one text: who is named in it, when, what they say and do, and where its sentences are.

    title, text, date  ->  annotations()  ->  mentions, each with its span, actor and kind
                                              dates, each with its span, value and days
                                              quotations: who said what
                                              events: who did what to whom
    text               ->  sentences() ->  [(start, end), ...]

Pure functions of one article: this room sees no corpus, no frame, and no file but its own data
(`data/`, which a person can edit; `VERSION` changes with it).
"""

from lib.annotate.article import Annotations, annotations
from lib.annotate.clauses import reporting_verbs, verb_classes
from lib.annotate.dates import RIGHT as DATES_RIGHT
from lib.annotate.dates import RULES, Date, dates
from lib.annotate.dictionary import (
    CLASSES,
    Actor,
    actors,
    holidays,
    identified,
    one_spelling,
    plain,
    seats,
    slug,
    stood_for,
    surnames,
)
from lib.annotate.events import MUTUAL, QUADS, SOMEBODY, STATUSES, TYPES, Event, events, modes
from lib.annotate.events import RIGHT as EVENTS_RIGHT
from lib.annotate.events import has_target as event_has_target
from lib.annotate.events import said as event_said
from lib.annotate.files import digest
from lib.annotate.mentions import KINDS, Mention, mentions
from lib.annotate.names import Name, candidates
from lib.annotate.periods import GRANULARITIES
from lib.annotate.quotations import DOUBTS, QUOTATION_KINDS, Quotation, quotations
from lib.annotate.quotations import JUDGED as QUOTATIONS_JUDGED
from lib.annotate.quotations import RIGHT as QUOTATIONS_RIGHT
from lib.annotate.recognising import recognised
from lib.annotate.roles import Role, roles
from lib.annotate.sentences import sentences
from lib.annotate.tagging import RIGHT as NAMES_RIGHT
from lib.annotate.tellings import Telling, tellings
from lib.annotate.tolls import toll

VERSION = f"30-{digest()}"

__all__ = [
    "CLASSES",
    "DATES_RIGHT",
    "DOUBTS",
    "EVENTS_RIGHT",
    "GRANULARITIES",
    "KINDS",
    "MUTUAL",
    "NAMES_RIGHT",
    "QUADS",
    "QUOTATIONS_JUDGED",
    "QUOTATIONS_RIGHT",
    "QUOTATION_KINDS",
    "RULES",
    "SOMEBODY",
    "STATUSES",
    "TYPES",
    "VERSION",
    "Actor",
    "Annotations",
    "Date",
    "Event",
    "Mention",
    "Name",
    "Quotation",
    "Role",
    "Telling",
    "actors",
    "annotations",
    "candidates",
    "dates",
    "event_has_target",
    "event_said",
    "events",
    "holidays",
    "identified",
    "mentions",
    "modes",
    "one_spelling",
    "plain",
    "quotations",
    "recognised",
    "reporting_verbs",
    "roles",
    "seats",
    "sentences",
    "slug",
    "stood_for",
    "surnames",
    "tellings",
    "toll",
    "verb_classes",
]
