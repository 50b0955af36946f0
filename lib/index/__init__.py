"""Builds the analysed corpus, and opens it: the only room that knows the disk layout."""

from lib.index.build import build, is_stale
from lib.index.copies import JACCARD, Clusters
from lib.index.corrections import KINDS as CORRECTIONS
from lib.index.corrections import Correction, Effect, corrected
from lib.index.inventory import UPLOADS, mapping_of, survey
from lib.index.likeness import CANDIDATES, WRONG
from lib.index.opened import (
    NO_DAY,
    NO_MOMENT,
    Article,
    Corpus,
    Mask,
    Rows,
    Similar,
    UnknownArticleError,
    open_current,
)
from lib.index.parts import PARTS_OF_ARTICLE
from lib.index.search import HELP as SEARCH_HELP
from lib.index.search import Query, QueryError, parse, tokenize
from lib.index.store import (
    BuildRunningError,
    DamagedError,
    NotBuiltError,
    Store,
    StoreError,
    digest_of,
)
from lib.index.terms import stop_words, term_spans
from lib.index.topics import CLEAR, DEFAULT_SIZE, Topics
from lib.index.uploads import UploadError

__all__ = [
    "CANDIDATES",
    "CLEAR",
    "CORRECTIONS",
    "DEFAULT_SIZE",
    "JACCARD",
    "NO_DAY",
    "NO_MOMENT",
    "PARTS_OF_ARTICLE",
    "SEARCH_HELP",
    "UPLOADS",
    "WRONG",
    "Article",
    "BuildRunningError",
    "Clusters",
    "Corpus",
    "Correction",
    "DamagedError",
    "Effect",
    "Mask",
    "NotBuiltError",
    "Query",
    "QueryError",
    "Rows",
    "Similar",
    "Store",
    "StoreError",
    "Topics",
    "UnknownArticleError",
    "UploadError",
    "build",
    "corrected",
    "digest_of",
    "is_stale",
    "mapping_of",
    "open_current",
    "parse",
    "stop_words",
    "survey",
    "term_spans",
    "tokenize",
]
