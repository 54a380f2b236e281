# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Finds what YAML read as a date where a string has to be: a module gets it as a string that nobody wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._container.model import ENVIRONMENT
from ansible_collections.hoody.cloud.plugins.module_utils._container.values import no_string


def date_problem(arguments: Any) -> str:
    """The sentence for the first date among the environment variables of a task's arguments; empty when none is."""
    for variables in _environments(arguments):
        for name, value in variables.items():
            if isinstance(value, date):
                return f"The option {ENVIRONMENT.option_name} must {no_string(name, f'the date {value.isoformat()}')}."
    return ""


def _environments(value: Any) -> Iterator[Mapping[str, Any]]:
    """The maps of variables in the arguments, those of the items of a fleet too."""
    if isinstance(value, Mapping):
        for name, inside in value.items():
            if name == ENVIRONMENT.option_name and isinstance(inside, Mapping):
                yield inside
            else:
                yield from _environments(inside)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _environments(item)
