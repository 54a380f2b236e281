# SPDX-License-Identifier: GPL-3.0-or-later
"""What a container claim says, and whether to believe it (API notes 5.8 and 8). Pure: no request and no Ansible.

A claim is ``kid``, ``payload_b64`` and ``signature_hex``. The signature covers the text of ``payload_b64``, so nothing
inside it is looked at before the signature is known to be right.
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from .._api.errors import HoodyError, InputError
from .._api.values import is_id
from .._engine.libraries import require_cryptography, without_ed25519
from .._text.moments import moment
from .._text.types import Json

_PURPOSE = "Verifying a claim"
MEMBERS = ("kid", "payload_b64", "signature_hex")
#: Why a claim is not believed, in the order in which it is judged.
REASONS = ("malformed", "unknown_key", "bad_signature", "wrong_type", "wrong_container", "expired")

# Seconds reach this in the year 5138, so anything above has to be milliseconds: the unit is not documented (U12), and
# milliseconds taken for seconds would never expire.
MOST_SECONDS = 100_000_000_000


class ClaimError(HoodyError):
    """A claim is not to be believed. ``reason`` is one of ``REASONS``."""

    def __init__(self, reason: str, explanation: str) -> None:
        self.reason = reason
        super().__init__(f"The claim is not valid ({reason}): {explanation}.")


def verify(
    claim: Any,
    public_keys: Any,
    container_id: str | None = None,
    leeway: float = 0,
    now: float | None = None,
) -> Json:
    """The payload of a claim that is to be believed.

    ``public_keys`` are the keys as the API publishes them. Without ``container_id`` the claim may be that of any
    container. ``leeway`` and ``now`` are in seconds. Raises ClaimError, MissingLibrary, and InputError for anything
    wrong with the arguments that are not the claim.
    """
    _check_arguments(public_keys, container_id, leeway)
    kid, text, signature = _parts(claim)
    key = next((item for item in public_keys if item["kid"] == kid and _is_ed25519(item)), None)
    if key is None:
        known = ", ".join(str(item["kid"]) for item in public_keys) or "none"
        raise ClaimError("unknown_key", f"the key {kid!r:.80} is not among the public keys ({known})")
    if not signature_holds(_raw(key), text.encode(), signature):
        raise ClaimError("bad_signature", "the signature does not belong to the payload")
    payload = _decoded(text)
    if payload.get("claim_type") != "container":
        raise ClaimError("wrong_type", f"its claim_type is {payload.get('claim_type')!r:.80}, not 'container'")
    if container_id is not None and payload.get("containerId") != container_id:
        raise ClaimError("wrong_container", f"it belongs to {payload.get('containerId')!s:.80}, not to {container_id}")
    end = expiry(payload)
    if (time.time() if now is None else now) >= end + leeway:
        raise ClaimError("expired", f"it ended at {moment(end)}")
    return payload


def signature_holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature (RFC 8032) is that of the message. Raises MissingLibrary."""
    require_verification()
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    except UnsupportedAlgorithm:
        raise without_ed25519(_PURPOSE) from None
    return True


def require_verification() -> None:
    """Raise MissingLibrary unless signatures can be checked here."""
    require_cryptography(_PURPOSE)


def payload_of(claim: Any) -> Json:
    """The payload, believed without a look at the signature. Raises ClaimError when it is malformed."""
    return _decoded(_parts(claim)[1])


def expiry(payload: Mapping[str, Any]) -> float:
    """When a claim ends, in seconds since 1970. Raises ClaimError when the payload does not tell."""
    end = payload.get("exp")
    if isinstance(end, bool) or not isinstance(end, (int, float)) or not 0 <= end < MOST_SECONDS * 1000:
        _malformed("its payload has no valid expiry")
    return end / 1000 if end >= MOST_SECONDS else end


def _parts(claim: Any) -> tuple[str, str, bytes]:
    """The three members of a claim, which may also be JSON text, if each has the right form. Others are ignored."""
    if isinstance(claim, (str, bytes)):
        try:
            claim = json.loads(claim)
        except (ValueError, RecursionError):
            _malformed("it is not valid JSON")
    if not isinstance(claim, Mapping):
        _malformed("it is not a dictionary")
    kid, text, signature = (claim.get(name) for name in MEMBERS)
    if not isinstance(kid, str) or not isinstance(text, str) or not isinstance(signature, str):
        _malformed(f"each of {', '.join(MEMBERS)} must be a string")
    if not re.fullmatch(r"[A-Za-z0-9_-]+={0,2}", text) or len(text.rstrip("=")) % 4 == 1:
        _malformed("payload_b64 is not base64url")
    # Lower case only, as published: a second spelling would be a second claim with the same signature.
    if not re.fullmatch(r"[0-9a-f]{128}", signature):
        _malformed("signature_hex is not 128 lower-case hexadecimal characters")
    return kid, text, bytes.fromhex(signature)


def _decoded(text: str) -> Json:
    """The JSON inside payload_b64, whose padding may be there or not (U12)."""
    bare = text.rstrip("=")
    try:
        payload = json.loads(base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4)), parse_constant=lambda _word: None)
    except (ValueError, RecursionError):
        _malformed("its payload is not valid JSON")
    if not isinstance(payload, dict):
        _malformed("its payload is not a JSON object")
    return payload


def _malformed(what: str) -> NoReturn:
    raise ClaimError("malformed", what)


def _is_ed25519(key: Mapping[str, Any]) -> bool:
    return str(key.get("algorithm", "ed25519")).lower() == "ed25519"


def _raw(key: Mapping[str, Any]) -> bytes:
    text = key.get("public_key_hex")
    if not isinstance(text, str) or not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise InputError(f"The public_key_hex of the public key {key['kid']} must be 64 hexadecimal characters.")
    return bytes.fromhex(text)


def _check_arguments(public_keys: Any, container_id: Any, leeway: Any) -> None:
    keys: Iterable[Any] = public_keys if isinstance(public_keys, (list, tuple)) else [None]
    if not all(isinstance(key, Mapping) and "kid" in key for key in keys):
        raise InputError(
            "public_keys must be a list of keys with kid and public_key_hex, as the module public_key_info returns it."
        )
    if container_id is not None and not (isinstance(container_id, str) and is_id(container_id)):
        raise InputError(f"container_id must be an id of 24 hexadecimal characters, not {container_id!r:.80}.")
    if isinstance(leeway, bool) or not isinstance(leeway, (int, float)) or not 0 <= leeway < float("inf"):
        raise InputError(f"leeway must be a number of seconds of at least 0, not {leeway!r:.80}.")
