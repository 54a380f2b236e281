# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replies and errors in the shape of the API (API notes 1.1 and 1.2)."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, Field
from starlette.responses import Response

from .switches import Switches

# One encoder for all, as json.dumps would build one for each call.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def to_json(value: Any) -> str:
    """Compact JSON text."""
    return _ENCODER.encode(value)


def json_response(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A response from JSON text that is ready."""
    return Response(text.encode(), status, headers, "application/json")


def reply(message: str, data: Any, status: int = 200, *, warnings: Sequence[Any] = ()) -> Response:
    """The success envelope; warnings stand beside the data where there are any."""
    envelope = {"statusCode": status, "message": message, "data": data}
    return json_response(to_json({**envelope, "warnings": warnings} if warnings else envelope), status)


def reply_text(message: str, data: str, status: int = 200) -> Response:
    """The success envelope around data that is JSON text already."""
    return json_response(f'{{"statusCode":{status},"message":{json.dumps(message)},"data":{data}}}', status)


@lru_cache(maxsize=8192)
def timestamp(seconds: float) -> str:
    """ISO 8601 in UTC with milliseconds (API notes 1). Written out, as strftime is several times slower."""
    year, month, day, hour, minute, second = time.gmtime(seconds)[:6]
    milliseconds = int(seconds % 1 * 1000)
    return f"{year}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}.{milliseconds:03d}Z"


class Error(BaseModel):
    """The error envelope (API notes 1.2)."""

    statusCode: int
    error: str = Field(description="Reason phrase, or for newer errors a machine code.")
    message: str
    data: Any = None


class ApiError(Exception):
    """An error reply; `code` is the machine code that takes the place of the reason phrase."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.data = data
        self.headers = headers

    def response(self, switches: Switches) -> Response:
        """The error envelope; older revisions show the machine code rarely."""
        error = HTTPStatus(self.status).phrase
        if self.code and switches.machine_codes == "newer":
            error = self.code
        # Python renamed this phrase in 3.13; the documented examples use the older one.
        error = error.replace("Unprocessable Content", "Unprocessable Entity")
        body: dict[str, Any] = {"statusCode": self.status, "error": error, "message": self.message}
        if self.data is not None:
            body["data"] = self.data
        return json_response(to_json(body), self.status, self.headers)


def validation_response(issues: Sequence[tuple[str, str]], switches: Switches) -> Response:
    """A validation error in the published shape that the switch selects; issues are (instance path, message)."""
    if switches.validation_status == 400:
        return ApiError(400, "Validation failed").response(switches)
    text = ", ".join(f"{path} {message}".strip() for path, message in issues)
    body = {
        "statusCode": 422,
        "error": "Validation Error",
        "message": f"Validation failed: {text}",
        "data": [{"instancePath": path, "message": message} for path, message in issues],
    }
    return json_response(to_json(body), 422)


def not_found(what: str = "Resource") -> ApiError:
    """404 for an id that is unknown or out of the caller's scope."""
    return ApiError(404, f"{what} not found")


def route_not_found(method: str, path: str) -> ApiError:
    """404 of the route, not of a resource (API notes 3.1)."""
    return ApiError(404, f"Route {method}:{path} not found")


_PYDANTIC_WORDS: dict[str, str] = {
    "bool_type": "must be boolean",
    "bool_parsing": "must be boolean",
    "int_type": "must be integer",
    "int_from_float": "must be integer",
    "int_parsing": "must be integer",
    "dict_type": "must be object",
    "model_type": "must be object",
    "model_attributes_type": "must be object",
    "list_type": "must be array",
    "string_type": "must be string",
    "string_unicode": "must be string",
    "literal_error": "must be equal to one of the allowed values",
    "extra_forbidden": "must NOT have additional properties",
    "json_invalid": "must be valid JSON",
}


def issue(error: Mapping[str, Any]) -> tuple[str, str]:
    """Translate one pydantic error to (instance path, message) in the words of a JSON schema validator."""
    kind, context = error["type"], error.get("ctx") or {}
    location = [str(part) for part in error["loc"][1:]]
    if kind in ("missing", "extra_forbidden", "json_invalid"):
        name = location.pop() if location else "body"
        words = _PYDANTIC_WORDS.get(kind, f"must have required property '{name}'")
    elif kind == "string_too_short":
        words = f"must NOT have fewer than {context['min_length']} characters"
    elif kind == "string_too_long":
        words = f"must NOT have more than {context['max_length']} characters"
    elif kind == "string_pattern_mismatch":
        words = f'must match pattern "{context["pattern"]}"'
    elif kind == "too_long":
        words = f"must NOT have more than {context['max_length']} items"
    elif kind == "greater_than_equal":
        words = f"must be >= {context['ge']}"
    elif kind == "less_than_equal":
        words = f"must be <= {context['le']}"
    else:
        words = _PYDANTIC_WORDS.get(kind, str(error["msg"]))
    return "".join(f"/{part}" for part in location), words
