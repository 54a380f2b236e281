# SPDX-License-Identifier: GPL-3.0-or-later
"""What a new container is like, and how one is changed."""

from __future__ import annotations

import base64
import os
from functools import partial
from typing import Any

from .._text.types import Json
from .asking import Heard, Unanswered
from .house import FIRST, UNFINISHED
from .questions import NEVER
from .reading import ask_of_container
from .survey import LONG_PATIENCE, PATIENCE, Survey

_SHORT_COLOR, _IMAGE = "#ABC", "debian"
_SHOWN = ("U9", "C25", "C16", "C28")
_KEY_TYPE = "ssh-ed25519"
_KEY_COMMENT = "survey"


def ask_of_creation(survey: Survey) -> None:
    """Create the container that everything is tried with. Raises Unanswered where there can be none."""
    made: Heard | None = None
    with survey.on(*_SHOWN, "C13"):
        made = survey.house.make(FIRST, color=_SHORT_COLOR, container_image=_IMAGE)
    if made is None:
        # Perhaps it is what was to be tried that was refused.
        survey.house.make(FIRST)
    survey.subject = survey.house.newest()
    since = survey.asker.clock.now()
    with survey.on("C22", "5.4"):
        took, status = survey.house.rested(survey.subject, since, LONG_PATIENCE, *UNFINISHED)
        survey.findings.found("C22", took)
        if took == NEVER:
            raise Unanswered(f"It was not created within {LONG_PATIENCE:.0f} s.")
        survey.findings.found("5.4", status)
    with survey.on("C13"):
        # The reply to the creation may tell of later.
        logs = survey.asker.get(f"{survey.path}/status-logs", limit=100, sort_order="asc").items("logs")
        first = next((item.get("to_status") for item in logs if item.get("from_status") is None), None)
        if not isinstance(first, str):
            raise Unanswered("The status log does not contain the first status.")
        survey.findings.found("C13", first)
    if made is not None:
        with survey.on(*_SHOWN):
            _look_at(survey, survey.asker.get(survey.path).object())
    ask_of_container(survey, survey.subject)


def _look_at(survey: Survey, shown: Json) -> None:
    found = survey.findings.found
    color = str(shown.get("color")).upper()
    found("U9", {_SHORT_COLOR: "kept", "#AABBCC": "expanded"}.get(color, color))
    image = str(shown.get("container_image"))
    found("C25", {_IMAGE: "as_sent", "debian/13": "normalised"}.get(image, image))
    found("C16", "inherits" if shown.get("ssh_public_key") else "clears")
    if isinstance(shown.get("hoody_kit"), bool):
        found("C28", shown["hoody_kit"])


def ask_for_verbs(survey: Survey) -> None:
    """With which verbs something is changed, and how the other one is refused."""
    with survey.on("C1a", "C1b"):
        answers = {verb: survey.asker.send(verb, survey.path, {"comment": _KEY_COMMENT}) for verb in ("PATCH", "PUT")}
        known = [verb for verb, answer in answers.items() if answer.was_taken(405, 404)]
        if not known:
            raise Unanswered("Neither PATCH nor PUT changes a container.")
        survey.verb = known[0]
        survey.findings.found("C1a", "both" if len(known) > 1 else survey.verb.lower())
        refused = [answer for answer in answers.values() if not answer.took]
        if not refused:
            raise Unanswered("Both methods work.")
        survey.findings.found("C1b", refused[0].status)


def ask_for_key(survey: Survey) -> None:
    """How an SSH key is shown, and when it is in place. Nobody has its private half."""
    with survey.on("U19", "G.11"):
        before = survey.asker.get(survey.path).object().get("ssh_key_installed_at")
        key = _nobodys_key()
        survey.update(survey.path, {"ssh_public_key": f"{key} {_KEY_COMMENT}"}).sound()
        since = survey.asker.clock.now()
        shown = survey.asker.get(survey.path)
        survey.findings.found("U19", "kept" if shown.member("ssh_public_key", str) != key else "dropped")
        if "ssh_key_installed_at" not in shown.object():
            raise Unanswered("Containers do not have the time when a key was installed.")
        look = partial(_is_in_place, survey, before)
        survey.findings.found("G.11", survey.asker.duration(since, PATIENCE, look))


def _is_in_place(survey: Survey, before: Any) -> bool:
    return survey.asker.get(survey.path).object().get("ssh_key_installed_at") not in (None, before)


def _nobodys_key() -> str:
    """A public key that no other container has."""
    parts = (_KEY_TYPE.encode(), os.urandom(32))
    blob = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return f"{_KEY_TYPE} {base64.b64encode(blob).decode()}"


def ask_for_claim(survey: Survey) -> None:
    """For how long a claim is valid, and how it is written. The claim itself is not kept."""
    with survey.on("C4", "U12"):
        answer = survey.asker.send("POST", f"{survey.path}/authorize")
        survey.findings.found("C4", answer.member("expires_in", int))
        claim = answer.member("container_claim", dict)
        text = claim.get("payload_b64")
        if not isinstance(text, str):
            raise Unanswered("The claim has no payload.")
        if len(text.rstrip("=")) % 4 == 0:
            raise Unanswered("The claim is of a length that needs no padding.")
        survey.findings.found("U12", "present" if text.endswith("=") else "absent")


def ask_for_environment(survey: Survey) -> None:
    """What can be written to the variables, and what that does to others."""
    one, other, path = "SURVEY_ONE", "SURVEY_TWO", f"{survey.path}/env"
    found = survey.findings.found
    with survey.on("U1"):
        survey.update(survey.path, {"environment_vars": {one: "1"}}).sound()
        survey.update(survey.path, {"environment_vars": {other: "2"}}).sound()
        names = survey.asker.get(path).member("environment_vars", dict)
        if other not in names:
            raise Unanswered("A variable that was written does not exist.")
        found("U1", "merge" if one in names else "replace")
    with survey.on("C5"):
        survey.update(path, {one: "1"}).sound()
        found("C5", "seed" if survey.update(path, {one: "x" * 4097}).was_taken(400, 422) else "current")
    with survey.on("F.4b"):
        found("F.4b", "accepted" if survey.update(path, {"TMPDIR": "/tmp"}).was_taken(400, 422) else "refused")
    _ask_of_transport(survey, path, one)
    with survey.on("1.2"):
        answer = survey.update(path, {"1-survey": "1"})
        answer.refusal(400, 422)
        found("1.2", "newer" if answer.error and answer.error.code else "rare")


def _ask_of_transport(survey: Survey, path: str, name: str) -> None:
    """When a variable that was written is in the container, as far as the API tells."""
    with survey.on("F.4c", "F.4d"):
        survey.update(path, {name: "2"}).sound()
        since = survey.asker.clock.now()
        if not isinstance(_transport(survey, path), dict):
            raise Unanswered("The API does not report whether variables are in the container.")

        def ended() -> bool:
            state = _transport(survey, path)
            return state.get("pending") is False or state.get("exhausted") is True

        took = survey.asker.duration(since, PATIENCE, ended)
        survey.findings.found("F.4c", took)
        if took == NEVER:
            raise Unanswered(f"They were not installed within {PATIENCE:.0f} s.")
        gave_up = _transport(survey, path).get("exhausted") is True
        survey.findings.found("F.4d", "exhausted" if gave_up else "done")


def _transport(survey: Survey, path: str) -> Any:
    return survey.asker.get(path).object().get("env_sync")
