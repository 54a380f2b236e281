# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What an inventory file says, beyond what ansible-core makes of it: keys that are none, other names, lists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._api.sources import SETTINGS
from ansible_collections.hoody.cloud.plugins.module_utils._text.similar import option_meant

#: Other names of options: those that the modules have for the same.
ALIASES = {"project": "projects", "status": "statuses"}


def refuse_misshapen(given: Mapping[Any, Any]) -> None:
    """Raise InputError for a connection option that holds several values, which ansible-core would quote."""
    for setting in SETTINGS:
        if isinstance(given.get(setting.name), (dict, list)):
            kind = "a list" if isinstance(given[setting.name], list) else "a dictionary"
            raise InputError(f"The option {setting.name} must be a single value, not {kind}.")


def refuse_unknown(given: Mapping[Any, Any], options: Collection[str]) -> None:
    """Raise InputError for a key of the file that is no option: ignored, it would list what nobody asked for."""
    known = sorted({*options, *ALIASES})
    unknown = [str(key) for key in given if key not in known]
    if unknown:
        listed = ", ".join(f"'{key}'" for key in unknown)
        questions = "".join(option_meant(key, known) for key in unknown)
        raise InputError(f"The inventory file has keys that are not options of this plugin: {listed}.{questions}")


def names_of(config: Mapping[str, Any], option: str, evaluated: Callable[[Any, str], Any]) -> list[str]:
    """An option that is a list of names, under any of its own names, with its templates evaluated.

    A string is taken apart at its commas, as ansible-core does it, after it was evaluated; an entry of a list is not.
    Raises InputError for what is blank, which would be taken for all.
    """
    keys = [key for key in (option, *ALIASES) if ALIASES.get(key, key) == option and key in config]
    if not keys:
        return []
    if len(keys) > 1:
        raise InputError(f"The options {' and '.join(keys)} mean the same: give only one of them.")
    [key] = keys
    value = evaluated(config[key], key)
    names: list[str] = []
    for entry in value if isinstance(value, (list, tuple)) else str("" if value is None else value).split(","):
        found = evaluated(entry, key)
        names += [str("" if item is None else item).strip() for item in _listed(found)]
    if not all(names):
        raise InputError(f"The option {key} contains a blank value. Give names, or leave it out for all of them.")
    return names


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
