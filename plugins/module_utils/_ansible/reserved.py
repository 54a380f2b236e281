# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of members that mean something to Ansible, wherever in a result or in variables they stand. Pure.

ansible-core takes a dictionary with ``__ansible_type``, ``__ansible_unsafe`` or ``__ansible_vault`` for something that
it has encoded itself, and fails or makes something else of it. It drops members whose names begin with ``_ansible_``.
Somebody may well have given an environment variable or a label such a name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

_PREFIXES = ("__ansible", "_ansible_")
_RENAMED = "renamed"


@lru_cache(maxsize=4096)
def free_name(name: Any) -> Any:
    """The name, with ``renamed`` in front of one that is Ansible's own."""
    return _RENAMED + name if isinstance(name, str) and name.startswith(_PREFIXES) else name


def with_free_names(value: Any) -> Any:
    """The value, or a copy of it, in which no member of any dictionary has a name of Ansible's own."""
    return _renamed(value) if _has_reserved(value) else value


def _has_reserved(value: Any) -> bool:
    names: set[Any] = set()
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            names.update(item)
            pending += item.values()
        elif isinstance(item, (list, tuple)):
            pending += item
    return any(free_name(name) != name for name in names)


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {free_name(name): _renamed(item) for name, item in value.items()}
    return [_renamed(item) for item in value] if isinstance(value, (list, tuple)) else value
