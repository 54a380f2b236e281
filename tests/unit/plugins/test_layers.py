# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the code that modules share: what imports what, what is tested, what is defined where, and how long."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from math import inf
from pathlib import Path

import pytest

PLUGINS = Path(__file__).resolve().parents[3] / "plugins"
SHARED = PLUGINS / "module_utils"
PATH = "ansible_collections.hoody.cloud.plugins.module_utils."
FILES = {str(path.relative_to(SHARED).with_suffix("")): path for path in sorted(SHARED.rglob("*.py"))}

#: The lowest first. Who stands higher may import who stands lower; those on one line know nothing of each other.
#: A package that is in no line is a plain resource: it needs nothing above the engine, and nobody needs it.
LAYERS = """
    _text
    _http
    _api
    _engine
    _container
    _network
    _firewall _snapshot _alias
    _claim _project _copy
    _attached
    _fleet _inventory
    _ansible
"""
RANKS = {package: rank for rank, line in enumerate(LAYERS.split("\n")) for package in line.split()}
ABOVE_THE_ENGINE = RANKS["_engine"] + 1

#: What every package has of its own, under the same name: its fields and their options, what is done with them.
CONVENTIONS = {
    *("FIELDS", "MEMBERS", "STATES", "COMMENT", "MEMBER", "Desired"),
    *("options", "desired", "plan", "checked", "view", "present"),
    *("read", "inform"),
}
MOST_LINES = 250
DOCUMENTATION = ("DOCUMENTATION", "EXAMPLES", "RETURN")


def imported(path: Path) -> Iterator[str]:
    """Every module and member that a file imports, late or for a type checker only, by its full name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = (
                ".".join([PATH.rstrip("."), *path.relative_to(SHARED).parts[: -node.level]])
                if _is_near(node, path)
                else ""
            )
            yield from (".".join(filter(None, [base, node.module, alias.name])) for alias in node.names)


def _is_near(node: ast.ImportFrom, path: Path) -> bool:
    """Whether this is an import from a shared file's own surroundings."""
    return bool(node.level) and SHARED in path.parents


def of_shared(path: Path) -> set[str]:
    """Those of the shared files that a file imports, such as ``_http/retry``."""
    names = {name.removeprefix(PATH).replace(".", "/") for name in imported(path) if name.startswith(PATH)}
    return {file for file in FILES if any(f"{name}/".startswith(f"{file}/") for name in names)}


def defined(path: Path) -> Iterator[str]:
    """The names that a file gives to something of its own."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))


def lines_of_code(path: Path) -> int:
    """How long a file is without its documentation."""
    source = path.read_text(encoding="utf-8")
    documentation = 0
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in DOCUMENTATION:
            documentation += (node.end_lineno or node.lineno) - node.lineno + 1
    return source.count("\n") - documentation


def has_functions(path: Path) -> bool:
    """Whether a file does anything. What only declares is tested where it is used."""
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def test_every_layer_is_a_package() -> None:
    assert {name.partition("/")[0] for name in FILES} >= set(RANKS)


def test_the_picture_shows_the_layers() -> None:
    """Those on one line stand beside each other in it, the lowest at the bottom, and there is no other."""
    page = (PLUGINS.parent / "docs" / "site" / "static" / "layers.svg").read_text(encoding="utf-8")
    rows: dict[int, list[str]] = defaultdict(list)
    for y, package in re.findall(r'<text class="word" x="\d+" y="(\d+)">(_\w+)</text>', page):
        rows[int(y)].append(package)
    assert [rows[y] for y in sorted(rows, reverse=True)] == [
        line.split() for line in LAYERS.splitlines() if line.strip()
    ]


def test_imports_go_downwards() -> None:
    upwards = set()
    for name, path in FILES.items():
        own = name.partition("/")[0]
        rank = RANKS.get(own, ABOVE_THE_ENGINE)
        packages = {file.partition("/")[0] for file in of_shared(path)} - {own}
        upwards |= {(name, package) for package in packages if RANKS.get(package, inf) >= rank}
    assert not upwards


def test_nothing_shared_imports_what_stands_above_it() -> None:
    """Modules and plugins are faces; and only one package knows Ansible."""
    for name, path in FILES.items():
        foreign = {module for module in imported(path) if module.startswith("ansible") and not module.startswith(PATH)}
        assert not foreign or name.startswith("_ansible/"), name
        assert not {module for module in foreign if module.startswith("ansible_collections")}, name


def test_every_shared_file_has_a_unit_test() -> None:
    tests = Path(__file__).resolve().parent.rglob("*.py")
    working = {name for name, path in FILES.items() if has_functions(path)}
    assert not working - {file for path in tests for file in of_shared(path)}


def test_no_name_is_defined_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for name, path in FILES.items():
        for defined_name in set(defined(path)):
            places[defined_name].append(name)
    twice = {name: where for name, where in places.items() if len(where) > 1 and name not in CONVENTIONS}
    assert not twice


def test_a_convention_is_one() -> None:
    names = [name for path in FILES.values() for name in set(defined(path))]
    assert not [name for name in CONVENTIONS if names.count(name) < 2]


@pytest.mark.parametrize("path", sorted(PLUGINS.rglob("*.py")), ids=lambda path: str(path.relative_to(PLUGINS)))
def test_no_file_is_long(path: Path) -> None:
    assert lines_of_code(path) <= MOST_LINES
