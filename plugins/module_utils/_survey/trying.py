# SPDX-License-Identifier: GPL-3.0-or-later
"""The questions that are asked by trying what happens to a container of the survey's own."""

from __future__ import annotations

from .questions import BOTH, NEVER, READING, REPORT, Question

_YES = ("accepted", "refused")


def _tried(identity: str, question: str, assumed: str, otherwise: str, switch: str = "", *values: object) -> Question:
    return Question(identity, question, "write", assumed, otherwise or REPORT, switch, values)


def _timed(identity: str, what: str, switch: str, option: str = "wait_timeout") -> Question:
    return Question(
        identity,
        f"How many seconds does {what} take?",
        "write",
        f"Less than the {option} of a task.",
        f"Use a higher {option} for such tasks. If it never ends, use wait=false and ask the operator.",
        switch,
        unfit=(NEVER,),
    )


_CONTAINER = (
    _timed("C22", "creating a container", "create_delay"),
    _tried("5.4", "Which status does a container have after its creation?", "It runs.",
           "Read failure_reason and the status log of the container, and try another server or image.",
           "creation_outcome", "running", "failed")._replace(unfit=("failed",)),
    _tried("C13", "Which status does a container have during its creation?",
           "An unknown status means that the container is still changing.", "", "first_status", "provisioning",
           "creating"),
    _tried("C25", "Is a short image name, such as debian, stored as it was sent?",
           "The four short forms of the default image are treated as equal.",
           "Use the image names that image_info returns.", "image_shorthand", "normalised", "as_sent"),
    _tried("C28", "What is the default of hoody_kit?", "It is sent if a task has it.",
           "Set hoody_kit in every task.", "", True, False),
    _tried("U9", "How is a color of three digits stored?", "Both forms are treated as equal.",
           "Use colors with six digits.", "color_digits", "kept", "expanded"),
    _tried("C16", "Which SSH key does a container without a key have?",
           "After a key was removed, any other key is accepted.", "Set a key in every task.",
           "ssh_key_null", "clears", "inherits"),
    _tried("C1a", "Which HTTP methods does an update support?",
           "PATCH is sent first, and PUT if PATCH is not supported.", "",
           "update_verbs", "both", "patch", "put"),
    _tried("C1b", "Which HTTP status does the other method get?", "405, or a 404 without the name of a resource.", "",
           "verb_refusal", 405, 404),
    _tried("U19", "Is the comment of an SSH key kept?", "Keys are compared without their comments.", "",
           "", "kept", "dropped"),
    _timed("G.11", "installing a new SSH key", "ssh_key_delay", "ansible_ssh_timeout"),
    _tried("C4", "For how many seconds is a claim valid?", "expires_in of the reply is used.", "",
           "claim_lifetime"),
    _tried("U12", "Is the payload of a claim padded with =?", BOTH, "", "claim_padding", "absent", "present"),
)  # fmt: skip
_ENVIRONMENT = (
    _tried("U1", "What does an update do with variables that it does not contain?",
           "Variables that are left are removed afterwards.", "Use purge_environment_vars=false.",
           "environment_update", "replace", "merge"),
    _tried("C5", "Which limits do variables have?", "The collection has no limits. The error of the API is reported.",
           "Keep values short.", "environment_limits", "current", "seed"),
    _tried("F.4b", "Can system variables, such as TMPDIR, be set?", "The error of the API is reported.",
           "Leave out these variables.", "environment_system", *_YES),
    _timed("F.4c", "installing variables in a container", "environment_sync_delay"),
    _tried("F.4d", "How does the installation of variables end?",
           "The variables are in the container. If not, there is a warning.",
           "Read env_sync.last_error of the container.", "environment_sync", "done", "exhausted",
           )._replace(unfit=("exhausted",)),
    _tried("1.2", "Do errors have an error code?", "Errors are also recognized by their status and their message.",
           "Branch on error.status, not on error.code.", "machine_codes", "newer", "rare"),
)  # fmt: skip
_NETWORK = (
    _tried("C7", "Does the API return the credentials of a proxy?", "They are never compared, and never shown.", "",
           "proxy_credentials", "write_only", "echoed"),
    _timed("7.5a", "starting the network service", "network_delay"),
    _tried("7.2", "Is last_status_check the time of the request?", "It is not used.", "",
           "network_checks", "live", "cached"),
    _tried("U4", "Can a network service that runs be started, or a stopped one be stopped?",
           "The status is read first, and both work.",
           "", "network_repeat", *_YES),
    _tried("U3", "Does a running network service keep running after an update?",
           "It is stopped, updated and started. Which profile it would use, the API does not report.", "",
           "network_running_update", "stops")._replace(beside=("goes on",)),
    _tried("7.3a", "Which status is shown after an update of a running service?", "The status alone is not trusted.",
           "", "network_updated_status", "running", "configured"),
    _tried("U2a", "What happens to members that an update of the network does not contain?", "All members are sent.",
           "",
           "network_omitted", "kept", "reset"),
    _tried("U2b", "Does an empty string clear a member of the network?",
           "If not, the profile is deleted and stored again.", "",
           "network_empty_string", "clears", "ignored"),
    _tried("7.3b", "Is an empty list of DNS servers stored?", "It is compared after the update.",
           "Set DNS servers, or leave out dns_servers.", "network_empty_dns", "stored", "default"),
    _tried("U20", "Can the protocol of a proxy differ from the type of the network profile?",
           "If they differ, there is a warning.",
           "Use the same protocol for both.", "", *_YES),
    _tried("C21", "What does the reply to a deletion contain?", "It is not read.", "", "", "null", "absent",
           "something"),
    _tried("7.5b", "Does the network service start if the container is stopped?",
           "If not, the profile is stored, with a warning that it is not enforced.",
           "Start the container in the same play.", "network_start_needs", "nothing", "running"),
)  # fmt: skip
_OPERATIONS = (
    _tried("C14", "Which HTTP status does an operation get that is impossible in the present state?",
           "The container is read again.", "", "operation_conflict", 400, 409),
    _tried("6", "Can an operation be started while another one is in progress?",
           "It is sent again until it is accepted.", "",
           "operation_while_busy", "refused", "accepted"),
    _timed("U23a", "a stop", "stop_delay"),
    _timed("U23b", "a start", "start_delay"),
    _timed("U23c", "a pause", "pause_delay"),
    _tried("D.1", "Is an existing firewall rule added again?", "Rules are read first.",
           "Look for duplicate rules.", "firewall_duplicate", "told", "added"),
    _tried("D.6a", "When are two firewall rules the same?", "If they match the same traffic.", "",
           "firewall_key", "matching", "everything"),
    _tried("D.6b", "Do replies contain the maximum number of firewall rules?", "The error of the API is reported.", "",
           "firewall_figures", "present", "absent"),
    _tried("D.2", "Can a firewall rule have several addresses?", "The error of the API is reported.",
           "Use one rule for each address.", "firewall_peers", "list", "one"),
    _tried("D.3a", "Are firewall rules selected by exactly equal strings?", "They are sent as the API returns them.",
           "",
           "firewall_matching", "exact", "normalised"),
    _tried("D.3b", "Does a deletion without a state match disabled firewall rules?", "The state is always sent.", "",
           "firewall_missing_state", "either", "enabled"),
)  # fmt: skip
_SNAPSHOTS = (
    _tried("C.3a", "Which hyphens and underscores of an alias are removed in the name of a snapshot?",
           "A snapshot is found by its name or its alias.", "Use letters and digits at both ends.",
           "snapshot_name", "both_ends", "leading"),
    _tried("C.3b", "Can a snapshot of a paused container be created?",
           "It is tried, and the error of the API is reported.",
           "Start or stop the container first.", "snapshot_state", "settled", "any"),
    _tried("C.3c", "What happens if a second snapshot gets the same alias?", "The alias is searched first.", "",
           "snapshot_same_alias", "refused", "replaced"),
    _tried("C.5a", "What happens to a running container that is restored?",
           "The task waits until its status is final. If the restore is refused, the container is stopped first.", "",
           "snapshot_restore_running", "runs", "stops", "refused"),
    _timed("C.5b", "a restore", "snapshot_restore_delay"),
)  # fmt: skip
_ALIASES = (
    _tried("E.4a", "Does an alias for http need a port?", "A port is always sent.", "", "alias_port",
           "required", "one"),
    _tried("E.4b", "Which programs can an alias have?", "The error of the API is reported.",
           "Use programs from the list in the error.", "alias_programs", "b16", "b12"),
    _tried("E.4c", "What does the error for an alias in use say about its location?", "It is reported as it is.", "",
           "alias_scope", "server", "account"),
    _tried("E.8", "Are the aliases of a deleted container kept?", "The collection deletes them itself.",
           "Delete them with proxy_alias before the container.", "alias_orphans", "removed", "kept"),
)  # fmt: skip
_PROJECTS = (
    _tried("A.4", "Can a project be changed without sending its alias?", "It is always sent.", "",
           "project_update_alias", "required", "optional"),
    _tried("C18", "Can a project with a container be deleted?",
           "With cascade, containers are deleted first. Without it, nothing is deleted.", "", "project_delete",
           "cascade", "refused"),
    _tried("A.5a", "Which HTTP status does a second deletion of a project get?",
           "Both mean that the deletion is in progress.", "",
           "second_project_delete", 404, 409),
    _timed("A.5b", "the deletion of a project", "project_delete_delay"),
)  # fmt: skip
_COPIES = (
    _timed("F.1a", "a copy", "copy_delay"),
    _tried("F.1b", "Which status does a copy have when it is complete?", "It runs.",
           "Read failure_reason and the status log of the copy.",
           "copy_outcome", "running", "failed")._replace(unfit=("failed",)),
    _tried("F.1c", "Is the network profile of a copy enforced?",
           "It is read after the copy, and a warning says if it is not enforced.",
           "Enforce the network profile of a copy with container_network.", "copy_network", "enforced", "stored"),
    _tried("U10", "Are names of containers case-sensitive?", "Names are compared exactly.",
           "Use lower case.", "", "yes", "no"),
)  # fmt: skip
_DELETIONS = (
    _tried("U8", "Can a running container be deleted?",
           "It is tried. If it is refused, the container is stopped first.",
           "", "delete_running", *_YES),
    _tried("U7", "Which HTTP status does a second deletion of a container get?",
           "All of them mean that the container is deleted.", "",
           "second_delete", 200, 404, 409),
    _tried("U6", "Can the name of a container be used again while it is being deleted?",
           "The task waits until it can.", "",
           "dying_name", "taken", "free"),
    _timed("5.6", "the deletion of a container", "delete_delay"),
    _tried("5.6b", "Can a container be deleted while an operation is in progress?",
           "It is tried again until it is accepted.",
           "", "delete_unfinished", *_YES),
)  # fmt: skip

WRITING = (*_CONTAINER, *_ENVIRONMENT, *_NETWORK, *_OPERATIONS, *_SNAPSHOTS, *_ALIASES, *_PROJECTS, *_COPIES,
           *_DELETIONS)  # fmt: skip
#: All questions, in the order in which they are told.
QUESTIONS: dict[str, Question] = {item.id: item for item in (*READING, *WRITING)}
