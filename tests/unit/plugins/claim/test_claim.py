# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which claims are believed, and by which name the others are refused. The emulator's own keys sign."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._claim.claim import (
    REASONS,
    ClaimError,
    payload_of,
    signature_holds,
    verify,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.emulator.world.signing import Signer

# The test vectors of RFC 8032, section 7.1 (Ed25519).
VECTORS = json.loads(Path(__file__).with_name("rfc8032.json").read_text())

NOW = 1_800_000_000
CONTAINER = "65a1b2c3d4e5f6070010000e"
OTHER = "65a1b2c3d4e5f60700100001"
PAYLOAD: dict[str, Any] = {
    "claim_type": "container",
    "sub": "65a1b2c3d4e5f60700000001",
    "type": "user",
    "containerId": CONTAINER,
    "projectId": "65a1b2c3d4e5f60700100002",
    "iat": NOW - 60,
    "exp": NOW + 3600,
}
SIGNER = Signer()
KEYS = [key.published() for key in SIGNER.keys]


def issued(*, padded: bool = False, **changes: object) -> dict[str, str]:
    """A claim that the emulator's key has signed; a change to None takes a member out."""
    payload = {name: value for name, value in {**PAYLOAD, **changes}.items() if value is not None}
    return SIGNER.claim(payload, padded=padded)


def signed(text: str) -> dict[str, str]:
    """A claim with any text in place of the payload, rightly signed."""
    key = SIGNER.active
    return {"kid": key.kid, "payload_b64": text, "signature_hex": key.private.sign(text.encode()).hex()}


def reason(claim: object, keys: object = KEYS, container_id: str | None = CONTAINER, leeway: float = 0) -> str:
    """Why a claim is refused, or ``valid``."""
    try:
        verify(claim, keys, container_id, leeway, NOW)
    except ClaimError as problem:
        return problem.reason
    return "valid"


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_vectors_of_rfc_8032(vector: dict[str, str]) -> None:
    key, message, signature = (bytes.fromhex(vector[name]) for name in ("public_key", "message", "signature"))
    assert signature_holds(key, message, signature)
    assert not signature_holds(key, message + b"\0", signature)
    assert not signature_holds(key, message, signature[:-1] + bytes([signature[-1] ^ 1]))


CLAIM = issued()
PADDED = next(claim for claim in (issued(sub=name, padded=True) for name in ("a", "bb")) if "=" in claim["payload_b64"])
CASES: list[tuple[str, object]] = [
    ("valid", CLAIM),
    ("valid", json.dumps(CLAIM, indent=2)),
    ("valid", {**CLAIM, "issued_by": "somebody"}),
    ("valid", issued(extra={"nested": [1, 2]}, other="x")),
    ("valid", issued(sub="padding-1", padded=True)),
    ("valid", issued(sub="padding-22", padded=True)),
    ("valid", issued(sub="padding-333", padded=True)),
    ("valid", issued(exp=(NOW + 3600) * 1000, iat=(NOW - 60) * 1000)),
    ("malformed", None),
    ("malformed", []),
    ("malformed", "no JSON"),
    ("malformed", "[" * 100_000),
    ("malformed", {"kid": CLAIM["kid"], "payload_b64": CLAIM["payload_b64"]}),
    ("malformed", {**CLAIM, "kid": 1}),
    ("malformed", {**CLAIM, "payload_b64": CLAIM["payload_b64"] + "!"}),
    ("malformed", {**CLAIM, "payload_b64": "A" * 5}),
    ("malformed", {**CLAIM, "payload_b64": ""}),
    ("malformed", {**CLAIM, "signature_hex": CLAIM["signature_hex"][:-2]}),
    ("malformed", {**CLAIM, "signature_hex": CLAIM["signature_hex"].upper()}),
    ("malformed", signed(encoded(b"no JSON"))),
    ("malformed", signed(encoded(b"[]"))),
    ("malformed", signed(encoded(b"\xff\xfe"))),
    ("malformed", issued(exp=None)),
    ("malformed", issued(exp="tomorrow")),
    ("malformed", issued(exp=True)),
    ("malformed", issued(exp=-1)),
    ("malformed", issued(exp=10**400)),
    ("malformed", issued(exp=float("inf"))),
    ("unknown_key", {**CLAIM, "kid": "k-1999-01"}),
    ("bad_signature", {**issued(exp=NOW + 7200), "signature_hex": CLAIM["signature_hex"]}),
    ("bad_signature", {**PADDED, "payload_b64": PADDED["payload_b64"].rstrip("=")}),
    ("wrong_type", issued(claim_type="identity")),
    ("wrong_type", issued(claim_type=None)),
    ("wrong_container", issued(containerId=OTHER)),
    ("wrong_container", issued(containerId=None)),
    ("expired", issued(exp=NOW)),
    ("expired", issued(exp=NOW - 1)),
]


@pytest.mark.parametrize("expected, claim", CASES)
def test_each_by_the_name_of_the_reason(expected: str, claim: object) -> None:
    assert reason(claim) == expected


def test_every_reason_is_tested_and_documented() -> None:
    assert {expected for expected, _claim in CASES} == {*REASONS, "valid"}
    text = Path(__file__).parents[4].joinpath("plugins/filter/claim_payload.py").read_text()
    assert [name for name in REASONS if f"V({name})" not in text] == []


def test_leeway() -> None:
    late = issued(exp=NOW - 30)
    assert [reason(late, leeway=seconds) for seconds in (0, 30, 31)] == ["expired", "expired", "valid"]


def test_any_container_only_when_none_is_named() -> None:
    assert reason(issued(containerId=OTHER), container_id=None) == "valid"


def test_after_a_rotation_each_key_verifies_its_own_claims() -> None:
    signer = Signer()
    old = signer.claim(PAYLOAD, padded=False)
    signer.rotate()
    new = signer.claim(PAYLOAD, padded=False)
    first, second = (key.published() for key in signer.keys)
    assert [reason(claim, [first, second]) for claim in (old, new)] == ["valid", "valid"]
    assert [reason(claim, [first]) for claim in (old, new)] == ["valid", "unknown_key"]
    assert [reason(claim, [second]) for claim in (old, new)] == ["unknown_key", "valid"]
    assert reason({**old, "kid": new["kid"]}, [first, second]) == "bad_signature"
    assert reason(old, [{**first, "algorithm": "rsa"}]) == "unknown_key"


@given(st.data())
def test_any_flipped_bit_is_found(data: st.DataObject) -> None:
    member = data.draw(st.sampled_from(sorted(CLAIM)))
    content = bytearray(CLAIM[member].encode())
    position = data.draw(st.integers(0, len(content) * 8 - 1))
    content[position // 8] ^= 1 << position % 8
    expected = {"kid": {"unknown_key"}, "payload_b64": {"bad_signature", "malformed"}}
    allowed = expected.get(member, {"bad_signature", "malformed"})
    assert reason({**CLAIM, member: content.decode("latin-1")}) in allowed


@given(payload=st.dictionaries(st.text(), st.integers() | st.text() | st.none()), padded=st.booleans())
def test_members_that_nobody_knows_come_back_as_they_are(payload: dict[str, Any], padded: bool) -> None:
    wanted = {**payload, **PAYLOAD}
    assert verify(SIGNER.claim(wanted, padded=padded), KEYS, CONTAINER, 0, NOW) == wanted


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["kid", "payload_b64", "signature_hex"]), inner)
        ),
    )
)
def test_rubbish_is_malformed(claim: object) -> None:
    assert reason(claim) == "malformed"


@given(st.binary())
def test_a_signed_payload_never_breaks_anything(content: bytes) -> None:
    assert reason(signed(encoded(content))) in ("malformed", "wrong_type")


def test_the_payload_without_verification() -> None:
    assert payload_of({**CLAIM, "signature_hex": "0" * 128}) == PAYLOAD


@pytest.mark.parametrize(
    "keys, container_id, leeway, words",
    [
        (KEYS[0], CONTAINER, 0, "public_keys must be a list of keys"),
        ([KEYS[0]["public_key_hex"]], CONTAINER, 0, "public_keys must be a list of keys"),
        ([{**KEYS[0], "public_key_hex": "abc"}], CONTAINER, 0, "public key k-2026-01 must be 64 hexadecimal"),
        (KEYS, "shop-api", 0, "container_id must be an id of 24 hexadecimal characters, not 'shop-api'."),
        (KEYS, "", 0, "container_id must be an id"),
        (KEYS, CONTAINER, -1, "leeway must be a number of seconds of at least 0, not -1."),
        (KEYS, CONTAINER, "60", "leeway must be"),
        (KEYS, CONTAINER, float("nan"), "leeway must be"),
    ],
)
def test_a_mistake_in_the_arguments_is_no_bad_claim(keys: object, container_id: str, leeway: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        verify(CLAIM, keys, container_id, leeway, NOW)
