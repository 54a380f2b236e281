# SPDX-License-Identifier: GPL-3.0-or-later
"""What a survey has found out, and what of it may be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

from .._text.secrets import masked
from .._text.types import Json
from .asking import Heard
from .trying import QUESTIONS

UNKNOWN = "unknown"
_ID = re.compile(r"[0-9a-f]{24}")
_MOST_REQUESTS = 30


class Findings:
    """The answers so far, by the ids of the questions. The first answer counts."""

    def __init__(self) -> None:
        self._answers: dict[str, Any] = {}
        self._reasons: dict[str, str] = {}
        self._evidence: dict[str, list[Json]] = {}

    def found(self, identity: str, answer: Any) -> None:
        """This is the answer."""
        self._answers.setdefault(QUESTIONS[identity].id, answer)

    def left_open(self, identities: Iterable[str], reason: str) -> None:
        """There is no answer to these as yet, for this reason."""
        for identity in identities:
            self._reasons[QUESTIONS[identity].id] = reason

    def asked(self, identities: Iterable[str], answers: Sequence[Heard]) -> None:
        """These requests were about those questions."""
        for identity in identities:
            self._evidence[identity] = _counted(answers)

    def answer(self, identity: str) -> Any:
        """The answer; None while there is none."""
        return self._answers.get(identity)

    def result(self, secrets: Iterable[str], show_ids: bool) -> Json:
        """All questions with what is known, and the switches that the answers set."""
        # The evidence says the same names again and again.
        shown = lru_cache(maxsize=None)(partial(shown_in_part, secrets=tuple(secrets), show_ids=show_ids))

        def told(value: Any) -> Any:
            if isinstance(value, dict):
                return {told(name): told(item) for name, item in value.items()}
            if isinstance(value, list):
                return [told(item) for item in value]
            return shown(value) if isinstance(value, str) else value

        switches = {
            question.switch: told(self._answers[identity])
            for identity, question in QUESTIONS.items()
            if identity in self._answers and question.can_switch(self._answers[identity])
        }
        return {"findings": [told(self._finding(identity)) for identity in QUESTIONS], "switches": switches}

    def _finding(self, identity: str) -> Json:
        question, answer = QUESTIONS[identity], self._answers.get(identity)
        known = answer is not None
        return {
            "id": identity,
            "question": question.question,
            "how": question.how,
            "switch": question.switch or None,
            "answer": answer,
            "reason": None if known else self._reasons.get(identity, "The survey ended before it was asked."),
            "evidence": {"requests": self._evidence.get(identity, [])},
            "assumed": question.assumed,
            "fits": question.fits(answer) if known else UNKNOWN,
            "otherwise": question.otherwise,
        }


def _counted(answers: Sequence[Heard]) -> list[Json]:
    """Each request, those that are alike and follow each other once with their number."""
    rows: list[Json] = []
    for answer in answers:
        row = {**answer.evidence, "times": 1}
        if rows and {**rows[-1], "times": 1} == row:
            rows[-1]["times"] += 1
        else:
            rows.append(row)
    return rows[:_MOST_REQUESTS]


def shown_in_part(text: str, secrets: Iterable[str], show_ids: bool) -> str:
    """A text without secrets; ids keep their beginning and their end, so that they can be told apart."""
    text = masked(text, secrets)
    return text if show_ids else _ID.sub(lambda found: f"{found[0][:4]}...{found[0][-4:]}", text)
