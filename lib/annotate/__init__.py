"""Spans in one text: who is named in it, and where its sentences are.

    title, text, date  ->  annotations()  ->  mentions, each with its span, actor and kind
    text               ->  sentences() ->  [(start, end), ...]

Pure functions of one article: this room sees no corpus, no frame, and no file but its own data
(`data/`, which a person can edit; `VERSION` changes with it).
"""

from lib.annotate.article import Annotations, annotations
from lib.annotate.dictionary import Actor, actors
from lib.annotate.files import digest
from lib.annotate.mentions import KINDS, Mention, mentions
from lib.annotate.sentences import sentences

VERSION = f"1-{digest()}"

__all__ = [
    "KINDS",
    "VERSION",
    "Actor",
    "Annotations",
    "Mention",
    "actors",
    "annotations",
    "mentions",
    "sentences",
]
