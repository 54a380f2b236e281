# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What is shown to a gate in front of a container (API notes, part 2, G.1). It is never the account's token."""

from __future__ import annotations

import base64
import re
from typing import Any, NamedTuple

from .errors import Unreached

_TYPE_OF_BYTES = "application/octet-stream"


class Gate(NamedTuple):
    """The credentials, an empty string for each that there is none of."""

    user: str = ""
    password: str = ""
    token: str = ""
    token_header: str = ""

    def checked(self) -> Gate:
        """The same, if it can be sent."""
        if self.password and self.token and not self.token_header:
            raise Unreached(
                "A password and a token cannot be sent in the same header: set kit_token_header, or only one of them."
            )
        if self.token_header and not re.fullmatch(r"[A-Za-z0-9-]+", self.token_header):
            raise Unreached("The option kit_token_header must be the name of a header, such as X-Access-Token.")
        if re.search(r"[^\x21-\x7e]", self.token):
            raise Unreached("The option kit_token contains white space or unprintable characters.")
        if ":" in self.user:
            raise Unreached("The option kit_user must not contain a colon.")
        return self

    @property
    def given(self) -> str:
        """The words for the options that are set, "" for none."""
        return " and ".join(f"kit_{name}" for name in ("password", "token") if getattr(self, name))

    @property
    def headers(self) -> dict[str, str]:
        """What is sent along with every request."""
        headers = {}
        if self.password or (self.user and not self.token):
            pair = base64.b64encode(f"{self.user}:{self.password}".encode())
            headers["Authorization"] = f"Basic {pair.decode()}"
        if self.token:
            named = bool(self.token_header)
            headers[self.token_header if named else "Authorization"] = self.token if named else f"Bearer {self.token}"
        return headers

    def authorize(self, request: Any) -> Any:
        """Put the credentials into a request, as a transport has it done."""
        if isinstance(request.body, bytes):
            request.headers.setdefault("Content-Type", _TYPE_OF_BYTES)
        request.headers.update(self.headers)
        return request
