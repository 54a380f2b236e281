# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Options as a task gives them, held against the argument specification: their shapes, and what may be shown of them.

Ansible shows the options of a task beside every result, those that it has just refused too. So what may be shown is
decided from the specification by a list of what is allowed: a value that does not have the shape that its option
declares is hidden, whatever it is, and so is what no option declares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ansible.module_utils.common.validation import check_type_dict
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import HIDDEN
from ansible_collections.hoody.cloud.plugins.module_utils._text.secrets import masked
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

#: How options with something secret in them may be shown, by name. Each takes a value of any shape.
Rules = Mapping[str, Callable[[Any], Any]]

_SCALARS = (str, int, float)
# What stands where a name is expected, and can be shown as one.
_NAME = r"\w[\w.-]{0,127}"
_USERINFO = r"(?<=//)\S*@"
_KINDS = {"str": "a string", "path": "a string", "bool": "true or false", "int": "a number", "float": "a number"}
_BOOLEANS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "t", "f", "1", "0", "1.0", "0.0"})


def declared(specification: Json) -> dict[str, tuple[str, Json]]:
    """The name of an option and its entry, by each name that it may be given by."""
    return {
        given: (name, entry) for name, entry in specification.items() for given in (name, *(entry.get("aliases") or ()))
    }


def presentable(specification: Json, rules: Rules, options: Any) -> Any:
    """What may be shown of the options."""
    if not isinstance(options, Mapping):
        return HIDDEN
    known = declared(specification)
    shown: Json = {}
    for given, value in options.items():
        name, entry = known.get(given, ("", {"no_log": True}))
        shown[_label(given)] = _shown(entry, rules.get(name), rules, value)
    return shown


def _label(name: Any) -> str:
    return name if isinstance(name, str) and re.fullmatch(_NAME, name) else HIDDEN


def _shown(entry: Json, rule: Callable[[Any], Any] | None, rules: Rules, value: Any) -> Any:
    if value is None:
        return None
    if entry.get("no_log"):
        return HIDDEN
    if rule:
        of_rule = rule(value)
        return {_label(name): item for name, item in of_rule.items()} if isinstance(of_rule, Mapping) else of_rule
    kind, options = entry.get("type", "str"), entry.get("options")
    if kind == "list" and isinstance(value, (list, tuple)):
        return [_shown({**entry, "type": entry.get("elements", "raw")}, None, rules, item) for item in value]
    if kind == "dict" and options and isinstance(value, Mapping):
        # Ansible fills in None for each of thirty options that an item leaves out, which would be most of a result.
        return presentable(options, rules, {name: item for name, item in value.items() if item is not None})
    if kind == "raw":
        return _shown_raw(value)
    return _shown_scalar(kind, "choices" in entry, value)


def _shown_scalar(kind: str, has_choices: bool, value: Any) -> Any:
    """A value that needs no words around it to be understood, if it is of the declared kind."""
    if isinstance(value, (bool, int, float)):
        return value
    if not isinstance(value, str) or kind not in _KINDS:
        return HIDDEN
    if not _is_of_kind(kind, value) or (has_choices and not re.fullmatch(_NAME, value)):
        return HIDDEN
    return re.sub(_USERINFO, f"{HIDDEN}@", str(value))


def _shown_raw(value: Any) -> Any:
    """Of what has no declared shape, the names and what is true or false."""
    if isinstance(value, Mapping):
        return {_label(name): _shown_raw(item) for name, item in value.items()}
    return _shown_scalar("bool", False, value)


def secrets_in(specification: Json, options: Any) -> set[str]:
    """The values of the options that are marked as secret, wherever in the options they stand."""
    names = frozenset(_secret_names(specification))
    return {text for name, value in _members(options) if name in names for text in strings(value)}


def without_hidden(message: str, specification: Json, rules: Rules, options: Any) -> str:
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
    elif isinstance(value, _SCALARS) and not isinstance(value, bool) and value != "":
        yield str(value)


def misshapen(specification: Json, options: Mapping[str, Any], place: str = "") -> str:
    """The sentence for the first option whose value cannot be of the declared shape; empty when there is none.

    What Ansible itself takes apart is no fault here: a dictionary as JSON or as key=value, a list as words with commas.
    ``place`` tells where these options stand, such as "item 2 (web-2) of containers". It is empty for those of the
    task, of which Ansible says well enough whether they exist and what they may be.
    """
    known = declared(specification)
    for given, value in options.items():
        if given not in known and place:
            return f"{_capital(place)} has no option {_label(given)}.{_similar(given, known)}"
        if given not in known or value is None or _is_template(value):
            continue
        name = f"{given} of {place}" if place else str(given)
        entry = known[given][1]
        problem = _misshapen(entry, f"The option {name}", name, value)
        if place and not problem:
            problem = _unfit(entry, f"The option {name}", value)
        if problem:
            return problem
    return ""


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _similar(name: Any, known: Iterable[str]) -> str:
    # Imported late: only a mistake needs it.
    from difflib import get_close_matches

    close = get_close_matches(str(name), known, 1)
    return f" Did you mean {close[0]}?" if close else ""


def _unfit(entry: Json, subject: str, value: Any) -> str:
    """The sentence for a scalar that is not what it has to be; empty when it is."""
    kind, choices = entry.get("type", "str"), entry.get("choices")
    if (choices and str(value) not in choices) or not _is_of_kind(kind, value):
        wanted = f"one of {', '.join(map(str, choices))}" if choices else _KINDS[kind]
        return f"{subject} must be {wanted}, not {_label(str(value))}."
    return ""


def _is_of_kind(kind: str, value: Any) -> bool:
    """Whether Ansible can make a value of this kind of a scalar."""
    if kind == "bool":
        return str(value).strip().lower() in _BOOLEANS
    if kind in ("int", "float"):
        try:
            float(value)
        except (TypeError, ValueError, OverflowError):
            return False
    return True


def _is_template(value: Any) -> bool:
    """Whether this is no value yet: ansible-lint checks the options of tasks whose templates nobody has evaluated."""
    return isinstance(value, str) and ("{{" in value or "{%" in value)


def _misshapen(entry: Json, subject: str, name: str, value: Any) -> str:
    kind, options = entry.get("type", "str"), entry.get("options")
    if _is_template(value):
        return ""
    if kind == "list":
        return _misshapen_list(entry, subject, name, value)
    if kind == "dict":
        content = _dictionary(value)
        if content is None:
            such = f" of options such as {_first(options)}" if options else ""
            return f"{subject} must be a dictionary{such}, not {_kind(value)}."
        return misshapen(options, content, name) if options else ""
    if kind in _KINDS and not isinstance(value, _SCALARS):
        return f"{subject} must be {_KINDS[kind]}, not {_kind(value)}."
    return ""


def _misshapen_list(entry: Json, subject: str, name: str, value: Any) -> str:
    of_dictionaries = entry.get("elements") == "dict"
    items = value.split(",") if isinstance(value, str) else [value] if isinstance(value, _SCALARS) else value
    scalar_for_dictionaries = of_dictionaries and items is not value and not all(map(_dictionary, items))
    if not isinstance(items, (list, tuple)) or scalar_for_dictionaries:
        return f"{subject} must be a list{' of dictionaries' if of_dictionaries else ''}, not {_kind(value)}."
    for number, item in enumerate(items, 1):
        called = (_dictionary(item) or {}).get("name")
        named = f" ({called})" if isinstance(called, str) and re.fullmatch(_NAME, called) else ""
        place = f"item {number}{named} of {name}"
        problem = _misshapen({**entry, "type": entry.get("elements", "raw")}, _capital(place), place, item)
        if problem:
            return problem
    return ""


def _dictionary(value: Any) -> Mapping[Any, Any] | None:
    """The value as a dictionary, the way Ansible takes it; None when it is none."""
    if isinstance(value, str):
        try:
            parsed: Any = check_type_dict(value)
        except (TypeError, ValueError, SyntaxError, RecursionError):
            return None
        value = parsed
    return value if isinstance(value, Mapping) else None


def _first(options: Json) -> str:
    return next(name for name in ("name", "type", *options) if name in options)


def _kind(value: Any) -> str:
    """The words for what a value is."""
    if value is None:
        return "empty (null)"
    kinds = ((bool, "a boolean"), (str, "a string"), ((int, float), "a number"), (Mapping, "a dictionary"))
    return next((words for kind, words in kinds if isinstance(value, kind)), "a list")
