# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON web tokens, as far as a lock of the proxy looks at them (API notes part 2, E.7)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

#: Whether a signature of a text is genuine; the secret is that of HMAC, or a public key as PEM.
Verifier = Callable[[bytes, bytes, bytes], bool]


def claims_of(token: str, secret: str, algorithm: str, at: float) -> dict[str, Any] | None:
    """What a token says; nothing if it is not signed with this, or is not good at that moment."""
    signed, _dot, signature = token.rpartition(".")
    header, _dot, payload = signed.partition(".")
    try:
        stated, claims = json.loads(_decoded(header)), json.loads(_decoded(payload))
        # The group says which algorithm it is: a token that chose it could choose a weaker one.
        is_genuine = stated["alg"] == algorithm and VERIFIERS[algorithm](
            secret.encode(), signed.encode(), _decoded(signature)
        )
        is_good = float(claims.get("nbf", at)) <= at <= float(claims.get("exp", at))
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, InvalidSignature, UnsupportedAlgorithm):
        return None
    return dict(claims) if is_genuine and is_good else None


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _hmac(secret: bytes, signed: bytes, signature: bytes) -> bool:
    return hmac.compare_digest(hmac.digest(secret, signed, hashlib.sha256), signature)


def _rsa(secret: bytes, signed: bytes, signature: bytes) -> bool:
    key = load_pem_public_key(secret)
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    key.verify(signature, signed, padding.PKCS1v15(), SHA256())
    return True


def _ecdsa(secret: bytes, signed: bytes, signature: bytes) -> bool:
    key = load_pem_public_key(secret)
    if not isinstance(key, ec.EllipticCurvePublicKey) or len(signature) != 64:
        return False
    numbers = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    key.verify(utils.encode_dss_signature(*numbers), signed, ec.ECDSA(SHA256()))
    return True


VERIFIERS: Mapping[str, Verifier] = {"HS256": _hmac, "RS256": _rsa, "ES256": _ecdsa}
