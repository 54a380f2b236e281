# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator's files import: downwards only, and nothing of the collection."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter

from tests.emulator.app import ROUTERS
from tests.emulator.process import ROOT
from tests.emulator.routes.operations import OperationConvertor

EMULATOR = ROOT / "tests" / "emulator"
FILES = {path.relative_to(EMULATOR): path for path in EMULATOR.rglob("*.py")}
#: As the package's docstring has it. Who stands further right may be imported by who stands further left.
ORDER = ("__main__", "greeting", "app", "control", "kit", "routes", "members", "world", "wire")

#: The same within the inside of containers.
KIT = (
    *(
        "front",
        "endpoint",
        "substitute",
        "keys",
        "terminal",
        "files",
        "pty",
        "session",
        "command",
        "raw",
        "writing",
        "reading",
        "job",
    ),
    *("visit", "inside", "possible", "rewinding", "house", "journal", "root", "boot"),
)


def imported(tree: ast.AST, folder: tuple[str, ...]) -> Iterator[str]:
    """Every module that is imported, as a dotted path from the emulator or, where it is none of it, from anywhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = folder[: len(folder) - node.level + 1] if node.level else ()
            yield from (".".join((*above, *filter(None, [node.module]), alias.name)) for alias in node.names)


@pytest.mark.parametrize("relative", FILES, ids=str)
def test_imports_go_downwards(relative: Path) -> None:
    tree = ast.parse(FILES[relative].read_text(encoding="utf-8"))
    # What only a type checker reads makes no module depend on another.
    tree.body = [node for node in tree.body if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node))]
    found = list(imported(tree, relative.parts[:-1]))
    own = relative.parts[0].removesuffix(".py")
    above = ORDER[: ORDER.index(own)] if own in ORDER else ORDER
    assert not [module for module in found if module.split(".")[0] in above]
    assert not [
        module for module in found if module.split(".")[0] in ("tests", "plugins", "ansible", "ansible_collections")
    ]


def test_the_inside_imports_downwards() -> None:
    assert {path.stem for path in EMULATOR.glob("kit/*.py")} == {*KIT, "__init__"}
    for place, name in enumerate(KIT):
        tree = ast.parse((EMULATOR / "kit" / f"{name}.py").read_text(encoding="utf-8"))
        found = {module.split(".")[1] for module in imported(tree, ("kit",)) if module.startswith("kit.")}
        assert found <= {*KIT[place + 1 :]}, name


def test_no_file_is_long() -> None:
    long = {str(name): lines for name, path in FILES.items() if (lines := path.read_text().count("\n")) > 350}
    assert not long


def test_no_router_is_forgotten() -> None:
    """A file with a router that the application does not know would answer 404, and nobody would ask why."""
    modules = [importlib.import_module(f"tests.emulator.routes.{path.stem}") for path in EMULATOR.glob("routes/*.py")]
    routers = [value for module in modules for value in vars(module).values() if isinstance(value, APIRouter)]
    assert len(routers) > 10
    assert not [router.tags for router in routers if router not in ROUTERS]


def test_what_a_container_has_is_no_operation() -> None:
    """POST to a part of a container that is only read must be 405, and not an operation that nobody knows."""
    paths = [str(route.path) for router in ROUTERS for route in router.routes]  # type: ignore[attr-defined]
    parts = {found[1] for path in paths if (found := re.fullmatch(r"/api/v1/containers/\{id\}/([a-z-]+)", path))}
    assert "stats" in parts
    assert not [part for part in parts if re.fullmatch(OperationConvertor.regex, part)]
