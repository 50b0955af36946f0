"""Spans in one text: who is named in it, what they do, and where its sentences are.

    title, text, date  ->  annotations()  ->  mentions, each with its span, actor and kind
                                              events: who did what to whom
    text               ->  sentences() ->  [(start, end), ...]

Pure functions of one article: this room sees no corpus, no frame, and no file but its own data
(`data/`, which a person can edit; `VERSION` changes with it).
"""

from lib.annotate.article import Annotations, annotations
from lib.annotate.dictionary import Actor, actors
from lib.annotate.events import MUTUAL, QUADS, STATUSES, TYPES, Event, events, modes
from lib.annotate.files import digest
from lib.annotate.mentions import KINDS, Mention, mentions
from lib.annotate.sentences import sentences

VERSION = f"2-{digest()}"

__all__ = [
    "KINDS",
    "MUTUAL",
    "QUADS",
    "STATUSES",
    "TYPES",
    "VERSION",
    "Actor",
    "Annotations",
    "Event",
    "Mention",
    "actors",
    "annotations",
    "events",
    "mentions",
    "modes",
    "sentences",
]
