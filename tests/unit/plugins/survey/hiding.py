# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody can find out of a cloud, as one switch hides it from whoever asks for another."""

from __future__ import annotations

from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._survey.asking import STEPS
from ansible_collections.hoody.cloud.plugins.module_utils._survey.questions import NEVER
from ansible_collections.hoody.cloud.plugins.module_utils._survey.trying import QUESTIONS
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from tests.emulator.wire.switches import Switches

# Such a value of a switch makes that others make no difference, or cannot be tried.

_NETWORK = {"network_running_update", "network_updated_status"}
_AFTER_STOP = {"start_delay", "pause_delay", "network_start_needs", "snapshot_state", "delete_unfinished"}
_DYING = {"second_delete", "dying_name"}
_RESTORE = {"snapshot_restore_running", "snapshot_restore_delay"}
_NEEDS_RUNNING = {
    *(_AFTER_STOP | _DYING | _RESTORE),
    *("stop_delay", "operation_while_busy", "delete_running", "delete_delay"),
    *("snapshot_name", "snapshot_same_alias", "copy_delay", "copy_outcome", "copy_network"),
}
_ALIASES = {"alias_port", "alias_orphans", "alias_scope", "alias_programs"}
HIDES: dict[tuple[str, Any], set[str]] = {
    ("update_verbs", "both"): {"verb_refusal"},
    ("network_running_update", "deferred"): {"network_running_update"},
    ("network_running_update", "immediate"): {"network_running_update"},
    ("network_running_update", "stops"): {"network_updated_status"},
    ("network_delay", NEVER): {*_NETWORK, "copy_network"},
    ("newer_fields", False): {"ssh_key_delay", "environment_sync_delay", "environment_sync"},
    ("environment_sync_delay", NEVER): {"environment_sync"},
    ("signing", "none"): {"claim_lifetime", "claim_padding"},
    ("project_delete_delay", 0.0): {"second_project_delete"},
    ("delete_delay", 0.0): _DYING,
    ("firewall_duplicate", "added"): {"firewall_key"},
    ("copy_outcome", "failed"): {"copy_network"},
    ("events_history", "absent"): {"events_duplicates"},
    ("stop_delay", 0.0): {"operation_while_busy"},
    ("start_delay", 0.0): {"delete_unfinished"},
    # What never ends, or ends badly, keeps from trying what comes after it.
    ("create_delay", NEVER): {*_NEEDS_RUNNING, *_ALIASES, "creation_outcome", "operation_conflict"},
    ("creation_outcome", "failed"): _NEEDS_RUNNING,
    ("stop_delay", NEVER): _AFTER_STOP | _RESTORE,
    ("start_delay", NEVER): _AFTER_STOP - {"start_delay", "network_start_needs"} | _RESTORE,
    ("pause_delay", NEVER): {"snapshot_state", "delete_unfinished"},
    ("delete_delay", NEVER): {"alias_orphans"},
    ("copy_delay", NEVER): {"copy_outcome", "copy_network"},
    ("snapshot_restore_delay", NEVER): {"snapshot_restore_running"},
}
_NO_NETWORK = {"network_delay", "network_updated_status"}
_SECOND = {"delete_running", "delete_delay", *_DYING}
#: What only several values hide together: what one keeps from being tried, or from ending, another from being removed.
TOGETHER: dict[tuple[tuple[str, Any], ...], set[str]] = {
    (("create_delay", NEVER), ("network_start_needs", "running")): _NO_NETWORK,
    (("creation_outcome", "failed"), ("network_start_needs", "running")): _NO_NETWORK,
    (("create_delay", NEVER), ("delete_unfinished", "refused"), ("project_delete", "refused")): {
        *("project_delete_delay", "second_project_delete"),
    },
    (("start_delay", NEVER), ("network_start_needs", "running")): {"copy_network"},
    (("start_delay", NEVER), ("delete_unfinished", "refused")): {"alias_orphans"},
    (("stop_delay", NEVER), ("delete_running", "refused")): {"alias_orphans", "delete_delay", *_DYING},
    (("stop_delay", NEVER), ("delete_unfinished", "refused")): {"alias_orphans"},
    (("pause_delay", NEVER), ("snapshot_restore_running", "refused")): {"snapshot_restore_delay"},
    (("delete_delay", NEVER), ("project_delete", "refused")): {
        *("copy_delay", "copy_network", "copy_outcome", "project_delete_delay", "second_project_delete"),
        *_SECOND,
    },
    (("snapshot_restore_delay", NEVER), ("delete_unfinished", "refused")): {"alias_orphans"},
    (("copy_delay", NEVER), ("delete_unfinished", "refused")): _SECOND,
}


def observed(value: Any) -> Any:
    """How a value is told: of a duration the first moment at which it was looked."""
    return next(step for step in STEPS if step >= value) if isinstance(value, float) else value


def open_ones(found: Json) -> set[str]:
    """The switches of which nothing was found out."""
    return {item.switch for item in QUESTIONS.values()} - {""} - set(found["switches"])


def hidden(switches: Switches) -> set[str]:
    """The switches that nobody can see under these."""
    present = switches.model_dump()
    causes: dict[tuple[tuple[str, Any], ...], set[str]] = {(cause,): names for cause, names in HIDES.items()}
    met = [
        names
        for cause, names in (causes | TOGETHER).items()
        if all(present[switch] == value for switch, value in cause)
    ]
    return set[str]().union(*met)


def check(found: Json, switches: Switches, *, all_seen: bool = True) -> None:
    """Nothing that was found is wrong, nothing is open that can be seen, and whatever is open has its reason."""
    assert found["switches"] == {name: observed(getattr(switches, name)) for name in found["switches"]}
    assert not all_seen or open_ones(found) <= hidden(switches)
    for item in found["findings"]:
        assert (item["answer"] is None) == (item["fits"] == "unknown") == (item["reason"] is not None), item
