# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be asked by reading alone."""

from __future__ import annotations

from .._api.errors import NotSigning
from .._api.values import is_id
from .._text.types import Json
from .asking import Heard, Unanswered
from .survey import Survey

_LIST = "/containers/"
_EVENTS_PATH = "/events"
_SAMPLE_SIZE = 100
_WRONG = "survey"
_REFUSALS = (400, 422)


def ask_by_reading(survey: Survey) -> None:
    """Ask all that changes nothing, of the lists and of whatever the account has."""
    sample: Json = {}
    with survey.on("C8", "F.4a"):
        items = survey.asker.get(_LIST, limit=1).items("containers")
        if not items:
            raise Unanswered("The account has no container.")
        sample = items[0]
        _ask_of_sample(survey, sample)
    _ask_for_queries(survey, sample)
    _ask_for_servers(survey)
    with survey.on("8"):
        answer = survey.asker.get("/meta/public-key")
        if not isinstance(answer.error, NotSigning):
            answer.sound()
        survey.findings.found("8", "none" if answer.error else "configured")
    _ask_for_events(survey)
    if is_id(sample.get("id")):
        ask_beside(survey, sample["id"])
    else:
        survey.findings.left_open(("U14", "C.2"), "The account has no container any longer.")


def ask_of_container(survey: Survey, container: str) -> None:
    """The same questions of one container, where the account had none to look at."""
    with survey.on("C8", "F.4a"):
        _ask_of_sample(survey, survey.asker.get(f"/containers/{container}").object())
    ask_beside(survey, container)
    if survey.findings.answer("H.5a") is None or survey.findings.answer("H.5b") is None:
        # By now there is something that has happened.
        _ask_for_events(survey)


def _ask_of_sample(survey: Survey, item: Json) -> None:
    survey.findings.found("C8", "kvm" in item)
    if "prespawn" in item:
        survey.findings.found("C9", "known")
    values = item.get("environment_vars")
    if item.get("values_redacted") is True:
        survey.findings.found("F.4a", "redacted")
    elif isinstance(values, dict) and values:
        survey.findings.found("F.4a", "redacted" if None in values.values() else "shown")
    else:
        raise Unanswered("The first container has no variables.")


def ask_beside(survey: Survey, container: str) -> None:
    """What there is beside a container."""
    if survey.findings.answer("U14") is None:
        with survey.on("U14"):
            network = survey.asker.get(f"/containers/{container}/network").object()
            if network.get("configured") is not False:
                raise Unanswered("The first container has a network profile.")
            survey.findings.found("U14", ", ".join(sorted(network)))
    if survey.findings.answer("C.2") is None:
        with survey.on("C.2"):
            answer = survey.asker.get(f"/containers/{container}/snapshots")
            most = answer.object().get("max_snapshots", "")
            survey.findings.found("C.2", "none" if most is None else answer.member("max_snapshots", int))


def _ask_for_events(survey: Survey) -> None:
    """What the history of events knows, by one page from each end of it (API notes part 2, H.5)."""
    asker, found = survey.asker, survey.findings.found
    with survey.on("H.5a", "H.5b"):
        newest = asker.get(_EVENTS_PATH, limit=_SAMPLE_SIZE)
        if not newest.was_taken(404):
            found("H.5a", "absent")
            raise Unanswered("There is no event history.")
        names = [str(event.get("id")) for event in newest.items("events")]
        if names:
            found("H.5b", "twice" if len(set(names)) < len(names) else "none")
        oldest = asker.get(_EVENTS_PATH, bootstrap=True, limit=_SAMPLE_SIZE)
        if not oldest.was_taken(*_REFUSALS):
            found("H.5a", "refused")
        elif not _cursor_of(oldest):
            found("H.5a", "ignored")
        elif names:
            found("H.5a", "cursors" if oldest.items("events") else "newest")
        if not names:
            raise Unanswered("There are no events in the account yet.")


def _cursor_of(answer: Heard) -> str:
    """Where to go on behind a page of the history, "" where the server knows no such place."""
    cursor = answer.member("pagination", dict).get("next_cursor")
    return cursor if isinstance(cursor, str) else ""


def _ask_for_queries(survey: Survey, sample: Json) -> None:
    """What becomes of queries that are wrong, or that nobody knows."""
    asker, found = survey.asker, survey.findings.found
    with survey.on("C3"):
        found("C3", asker.get(_LIST, limit=0).refusal(*_REFUSALS))
    with survey.on("U15a"):
        known = asker.get(_LIST, limit=1, survey_unknown=_WRONG).was_taken(*_REFUSALS)
        found("U15a", "ignored" if known else "refused")
    with survey.on("U15b"):
        found("U15b", "yes" if asker.get(_LIST.rstrip("/"), limit=1).was_taken(404, 405, 301, 307, 308) else "no")
    with survey.on("C9"):
        if survey.findings.answer("C9") is None:
            found("C9", _knows(survey, asker.get(_LIST, limit=1, include_prespawn=_WRONG)))
    with survey.on("E.2"):
        taken = asker.get("/proxy/aliases", enabled=_WRONG).was_taken(*_REFUSALS)
        found("E.2", "text" if taken else "checked")
    with survey.on("C10"):
        projects = asker.get("/projects/", limit=1).items("projects")
        place = projects[0].get("id") if projects else sample.get("project_id")
        if not is_id(place):
            raise Unanswered("The account has no project.")
        found("C10", _knows(survey, asker.get(f"/projects/{place}/containers", limit=1, include_expired=_WRONG)))


def _knows(survey: Survey, answer: Heard) -> str:
    """Whether a parameter is known whose wrong value was answered like this."""
    if answer.was_taken(*_REFUSALS):
        return "unknown"
    if survey.findings.answer("U15a") != "ignored":
        raise Unanswered("The wrong value was refused, but it is possible that every unknown parameter is refused.")
    return "known"


def _ask_for_servers(survey: Survey) -> None:
    """Where the servers are listed, and how one is read."""
    asker = survey.asker
    servers, base = [], ""
    with survey.on("B.6"):
        known = {path: asker.get(f"/{path}") for path in ("rentals", "servers")}
        there = [path for path, answer in known.items() if answer.was_taken(404)]
        if not there:
            raise Unanswered("Both paths do not exist.")
        survey.findings.found("B.6", "both" if len(there) > 1 else there[0])
        base, servers = f"/{there[-1]}", known[there[-1]].items()
    with survey.on("B.1"):
        told = [item["server"] for item in servers if isinstance(item.get("server"), dict)]
        if not told:
            raise Unanswered("The account has no server.")
        shown = any("container_capacity" in server for server in told)
        survey.findings.found("B.1", "present" if shown else "absent")
    with survey.on("U16"):
        identity = next((item["server_id"] for item in servers if is_id(item.get("server_id"))), None)
        if not identity:
            raise Unanswered("The account has no server.")
        survey.findings.found("U16", "yes" if asker.get(f"{base}/{identity}").was_taken(404) else "no")
