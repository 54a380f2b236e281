# SPDX-License-Identifier: GPL-3.0-or-later
"""The questions that are asked by reading, what a question is, and what no client of the API can find out."""

from __future__ import annotations

from typing import Any, NamedTuple

#: What takes longer than anybody waits for it.
NEVER = "never"


class Question(NamedTuple):
    """One question, as data.

    ``switch`` is the switch of the emulator that the answer sets, if there is one, and ``values`` are those that it
    takes; none for a number. ``beside`` are answers that the collection is made for, too. An answer that is neither, or
    is in ``unfit``, is not: then ``otherwise`` is what to do.
    """

    id: str
    question: str
    how: str
    assumed: str
    otherwise: str
    switch: str = ""
    values: tuple[Any, ...] = ()
    unfit: tuple[Any, ...] = ()
    beside: tuple[Any, ...] = ()

    def fits(self, answer: Any) -> bool:
        """Whether the collection works with this answer."""
        return answer not in self.unfit and (not self.values or answer in (*self.values, *self.beside))

    def can_switch(self, answer: Any) -> bool:
        """Whether the emulator can behave like this."""
        return bool(self.switch) and (not self.values or answer in self.values)


REPORT = "Please send us the report, so that the collection can support this behavior."
BOTH = "Both answers work."

READING: tuple[Question, ...] = (
    Question(
        "C3",
        "Which HTTP status does a wrong value get?",
        "read",
        BOTH,
        "Errors are reported with their status. Do not rely on error.status for wrong values.  " + REPORT,
        "validation_status",
        (400, 422),
    ),
    Question(
        "U15a",
        "Is an unknown query parameter refused or ignored?",
        "read",
        "Only known parameters are sent.",
        REPORT,
        values=("ignored", "refused"),
    ),
    Question(
        "U15b",
        "Does a list work without the slash at the end of its path?",
        "read",
        "Paths are sent as documented.",
        REPORT,
        values=("yes", "no"),
    ),
    Question(
        "C9",
        "Does the API support prespawn and include_prespawn?",
        "read",
        "They are sent only if a task has them.",
        "Leave out prespawn, bypass_prespawn and include_prespawn.",
        "prespawn_fields",
        ("unknown", "known"),
    ),
    Question(
        "C10",
        "Does the list of one project support include_expired?",
        "read",
        "It is sent only if a task has it, and the result is compared with the list of all containers.",
        "Leave out include_expired.",
        "project_list_include_expired",
        ("known", "unknown"),
    ),
    Question(
        "C8",
        "Do containers show the newer fields, such as kvm?",
        "read",
        "They are sent and compared only if a task has them.",
        REPORT,
        "newer_fields",
        (True, False),
    ),
    Question(
        "F.4a",
        "Are the values of environment variables shown to this token?",
        "read",
        "Hidden values are never compared or overwritten.",
        REPORT,
        "environment_values",
        ("shown", "redacted"),
    ),
    Question(
        "U14",
        "Which members does the network have if there is no profile?",
        "read",
        "Only the member configured is read.",
        REPORT,
    ),
    Question(
        "C.2",
        "How many snapshots can a container have?",
        "read",
        "The collection has no limit. The error of the API is reported.",
        "Use keep of container_snapshot to delete old snapshots.",
        "snapshot_limit",
        (10, 1000, "none"),
    ),
    Question(
        "B.6",
        "Which path lists the rented servers?",
        "read",
        "/rentals is used if it exists, otherwise /servers.",
        "Give server ids instead of names. " + REPORT,
        "rental_paths",
        ("both", "rentals", "servers"),
    ),
    Question(
        "B.1",
        "Do rented servers have a number of free containers?",
        "read",
        "server_info returns it if the API has it. It is not used otherwise.",
        "Do not use containers_left of server_info.",
        "rental_capacity",
        ("present", "absent"),
    ),
    Question(
        "E.2",
        "Are wrong values of enabled and expired refused in the list of aliases?",
        "read",
        "Only true and false are sent.",
        REPORT,
        "alias_flags",
        ("checked", "text"),
    ),
    Question(
        "U16",
        "Can a server be read by its own id, and not only by the id of its rental?",
        "read",
        "Servers are searched only in the list.",
        REPORT,
        values=("yes", "no"),
    ),
    Question(
        "H.5a",
        "Which kind of event history does the API have?",
        "read",
        "The event source for rulebooks detects it, and works with each.",
        REPORT,
        "events_history",
        ("cursors", "newest", "refused", "ignored", "absent"),
    ),
    Question(
        "H.5b",
        "Does the event history contain an event twice?",
        "read",
        "It can. The event source for rulebooks sends each event once.",
        REPORT,
        "events_duplicates",
        ("none", "twice"),
    ),
    Question(
        "8",
        "Does this deployment sign claims?",
        "read",
        "It has a signing key.",
        "container_claim, public_key_info and the test valid_claim cannot be used with this deployment.",
        "signing",
        ("configured", "none"),
        unfit=("none",),
    ),
)

_INSIDE = (
    "It is about the services in a container, which do not belong to the API. The survey sends the "
    "token only to the API, and does not connect to containers."
)
#: The switches of the emulator that no answer sets, and why.
UNOBSERVABLE: dict[str, str] = {
    **dict.fromkeys(
        (
            *("kit_raw", "kit_wait", "kit_first_result", "kit_result_host", "kit_result_life", "kit_quiet"),
            *("kit_completion", "kit_output_limit", "kit_modes", "kit_delete", "kit_unknown_query", "kit_body_limit"),
            *("kit_sleep", "kit_gate"),
        ),
        _INSIDE,
    ),
    "kit_sshd": "It is about the machine that the emulator runs on.",
    **dict.fromkeys(
        ("rental_list", "rental_server"),
        "It depends on the account, and not on the API, which servers it has.",
    ),
    "alias_paths": "It can be seen only with a request to an alias whose container runs a web server.",
    "empty_json_body": (
        "It is about requests that announce a JSON body and have none. This collection never sends such requests."
    ),
    "events_cursor_age": (
        "How long the API keeps a position in the event history can be seen only after that time. The "
        "event source for rulebooks finds its position again."
    ),
    "events_socket": (
        "It is about live events over Socket.IO. This collection does not use them: the event source for rulebooks "
        "reads the event history."
    ),
    "latency": "It depends on the network between you and the API.",
}
