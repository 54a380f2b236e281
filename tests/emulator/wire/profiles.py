# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What sets several switches at once: the profiles, the report of a survey, the command line."""

from __future__ import annotations

import json
from typing import Any, Literal

from .switches import Switches

Profile = Literal["current", "seed"]

SEED_PROFILE: dict[str, Any] = {
    "update_verbs": "patch",
    "validation_status": 400,
    "claim_lifetime": 3600,
    "environment_limits": "seed",
    "prespawn_fields": "known",
    "project_list_include_expired": "unknown",
    "proxy_credentials": "echoed",
    "image_shorthand": "as_sent",
    "newer_fields": False,
    "first_status": "creating",
    "machine_codes": "rare",
    "alias_port": "one",
    "alias_paths": "prefix",
    "alias_programs": "b12",
    "firewall_missing_state": "enabled",
    "firewall_figures": "absent",
    "firewall_peers": "one",
    "events_history": "ignored",
}


def profile(name: Profile) -> Switches:
    """The switches of a profile (API notes 16.3)."""
    return Switches.model_validate(SEED_PROFILE if name == "seed" else {})


def likeness(report: str) -> dict[str, Any]:
    """The switches that a survey of another server has found, from its result or its report (JSON)."""
    found = json.loads(report)
    switches = found.get("switches") if isinstance(found, dict) else None
    if not isinstance(switches, dict):
        raise ValueError("there are no switches in it, so it is not the report of a survey")
    return switches


def parse_assignment(text: str) -> tuple[str, Any]:
    """Read NAME=VALUE of the command line; the value is JSON where it can be, else text."""
    name, separator, value = text.partition("=")
    if not separator:
        raise ValueError(f"{text!r} is not of the form NAME=VALUE")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value
