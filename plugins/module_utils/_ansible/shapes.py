# SPDX-License-Identifier: GPL-3.0-or-later
"""Which options of a task cannot be of the shape that the argument specification declares, in one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.validation import check_type_dict

from .._text.similar import option_meant
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


def misshapen(specification: Json, options: Mapping[str, Any], place: str = "") -> str:
    """The sentence for the first option whose value cannot be of the declared shape; empty when there is none.

    What Ansible itself takes apart is no fault here: a dictionary as JSON or as key=value, a list as words with commas.
    ``place`` tells where these options stand, such as "item 2 (web-2) of containers". It is empty for those of the
    task, of which Ansible says well enough what they may be, and whether they exist if nothing is like them.
    """
    return _misshapen(declared(specification), options, place)


def _misshapen(known: Declared, options: Mapping[str, Any], place: str) -> str:
    for given, value in options.items():
        if given not in known:
            hint = option_meant(given, known)
            if place or hint:
                return f"{_capital(place or 'the module')} has no option {label(given)}.{hint}"
        if given not in known or value is None or _is_template(value):
            continue
        name = f"{given} of {place}" if place else str(given)
        entry = known[given][1]
        problem = _value_misshapen(entry, f"The option {name}", name, value)
        if place and not problem:
            problem = _unfit(entry, f"The option {name}", value)
        if problem:
            return problem
    return ""


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _unfit(entry: Json, subject: str, value: Any) -> str:
    """The sentence for a scalar that is not what it has to be; empty when it is."""
    kind, choices = entry.get("type", "str"), entry.get("choices")
    if (choices and str(value) not in choices) or not is_of_kind(kind, value):
        wanted = f"one of {', '.join(map(str, choices))}" if choices else KIND_WORDS[kind]
        return f"{subject} must be {wanted}, not {label(str(value))}."
    return ""


def _is_template(value: Any) -> bool:
    """Whether this is no value yet: ansible-lint checks the options of tasks whose templates nobody has evaluated."""
    return isinstance(value, str) and ("{{" in value or "{%" in value)


def _value_misshapen(entry: Json, subject: str, name: str, value: Any, known: Declared | None = None) -> str:
    """``known`` is what is declared of the members of a dictionary, for those who have it already."""
    kind, options = entry.get("type", "str"), entry.get("options")
    if _is_template(value):
        return ""
    if kind == "list":
        return _list_misshapen(entry, subject, name, value)
    if kind == "dict":
        content = _dictionary(value)
        if content is None:
            such = f" of options such as {_first(options)}" if options else ""
            return f"{subject} must be a dictionary{such}, not {_kind(value)}."
        return _misshapen(known or declared(options), content, name) if options else ""
    if kind in KIND_WORDS and not isinstance(value, SCALARS):
        return f"{subject} must be {KIND_WORDS[kind]}, not {_kind(value)}."
    return ""


def _list_misshapen(entry: Json, subject: str, name: str, value: Any) -> str:
    of_dictionaries = entry.get("elements") == "dict"
    items = value.split(",") if isinstance(value, str) else [value] if isinstance(value, SCALARS) else value
    scalar_for_dictionaries = of_dictionaries and items is not value and not all(map(_dictionary, items))
    if not isinstance(items, (list, tuple)) or scalar_for_dictionaries:
        return f"{subject} must be a list{' of dictionaries' if of_dictionaries else ''}, not {_kind(value)}."
    of_item, known = {**entry, "type": entry.get("elements", "raw")}, declared(entry.get("options") or {})
    for number, item in enumerate(items, 1):
        called = (_dictionary(item) or {}).get("name")
        named = f" ({called})" if isinstance(called, str) and re.fullmatch(PLAIN_NAME, called) else ""
        place = f"item {number}{named} of {name}"
        problem = _value_misshapen(of_item, _capital(place), place, item, known)
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
