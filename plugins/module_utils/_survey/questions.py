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


REPORT = "Please send us the report: the collection has to learn this behaviour."
BOTH = "Either answer is handled."

READING: tuple[Question, ...] = (
    Question(
        "C3",
        "With which status is a wrong value refused?",
        "read",
        BOTH,
        "Errors are told with their status; branch on error.status with care. " + REPORT,
        "validation_status",
        (400, 422),
    ),
    Question(
        "U15a",
        "Is a query parameter that nobody knows refused or ignored?",
        "read",
        "Only known parameters are sent.",
        REPORT,
        values=("ignored", "refused"),
    ),
    Question(
        "U15b",
        "Does a list answer without the slash at the end of its path?",
        "read",
        "Paths are sent as they are documented.",
        REPORT,
        values=("yes", "no"),
    ),
    Question(
        "C9",
        "Are prespawn and include_prespawn known?",
        "read",
        "They are sent only where a task names them.",
        "Leave out prespawn, bypass_prespawn and include_prespawn.",
        "prespawn_fields",
        ("unknown", "known"),
    ),
    Question(
        "C10",
        "Is include_expired known to the list of one project?",
        "read",
        "It is sent only where a task asks for it, and the result is compared with the list of all.",
        "Leave out include_expired.",
        "project_list_include_expired",
        ("known", "unknown"),
    ),
    Question(
        "C8",
        "Do containers show the newer fields, such as kvm?",
        "read",
        "They are sent and compared only where a task names them.",
        REPORT,
        "newer_fields",
        (True, False),
    ),
    Question(
        "F.4a",
        "Are the values of environment variables shown to this token?",
        "read",
        "Values that are hidden are never compared, nor overwritten by guess.",
        REPORT,
        "environment_values",
        ("shown", "redacted"),
    ),
    Question(
        "U14",
        "Which members does a network have that is not configured?",
        "read",
        "Only configured is read.",
        REPORT,
    ),
    Question(
        "C.2",
        "How many snapshots can a container have?",
        "read",
        "There is no limit of our own; the API's refusal is told.",
        "Use keep of container_snapshot, so that old snapshots go.",
        "snapshot_limit",
        (10, 1000, "none"),
    ),
    Question(
        "B.6",
        "Under which paths are the rented servers listed?",
        "read",
        "The first of /rentals and /servers that is there is used.",
        "Give server ids instead of names. " + REPORT,
        "rental_paths",
        ("both", "rentals", "servers"),
    ),
    Question(
        "B.1",
        "Do rented servers tell how many containers fit on them?",
        "read",
        "It is told by server_info where it is shown, and used for nothing.",
        "Do without containers_left of server_info.",
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
        "Can a server be read by its own id, and not only by that of its rental?",
        "read",
        "Servers are found in the list only.",
        REPORT,
        values=("yes", "no"),
    ),
    Question(
        "H.5a",
        "What kind of history of events is there?",
        "read",
        "The event source for rulebooks finds out by itself which, and works with each.",
        REPORT,
        "events_history",
        ("cursors", "newest", "refused", "ignored", "absent"),
    ),
    Question(
        "H.5b",
        "Does the history of events show an event twice?",
        "read",
        "It may; the event source for rulebooks tells each once.",
        REPORT,
        "events_duplicates",
        ("none", "twice"),
    ),
    Question(
        "8",
        "Does this deployment sign claims?",
        "read",
        "It has a key to sign with.",
        "container_claim, public_key_info and the test valid_claim cannot be used with this deployment.",
        "signing",
        ("configured", "none"),
        unfit=("none",),
    ),
)

_INSIDE = (
    "It concerns the services inside a container, which are no part of the API: the survey sends the token to the API "
    "only, and enters no container."
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
        "Which servers an account has, and what is known of them, is a matter of the account and not of the API.",
    ),
    "alias_paths": "What the proxy makes of a path shows only to a visitor of an alias behind which a program answers.",
    "empty_json_body": (
        "It takes a request that announces a JSON body and has none. The client of this collection announces a body "
        "only where it sends one, so it makes no difference to it."
    ),
    "events_cursor_age": (
        "How long a place in the history of events is remembered shows only to who comes back after that time. The "
        "event source for rulebooks finds its place again."
    ),
    "events_socket": (
        "Live events are told over Socket.IO, which nothing in this collection uses: the event source for rulebooks "
        "reads the history."
    ),
    "latency": "How long a request takes is a matter of the network between you and the API.",
}
