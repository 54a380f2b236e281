# SPDX-License-Identifier: GPL-3.0-or-later
"""What a claim in a file is to the engine: it is kept fresh there."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from .._api.errors import HoodyError, InputError
from .._container.finding import (
    UnknownContainer,
    container_options,
    containers_of,
)
from .._engine.plan import Plan, Step
from .._engine.private_file import (
    MODE,
    Held,
    MissingFolder,
    PrivateFile,
)
from .._engine.resource import Decision, Outcome, Resource
from .._engine.task import Task
from .._engine.waiting import Work
from .._text.moments import moment
from .._text.types import Json
from . import claim as claims
from .issuing import issue, published

#: Beside the reasons for not believing a claim: there is none, it is about to expire, it is as it should be.
_MISSING, _EXPIRING, _VALID = "missing", "expiring", "valid"


class Desired(NamedTuple):
    """What a task wants of one file. ``min_remaining`` is for how many seconds the claim has to be valid yet."""

    container: str
    project: str | None
    file: PrivateFile
    min_remaining: int


class KeptFile(NamedTuple):
    """A file as it is: what it holds, what that is worth in a word, and when it expires if it may be used.

    ``container_id`` is None in check mode when an earlier task would have created the container.
    """

    held: Held | None
    claim: str
    end: float | None
    container_id: str | None

    @property
    def view(self) -> Json:
        """For diffs."""
        return {"claim": self.claim, **({"mode": f"{self.held.mode:04o}"} if self.held else {})}


class ClaimFiles(Resource[Desired]):
    """Claims in files. A result tells nothing of a claim but when it expires."""

    member = "claim"

    def options(self) -> Json:
        """The argument specification of a claim, without the connection."""
        return {**container_options(), "dest": {"type": "path"}, "min_remaining": {"type": "int", "default": 600}}

    def desired(self, given: Mapping[str, Any]) -> Desired:
        """Check the options. Raises InputError."""
        if given["min_remaining"] < 0:
            raise InputError("The option min_remaining must be a number of seconds of at least 0.")
        claims.require_verification()
        return Desired(given["container"], given["project"], PrivateFile(given["dest"]), given["min_remaining"])

    def remember(self, task: Task, state: Json | None) -> None:
        """A failure tells nothing of the claim."""

    def find(self, task: Task, wanted: Desired) -> Json:
        """The file as it is, as the member ``kept``."""
        held = wanted.file.read()
        container_id = container_of(task)
        keys = published(task.client)["keys"]
        return {"kept": KeptFile(held, *_judged(held, keys, container_id, wanted.min_remaining), container_id)}

    def decide(self, task: Task, wanted: Desired, current: Json | None) -> Work[Decision]:
        """Compare the file with one that holds a claim that is valid for long enough, and that only its owner reads."""
        yield from ()
        kept: KeptFile = (current or {})["kept"]
        after = {"claim": _VALID, "mode": f"{MODE:04o}"}
        differs = kept.view != after
        if differs:
            try:
                wanted.file.check_folder()
            except MissingFolder as missing:
                task.suppose(missing)
            if task.check_mode and kept.container_id:
                # An id is used as it is, so nothing has looked for the container yet.
                task.client.get(f"/containers/{kept.container_id}")

        def work() -> Work[Json]:
            yield from ()
            text, end = (kept.held.text, kept.end) if kept.held and kept.claim == _VALID else _fresh(task, wanted, kept)
            wanted.file.write(text, kept.held)
            task.record.did("write")
            return {"kept": kept._replace(end=end)}

        steps = (Step("write"),) if differs else ()
        return Decision(Plan(steps, kept.view, after, wanted.file.path), current, work)

    def predicted(self, _plan: Plan, current: Json | None) -> Json | None:
        """When a new claim will expire cannot be told."""
        return current

    def reached(self, plan: Plan, _wanted: Desired, _state: Json | None) -> Json:
        """What was written is as it was to be."""
        return plan.after

    def present(self, state: Json | None) -> Json:
        """When the claim expires."""
        end = (state or {})["kept"].end
        return {"expires_at": None if end is None else moment(end)}

    def result(self, task: Task, outcome: Outcome) -> Json:
        """The result of a module."""
        result = {"changed": outcome.plan.changed, **self.present(outcome.state)}
        return {**result, "diff": outcome.plan.diff()} if task.diff_mode else result


#: The one of them.
CLAIM_FILES = ClaimFiles()


def obtain(task: Task) -> Json:
    """A new claim, or one that is kept in a file."""
    if task.options["dest"]:
        return CLAIM_FILES.reconcile(task)
    container_id = container_of(task)
    if container_id is None:
        return {"changed": False}
    claim, end = issue(task.client, container_id)
    return {"changed": False, "claim": claim, "expires_at": moment(end)}


def container_of(task: Task) -> str | None:
    """The id of the container; None in check mode when an earlier task would have created it."""
    try:
        return str(containers_of(task.lookup).container(task.options["container"], task.options["project"])["id"])
    except UnknownContainer as unknown:
        task.suppose(unknown)
        return None


def _judged(held: Held | None, keys: list[Json], container_id: str | None, least: int) -> tuple[str, float | None]:
    """What the file holds, in a word, and when that expires if it may be used."""
    if held is None:
        return _MISSING, None
    if container_id is None:
        # The container is yet to be created, so whatever is there is the claim of another.
        return "wrong_container", None
    try:
        end = claims.expiry(claims.verify(held.text, keys, container_id))
    except claims.ClaimError as problem:
        return problem.reason, None
    return (_VALID, end) if end - time.time() >= least else (_EXPIRING, None)


def _fresh(task: Task, wanted: Desired, kept: KeptFile) -> tuple[str, float]:
    """A new claim as the text of a file, and when it expires. It is known to verify, so that the next run keeps it."""
    container_id = str(kept.container_id)
    claim, end = issue(task.client, container_id)
    try:
        # With keys as new as the claim: they may have changed since the old one was judged.
        claims.verify(claim, published(task.client)["keys"], container_id)
    except claims.ClaimError as problem:
        raise HoodyError(f"The API issued a claim that does not verify here. {problem}") from None
    remaining, least = end - time.time(), wanted.min_remaining
    if remaining < least:
        task.warnings.append(
            f"The API issues claims for {remaining:.0f} s, which is less than min_remaining ({least} s), "
            "so every run writes a new one."
        )
    return json.dumps(claim, indent=2) + "\n", end
