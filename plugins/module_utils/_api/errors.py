# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong. The text of every error is one sentence or two that a person can act on.

Nothing here knows Ansible: the module and the inventory turn these errors into their own failures.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from .._text.plain import plain

#: The oldest version of the library that is promised to work.
_OLDEST_REQUESTS = (2, 31)


class HoodyError(Exception):
    """Any failure that is explained to the user by its text alone. ``request`` is the request that failed, if one did.

    The text is for a person; ``result`` is what a playbook can branch on.
    """

    def __init__(self, message: str = "", *, request: ApiError | None = None) -> None:
        super().__init__(message)
        self.request = request

    @property
    def result(self) -> dict[str, Any]:
        """What is returned beside the text."""
        return {"error": self.request.facts} if self.request else {}

    def __str__(self) -> str:
        return plain(super().__str__())

    def add(self, sentence: str) -> None:
        """Say this too, at the end."""
        self.args = (f"{self} {sentence}",)


class SettingsError(HoodyError):
    """The connection settings are missing, contradictory or unusable."""


class Unreadable(HoodyError):
    """What the API shows of something is of a type that cannot be."""


class InputError(HoodyError):
    """What the task asks for is impossible. Raised before anything is written.

    ``final`` says that no earlier task of a play could have made what is missing.
    """

    final = False


def missing_requests(reason: str) -> HoodyError:
    """The library that everything needs cannot be imported. ``reason`` is the traceback of that, or its last line."""
    return HoodyError(
        f"The Python library requests cannot be imported by {sys.executable} ({reason.strip().splitlines()[-1]}). "
        f"Install it there: {sys.executable} -m pip install 'requests>=2.31.0'. If this is another Python than you "
        "expect, set ansible_python_interpreter."
    )


def outdated_requests(version: str) -> str | None:
    """The warning about a version of that library which is older than what the tests run with; None for the others."""
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    if numbers >= _OLDEST_REQUESTS:
        return None
    return (
        f"The Python library requests of {sys.executable} is version {version}. This collection needs 2.31.0 or newer "
        f"and is not tested with older ones. Update it: {sys.executable} -m pip install 'requests>=2.31.0'."
    )


class ApiError(HoodyError):
    """A request failed.

    The attributes tell the caller what happened: ``method``, ``path``, ``status`` (None when there was no reply),
    ``message`` (the API's own words, or the transport's), ``code`` (a machine code, when the API sent one) and
    ``fields`` (one text for each rejected field). ``retry_after`` is in seconds.

    Three attributes drive repeating: ``transient`` says that the same request may succeed later, ``unclear`` that the
    work may have been done although no usable reply came, and ``busy`` that it waits for something else to end.
    """

    FACTS = ("status", "code", "method", "path", "tries")

    transient = False
    unclear = False
    busy = False

    def __init__(
        self,
        method: str,
        path: str,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        fields: tuple[str, ...] = (),
        hint: str = "",
        retry_after: float | None = None,
        body: Any = None,
    ) -> None:
        self.method = method
        self.path = path
        self.message = message
        self.status = status
        self.code = code
        self.fields = fields
        self.hint = hint
        self.retry_after = retry_after
        self.body = body
        self.tries = 1
        super().__init__(message, request=self)

    @property
    def facts(self) -> dict[str, Any]:
        """The failed request as data: ``path`` is without query, and ``status`` None when there was no reply."""
        return {name: getattr(self, name) for name in self.FACTS}

    def add(self, sentence: str) -> None:
        """Say this too, at the end."""
        self.hint = f"{self.hint} {sentence}".strip()

    def __str__(self) -> str:
        said = f"{self.method} {self.path} "
        said += f"answered {self.status}: {self.message}" if self.status else f"failed: {self.message}"
        # The b16 form repeats the field errors inside its message (API notes 1.2).
        details = [field for field in self.fields if field not in self.message]
        if details:
            said += f" ({'; '.join(details)})"
        if self.code and self.code not in self.message:
            said += f" [{self.code}]"
        if self.tries > 1:
            said += f" (after {self.tries} tries)"
        return plain(" ".join(part for part in (said.rstrip(".") + ".", self.hint) if part))


class Unreachable(ApiError):
    """No connection was made, so the request was certainly not processed."""

    transient = True


class Interrupted(ApiError):
    """The connection broke or timed out after the request was sent."""

    transient = True
    unclear = True


class Garbled(ApiError):
    """A success status with what is not the API's: truncated JSON, HTML, nothing, or members of a wrong type."""

    transient = True
    unclear = True


class Oversized(ApiError):
    """A reply is larger than any of the API, so it is not read to its end. The next one would be no smaller."""

    unclear = True


class Incomplete(ApiError):
    """A listing that cannot be shown to be complete. What it holds is not used: something may be missing."""

    transient = True


class Misconfigured(ApiError):
    """A setting makes every request impossible, such as a proxy that is none. Nothing was sent, nor would be later."""


class Untrusted(ApiError):
    """The server's certificate was not accepted."""


class Redirected(ApiError):
    """The server pointed elsewhere. Never followed: the token must not reach another host."""


class Refused(ApiError):
    """400 or 422: the API does not accept the request (API notes, conflict C3)."""


class Unauthorized(ApiError):
    """401."""


class Forbidden(ApiError):
    """403."""


class NotFound(ApiError):
    """404 (which may stand for 403: API notes 1.2)."""


class WrongMethod(ApiError):
    """405."""


class Conflict(ApiError):
    """409."""


class Busy(Conflict):
    """409 because another operation is running or the container is still being set up (API notes 6)."""

    transient = True
    busy = True


class RateLimited(ApiError):
    """429, or 425: not processed, to be sent again later."""

    transient = True


class ServerFault(ApiError):
    """408 or 5xx: something failed on the way or behind the API."""

    transient = True

    @property
    def unclear(self) -> bool:  # type: ignore[override]
        """False only where the API promises that nothing was done (API notes 5.4)."""
        return self.code != "CONTAINER_CREATE_DISPATCH_FAILED"


class NotSigning(ApiError):
    """503 because this deployment has no key to sign with (API notes 5.8, 8). Trying again would not help."""
