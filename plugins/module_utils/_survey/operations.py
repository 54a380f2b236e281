# SPDX-License-Identifier: GPL-3.0-or-later
"""How operations on a container behave, and its snapshots."""

from __future__ import annotations

from .asking import Unanswered
from .network import ask_for_idle_network
from .questions import NEVER
from .survey import PATIENCE, Survey

_CONFLICTS = (400, 409)
_ALIAS = "-survey_"
_NAMED = {"survey": "both_ends", "survey_": "leading"}


def ask_for_operations(survey: Survey) -> None:
    """Stop, start, pause and resume it. It runs before, and afterwards if all goes well."""
    with survey.on("C14"):
        answer = survey.asker.send("POST", f"{survey.path}/start")
        if answer.error and answer.error.busy:
            raise Unanswered("Another operation is in progress.")
        survey.findings.found("C14", answer.refusal(*_CONFLICTS))
    with survey.on("6", "U23a"):
        _ask_of_stop(survey)
    with survey.on("7.5b"):
        survey.bring_to("stopped")
        ask_for_idle_network(survey)
    with survey.on("U23b"):
        survey.bring_to("stopped")
        survey.findings.found("U23b", survey.operate("start", "running")[0])
    with survey.on("U23c", "C.3b"):
        survey.bring_to("running")
        took, _since = survey.operate("pause", "paused")
        survey.findings.found("U23c", took)
        if took == NEVER:
            raise Unanswered(f"The container was not paused within {PATIENCE:.0f} s.")
        _ask_when_paused(survey)


def _ask_when_paused(survey: Survey) -> None:
    taken = survey.asker.send("POST", f"{survey.path}/snapshots", {"alias": "survey-paused"})
    survey.findings.found("C.3b", "any" if taken.was_taken() else "settled")


def _ask_of_stop(survey: Survey) -> None:
    """Stop it, and send that again before it has stopped."""
    asker, house = survey.asker, survey.house
    asker.send("POST", f"{survey.path}/stop").sound()
    since = asker.clock.now()
    busy = house.status(survey.subject) != "stopped"
    if busy:
        again = asker.send("POST", f"{survey.path}/stop")
        if again.was_taken():
            since = asker.clock.now()
        survey.findings.found("6", "accepted" if again.took else "refused")
    survey.findings.found("U23a", asker.duration(since, PATIENCE, lambda: house.status(survey.subject) == "stopped"))
    if not busy:
        raise Unanswered("The operation had ended before another one could be sent.")


def ask_for_snapshots(survey: Survey) -> None:
    """Take snapshots of it; how they are named."""
    path = f"{survey.path}/snapshots"
    with survey.on("C.3a", "C.3c"):
        if survey.house.status(survey.subject) == "paused":
            survey.bring_to("running")
        taken = survey.asker.send("POST", path, {"alias": _ALIAS})
        name = taken.member("snapshot", dict).get("name")
        survey.findings.found("C.3a", _NAMED.get(str(name), str(name)))
        again = survey.asker.send("POST", path, {"alias": _ALIAS})
        survey.findings.found("C.3c", "replaced" if again.was_taken() else "refused")


def ask_for_restore(survey: Survey) -> None:
    """Go back to the first snapshot of it, while it runs or, where that is refused, while it does not."""
    path = f"{survey.path}/snapshots"
    with survey.on("C.5a", "C.5b"):
        names = [item.get("name") for item in survey.asker.get(path).items("snapshots")]
        if not names or not isinstance(names[0], str):
            raise Unanswered("There is no snapshot to go back to.")
        survey.bring_to("running")
        if not survey.update(f"{path}/{names[0]}").was_taken():
            survey.findings.found("C.5a", "refused")
            survey.bring_to("stopped")
            survey.update(f"{path}/{names[0]}").sound()
        since = survey.asker.clock.now()
        took, status = survey.house.rested(survey.subject, since, PATIENCE, "restoring")
        survey.findings.found("C.5b", took)
        if took == NEVER:
            raise Unanswered(f"The restore did not end within {PATIENCE:.0f} s.")
        survey.findings.found("C.5a", {"running": "runs", "stopped": "stops"}.get(status, status))
