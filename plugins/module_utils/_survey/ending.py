# SPDX-License-Identifier: GPL-3.0-or-later
"""How containers end."""

from __future__ import annotations

from .asking import Unanswered
from .house import ADDRESS, GONE, SECOND, UNFINISHED
from .questions import NEVER
from .survey import LONG_PATIENCE, PATIENCE, Survey


def ask_for_deletion(survey: Survey) -> None:
    """Delete the second container while it runs; another one is made where there is none that does."""
    house, asker = survey.house, survey.asker
    with survey.on("U8", "U7", "U6", "5.6"):
        second = _running_second(survey)
        deleted = asker.send("DELETE", f"/containers/{second}")
        survey.findings.found("U8", "accepted" if deleted.was_taken(400, 409) else "refused")
        if not deleted.took:
            asker.send("POST", f"/containers/{second}/stop").sound()
            house.rested(second, asker.clock.now(), PATIENCE, "running")
            asker.send("DELETE", f"/containers/{second}").sound()
        since = asker.clock.now()
        dying = house.status(second) == "deleting"
        if dying:
            _ask_while_dying(survey, second)
        survey.findings.found("5.6", asker.duration(since, PATIENCE, lambda: house.is_gone(second)))
        if not dying:
            raise Unanswered("The container was deleted immediately.")


def _running_second(survey: Survey) -> str:
    """A second container that runs."""
    house = survey.house
    for container in [key for key in house.containers if key != survey.subject]:
        if house.status(container) == "running":
            return container
        house.remove(container, PATIENCE)
    house.make(SECOND)
    made = house.newest()
    _took, status = house.rested(made, survey.asker.clock.now(), LONG_PATIENCE, *UNFINISHED)
    if status != "running":
        raise Unanswered(f"A second container did not run; its status is {status}.")
    return made


def _ask_while_dying(survey: Survey, second: str) -> None:
    """Delete it again, and ask for its name."""
    again = survey.asker.send("DELETE", f"/containers/{second}")
    renamed = survey.update(survey.path, {"name": survey.house.containers[second]})
    if survey.house.status(second) != "deleting":
        return
    survey.findings.found("U7", again.status if again.took else again.refusal(404, 409))
    survey.findings.found("U6", "free" if renamed.was_taken(409) else "taken")


def ask_for_end(survey: Survey) -> None:
    """Delete the container that everything was tried with, while an operation on it goes on."""
    house, asker = survey.house, survey.asker
    with survey.on("5.6b"):
        status = house.status(survey.subject)
        if status not in ("restoring", *UNFINISHED):
            survey.bring_to("stopped")
            if survey.findings.answer("U23b") in (None, NEVER):
                raise Unanswered("No operation took long enough.")
            asker.send("POST", f"{survey.path}/start").sound()
            if house.status(survey.subject) != "stopped":
                raise Unanswered("The operation had ended before the deletion could be sent.")
        deleted = asker.send("DELETE", survey.path)
        survey.findings.found("5.6b", "accepted" if deleted.was_taken(409) else "refused")
    with survey.on("E.8"):
        if not house.aliases:
            raise Unanswered("No alias could be created.")
        house.remove(survey.subject, PATIENCE)
        if house.status(survey.subject) != GONE:
            raise Unanswered("The container is still there.")
        alias = next(iter(house.aliases))
        left = asker.get(f"{ADDRESS}/{alias}").was_taken(404)
        survey.findings.found("E.8", "kept" if left else "removed")
