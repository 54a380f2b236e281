# SPDX-License-Identifier: GPL-3.0-or-later
"""What is around a container: proxy aliases, a project of its own, and copies."""

from __future__ import annotations

from .._api.values import is_id
from .asking import Unanswered
from .house import ADDRESS, FIRST, IN_CAPITALS, SECOND, UNFINISHED
from .network import enforce_network, is_enforced
from .questions import NEVER
from .survey import LONG_PATIENCE, PATIENCE, Survey


def ask_for_aliases(survey: Survey) -> None:
    """Lead aliases to the container. They stay until it is deleted."""
    port, program, other = survey.house.alias_names
    with survey.on("E.4a"):
        taken = _alias(survey, port, "http")
        survey.findings.found("E.4a", "one" if taken else "required")
    with survey.on("E.4b"):
        names = {"b16": "logs", "b12": "workspaces"}
        known = [era for era, name in names.items() if _alias(survey, program if era == "b16" else other, name)]
        if len(known) != 1:
            raise Unanswered(f"Of the programs {', '.join(names.values())}, {len(known)} are known.")
        survey.findings.found("E.4b", known[0])
    with survey.on("E.4c"):
        if not survey.house.aliases:
            raise Unanswered("No alias could be created.")
        name = next(iter(survey.house.aliases.values()))
        body = {"container_id": survey.subject, "alias": name, "program": "http", "port": 80}
        refused = survey.asker.send("POST", ADDRESS, body)
        refused.refusal(409)
        details = (refused.error.body or {}).get("data") if refused.error else None
        scope = details.get("scope") if isinstance(details, dict) else None
        if not isinstance(scope, str):
            raise Unanswered("The error does not say where the alias is in use.")
        survey.findings.found("E.4c", scope)


def _alias(survey: Survey, name: str, program: str) -> bool:
    """Make an alias; whether that was taken."""
    answer = survey.asker.send("POST", ADDRESS, {"container_id": survey.subject, "alias": name, "program": program})
    if not answer.was_taken(400, 422):
        return False
    identity = answer.member("id", str)
    if not is_id(identity):
        raise Unanswered("The new alias has no valid id.")
    survey.house.aliases[identity] = name
    return True


def ask_for_project(survey: Survey) -> None:
    """Make a project with a container, and delete it."""
    house, asker = survey.house, survey.asker
    with survey.on("A.4", "C18", "A.5a", "A.5b"):
        house.need_room()
        made = asker.send("POST", "/projects/", {"alias": house.project_name}).member("id", str)
        if not is_id(made):
            raise Unanswered("The new project has no valid id.")
        house.own_project = made
        path = f"/projects/{made}"
        taken = survey.update(path, {"color": "#AABBCC"}).was_taken()
        survey.findings.found("A.4", "optional" if taken else "required")
        house.make(SECOND, made)
        inside = house.newest()
        house.rested(inside, asker.clock.now(), LONG_PATIENCE, *UNFINISHED)
        cascades = asker.send("DELETE", path).was_taken()
        survey.findings.found("C18", "cascade" if cascades else "refused")
        if not cascades:
            house.remove(inside, PATIENCE)
            asker.send("DELETE", path).sound()
        _ask_of_project_deletion(survey, path)


def _ask_of_project_deletion(survey: Survey, path: str) -> None:
    """The project is being deleted."""
    asker, since = survey.asker, survey.asker.clock.now()
    going_on = asker.get(path).took
    if going_on:
        survey.findings.found("A.5a", asker.send("DELETE", path).refusal(404, 409))
    survey.findings.found("A.5b", asker.duration(since, PATIENCE, survey.house.project_is_gone))
    if not going_on:
        raise Unanswered("The project was deleted immediately.")


def ask_for_copy(survey: Survey) -> None:
    """Copy the container, which rests, with its network."""
    house = survey.house
    enforced = False
    with survey.on("F.1c"):
        enforce_network(survey)
        enforced = True
    with survey.on("F.1a", "F.1b", "U10"):
        for container in [key for key in house.containers if key != survey.subject]:
            # It went with its project, or stays as that does.
            house.remove(container, PATIENCE)
        house.copy(survey.subject, SECOND, copy_network_rules=enforced)
        since, copied = survey.asker.clock.now(), house.newest()
        took, status = house.rested(copied, since, LONG_PATIENCE, *UNFINISHED)
        survey.findings.found("F.1a", took)
        if took == NEVER:
            raise Unanswered(f"It was not copied within {LONG_PATIENCE:.0f} s.")
        survey.findings.found("F.1b", status)
        if enforced and status == "running":
            _ask_of_copied_network(survey, copied)
        _ask_of_names(survey)
    if enforced and survey.findings.answer("F.1c") is None:
        survey.findings.left_open(["F.1c"], "There is no running copy.")


def _ask_of_copied_network(survey: Survey, copied: str) -> None:
    with survey.on("F.1c"):
        runs = is_enforced(survey, f"/containers/{copied}/network")
        survey.findings.found("F.1c", "enforced" if runs else "stored")


def _ask_of_names(survey: Survey) -> None:
    """Give the original the name of the copy, but for its case."""
    taken = survey.update(survey.path, {"name": IN_CAPITALS}).was_taken()
    survey.findings.found("U10", "yes" if taken else "no")
    survey.update(survey.path, {"name": FIRST}).sound()
