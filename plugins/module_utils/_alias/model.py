# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy alias: its fields, and what a task may want of it (API notes, part 2, E). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .._api.errors import ApiError, Conflict, InputError
from .._container.aliases import HOLDER
from .._engine.field import Field, read_options, refuse_blanks
from .._engine.plain import Desired
from .._engine.plan import Step
from .._text.moments import moment, seconds_of
from .._text.similar import did_you_mean
from .._text.types import Json

#: The programs whose number is a port.
WEB = ("http", "https")
_SHORT = {
    **dict.fromkeys(("t", "tty", "ttyd"), "terminal"),
    "d": "display",
    "f": "files",
    "w": "watch",
    "n": "notifications",
    "e": "exec",
    "b": "browser",
    "l": "logs",
}
#: Names that every revision keeps for itself, as it does what begins with one of them and a hyphen.
_SERVICES = (
    *("terminal", "display", "desktop", "cron", "watch", "notifications", "files", "daemon", "code", "agent", "exec"),
    *("browser", "cdp", "curl", "run", "sqlite", "pipe", "notes", "tunnel"),
)
_RESERVED = re.compile(rf"containers|({'|'.join(_SERVICES)})(-.*)?")
_UNKNOWN_PROGRAM = r'^Unknown program name "(.+)"'
_SPELLING = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_LENGTHS = range(3, 62)
_LONGEST_PATH = 2048
_LAST_PORT = 65535


def _read_name(value: str) -> str:
    if len(value) not in _LENGTHS or not re.fullmatch(_SPELLING, value):
        raise ValueError(
            f"be {_LENGTHS[0]} to {_LENGTHS[-1]} lower-case letters, digits and hyphens, with no hyphen at either end, "
            f"not '{value}'"
        )
    return value


def _program(value: str | None) -> str | None:
    return _SHORT.get(value or "", value)


def _program_meant(program: str) -> str:
    return "" if program in _SERVICES else did_you_mean(program, (*WEB, *_SERVICES))


def _read_port(value: int) -> int:
    if not 1 <= value <= _LAST_PORT:
        raise ValueError(f"be 1 to {_LAST_PORT}, not {value}")
    return value


def _read_index(value: int) -> int:
    if value < 1:
        raise ValueError(f"be at least 1, not {value}")
    return value


def _path(value: str | None) -> str | None:
    """With its slash; that alone is where the bare address leads without any."""
    path = f"/{(value or '').removeprefix('/')}"
    return None if path == "/" else path


def _read_path(value: str) -> str | None:
    path = _path(value)
    if path and len(path) > _LONGEST_PATH:
        raise ValueError(f"have at most {_LONGEST_PATH} characters, not {len(path)}")
    return path


def _time(value: Any) -> Any:
    seconds = seconds_of(value)
    return value if seconds is None else moment(seconds)


def _read_time(value: str) -> str | None:
    if value and seconds_of(value) is None:
        raise ValueError(f"be a time such as 2027-01-31T12:00:00Z, or '' for never, not '{value}'")
    return str(_time(value)) if value else None


ALIAS_NAME = Field("alias", read=_read_name)
PROGRAM = Field("program", read=_program, canonical=_program)
#: Replies tell it as the index.
PORT = Field("port", type="int", read=_read_port)
INDEX = Field("index", type="int", read=_read_index)
EXPIRY = Field("expires_at", read=_read_time, canonical=_time, clearable=True)
ENABLED = Field("enabled", type="bool", default=True)
CONTAINER = Field(HOLDER, option="container", mutable=False)
FIELDS = (
    ALIAS_NAME,
    CONTAINER,
    PROGRAM,
    PORT,
    INDEX,
    Field("target_path", read=_read_path, canonical=_path, clearable=True),
    Field("allow_path_override", type="bool", default=True),
    EXPIRY,
    ENABLED,
)
#: Of one that takes the place of another, what it takes over.
_SETTINGS = tuple(item for item in FIELDS if item not in (ALIAS_NAME, CONTAINER))


def desired(given: Mapping[str, Any]) -> Desired:
    """Check the options. The container is still what the task calls it. Raises InputError."""
    refuse_blanks(given, FIELDS)
    program, _hyphen, port = (given.get(PROGRAM.option_name) or "").rpartition("-")
    if program in WEB and port.isdecimal():
        if given.get(PORT.option_name) not in (None, int(port)):
            raise InputError(f"The options program and port name two ports: {port} and {given[PORT.option_name]}.")
        given = {**given, PROGRAM.option_name: program, PORT.option_name: int(port)}
    if given["state"] == "present" and given.get(CONTAINER.option_name) is None:
        raise InputError("Give container, the container of the alias. It can be left out only with state: absent.")
    fields = read_options(FIELDS, given)
    return Desired(fields[ALIAS_NAME.name], None, given.get("project"), given["state"], fields)


def numbered(alias: Json) -> Json:
    """An alias with its ``port``, which is null for a service, and as every reply shows it."""
    port = alias.get(INDEX.name) if PROGRAM.current(alias) in WEB else None
    # A single one has them in addition, in a list they are ids only.
    return {name: value for name, value in {**alias, PORT.name: port}.items() if name not in ("project", "container")}


def taken_over(alias: Json, fields: Json) -> Json:
    """The wanted values, and for the rest those of an alias whose place a new one takes."""
    was_web = PROGRAM.current(alias) in WEB
    is_web = (fields.get(PROGRAM.name) or PROGRAM.current(alias)) in WEB
    unfit = {INDEX.name if is_web else PORT.name}
    if was_web != is_web:
        unfit = {INDEX.name, PORT.name}
    kept = {item.name: item.current(alias) for item in _SETTINGS if item.name in alias and item.name not in unfit}
    return {**kept, **fields}


def completed(wanted: Desired, current: Json | None) -> Json:
    """The wanted values, with the number that the program needs. Raises InputError for what does not fit together."""
    fields, there = dict(wanted.fields), current or {}
    before = PROGRAM.current(there)
    program = fields.get(PROGRAM.name) or before
    if current is None and _RESERVED.fullmatch(wanted.name or ""):
        raise InputError(f"The alias '{wanted.name}' is reserved by the API: choose another one.")
    if program is None:
        raise InputError(f"The proxy alias {wanted.name} does not exist; to create it, give program too.")
    if program in WEB:
        if INDEX.name in fields:
            raise InputError(f"The option index is for services of the Hoody Kit; {program} has a port.")
        port = fields.get(PORT.name) or PORT.current(there)
        if port is None:
            raise InputError(f"Give port as well: the port of the {program} server in the container.")
        if PROGRAM.name in fields:
            fields[PORT.name] = port
        return fields
    if PORT.name in fields:
        raise InputError(
            f"The option port is for http and https; the service {program} has an index.{_program_meant(program)}"
        )
    if before in WEB:
        # What was a port would be taken for an instance.
        fields.setdefault(INDEX.name, 1)
    return fields


def with_its_port(step: Step, fields: Json) -> Step:
    """A step that names the port beside each program that has one, as it is told by nothing else (E.8)."""
    if step.body.get(PROGRAM.name) not in WEB:
        return step
    return step._replace(body={**step.body, PORT.name: fields[PORT.name]})


def has_expired(alias: Mapping[str, Any], now: float) -> bool:
    """Whether its time is over."""
    end = seconds_of(alias.get(EXPIRY.name))
    return end is not None and end <= now


def refuse_the_past(steps: Iterable[Step], wanted: Desired, current: Json | None, now: float) -> None:
    """Raise InputError for a time that is over, and for an alias that would be disabled again at once."""
    bodies = [step.body for step in steps]
    if any(has_expired(body, now) for body in bodies):
        raise InputError(
            f"The option expires_at of the proxy alias {wanted.name} is {EXPIRY.current(bodies[-1])}, which is in the "
            "past: give a later time, or '' for never."
        )
    renewed = any(EXPIRY.name in body for body in bodies)
    if wanted.fields.get(ENABLED.name) and current and has_expired(current, now) and not renewed:
        raise InputError(
            f"The proxy alias {wanted.name} has expired at {EXPIRY.current(current)}, so the API keeps it disabled: "
            "give expires_at a later time, or '' for never."
        )


def advice(problem: ApiError) -> str:
    """What to do when the API does not take an alias; empty when its own words say it."""
    unknown = re.search(_UNKNOWN_PROGRAM, problem.message)
    if unknown:
        return _program_meant(unknown[1]).lstrip()
    data = (problem.body or {}).get("data")
    told = data if isinstance(data, dict) else {}
    reserved = told.get("reserved_alias") or told.get("reserved_prefix")
    if isinstance(reserved, str):
        return f"Names that begin with {reserved} are reserved: choose another alias."
    scope = told.get("scope")
    if not isinstance(problem, Conflict) or not (scope or problem.code == "ALIAS_IN_USE"):
        return ""
    if scope == "server":
        return (
            "The name must be unique on the server of the container, which other accounts can share: choose "
            "another alias."
        )
    return "Another alias of the account, which this token cannot see, has this name: choose another alias."
