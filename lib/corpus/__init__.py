"""What an article is, and how one is read from the files that people have.

`files` says which files of a folder are a corpus, `read` and `read_file` turn them into articles,
each row accepted or rejected at its place, and `columns` helps to map those of an unknown table.
"""

from lib.corpus.columns import Columns, Mapping
from lib.corpus.files import SourceFile, files
from lib.corpus.read import VERSION, columns, read, read_file
from lib.corpus.schema import (
    FIELDS,
    Article,
    BrokenFile,
    CorpusError,
    CorpusNotFound,
    CorpusUnreadable,
    LeftOut,
    MappingError,
    Reject,
    Row,
)

__all__ = [
    "FIELDS",
    "VERSION",
    "Article",
    "BrokenFile",
    "Columns",
    "CorpusError",
    "CorpusNotFound",
    "CorpusUnreadable",
    "LeftOut",
    "Mapping",
    "MappingError",
    "Reject",
    "Row",
    "SourceFile",
    "columns",
    "files",
    "read",
    "read_file",
]
