# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The questions of a survey, and what is made of its report. Each switch is tried in tests/contract/test_survey.py."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._survey.questions import UNOBSERVABLE
from ansible_collections.hoody.cloud.plugins.module_utils._survey.trying import QUESTIONS

from tests.emulator.wire.profiles import Profile, likeness, profile
from tests.emulator.wire.switches import Switches

from ..in_process_emulator import Cloud
from .surveys import DELAYS, TRYING, answers, survey


def test_every_switch_is_asked_for_or_cannot_be() -> None:
    asked = {question.switch for question in QUESTIONS.values()} - {""}
    assert asked | set(UNOBSERVABLE) == set(Switches.model_fields)
    assert not asked & set(UNOBSERVABLE)
    for question in QUESTIONS.values():
        for value in question.values if question.switch else ():
            Switches().changed({question.switch: value})


@pytest.mark.parametrize("revision", ["current", "seed"])
def test_who_behaves_like_it_is_found_to(revision: Profile) -> None:
    """The report of a survey makes an emulator that a survey cannot tell from the first."""
    slow: Mapping[str, Any] = {
        **DELAYS,
        "create_delay": 7.0,
        "delete_delay": 2.5,
        "update_verbs": "put",
        "claim_lifetime": 77,
    }
    first = survey(Cloud(revision, **slow), **TRYING)
    twin = Cloud()
    twin.world.switch(profile("current").changed(likeness(json.dumps(first))))
    again = survey(twin, **TRYING)
    assert again["switches"] == first["switches"]
    assert answers(again) == answers(first)


@pytest.mark.parametrize("report", ["[]", "{}", '{"switches": 7}', "nothing"])
def test_what_is_no_report(report: str) -> None:
    with pytest.raises(ValueError, match=r"switches|Expecting"):
        likeness(report)
