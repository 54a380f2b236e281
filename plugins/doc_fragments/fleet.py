# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the items of a fleet: those of the modules for one container and for what it has, said there."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import yaml

_MODULES = Path(__file__).parent.parent / "modules"
#: What decides what an item is, and so cannot be shared; and what the fleet has for all of its items.
_IDENTITY, _OF_THE_FLEET = ("name", "id"), ("project",)
#: What a container has, what it is called, and the module for it.
_PARTS = {"network": ("network profile", "container_network"), "firewall": ("firewall", "container_firewall")}
_FACTS = ("type", "elements", "choices", "aliases", "suboptions")


def _documented(module: str) -> dict[str, Any]:
    """The options that a module documents; read and not imported, as a module imports what it runs with."""
    source = ast.parse((_MODULES / f"{module}.py").read_text(encoding="utf-8"))
    text = next(
        ast.literal_eval(node.value)
        for node in source.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "DOCUMENTATION"
    )
    options: dict[str, Any] = yaml.safe_load(text)["options"]
    return options


def _as_suboptions(module: str, left_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """The options of a module as those of an item: each leads to its description, and has no default of its own."""
    return {
        name: {
            "description": f"See O(hoody.cloud.{module}#module:{name}).",
            **{fact: entry[fact] for fact in _FACTS if fact in entry},
        }
        for name, entry in _documented(module).items()
        if name not in left_out
    }


def _part(member: str, words: str, module: str) -> dict[str, Any]:
    return {
        "description": [
            f"The {words} of the container, see M(hoody.cloud.{module}). Without it, the {words} is not changed.",
            f"An option that the item does not set is taken from O(defaults.{member}).",
        ],
        "type": "dict",
        "suboptions": _as_suboptions(module, ("container", "project")),
    }


def _items() -> dict[str, Any]:
    """What ``containers`` and ``defaults`` may hold."""
    parts = {member: _part(member, *part) for member, part in _PARTS.items()}
    items = {**_as_suboptions("container", _OF_THE_FLEET), **parts}
    shared = {name: entry for name, entry in items.items() if name not in _IDENTITY}
    return {"containers": {"suboptions": items}, "defaults": {"suboptions": shared}}


class ModuleDocFragment:
    """The options of the items of a fleet."""

    # Annotated, as what looks for documentation without running anything takes every plain assignment for a text.
    DOCUMENTATION: str = yaml.safe_dump({"options": _items()}, sort_keys=False)
