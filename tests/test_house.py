"""The rules of the house, as tests: what imports what, what is safe, what the documents promise.

Each rule is a function from a file (its path and text) to faults, tried first on bad samples: a
checker that finds nothing there would hold nothing.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parent.parent

Rule = Callable[[PurePosixPath, str], list[str]]

# What one may import: itself and whatever stands before it. `face` is lib/__init__.py, which ties
# the rooms together for notebooks; no room may lean on it.
ORDER = ["corpus", "annotate", "index", "workspace", "measure", "face", "view"]
NOT_OURS = {".git", ".venv", ".hypothesis", "__pycache__"}  # and every folder `*_cache`
HOSTS = ["pypi" + ".org", "python" + "hosted.org", "debian" + ".org", "npmjs" + ".org"]
HOSTS += ["npmjs" + ".com", "githubuser" + "content.com", "crates" + ".io", "hugging" + "face.co"]
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|tmp|home/\w+)/\w+")


# The files


def ours(suffix: str = "") -> Iterator[Path]:
    """The project's files, or those with one ending."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - NOT_OURS - {f for f in folders if f.endswith("_cache")})
        named = sorted(set(names) - NOT_OURS)  # in a worktree of git, `.git` is a file
        yield from (Path(folder, name) for name in named if name.endswith(suffix))


def is_text(path: Path) -> bool:
    """Whether a file is text in UTF-8."""
    try:
        return "\0" not in path.read_text("utf-8")
    except UnicodeDecodeError:
        return False


def faults(rule: Rule, paths: Iterable[Path]) -> list[str]:
    """What a rule says of these files."""
    found = []
    for path in paths:
        where = PurePosixPath(path.relative_to(ROOT).as_posix())
        found += [f"{where}: {fault}" for fault in rule(where, path.read_text("utf-8"))]
    return found


# The rooms


def imported(where: PurePosixPath, text: str) -> Iterator[str]:
    """The dotted names that a module imports, anywhere in it; of `from a import b`, `a.b`."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = where.parts[: -node.level] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{name.name}" for name in node.names)


def room(name: str) -> str | None:
    """The room of a dotted name or a file's path: one of ORDER, `pages`, `app`; else None."""
    first, *rest = name.removesuffix(".py").replace("/", ".").split(".")
    if first in ("pages", "app"):
        return first
    if first != "lib" or rest[:1] == ["__main__"]:
        return None
    return rest[0] if rest and rest[0] in ORDER else "face"


def imports_leftwards(where: PurePosixPath, text: str) -> list[str]:
    """A room imports only from rooms to its left; nothing in lib imports pages or app."""
    own = room(str(where))
    if where.parts[0] != "lib":
        return []
    left = ORDER[: ORDER.index(own) + 1] if own else ORDER
    names = [(name, room(name)) for name in imported(where, text)]
    return [f"imports {name}" for name, other in names if other and other not in left]


def annotates_one_text(where: PurePosixPath, text: str) -> list[str]:
    """`annotate` goes from one text to spans: it knows no corpus and no frames."""
    if room(str(where)) != "annotate":
        return []
    banned = ("lib.corpus", "pandas", "pyarrow")
    return [f"imports {name}" for name in imported(where, text) if name.startswith(banned)]


def pages_stand_alone(where: PurePosixPath, text: str) -> list[str]:
    """Pages do not import each other."""
    if where.parts[0] != "pages":
        return []
    return [f"imports {name}" for name in imported(where, text) if room(name) in ("pages", "app")]


def _only_in(package: str, *places: str) -> Rule:
    def rule(where: PurePosixPath, text: str) -> list[str]:
        inside = any(where.is_relative_to(place) for place in (*places, "tests"))
        names = imported(where, text)
        used = [name for name in names if name.split(".")[0] == package]
        return [] if inside else [f"imports {name}" for name in used]

    return rule


streamlit_stays_in_view = _only_in("streamlit", "lib/view", "pages", "app.py", "benchmarks")
plotly_stays_in_view = _only_in("plotly", "lib/view", "benchmarks")


# Untrusted text, cache, exceptions, docstrings


def is_app(where: PurePosixPath) -> bool:
    """Whether a file is part of what runs, not of the tests or the benchmarks."""
    return where.parts[0] in ("lib", "pages", "app.py")


def html_only_in_markup(where: PurePosixPath, text: str) -> list[str]:
    """Only lib/view/markup.py hands HTML to Streamlit, and nothing hands it scripts."""
    if not is_app(where):
        return []
    found = [*_raw_calls(text), *_raw_imports(where, text)]
    mine = str(where) == "lib/view/markup.py"
    return [fault for fault in found if not mine or "javascript" in fault]


def _raw_calls(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        # The owner may be st, a column, a container: its name tells nothing.
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in ("html", "iframe"):
                yield f"line {node.lineno}: {ast.unparse(node.func)}"
            unsafe = [key.arg for key in node.keywords if (key.arg or "").startswith("unsafe_")]
            yield from (f"line {node.lineno}: {name}" for name in unsafe)


def _raw_imports(where: PurePosixPath, text: str) -> Iterator[str]:
    for name in imported(where, text):
        if name.startswith(("streamlit.html", "streamlit.iframe", "streamlit.components")):
            yield f"imports {name}"


def caches_only_in_cache(where: PurePosixPath, text: str) -> list[str]:
    """Streamlit's cache decorators stand in lib/view/cache.py alone."""
    if not is_app(where) or str(where) == "lib/view/cache.py":
        return []
    names = {"cache_data", "cache_resource"}
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)]
    used = [f"line {node.lineno}: {ast.unparse(node)}" for node in nodes if node.attr in names]
    taken = [name for name in imported(where, text) if name.rsplit(".", 1)[-1] in names]
    return used + [f"imports {name}" for name in taken]


def catches_by_name(where: PurePosixPath, text: str) -> list[str]:
    """No bare except, no `except Exception`; BaseException only to clean up and raise again."""
    handlers = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ExceptHandler)]
    return [f"line {node.lineno}: except too wide" for node in handlers if _too_wide(node)]


def _too_wide(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    parts = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    caught = {ast.unparse(part) for part in parts}
    last = handler.body[-1]
    passes_on = isinstance(last, ast.Raise) and last.exc is None
    return "Exception" in caught or ("BaseException" in caught and not passes_on)


def public_is_documented(where: PurePosixPath, text: str) -> list[str]:
    """Every module, public class, and public function or method of lib has a docstring."""
    if where.parts[0] != "lib":
        return []
    tree = ast.parse(text)
    found = [] if ast.get_docstring(tree) else ["no docstring"]
    return found + [f"{name} has no docstring" for name in _undocumented(tree)]


def _undocumented(owner: ast.Module | ast.ClassDef) -> Iterator[str]:
    for node in owner.body:
        named = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if not named or node.name.startswith("_") or _says_it_elsewhere(node):
            continue
        if not ast.get_docstring(node):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{name}" for name in _undocumented(node))


def _says_it_elsewhere(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    marks = {ast.unparse(mark).rsplit(".", 1)[-1] for mark in node.decorator_list}
    return bool(marks & {"overload", "setter", "override"})


# Documents, requirements, text


def links_lead_somewhere(where: PurePosixPath, text: str) -> list[str]:
    """Every relative link and picture of a document exists."""
    targets = re.findall(r"\]\(<?([^)\s>]+)>?[^)]*\)|<img[^>]+src=\"([^\"]+)\"", text)
    paths = [first or second for first, second in targets]
    local = [path.split("#")[0] for path in paths if not re.match(r"[a-z]+:|#", path)]
    return [f"{path} is not there" for path in local if not (ROOT / where.parent / path).exists()]


def make_targets(makefile: str) -> set[str]:
    """The targets of a Makefile that a person calls."""
    return set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


def names_real_targets(where: PurePosixPath, text: str) -> list[str]:
    """Every `make target` that a document names, in a code span or a block, is there."""
    code = chain(re.findall(r"`([^`\n]+)`", text), re.findall(r"^```.*?^```", text, re.M | re.S))
    named = set(re.findall(r"\bmake ([a-z]+)\b(?!=)", "\n".join(code)))
    real = make_targets((ROOT / "Makefile").read_text("utf-8"))
    return [f"make {name}: no such target" for name in sorted(named - real)]


def requirements_are_pinned(where: PurePosixPath, text: str) -> list[str]:
    """Every requirement is one release, `name==version`, with its reason in a comment."""
    lines = [line for line in text.splitlines() if line and not line.startswith(("#", "-r "))]
    good = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][\w.]*  # \w.*")
    return [f"not `name==version  # reason`: {line}" for line in lines if not good.fullmatch(line)]


def speaks_of_the_project_only(where: PurePosixPath, text: str) -> list[str]:
    """No host that packages or files are downloaded from, and no path of somebody's machine."""
    found = [f"names {host}" for host in HOSTS if host in text]
    return found + [f"names {path}" for path in MACHINE.findall(text)]


# The rules, tried on samples


BAD = [
    (imports_leftwards, "lib/corpus/a.py", "from lib.index import build"),
    (imports_leftwards, "lib/corpus/a.py", "from lib import measure"),
    (imports_leftwards, "lib/annotate/a.py", "def f():\n    import lib.measure.time"),
    (imports_leftwards, "lib/index/a.py", "from ..measure import selection"),
    (imports_leftwards, "lib/index/a.py", "from .. import view"),
    (imports_leftwards, "lib/index/__init__.py", "from lib import workspace"),
    (imports_leftwards, "lib/workspace.py", "import lib.measure"),
    (imports_leftwards, "lib/measure/a.py", "from lib import open_corpus"),
    (imports_leftwards, "lib/measure/a.py", "from lib.view import link"),
    (imports_leftwards, "lib/view/a.py", "from pages import timeline"),
    (imports_leftwards, "lib/__init__.py", "from lib.view import charts"),
    (imports_leftwards, "lib/__main__.py", "import app"),
    (annotates_one_text, "lib/annotate/a.py", "from lib import corpus"),
    (annotates_one_text, "lib/annotate/a.py", "import pandas as pd"),
    (pages_stand_alone, "pages/a.py", "from pages.b import draw"),
    (pages_stand_alone, "pages/a.py", "from . import b"),
    (streamlit_stays_in_view, "lib/measure/a.py", "def f():\n    import streamlit as st"),
    (streamlit_stays_in_view, "lib/__main__.py", "from streamlit.web import cli"),
    (plotly_stays_in_view, "lib/measure/a.py", "import plotly.express as px"),
    (plotly_stays_in_view, "pages/a.py", "from plotly import graph_objects"),
    (html_only_in_markup, "pages/a.py", "st.html(text)"),
    (html_only_in_markup, "pages/a.py", "from streamlit import html"),
    (html_only_in_markup, "lib/view/a.py", "import streamlit.components.v1 as c"),
    (html_only_in_markup, "lib/view/a.py", "streamlit.components.v1.html(text)"),
    (html_only_in_markup, "pages/a.py", "left, right = st.columns(2)\nleft.html(text)"),
    (html_only_in_markup, "app.py", "st.markdown(text, unsafe_allow_html=True)"),
    (html_only_in_markup, "lib/view/markup.py", "st.html(t, unsafe_allow_javascript=True)"),
    (caches_only_in_cache, "pages/a.py", "@st.cache_data\ndef f(): ..."),
    (caches_only_in_cache, "lib/view/link.py", "@st.cache_resource(ttl=3)\ndef f(): ..."),
    (caches_only_in_cache, "app.py", "from streamlit import cache_data as c"),
    (catches_by_name, "lib/a.py", "try: f()\nexcept Exception: pass"),
    (catches_by_name, "lib/a.py", "try: f()\nexcept (ValueError, Exception) as e: raise"),
    (catches_by_name, "lib/a.py", "try: f()\nexcept: raise"),
    (catches_by_name, "tests/a.py", "try: f()\nexcept BaseException: pass"),
    (public_is_documented, "lib/a.py", "x = 1"),
    (public_is_documented, "lib/a.py", '"""M."""\ndef f(): ...'),
    (public_is_documented, "lib/a.py", '"""M."""\nclass C:\n    """C."""\n    def f(self): ...'),
    (links_lead_somewhere, "README.md", "See [the guide](docs/no-such-guide.md#start)."),
    (links_lead_somewhere, "docs/a.md", "![Timeline](no-such-picture.png)"),
    (links_lead_somewhere, "README.md", '<img alt="" src="docs/no-such-picture.png">'),
    (names_real_targets, "README.md", "Say `make coffee`."),
    (names_real_targets, "README.md", "```\nmake run\nmake coffee\n```\n"),
    (requirements_are_pinned, "requirements.txt", "pandas>=3  # frames"),
    (requirements_are_pinned, "requirements.txt", "pandas  # frames"),
    (requirements_are_pinned, "requirements.txt", "pandas==3.1.1"),
    (speaks_of_the_project_only, "README.md", "Fetch it from " + HOSTS[0]),
    (speaks_of_the_project_only, "lib/a.py", "open('" + "/ro" + "ot/x')"),
    (speaks_of_the_project_only, "lib/a.py", "open('" + "/ho" + "me/anna/x')"),
]

GOOD = [
    (imports_leftwards, "lib/index/a.py", "from lib import annotate, corpus\nfrom . import store"),
    (imports_leftwards, "lib/view/a.py", "from lib import Corpus\nfrom lib.measure import time"),
    (
        imports_leftwards,
        "lib/__main__.py",
        "from lib import open_corpus\nfrom lib.view import link",
    ),
    (annotates_one_text, "lib/annotate/a.py", "import re"),
    (pages_stand_alone, "pages/a.py", "from lib.view import link"),
    (streamlit_stays_in_view, "pages/a.py", "import streamlit as st"),
    (html_only_in_markup, "lib/view/markup.py", "streamlit.html(text)"),
    (html_only_in_markup, "lib/view/a.py", "import html\nhtml.escape(text)"),
    (caches_only_in_cache, "lib/view/cache.py", "@st.cache_data\ndef f(): ..."),
    (caches_only_in_cache, "lib/annotate/a.py", "from functools import cache"),
    (catches_by_name, "lib/a.py", "try: f()\nexcept BaseException:\n    clean()\n    raise"),
    (catches_by_name, "lib/a.py", "try: f()\nexcept (OSError, ValueError): pass"),
    (public_is_documented, "lib/a.py", '"""M."""\ndef _f(): ...'),
    (links_lead_somewhere, "docs/a.md", "[Make](../Makefile) [web](https://example.org) [up](#up)"),
    (names_real_targets, "README.md", "We make no promises. `make test` and `make run CORPUS=x`"),
    (requirements_are_pinned, "r.txt", "# why\n-r requirements.txt\n\npandas==3.1.1  # frames"),
    (speaks_of_the_project_only, "a.md", "https://example.org/" + "work/x"),
]


@pytest.mark.parametrize(("rule", "where", "text"), BAD)
def test_rule_finds_the_fault_in_a_bad_sample(rule: Rule, where: str, text: str) -> None:
    assert rule(PurePosixPath(where), text)


@pytest.mark.parametrize(("rule", "where", "text"), GOOD)
def test_rule_lets_a_good_sample_pass(rule: Rule, where: str, text: str) -> None:
    assert rule(PurePosixPath(where), text) == []


# The rules, held


@pytest.mark.parametrize(
    "rule",
    [
        imports_leftwards,
        annotates_one_text,
        pages_stand_alone,
        streamlit_stays_in_view,
        plotly_stays_in_view,
        html_only_in_markup,
        caches_only_in_cache,
        catches_by_name,
        public_is_documented,
    ],
)
def test_code_keeps_the_rule(rule: Rule) -> None:
    assert faults(rule, ours(".py")) == []


@pytest.mark.parametrize("rule", [links_lead_somewhere, names_real_targets])
def test_documents_keep_the_rule(rule: Rule) -> None:
    assert faults(rule, ours(".md")) == []


def test_text_speaks_of_the_project_only() -> None:
    assert faults(speaks_of_the_project_only, filter(is_text, ours())) == []


def test_requirements_are_pinned_with_a_reason() -> None:
    assert faults(requirements_are_pinned, sorted(ROOT.glob("requirements*.txt"))) == []


def test_requirements_are_what_the_code_imports() -> None:
    distributions = packages_distributions()
    code = [path for path in ours(".py") if is_app(PurePosixPath(path.relative_to(ROOT)))]
    names = chain.from_iterable(imported(PurePosixPath(p), p.read_text("utf-8")) for p in code)
    outside = {name.split(".")[0] for name in names} - {"lib", "pages", *sys.stdlib_module_names}
    needed = {distributions.get(name, [name])[0].lower().replace("_", "-") for name in outside}
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    assert {line.split("==")[0].lower() for line in lines if "==" in line} == needed


def test_documents_are_there() -> None:
    for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "seeds/README.md"):
        assert (ROOT / name).is_file(), f"{name} is missing"


def test_readme_names_the_two_commands_and_shows_a_picture() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make run" in readme
    assert "make test" in readme
    assert re.search(r"!\[[^]]+\]\(docs/", readme)


def test_changelog_has_a_place_for_what_is_to_come() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(r"^## \[?Unreleased\]?$", changelog, re.MULTILINE)


def test_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    face = (ROOT / "lib" / "__init__.py").read_text("utf-8")
    assert f'__version__ = "{project["version"]}"' in face


def test_every_make_target_says_what_it_is_for() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert {"run", "test", "check", "eval", "bench", "screenshots", "clean"} <= make_targets(
        makefile
    )
    said = re.findall(r"^([a-z]+):.*## \w", makefile, re.MULTILINE)
    assert make_targets(makefile) == set(said)
