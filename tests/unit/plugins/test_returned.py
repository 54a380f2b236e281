# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules return is documented to the last member: whatever a sample shows has a type and a sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.emulator.process import ROOT

from .faces import MODULES

#: Dictionaries whose members have names that nobody knows beforehand.
OPEN = {
    "environment_vars": "the user names them",
    "switches": "each is the switch of a question, see tests/emulator/wire/switches.py",
    "cpu": "hardware, which each revision of the API describes in another way",
    "ram": "hardware",
    "disks": "hardware",
    "network": "hardware",
    "additional": "hardware",
}


def returned(module: str) -> dict[str, Any]:
    """The block RETURN."""
    source = (ROOT / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8")
    blocks = (node for node in ast.parse(source).body if isinstance(node, ast.Assign))
    text = next(node.value for node in blocks if getattr(node.targets[0], "id", "") == "RETURN")
    found: dict[str, Any] = yaml.safe_load(ast.literal_eval(text))
    return found


def undocumented(name: str, sample: Any, entry: dict[str, Any], path: str) -> Iterator[str]:
    """The members of a sample that are not in ``contains``."""
    shown = next((item for item in sample if item), None) if isinstance(sample, list) else sample
    if not isinstance(shown, dict):
        return
    known = entry.get("contains")
    if known is None:
        if shown and name not in OPEN:
            yield f"{path}: has no contains"
        return
    for member, value in shown.items():
        if member not in known:
            yield f"{path}.{member}"
        else:
            yield from undocumented(member, value, known[member], f"{path}.{member}")


@pytest.mark.parametrize("module", MODULES)
def test_each_member_of_a_sample_is_documented(module: str) -> None:
    faults = [
        fault for name, entry in returned(module).items() for fault in undocumented(name, entry["sample"], entry, name)
    ]
    assert not faults


#: Where modules return the same thing. Ansible shares documentation of options, but none of what is returned.
ALIKE = {
    "a container": ("container.container", "container_info.containers", "container_copy.container"),
    "a container in short": ("container.container", "container_fleet.results.container"),
    "a network profile": ("container_network.network", "container_network_info.network"),
}


def documented(path: str) -> dict[str, Any]:
    """What a module says of the members of something that it returns."""
    module, *names = path.split(".")
    found = returned(module)
    for name in names[:-1]:
        found = found[name]["contains"]
    members: dict[str, Any] = found[names[-1]]["contains"]
    return members


@pytest.mark.parametrize("paths", ALIKE.values(), ids=ALIKE)
def test_what_is_the_same_is_documented_in_the_same_words(paths: tuple[str, ...]) -> None:
    first, *others = map(documented, paths)
    for other in others:
        common = first.keys() & other.keys()
        assert len(common) == min(len(first), len(other))
        assert {name: other[name] for name in common} == {name: first[name] for name in common}


def test_a_member_without_documentation_is_named() -> None:
    entry = {"contains": {"id": {"type": "str"}, "server": {"contains": {"name": {"type": "str"}}}}}
    sample = [{"id": "1", "new": 1, "server": {"name": "x", "place": "y"}}]
    assert list(undocumented("containers", sample, entry, "containers")) == [
        "containers.new",
        "containers.server.place",
    ]
