# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a claim is asked for, and what is believed to be one."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import Garbled
from ansible_collections.hoody.cloud.plugins.module_utils._claim.claim import MEMBERS, verify
from ansible_collections.hoody.cloud.plugins.module_utils._claim.issuing import inform, issue, published

from ..in_process_emulator import Cloud
from ..scripted import broken, scene, success
from ..strategies import ID


def claim_that_says(**payload: Any) -> dict[str, str]:
    """A claim with this payload; nothing here looks at its signature."""
    text = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode()
    return {"kid": "k-1", "payload_b64": text, "signature_hex": "0" * 128}


def test_a_claim_is_what_verifies_and_nothing_else() -> None:
    cloud = Cloud(claim_lifetime=600)
    client, there = cloud.session().client, cloud.put("web-1")
    claim, end = issue(client, there.id)
    assert set(claim) == set(MEMBERS)
    assert 590 < end - time.time() < 610
    assert verify(claim, published(client)["keys"], there.id)["containerId"] == there.id
    assert cloud.lines == [f"POST /containers/{there.id}/authorize", "GET /meta/public-key"]


def test_a_claim_too_many_is_no_harm() -> None:
    there = scene(broken("interrupted"), success({"container_claim": claim_that_says(exp=2_000_000_000)}))
    assert issue(there.client, ID)[1] == 2_000_000_000
    assert there.transport.lines == [f"POST /containers/{ID}/authorize"] * 2


def test_where_the_payload_does_not_tell_its_end_the_reply_does() -> None:
    there = scene(success({"container_claim": claim_that_says(), "expires_in": 600}))
    assert 590 < issue(there.client, ID)[1] - time.time() < 610


@pytest.mark.parametrize(
    "data,words",
    [
        (None, "without a claim"),
        ({}, "without a claim"),
        ({"container_claim": {"kid": "k-1", "payload_b64": "e30"}}, "without a claim"),
        ({"container_claim": claim_that_says(), "expires_in": 10**12}, "with a claim that has no valid expiry"),
        ({"container_claim": claim_that_says(), "expires_in": "soon"}, "with a claim whose expires_in"),
    ],
)
def test_what_is_no_claim(data: object, words: str) -> None:
    with pytest.raises(Garbled, match=words):
        issue(scene(success(data), api_retries=0).client, ID)


@pytest.mark.parametrize(
    "data",
    [None, {}, {"keys": None}, {"keys": [5]}, {"keys": [{"kid": ""}]}, {"keys": [{"kid": "k-1", "public_key_hex": 5}]}],
)
def test_what_are_no_keys(data: object) -> None:
    with pytest.raises(Garbled):
        published(scene(success(data), api_retries=0).client)


def test_the_keys_are_told_with_what_goes_with_them() -> None:
    cloud = Cloud()
    told = inform(cloud.task({}))
    active = cloud.world.signer.active
    assert (told["changed"], told["active_kid"]) == (False, active.kid)
    assert [key["public_key_hex"] for key in told["public_keys"]] == [active.published()["public_key_hex"]]
    assert set(told) == {"changed", "public_keys", "active_kid", "usage", "signing_format"}
