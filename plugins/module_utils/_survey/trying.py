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
        f"Raise {option} for such tasks; what never ends, no task can wait for: use wait=false, and ask the operator.",
        switch,
        unfit=(NEVER,),
    )


_CONTAINER = (
    _timed("C22", "building a container", "create_delay"),
    _tried("5.4", "In which status does building a container end?", "It runs.",
           "Read failure_reason and the status log of the container, and try another server or image.",
           "creation_outcome", "running", "failed")._replace(unfit=("failed",)),
    _tried("C13", "Which status has a container that is being built?",
           "Any status that is not known counts as being on its way.", "", "first_status", "provisioning", "creating"),
    _tried("C25", "Is a short image name, such as debian, stored as it was sent?",
           "The four short forms of the default image are taken for one.",
           "Name images as image_info does.", "image_shorthand", "normalised", "as_sent"),
    _tried("C28", "What is hoody_kit where it was not sent?", "It is sent where a task names it.",
           "Name hoody_kit in every task.", "", True, False),
    _tried("U9", "How is a color of three digits stored?", "Both forms are taken for one.",
           "Give colors with six digits.", "color_digits", "kept", "expanded"),
    _tried("C16", "Has a container without an SSH key none, or one of its project?",
           "After a key was cleared, any key that is shown counts as done.", "Name a key in every task.",
           "ssh_key_null", "clears", "inherits"),
    _tried("C1a", "Which verbs does an update take?", "PATCH is sent first, and PUT where that is not known.", "",
           "update_verbs", "both", "patch", "put"),
    _tried("C1b", "With which status is the other verb refused?", "405, or a 404 that names no resource.", "",
           "verb_refusal", 405, 404),
    _tried("U19", "Is the comment of an SSH key kept?", "Keys are compared without their comments.", "",
           "", "kept", "dropped"),
    _timed("G.11", "putting a new SSH key in place", "ssh_key_delay", "ansible_ssh_timeout"),
    _tried("C4", "For how many seconds is a claim valid?", "expires_in of the API's answer is used.", "",
           "claim_lifetime"),
    _tried("U12", "Is the payload of a claim padded with =?", BOTH, "", "claim_padding", "absent", "present"),
)  # fmt: skip
_ENVIRONMENT = (
    _tried("U1", "What does an update do to variables that it does not name?",
           "What is left over is removed by name afterwards.", "Use purge_environment_vars=false.",
           "environment_update", "replace", "merge"),
    _tried("C5", "Which limits do variables have?", "None of our own; the API's refusal is told.",
           "Keep values short.", "environment_limits", "current", "seed"),
    _tried("F.4b", "Can variables of the system, such as TMPDIR, be set?", "The API's refusal is told.",
           "Leave these variables out.", "environment_system", *_YES),
    _timed("F.4c", "bringing variables into a container", "environment_sync_delay"),
    _tried("F.4d", "How does that end?", "The variables are in the container; it is told where they are not.",
           "Read env_sync.last_error of the container.", "environment_sync", "done", "exhausted",
           )._replace(unfit=("exhausted",)),
    _tried("1.2", "Do errors have a machine code?", "Errors are known by status and words, too.",
           "Branch on error.status, not on error.code.", "machine_codes", "newer", "rare"),
)  # fmt: skip
_NETWORK = (
    _tried("C7", "Are the credentials of a proxy shown?", "They are never compared, and never shown.", "",
           "proxy_credentials", "write_only", "echoed"),
    _timed("7.5a", "starting the network service", "network_delay"),
    _tried("7.2", "Is last_status_check the moment of the request?", "It is not used.", "",
           "network_checks", "live", "cached"),
    _tried("U4", "Can a network service be started again, or stopped again?", "It is read first, and both are taken.",
           "", "network_repeat", *_YES),
    _tried("U3", "Does a running network service go on after an update?",
           "It is stopped, updated and started. Which configuration it goes on with, no answer of the API tells.", "",
           "network_running_update", "stops")._replace(beside=("goes on",)),
    _tried("7.3a", "Which status is shown after an update of a running service?", "The status alone is not believed.",
           "", "network_updated_status", "running", "configured"),
    _tried("U2a", "What becomes of fields that a network update leaves out?", "All are sent.", "",
           "network_omitted", "kept", "reset"),
    _tried("U2b", "Does an empty text clear a field of a network?", "If not, the network is made anew.", "",
           "network_empty_string", "clears", "ignored"),
    _tried("7.3b", "Is an empty list of DNS servers stored?", "It is compared after the update.",
           "Name DNS servers, or none at all.", "network_empty_dns", "stored", "default"),
    _tried("U20", "May the scheme of a proxy differ from the type of its network?", "A warning tells that they differ.",
           "Let them be the same.", "", *_YES),
    _tried("C21", "What are the data of a deletion?", "They are not read.", "", "", "null", "absent", "something"),
    _tried("7.5b", "Does the network service start while the container is stopped?",
           "If not, the profile is stored, and a warning tells that nothing is enforced.",
           "Start the container in the same play.", "network_start_needs", "nothing", "running"),
)  # fmt: skip
_OPERATIONS = (
    _tried("C14", "With which status is an operation refused that the state does not allow?",
           "The container is read again after either.", "", "operation_conflict", 400, 409),
    _tried("6", "Can an operation be sent while another one is going on?", "It is sent again until it is taken.", "",
           "operation_while_busy", "refused", "accepted"),
    _timed("U23a", "a stop", "stop_delay"),
    _timed("U23b", "a start", "start_delay"),
    _timed("U23c", "a pause", "pause_delay"),
    _tried("D.1", "Is a firewall rule that is there already added again?", "Rules are read before.",
           "Look for rules that are there twice.", "firewall_duplicate", "told", "added"),
    _tried("D.6a", "What do two firewall rules share that are one?", "Rules are known by what they match.", "",
           "firewall_key", "matching", "everything"),
    _tried("D.6b", "Do replies tell how many firewall rules there can be?", "The API's refusal is told.", "",
           "firewall_figures", "present", "absent"),
    _tried("D.2", "Can a firewall rule be for several addresses?", "The API's refusal is told.",
           "Write a rule for each address.", "firewall_peers", "list", "one"),
    _tried("D.3a", "Are firewall rules selected by the very text?", "They are sent as the API shows them.", "",
           "firewall_matching", "exact", "normalised"),
    _tried("D.3b", "Does a deletion without a state find disabled firewall rules?", "The state is always sent.", "",
           "firewall_missing_state", "either", "enabled"),
)  # fmt: skip
_SNAPSHOTS = (
    _tried("C.3a", "Which hyphens and underscores of an alias are left out of a snapshot's name?",
           "A snapshot is found by either.", "Use letters and digits at both ends.",
           "snapshot_name", "both_ends", "leading"),
    _tried("C.3b", "Can a snapshot be taken of a paused container?", "It is tried, and the refusal told.",
           "Start or stop the container before.", "snapshot_state", "settled", "any"),
    _tried("C.3c", "What does a second snapshot of one alias do?", "It is looked for first.", "",
           "snapshot_same_alias", "refused", "replaced"),
    _tried("C.5a", "What becomes of a running container that is restored?",
           "It is watched until it rests; where it is refused, it is stopped before.", "",
           "snapshot_restore_running", "runs", "stops", "refused"),
    _timed("C.5b", "a restore", "snapshot_restore_delay"),
)  # fmt: skip
_ALIASES = (
    _tried("E.4a", "Does an alias for http need a port?", "A port is always sent.", "", "alias_port",
           "required", "one"),
    _tried("E.4b", "Which list of programs can an alias lead to?", "The API's refusal is told.",
           "Use programs of the list that is told.", "alias_programs", "b16", "b12"),
    _tried("E.4c", "What does the refusal of an alias in use say of where?", "It is told as it is.", "",
           "alias_scope", "server", "account"),
    _tried("E.8", "Do the aliases of a deleted container stay?", "They are not relied on to go.",
           "Delete them with proxy_alias before the container.", "alias_orphans", "removed", "kept"),
)  # fmt: skip
_PROJECTS = (
    _tried("A.4", "Can a project be changed without its alias being sent?", "It is always sent.", "",
           "project_update_alias", "required", "optional"),
    _tried("C18", "Is a project deleted that has a container?",
           "With cascade, containers are deleted first; without, nothing is.", "", "project_delete",
           "cascade", "refused"),
    _tried("A.5a", "With which status is a second deletion of a project answered?", "Both count as under way.", "",
           "second_project_delete", 404, 409),
    _timed("A.5b", "the deletion of a project", "project_delete_delay"),
)  # fmt: skip
_COPIES = (
    _timed("F.1a", "a copy", "copy_delay"),
    _tried("F.1b", "In which status does a copy end?", "It runs.",
           "Read failure_reason and the status log of the copy.",
           "copy_outcome", "running", "failed")._replace(unfit=("failed",)),
    _tried("F.1c", "Is the network profile of a copy enforced?", "It is read after the copy, and started.",
           "Start the network of a copy with container_network.", "copy_network", "enforced", "stored"),
    _tried("U10", "Do names of containers differ that differ in case only?", "Names are compared exactly.",
           "Use lower case.", "", "yes", "no"),
)  # fmt: skip
_DELETIONS = (
    _tried("U8", "Can a running container be deleted?", "It is tried, and the container stopped where it is refused.",
           "", "delete_running", *_YES),
    _tried("U7", "With which status is a second deletion of a container answered?", "All of them count as done.", "",
           "second_delete", 200, 404, 409),
    _tried("U6", "Is the name of a container free while it is being deleted?", "It is waited for.", "",
           "dying_name", "taken", "free"),
    _timed("5.6", "the deletion of a container", "delete_delay"),
    _tried("5.6b", "Can a container be deleted while an operation is going on?", "It is tried again until it is taken.",
           "", "delete_unfinished", *_YES),
)  # fmt: skip

WRITING = (*_CONTAINER, *_ENVIRONMENT, *_NETWORK, *_OPERATIONS, *_SNAPSHOTS, *_ALIASES, *_PROJECTS, *_COPIES,
           *_DELETIONS)  # fmt: skip
#: All questions, in the order in which they are told.
QUESTIONS: dict[str, Question] = {item.id: item for item in (*READING, *WRITING)}
