# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Claims, and the keys that they are signed with (API notes 5.8 and 8)."""

from __future__ import annotations

from operator import itemgetter
from typing import NamedTuple

from ..wire.table import Json, Table, member
from ..world.records import Container


class Issued(NamedTuple):
    """A claim that was issued for a container; ``claim`` holds its three members."""

    container: Container
    claim: Json
    expires_in: int


CLAIM = Table(
    "ContainerClaim",
    "API notes 5.8. The signature covers the text of payload_b64.",
    member("kid", str, itemgetter("kid")),
    member("payload_b64", str, itemgetter("payload_b64")),
    member("signature_hex", str, itemgetter("signature_hex")),
)
AUTHORIZATION = Table(
    "Authorization",
    "A claim and for how many seconds it is valid.",
    member("container_claim", CLAIM, "claim"),
    member("expires_in", int),
    member("container_id", str, "container.id"),
    member("project_id", str, "container.project.id"),
)
PUBLIC_KEY = Table(
    "PublicKey",
    "API notes 8: the same 32 bytes in three spellings.",
    *(
        member(name, str, itemgetter(name))
        for name in ("kid", "algorithm", "public_key_hex", "public_key_b64", "public_key_b64url")
    ),
)
SIGNING_FORMAT = Table(
    "SigningFormat",
    "The rules of signing in force.",
    member(
        "response_header",
        str,
        lambda _signer: "X-Hoody-Signature: t=<seconds>,kid=<id>,m=<method>,s=<status>,path=<path>,sig=<hex>",
    ),
    member("response_signed_data", str, lambda _signer: "t, m, s, path and body, joined by line feeds"),
    member("identity_claim_signed_data", str, lambda _signer: "UTF-8 bytes of payload_b64"),
    member("container_claim_signed_data", str, lambda _signer: "UTF-8 bytes of payload_b64"),
    member("replay_tolerance_seconds", int, lambda _signer: 300),
)
PUBLIC_KEYS = Table(
    "PublicKeys",
    "API notes 8.",
    member("keys", [PUBLIC_KEY], lambda signer: [key.published() for key in signer.keys]),
    member("active_kid", str, "active.kid"),
    member("usage", list[str], lambda _signer: ["response-signing", "identity-claims", "container-claims"]),
    member("signing_format", SIGNING_FORMAT, lambda signer: signer),
)
