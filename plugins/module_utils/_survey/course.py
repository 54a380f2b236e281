# SPDX-License-Identifier: GPL-3.0-or-later
"""The course of a survey, from its options to its result."""

from __future__ import annotations

from .._api.errors import InputError, Misconfigured, Unauthorized, Unreachable, Untrusted
from .._api.values import is_id
from .._engine.task import Task
from .._text.types import Json
from .around import ask_for_aliases, ask_for_copy, ask_for_project
from .asking import Asker, Unanswered
from .containers import (
    ask_for_claim,
    ask_for_environment,
    ask_for_key,
    ask_for_verbs,
    ask_of_creation,
)
from .ending import ask_for_deletion, ask_for_end
from .findings import shown_in_part
from .firewall import ask_for_firewall
from .house import House
from .network import ask_for_network
from .operations import ask_for_operations, ask_for_restore, ask_for_snapshots
from .questions import UNOBSERVABLE
from .reading import ask_by_reading
from .survey import PATIENCE, Survey
from .trying import WRITING

#: How many requests reading may take, trying, and removing what was made.
MOST_READS, MOST_TRIALS, MOST_REMOVALS = 40, 500, 200
_TRIALS = (
    *(ask_for_verbs, ask_for_environment, ask_for_claim, ask_for_firewall, ask_for_network, ask_for_key),
    *(ask_for_operations, ask_for_snapshots, ask_for_aliases, ask_for_project, ask_for_copy, ask_for_deletion),
    *(ask_for_restore, ask_for_end),
)
_HOPELESS = (Unauthorized, Unreachable, Untrusted, Misconfigured)


def survey_options() -> Json:
    """The argument specification, without the connection."""
    return {
        "project": {"type": "str"},
        "server": {"type": "str"},
        "max_containers": {"type": "int", "default": 2},
        "time_limit": {"type": "int", "default": 900},
        "show_ids": {"type": "bool", "default": False},
    }


def conduct(task: Task) -> Json:
    """Ask all questions that can be asked with these options."""
    project, server, most, seconds = (task.options[name] for name in survey_options() if name != "show_ids")
    if (project is None) != (server is None):
        raise InputError("Give both project and server to create test containers, or neither of them.")
    if not 1 <= most <= 2:
        raise InputError(f"max_containers must be 1 or 2, and is {most}.")
    if not 30 <= seconds <= 86400:
        raise InputError(f"time_limit must be from 30 to 86400 seconds, and is {seconds}.")
    asker = Asker(task.client, MOST_READS, seconds * 0.75)
    survey = Survey(asker)
    _see_that_somebody_answers(asker)
    ask_by_reading(survey)
    left: list[str] = []
    open_questions = [question.id for question in WRITING]
    if project is None:
        survey.findings.left_open(open_questions, "It needs project and server, for a test.")
    elif task.check_mode:
        survey.findings.left_open(open_questions, "There are no tests in check mode.")
    else:
        left = _try(survey, task, seconds)
    secrets, show_ids = task.client.settings.secrets, task.options["show_ids"]
    left = [shown_in_part(item, secrets, show_ids) for item in left]
    if left:
        task.warnings.append(
            f"The survey could not delete what it created: {', '.join(left)}. The next survey tries again."
        )
    result = survey.findings.result(secrets, show_ids)
    budget = {"reading": MOST_READS, "trying": MOST_TRIALS, "removing": MOST_REMOVALS}
    return {
        "changed": bool(left),
        **result,
        "unobservable": [{"switch": name, "reason": UNOBSERVABLE[name]} for name in sorted(UNOBSERVABLE)],
        "requests": asker.sent,
        "budget": budget,
        "left": left,
    }


def _see_that_somebody_answers(asker: Asker) -> None:
    """End here where no question can be answered."""
    answer = asker.get("/projects/", limit=1)
    if isinstance(answer.error, _HOPELESS):
        raise answer.error


def _try(survey: Survey, task: Task, seconds: float) -> list[str]:
    """Ask what has to be tried, and remove all that was made, whatever happens. Gives what is left."""
    asker, begun = survey.asker, survey.asker.clock.now()
    open_questions = [question.id for question in WRITING]
    used = seconds * 0.75 - asker.deadline.remaining()
    asker.begin(MOST_TRIALS, seconds * 0.75 - used)
    try:
        project = _project_id(asker, task.options["project"])
        server = _server_id(asker, task.options["server"])
    except Unanswered as reason:
        survey.findings.left_open(open_questions, str(reason))
        return []
    survey.house = House(asker, project, server, task.options["max_containers"])
    left: list[str] = []
    try:
        _ask_in_turn(survey, open_questions)
    finally:
        asker.begin(MOST_REMOVALS, max(seconds - used - (asker.clock.now() - begun), seconds * 0.2))
        left = _cleared(survey.house, min(PATIENCE, seconds * 0.2))
    return left


def _cleared(house: House, patience: float) -> list[str]:
    """Remove all that was made; whoever interrupts that has it begun once more."""
    try:
        return house.clear(patience)
    except KeyboardInterrupt:
        house.clear(patience)
        raise


def _ask_in_turn(survey: Survey, open_questions: list[str]) -> None:
    """One topic after the other, each of which leaves the container in a state that the next can begin with."""
    remains = survey.house.clear(PATIENCE)
    if remains:
        reason = f"What an earlier survey created cannot be deleted: {', '.join(remains)}."
        survey.findings.left_open(open_questions, reason)
        return
    try:
        ask_of_creation(survey)
    except Unanswered as reason:
        survey.findings.left_open(open_questions, f"No test container could be created. {reason}")
        return
    for trial in _TRIALS:
        trial(survey)


def _project_id(asker: Asker, project: str) -> str:
    """The id of the project, given by id or alias."""
    if is_id(project):
        return project
    found = [item.get("id") for item in asker.pages("/projects/", "projects") if item.get("alias") == project]
    if len(found) != 1 or not is_id(found[0]):
        raise InputError(f"There is no project '{project}', or more than one; give its id.")
    return str(found[0])


def _server_id(asker: Asker, server: str) -> str:
    """The id of the server, given by id or name."""
    if is_id(server):
        return server
    answer = asker.get("/rentals")
    listed = asker.get("/servers") if answer.status == 404 else answer
    for item in listed.items():
        shown = item.get("server")
        if isinstance(shown, dict) and shown.get("name") == server and is_id(item.get("server_id")):
            return str(item["server_id"])
    raise InputError(f"There is no server '{server}' among the rented ones; one of a pool has to be given by its id.")
