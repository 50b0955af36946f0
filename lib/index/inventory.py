"""Which files a corpus has now, and what is in them: their digests, and what each is read as."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lib import annotate, corpus
from lib.index import analysing, parts, store

UPLOADS = ".uploads"
"""Under this name stand the files that were handed in: hidden, and so no folder of the corpus."""


@dataclass
class Files:
    """The files of a corpus as they are now."""

    table: pd.DataFrame  # name, size, mtime_ns, digest, key
    sources: dict[str, corpus.SourceFile]
    left_out: list[corpus.LeftOut]
    digest: str

    def todo(self, home: store.Store, seen: analysing.Seen) -> dict[str, corpus.SourceFile]:
        """The files that no part holds whole, by their keys."""
        covered = analysing.covered(home, seen)
        named = zip(self.table.key, self.table.name, strict=True)
        return {key: self.sources[name] for key, name in named if key not in covered}


def survey(home: store.Store, mapping: corpus.Mapping) -> Files:
    """List the corpus' files with the digests of their content.

    A file whose size and time of change are those that the current generation saw is not read.
    """
    named, left_out = _listed(home)
    known = _known_digests(home)
    rows = []
    for name, file in named:
        try:
            digest = known.get((name, file.size, file.mtime_ns)) or file.digest()
        except corpus.CorpusUnreadable as error:
            left_out.append(corpus.LeftOut(name, str(error)))
            continue
        key = parts.file_key(file.name, digest, mapping)
        rows.append((name, file.size, file.mtime_ns, digest, key))
    table = pd.DataFrame(rows, columns=["name", "size", "mtime_ns", "digest", "key"])
    digest = store.digest_of(
        store.FORMAT,
        annotate.VERSION,
        home.refits or "",
        *(f"{n}={k}" for n, k in zip(table.name, table.key, strict=True)),
    )
    return Files(table, dict(named), left_out, digest)


def _listed(
    home: store.Store,
) -> tuple[list[tuple[str, corpus.SourceFile]], list[corpus.LeftOut]]:
    """The files of the corpus and those handed in, with their names; and what is left out."""
    found, left_out = corpus.files(home.corpus)
    uploaded, refused = corpus.files(home.uploads) if home.uploads.is_dir() else ([], [])
    named = [(file.name, file) for file in found]
    named += [(f"{UPLOADS}/{file.name}", file) for file in uploaded]
    # A hidden file among the uploads is one that is being written just now.
    left_out += [
        corpus.LeftOut(f"{UPLOADS}/{item.file}", item.reason)
        for item in refused
        if not item.file.startswith(".")
    ]
    return named, left_out


def _known_digests(home: store.Store) -> dict[tuple[str, int, int], str]:
    try:
        files = parts.read_arrow(home.current() / "files.arrow").to_pydict()
    except store.StoreError:
        return {}
    names = zip(files["name"], files["size"], files["mtime_ns"], strict=True)
    return dict(zip(names, files["digest"], strict=True))


def mapping_of(home: store.Store, mapping: corpus.Mapping | None) -> corpus.Mapping:
    """The column mapping to use: the one given, else the one remembered for this corpus."""
    if mapping is not None:
        return mapping
    return corpus.Mapping.parse(str(home.settings().get("map", "")))
