# SPDX-License-Identifier: GPL-3.0-or-later
"""How the rules of a firewall are taken. Those that are tried allow what is allowed anyway.

Their addresses are of those that documentation uses.
"""

from __future__ import annotations

from .._text.types import Json
from .asking import Unanswered
from .survey import Survey

_RULE = {"action": "allow", "protocol": "tcp", "destination": "192.0.2.1", "description": "survey"}


def ask_for_firewall(survey: Survey) -> None:
    """Add rules, some of them twice, and remove some."""
    path = f"{survey.path}/firewall/egress"

    def send(method: str, **fields: str) -> bool:
        return survey.asker.send(method, path, {**_RULE, **fields}).was_taken(400, 404, 409, 422)

    def must(**fields: str) -> None:
        survey.asker.send("POST", path, {**_RULE, **fields}).sound()

    with survey.on("D.1"):
        must(destination_port="9")
        survey.findings.found("D.1", _again(survey, path, {**_RULE, "destination_port": "9"}))
    with survey.on("D.6a"):
        if survey.findings.answer("D.1") != "told":
            raise Unanswered("The reply does not say that the rule exists.")
        other = {**_RULE, "destination_port": "9", "description": "survey again"}
        told = _again(survey, path, other) == "told"
        survey.findings.found("D.6a", "matching" if told else "everything")
    with survey.on("D.6b"):
        shown = survey.asker.get(f"{survey.path}/firewall/rules").object()
        survey.findings.found("D.6b", "present" if "rule_count" in shown else "absent")
    with survey.on("D.2"):
        taken = send("POST", destination_port="10", destination="192.0.2.1,192.0.2.2")
        survey.findings.found("D.2", "list" if taken else "one")
    with survey.on("D.3a"):
        must(destination_port="11")
        found = send("DELETE", destination_port="11-11", state="enabled")
        survey.findings.found("D.3a", "normalised" if found else "exact")
    with survey.on("D.3b"):
        must(destination_port="12", state="disabled")
        survey.findings.found("D.3b", "either" if send("DELETE", destination_port="12") else "enabled")


def _again(survey: Survey, path: str, rule: Json) -> str:
    """Add a rule that may be there already: whether that is told."""
    answer = survey.asker.send("POST", path, rule)
    told = not answer.was_taken() or answer.object().get("duplicate") is True
    return "told" if told else "added"
