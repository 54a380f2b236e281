# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be shown of the options of a task.

Ansible shows them beside every result, those that it has just refused too. So what may be shown is decided from the
specification by a list of what is allowed: a value that does not have the shape that its option declares is hidden,
whatever it is, and so is what no option declares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .._text.plain import HIDDEN
from .._text.secrets import masked
from .._text.types import Json
from .options import (
    KIND_WORDS,
    PLAIN_NAME,
    SCALARS,
    Declared,
    declared,
    is_of_kind,
    label,
)

#: How options with something secret in them may be shown, by name. Each takes a value of any shape.
ShownBy = Mapping[str, Callable[[Any], Any]]

_USERINFO = r"(?<=//)\S*@"


def presentable(specification: Json, rules: ShownBy, options: Any) -> Any:
    """What may be shown of the options."""
    return _shown_options(declared(specification), rules, options)


def _shown_options(known: Declared, rules: ShownBy, options: Any) -> Any:
    if not isinstance(options, Mapping):
        return HIDDEN
    shown: Json = {}
    for given, value in options.items():
        name, entry = known.get(given, ("", {"no_log": True}))
        shown[label(given)] = _shown(entry, rules.get(name), rules, value)
    return shown


def _shown(entry: Json, rule: Callable[[Any], Any] | None, rules: ShownBy, value: Any) -> Any:
    if value is None:
        return None
    if entry.get("no_log"):
        return HIDDEN
    if rule:
        of_rule = rule(value)
        return {label(name): item for name, item in of_rule.items()} if isinstance(of_rule, Mapping) else of_rule
    kind, options = entry.get("type", "str"), entry.get("options")
    if kind == "list" and isinstance(value, (list, tuple)):
        if options and entry.get("elements") == "dict":
            known = declared(options)
            return [_shown_members(known, rules, item) for item in value]
        return [_shown({**entry, "type": entry.get("elements", "raw")}, None, rules, item) for item in value]
    if kind == "dict" and options:
        return _shown_members(declared(options), rules, value)
    if kind == "raw":
        return _shown_raw(value)
    return _shown_scalar(kind, "choices" in entry, value)


def _shown_members(known: Declared, rules: ShownBy, value: Any) -> Any:
    if not isinstance(value, Mapping):
        return HIDDEN
    # Ansible fills in None for each of thirty options that an item leaves out, which would be most of a result.
    return _shown_options(known, rules, {name: item for name, item in value.items() if item is not None})


def _shown_scalar(kind: str, has_choices: bool, value: Any) -> Any:
    """A value that needs no words around it to be understood, if it is of the declared kind."""
    if isinstance(value, (bool, int, float)):
        return value
    if not isinstance(value, str) or kind not in KIND_WORDS:
        return HIDDEN
    if not is_of_kind(kind, value) or (has_choices and not re.fullmatch(PLAIN_NAME, value)):
        return HIDDEN
    return re.sub(_USERINFO, f"{HIDDEN}@", str(value))


def _shown_raw(value: Any) -> Any:
    """Of what has no declared shape, the names and what is true or false."""
    if isinstance(value, Mapping):
        return {label(name): _shown_raw(item) for name, item in value.items()}
    return _shown_scalar("bool", False, value)


def secret_values(specification: Json, options: Any) -> set[str]:
    """The values of the options that are marked as secret, wherever in the options they stand."""
    names = frozenset(_secret_names(specification))
    return {text for name, value in _members(options) if name in names for text in strings(value)}


def without_hidden(message: str, specification: Json, rules: ShownBy, options: Any) -> str:
    """The message of Ansible about these options, which may quote them, without what is not shown of them."""
    shown = set(strings(presentable(specification, rules, options)))
    return masked(message, set(strings(options)) - shown)


def _secret_names(specification: Json) -> Iterator[str]:
    for given, (_name, entry) in declared(specification).items():
        if entry.get("no_log"):
            yield given
        yield from _secret_names(entry.get("options") or {})


def _members(value: Any) -> Iterator[tuple[Any, Any]]:
    """All members of all dictionaries in a value."""
    if isinstance(value, Mapping):
        yield from value.items()
    if isinstance(value, (Mapping, list, tuple)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _members(item)


def strings(value: Any) -> Iterator[str]:
    """All strings and numbers in a value, as strings; not the names of members."""
    if isinstance(value, (Mapping, list, tuple)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from strings(item)
    elif isinstance(value, SCALARS) and not isinstance(value, bool) and value != "":
        yield str(value)
