# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells Ansible which values are secret, as far as it wants to know."""

from __future__ import annotations

from collections.abc import Iterable

try:
    from ansible.module_utils import secrets
except ImportError:  # before ansible-core 2.22
    secrets = None

#: Whether results hold secrets until they are shown, which is when Ansible masks them. Before, a module took them out.
MASKS_WHAT_IS_SHOWN = secrets is not None


def register_secrets(values: Iterable[str]) -> None:
    """Have Ansible mask these values wherever it shows something. Older versions know only what a module marks."""
    if secrets:
        secrets.register_secrets(values)
