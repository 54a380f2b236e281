# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each module hands to Ansible, and the resources that are behind the modules."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import connection_options
from ansible_collections.hoody.cloud.plugins.module_utils._engine.resource import Resource

from tests.emulator.process import ROOT

Json = dict[str, Any]
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))


class Face(NamedTuple):
    """What a module runs, and its argument specification, the connection too."""

    work: Callable[..., Any]
    options: Json

    @property
    def resource(self) -> Resource[Any] | None:
        """The resource whose work it is."""
        owner = getattr(self.work, "__self__", None)
        return owner if isinstance(owner, Resource) else None


@cache
def face(module: str) -> Face:
    """The face that this module has."""
    found: list[Face] = []

    def remember(work: Callable[..., Any], options: Json, *_fields: Any, **_rules: Any) -> None:
        found.append(Face(work, {**connection_options(), **options}))

    face_of: Any = importlib.import_module(f"ansible_collections.hoody.cloud.plugins.modules.{module}")
    run, face_of.run = face_of.run, remember
    try:
        face_of.main()
    finally:
        face_of.run = run
    return found[0]


def resources() -> list[Resource[Any]]:
    """Every resource that a module is about."""
    found = {type(owner): owner for owner in (face(module).resource for module in MODULES) if owner}
    return list(found.values())


def package_of(resource: Resource[Any]) -> str:
    """The package of module_utils that a resource is in."""
    return type(resource).__module__.partition(".module_utils.")[2].partition(".")[0]
