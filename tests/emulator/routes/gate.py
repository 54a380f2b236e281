# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every API request passes before it reaches a route: credentials, realm, permissions, verbs."""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from ..wire.envelope import ApiError, route_not_found
from ..wire.scope import header, realm_of
from ..wire.switches import Switches, active_switches
from ..world.people import COLLEAGUE
from ..world.seed import REALM_ID
from ..world.sessions import Credential
from ..world.world import World
from .call import Call

READ_ONLY_TOKEN = "hdy_read_only"
EXPIRED_TOKEN = "hdy_expired"
REALM_TOKEN = "hdy_realm"
#: Of somebody else, who sees only what is shared with them.
COLLEAGUE_TOKEN = "hdy_colleague"

#: The updates that refuse PUT when only PATCH is known: those for which the seed names PATCH.
_PATCHED = re.compile(r"/api/v1/containers/[^/]+(?:/network)?")
#: These need no token; a refresh brings one of its own kind.
_OPEN = frozenset({"/api/v1/meta/public-key", "/api/v1/users/auth/login", "/api/v1/users/auth/refresh"})
# The sentence of a 403 on the network endpoints depends on what was tried (API notes 7.5).
_NETWORK = re.compile(r"/api/v1/containers/[^/]+/network(?:/(start|stop))?")


#: Gives the methods of all routes with a path.
Offer = Callable[[str], set[str]]


def verb_refused(method: str, path: str, switches: Switches, offer: Offer) -> bool:
    """Whether this is an update with a verb that the active revision does not know (API notes 3.1)."""
    if switches.update_verbs == "patch":
        return method == "PUT" and _PATCHED.fullmatch(path) is not None
    # What has no other verb is updated with PATCH in every revision.
    return switches.update_verbs == "put" and method == "PATCH" and {"PATCH", "PUT"} <= offer(path)


def method_not_allowed(path: str, switches: Switches, offer: Offer) -> ApiError:
    """405 that names what is allowed."""
    methods = sorted(offer(path))
    allowed = [method for method in methods if not verb_refused(method, path, switches, offer)]
    return ApiError(405, "Method Not Allowed", headers={"Allow": ", ".join(allowed)})


def _missing_token(path: str) -> ApiError:
    if path.startswith("/api/v1/realms"):
        return ApiError(401, "Authentication required", code="UNAUTHORIZED")
    if _NETWORK.fullmatch(path):
        return ApiError(401, "Authentication required")
    return ApiError(401, "Authentication token required")


def _not_permitted(method: str, path: str) -> ApiError:
    match = _NETWORK.fullmatch(path)
    if not match:
        return ApiError(403, "Insufficient permissions")
    if match[1]:
        return ApiError(403, f"Cannot {match[1]} network for this container")
    if method == "DELETE":
        return ApiError(403, "Cannot remove network configuration from this container")
    return ApiError(403, "Cannot configure network for this container")


class Gate:
    """Pure ASGI, as a middleware class of Starlette would cost more than the request itself."""

    def __init__(self, app: ASGIApp, world: World, main_token: str, offer: Offer) -> None:
        self.app = app
        self.world = world
        self.offer = offer
        self.tokens = {
            READ_ONLY_TOKEN: Credential("read-only", writes=False),
            EXPIRED_TOKEN: Credential("expired", expired=True),
            REALM_TOKEN: Credential("realm", realm_id=REALM_ID),
            COLLEAGUE_TOKEN: Credential("colleague", user=COLLEAGUE),
            main_token: Credential(),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one API request."""
        switches = self.world.switches
        active_switches.set(switches)
        try:
            self._admit(scope, switches)
        except ApiError as error:
            await error.response(switches)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def credential(self, secret: str, now: float) -> Credential | None:
        """What a token may do, or None where it is none."""
        return self.tokens.get(secret) or self.world.sessions.credential(secret, now)

    def _admit(self, scope: Scope, switches: Switches) -> None:
        method, path = scope["method"], scope["path"]
        realm_id = realm_of(scope)
        token, now = Credential(), self.world.settle()
        if path not in _OPEN:
            token = self._token(scope, path, now)
            _check_scope(token, realm_id)
            if method != "GET" and not token.writes:
                raise _not_permitted(method, path)
        if verb_refused(method, path, switches, self.offer):
            if switches.verb_refusal == 404:
                raise route_not_found(method, path)
            raise method_not_allowed(path, switches, self.offer)
        if switches.empty_json_body == "refused" and _empty_json(scope):
            raise ApiError(400, "Body cannot be empty when content-type is set to 'application/json'")
        self.world.history.actor = token.user
        scope["hoody_call"] = Call(self.world, now, realm_id, token)

    def _token(self, scope: Scope, path: str, now: float) -> Credential:
        value = header(scope, b"authorization")
        if not value:
            raise _missing_token(path)
        scheme, _space, secret = value.decode("latin-1").partition(" ")
        token = self.credential(secret, now)
        if scheme != "Bearer" or token is None:
            raise ApiError(401, "Invalid authentication token")
        if token.expired:
            raise ApiError(401, "Token has expired")
        return token


def _check_scope(token: Credential, realm_id: str | None) -> None:
    if token.realm_id is None or token.realm_id == realm_id:
        return
    if realm_id is None:
        raise ApiError(403, "This token requires realm-scoped URL (https://{realm_id}.<host>)")
    raise ApiError(403, "Access denied")


def _empty_json(scope: Scope) -> bool:
    kind = header(scope, b"content-type") or b""
    length = header(scope, b"content-length")
    has_body = header(scope, b"transfer-encoding") is not None or (length is not None and length != b"0")
    return kind.split(b";")[0].strip().lower() == b"application/json" and not has_body
