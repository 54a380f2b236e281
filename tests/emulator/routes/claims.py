# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of claims and of the keys that verify them (API notes 5.8 and 8)."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from ..members.account import USER_ID
from ..members.claims import AUTHORIZATION, PUBLIC_KEYS, Issued
from ..wire.envelope import ApiError, Error, reply
from ..wire.table import envelope_of
from .call import call_of
from .call import router as make_router
from .containers import ContainerId

router = make_router("containers")
meta = make_router("meta", errors=(429, 500, 503))


@router.post(
    "/containers/{id}/authorize",
    operation_id="authorizeContainer",
    response_model=envelope_of(AUTHORIZATION),
    responses={503: {"model": Error}},
)
async def authorize_container(request: Request, container_id: ContainerId) -> Response:
    """Issue a signed container claim (API notes 5.8)."""
    call = call_of(request)
    container = call.container(container_id)
    if call.switches.signing == "none":
        raise signing_not_configured()
    lifetime, issued = call.switches.claim_lifetime, int(call.now)
    payload = {
        "claim_type": "container",
        "sub": USER_ID,
        "type": "user",
        "containerId": container.id,
        "projectId": container.project.id,
        "iat": issued,
        "exp": issued + lifetime,
    }
    claim = call.world.signer.claim(payload, padded=call.switches.claim_padding == "present")
    issued_claim = Issued(container, claim, lifetime)
    return reply("Container authorization claim issued", AUTHORIZATION.render(issued_claim, call.switches))


def signing_not_configured() -> ApiError:
    """503 of a deployment without a signing key (API notes 5.8, 8)."""
    return ApiError(503, "Response signing is not available", code="SIGNING_NOT_CONFIGURED")


@meta.get("/meta/public-key", operation_id="getPublicKey", response_model=envelope_of(PUBLIC_KEYS))
async def get_public_key(request: Request) -> Response:
    """Read the Ed25519 verification keys; needs no token."""
    call = call_of(request)
    if call.switches.signing == "none":
        raise signing_not_configured()
    return reply("Hoody API signing public key", PUBLIC_KEYS.render(call.world.signer, call.switches))
