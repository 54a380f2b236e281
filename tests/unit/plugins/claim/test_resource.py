# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A claim in a file: when a new one is asked for, and what is written when."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, InputError, NotFound
from ansible_collections.hoody.cloud.plugins.module_utils._claim.claim import MEMBERS
from ansible_collections.hoody.cloud.plugins.module_utils._claim.resource import obtain
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task

from ..in_process_emulator import Cloud
from ..strategies import ID

Json = dict[str, Any]


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    return tmp_path / "claim.json"


def task(cloud: Cloud, dest: Path | None, *, check_mode: bool = False, **options: Any) -> Task:
    """A task for the claim of web-1."""
    given = {"container": "web-1", "project": "Shop", "dest": str(dest) if dest else None, "min_remaining": 600}
    return cloud.task({**given, **options}, check_mode=check_mode)


def cloud_with_container(**switches: Any) -> Cloud:
    """One in which there is web-1."""
    cloud = Cloud(**switches)
    cloud.put("web-1")
    return cloud


def issued(cloud: Cloud) -> int:
    """How many claims were asked for."""
    return len(cloud.writes)


def test_a_claim_that_is_not_kept_is_new_each_time() -> None:
    cloud = cloud_with_container()
    for _time in range(2):
        result = obtain(task(cloud, None))
        assert (result["changed"], set(result["claim"])) == (False, set(MEMBERS))
    assert issued(cloud) == 2
    assert obtain(task(cloud, None, container="web-2", check_mode=True)) == {"changed": False}


def test_check_mode_says_what_a_run_does_and_the_next_run_does_nothing(dest: Path) -> None:
    cloud = cloud_with_container()
    foretold = obtain(task(cloud, dest, check_mode=True))
    assert (issued(cloud), dest.exists()) == (0, False)
    done = obtain(task(cloud, dest))
    assert (foretold["changed"], foretold["diff"]) == (done["changed"], done["diff"])
    assert (foretold["expires_at"], issued(cloud)) == (None, 1), "when a new one ends cannot be foretold"
    assert set(json.loads(dest.read_text())) == set(MEMBERS)
    assert dest.stat().st_mode & 0o777 == 0o600
    again = obtain(task(cloud, dest))
    assert (again["changed"], again["expires_at"], issued(cloud)) == (False, done["expires_at"], 1)


def another(cloud: Cloud) -> None:
    """Put another container in the place of the one that is there."""
    cloud.world.remove(cloud.named("web-1"))
    cloud.put("web-1")


SPOILED: dict[str, Callable[[Cloud, Path], object]] = {
    "malformed": lambda _cloud, dest: dest.write_text("{"),
    "unknown_key": lambda cloud, _dest: cloud.world.signer.rotate(withdraw=True),
    "bad_signature": lambda _cloud, dest: dest.write_text(
        json.dumps({**json.loads(dest.read_text()), "signature_hex": "0" * 128})
    ),
    "wrong_container": lambda cloud, _dest: another(cloud),
}


@pytest.mark.parametrize("reason", SPOILED)
def test_what_is_not_to_be_believed_is_replaced(reason: str, dest: Path) -> None:
    cloud = cloud_with_container()
    obtain(task(cloud, dest))
    SPOILED[reason](cloud, dest)
    result = obtain(task(cloud, dest))
    assert (result["changed"], result["diff"]["before"]["claim"]) == (True, reason)
    assert (issued(cloud), obtain(task(cloud, dest))["changed"]) == (2, False)


def test_one_that_is_about_to_expire_is_replaced_and_no_other(dest: Path) -> None:
    cloud = cloud_with_container(claim_lifetime=900)
    obtain(task(cloud, dest))
    assert not obtain(task(cloud, dest, min_remaining=600))["changed"]
    assert obtain(task(cloud, dest, min_remaining=901, check_mode=True))["diff"]["before"]["claim"] == "expiring"


def test_claims_that_never_last_long_enough_are_told(dest: Path) -> None:
    cloud = cloud_with_container(claim_lifetime=60)
    run = task(cloud, dest)
    obtain(run)
    assert "less than min_remaining (600 s), so every run writes a new one" in run.warnings[0]


def test_a_file_that_others_can_read_is_made_private_with_the_claim_that_it_has(dest: Path) -> None:
    cloud = cloud_with_container()
    first = obtain(task(cloud, dest))
    dest.chmod(0o644)
    second = obtain(task(cloud, dest))
    assert (second["changed"], second["expires_at"], issued(cloud)) == (True, first["expires_at"], 1)
    assert dest.stat().st_mode & 0o777 == 0o600


def test_one_that_does_not_verify_is_not_written(dest: Path) -> None:
    cloud = cloud_with_container()
    cloud.fault("altered", path="/authorize$", at=["data", "container_claim", "signature_hex"], value="0" * 128)
    run = task(cloud, dest)
    with pytest.raises(HoodyError, match=r"issued a claim that does not verify here\. .*bad_signature"):
        obtain(run)
    assert not dest.exists()
    assert run.failure(HoodyError("x")) == {"changed": False}, "a failure tells nothing of a claim"


def test_check_mode_supposes_a_container_and_a_folder_that_earlier_tasks_make(tmp_path: Path) -> None:
    cloud = Cloud()
    run = task(cloud, tmp_path / "none" / "claim.json", check_mode=True)
    result = obtain(run)
    assert (result["changed"], result["expires_at"], len(run.warnings)) == (True, None, 2)


def test_an_id_is_looked_at_in_check_mode_where_a_run_would_be_told(dest: Path) -> None:
    for check_mode in (True, False):
        with pytest.raises(NotFound):
            obtain(task(Cloud(), dest, container=ID, project=None, check_mode=check_mode))


def test_nothing_is_asked_for_what_cannot_be_kept(tmp_path: Path) -> None:
    cloud = cloud_with_container()
    with pytest.raises(InputError, match="does not exist: create it first"):
        obtain(task(cloud, tmp_path / "none" / "claim.json"))
    with pytest.raises(InputError, match="min_remaining must be"):
        obtain(task(cloud, tmp_path / "claim.json", min_remaining=-1))
    assert issued(cloud) == 0
