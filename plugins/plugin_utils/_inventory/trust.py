# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Marks data of the API so that none of it is ever a template, and ordinary text still exports as ordinary text.

Since ansible-core 2.19 a string is a template only if it is marked as trusted, and what is not trusted is exported as
an object that says so. Before, every string was a template unless it was marked as unsafe. So text that cannot be a
template is trusted, and text that could be one is left untrusted, or marked as unsafe.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.hoody.cloud.plugins.module_utils._ansible.reserved import free_name

try:
    from ansible.template import trust_as_template
except ImportError:  # before ansible-core 2.19
    trust_as_template = None


def trusted(text: str) -> Any:
    """The text, which Ansible may take for a template."""
    return trust_as_template(text) if trust_as_template else text


def untrusted(value: Any) -> Any:
    """A text, or what holds texts, which Ansible never takes for templates."""
    return value if trust_as_template else wrap_var(value)


def could_be_template(text: str) -> bool:
    """Whether Ansible could see a template in this text. The header redefines what a template looks like."""
    return "{" in text or text.startswith("#jinja2:")


def inert() -> Callable[[Any], Any]:
    """A function that marks a value, containers included; it makes one string of many equal ones.

    Members of dictionaries whose names are Ansible's own get other names, see ``_ansible.reserved``.
    """
    known: dict[str, Any] = {}

    def mark(value: Any) -> Any:
        if isinstance(value, str):
            text = known.get(value)
            if text is None:
                text = known[value] = untrusted(str(value)) if could_be_template(value) else trusted(str(value))
            return text
        if isinstance(value, dict):
            return {free_name(key): mark(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [mark(item) for item in value]
        return value

    return mark
