# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The glossary: what a user reads has the words of the field, and plain ones.

It reads the pages, the guides, every documentation block as ansible-doc shows it, the messages of the code, and what
playbooks and AWX show. ``glossary.py`` has the words.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from .glossary import EXEMPT, WORDS

ROOT = Path(__file__).resolve().parents[3]
PAGES = (
    *("*.md", ".github/*.md", ".github/ISSUE_TEMPLATE/*.yml", "galaxy.yml", "changelogs/changelog.yaml"),
    *("docs/docsite/*.yml", "docs/docsite/rst/*.rst", "docs/site/**/*.rst", "docs/site/**/*.html"),
    *("playbooks/*.yml", "playbooks/*/*.yml", "playbooks/templates/*.j2", "examples/*.md", "examples/*.yml"),
    *("extensions/**/*.yml", "extensions/**/*.json"),
)
PROGRAMS = ("plugins/**/*.py", "playbooks/**/*.py", "extensions/**/*.py")
_BLOCKS = {"DOCUMENTATION", "EXAMPLES", "RETURN"}
#: What only those read who change a template.
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
#: What is quoted word for word: a name of an option, a value, a path, a command.
_QUOTED = re.compile(
    r":[\w-]+:`[^`]*`|``.*?``|`[^`\n]*`|(?<![A-Za-z])(?:[COVEPRUML]|RV)\([^()]*(?:\([^()]*\)[^()]*)*\)"
)
_SHORTEST = 3
#: Markup of documentation up to its end. In some kinds a backslash keeps a bracket from being the end.
_MARKUP = re.compile(r"(?<![A-Za-z])(?:[BCILMRU]\((?P<plain>[^)]*)|(?:[EOPV]|RV)\((?P<escaped>(?:[^\\)]|\\.)*))\)")


def _plain(text: str) -> str:
    """A text in one line, without what it quotes."""
    return _QUOTED.sub("'..'", " ".join(_COMMENT.sub("", text).replace("```", " ").split()))


def _strings(value: Any) -> Iterator[str]:
    """Each string in documentation, and the names of the returned members."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "sample":
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


@cache
def documentation() -> dict[str, list[str]]:
    """The strings that ansible-doc shows of each plugin, by its type and name."""
    collections = ROOT / ".build" / "collections"
    shown = subprocess.run(
        [sys.executable, "-m", "ansible", "doc", "--metadata-dump", "--no-fail-on-errors", "hoody.cloud"],
        env={**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(collections)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    found: dict[str, dict[str, Any]] = json.loads(shown.stdout)["all"]
    return {
        f"{kind} {name}": list(_strings(entry))
        for kind, entries in found.items()
        for name, entry in entries.items()
        if name.startswith("hoody.cloud.")
    }


def documented() -> dict[str, str]:
    """The same as one text for each plugin, without what it quotes."""
    return {place: " | ".join(map(_plain, texts)) for place, texts in documentation().items()}


def written(path: Path) -> Iterator[str]:
    """The strings of a program that are long enough for a sentence, and what is documented in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            left_out.add(id(body[0].value))  # a docstring, which only those read who read the code
        is_shown = ROOT / "plugins" in path.parents
        if is_shown and isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in _BLOCKS:
            left_out.add(id(node.value))  # ansible-doc shows it
        if isinstance(node, ast.JoinedStr):
            left_out |= {id(part) for part in node.values}
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.value


@cache
def read() -> dict[str, str]:
    """Everything that a user reads, by the place that it is in."""
    pages = {path for pattern in PAGES for path in ROOT.glob(pattern)}
    programs = {path for pattern in PROGRAMS for path in ROOT.glob(pattern)}
    return {
        **{str(path.relative_to(ROOT)): _plain(path.read_text(encoding="utf-8")) for path in sorted(pages)},
        **{
            str(path.relative_to(ROOT)): " | ".join(
                _plain(text) for text in written(path) if len(text.split()) >= _SHORTEST
            )
            for path in sorted(programs)
        },
        **documented(),
    }


def found(words: str, text: str) -> list[str]:
    """Where the words are in a text, each with what is around it."""
    return [
        text[max(0, match.start() - 40) : match.end() + 30]
        for match in re.finditer(rf"(?<![\w.-])(?:{words})(?![\w-])", text, re.IGNORECASE)
    ]


def _is_exempt(place: str, words: str) -> bool:
    return any(fnmatch(place, item.place) and item.words == words for item in EXEMPT)


@pytest.mark.parametrize("words", WORDS)
def test_a_word_of_the_glossary_is_not_used(words: str) -> None:
    used = {
        place: hits for place, text in read().items() if not _is_exempt(place, words) and (hits := found(words, text))
    }
    assert not used, f"better: {WORDS[words]}"


@pytest.mark.parametrize("item", EXEMPT, ids=lambda item: f"{item.place} {item.words}")
def test_what_is_exempt_is_still_there(item: Any) -> None:
    assert item.words in WORDS
    assert any(found(item.words, text) for place, text in read().items() if fnmatch(place, item.place))


def cut_short(text: str) -> list[str]:
    """The markup in which a bracket is opened and not closed: ansible-doc shows the rest of it as ordinary text."""
    spans = [(match[0], match["plain"] or "", match["escaped"] or "") for match in _MARKUP.finditer(text)]
    return [whole for whole, plain, escaped in spans if "(" in plain or escaped.count("(") != escaped.count("\\)")]


def test_markup_ends_where_it_is_meant_to_end() -> None:
    assert cut_short(r"C(a (b), c) and V(a (b\), c) and V(a (b), c) and RV(a) (b)") == ["C(a (b)", "V(a (b)"]
    faults = {place: [cut for text in texts for cut in cut_short(text)] for place, texts in documentation().items()}
    assert {place: cuts for place, cuts in faults.items() if cuts} == {}


def test_everything_is_read() -> None:
    places = read()
    for expected in (
        *("README.md", "docs/docsite/rst/guide_fleet.rst", "playbooks/templates/survey.html.j2"),
        *("module hoody.cloud.container", "lookup hoody.cloud.container", "connection hoody.cloud.https"),
        *("plugins/module_utils/_http/failure.py", "extensions/eda/plugins/event_source/events.py"),
    ):
        assert len(places[expected]) > 500, expected
    # Fragments, messages made of several pieces, and sentences that go over several lines.
    assert "The API token. It is an auth token, which begins with" in places["module hoody.cloud.container"]
    assert any("was not sent" in text for place, text in places.items() if place.endswith("_api/client.py"))
