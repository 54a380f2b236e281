# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house that a reading of the code can check."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.hoody.cloud.plugins.module_utils._api.address import VERSION
from ansible_collections.hoody.cloud.plugins.module_utils._engine.resource import Resource

from .faces import package_of, resources

ROOT = Path(__file__).resolve().parents[3]
MODULES = sorted((ROOT / "plugins" / "modules").glob("*.py"))
MODULE_UTILS = sorted((ROOT / "plugins" / "module_utils").rglob("*.py"))
DOCUMENTATION = {"DOCUMENTATION", "EXAMPLES", "RETURN"}


def test_the_version_is_written_alike_everywhere() -> None:
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    assert galaxy["version"] == VERSION


def test_every_module_is_in_the_action_group_and_runs_by_the_action() -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert sorted(runtime["action_groups"]["hoody"]) == [path.stem for path in MODULES]
    routed = {path.stem: {"action_plugin": "hoody.cloud.in_process"} for path in MODULES}
    assert runtime["plugin_routing"]["modules"] == routed


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_is_documentation_and_a_few_lines(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    documentation: set[int] = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in DOCUMENTATION:
            documentation |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    code = [
        line
        for number, line in enumerate(source.splitlines(), 1)
        if number not in documentation and line.strip() and not line.startswith("#")
    ]
    assert len(code) <= 60


#: Words that mean something else, too: the name of anything, the type of a field, a key of the profile file, what a
#: rental has, how everything finds its project and its container, when anything ends, and the state of a rule.
_COMMON = {"name", "type", "proxy", "server_id", "alias", "container_id", "expires_at", "enabled"}


@pytest.mark.parametrize("resource", resources(), ids=package_of)
def test_the_name_of_a_field_is_written_in_one_place(resource: Resource[Any]) -> None:
    literals: dict[str, Counter[str]] = defaultdict(Counter)
    for path in MODULE_UTILS:
        if path.parent.name in ("_catalog", "_survey"):
            continue  # they manage nothing: servers have a country, too, and a survey asks as if there were no models
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        literals[path.parent.name].update(texts)
    homes: dict[str, set[str]] = defaultdict(set)
    for other in resources():
        for item in other.fields:
            homes[item.name].add(package_of(other))
    for item in resource.fields:
        if item.name not in _COMMON:
            found = {package: counted[item.name] for package, counted in literals.items() if counted[item.name]}
            assert found == dict.fromkeys(homes[item.name], 1), item.name


def test_every_guide_is_listed() -> None:
    docsite = ROOT / "docs" / "docsite"
    sections = yaml.safe_load((docsite / "extra-docs.yml").read_text(encoding="utf-8"))["sections"]
    listed = [name for section in sections for name in section["toctree"]]
    assert sorted(listed) == sorted(path.stem for path in (docsite / "rst").glob("*.rst"))
