# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The glossary: what a user reads has the words of the field, and plain ones.

It reads the pages, the guides, every documentation block, the messages of the code, and what playbooks and AWX show.
``glossary.py`` has the words.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

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
def _nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def _blocks(path: Path) -> dict[str, ast.Constant]:
    """The documentation of a program, as it stands there."""
    return {
        name: node.value
        for node in _nodes(path)
        if isinstance(node, ast.Assign) and (name := getattr(node.targets[0], "id", "")) in _BLOCKS
        if isinstance(node.value, ast.Constant)
    }


def documented(path: Path) -> list[str]:
    """The strings that ansible-doc shows of a program or a fragment; the examples are one, as they are text to it."""
    found: list[str] = []
    for name, block in _blocks(path).items():
        text = str(block.value)
        found += [text] if name == "EXAMPLES" else _strings(yaml.load(text, Loader=yaml.CSafeLoader))
    return found


def written(path: Path) -> Iterator[str]:
    """The strings of a program beside its documentation."""
    left_out = {id(block) for block in _blocks(path).values()}
    for node in _nodes(path):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            left_out.add(id(body[0].value))  # a docstring, which only those read who read the code
        if isinstance(node, ast.JoinedStr):
            left_out |= {id(part) for part in node.values}
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.value


def _sentences(path: Path) -> Iterator[str]:
    """What is written in a program and long enough for a sentence."""
    return (text for text in written(path) if len(text.split()) >= _SHORTEST)


@cache
def read() -> dict[str, str]:
    """Everything that a user reads, by the place that it is in."""
    pages = {path for pattern in PAGES for path in ROOT.glob(pattern)}
    programs = {path for pattern in PROGRAMS for path in ROOT.glob(pattern)}
    return {
        **{str(path.relative_to(ROOT)): _plain(path.read_text(encoding="utf-8")) for path in sorted(pages)},
        **{
            str(path.relative_to(ROOT)): " | ".join(map(_plain, (*documented(path), *_sentences(path))))
            for path in sorted(programs)
        },
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
    faults = {
        str(path): [cut for text in documented(path) for cut in cut_short(text)]
        for path in (ROOT / "plugins").glob("*/*.py")
    }
    assert {place: cuts for place, cuts in faults.items() if cuts} == {}


def test_everything_is_read() -> None:
    places = read()
    for expected in (
        *("README.md", "docs/docsite/rst/guide_fleet.rst", "playbooks/templates/survey.html.j2"),
        *("plugins/modules/container.py", "plugins/lookup/container.py", "plugins/connection/https.py"),
        *("plugins/module_utils/_http/failure.py", "extensions/eda/plugins/event_source/events.py"),
    ):
        assert len(places[expected]) > 500, expected
    # Fragments, messages made of several pieces, and sentences that go over several lines.
    assert "The API token. It is an auth token, which begins with" in places["plugins/doc_fragments/api.py"]
    assert any("was not sent" in text for place, text in places.items() if place.endswith("_api/client.py"))
