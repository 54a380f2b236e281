# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a stored network profile is enforced, and what to say of that. Pure.

**How we know that what is stored is what is enforced.** An update only stores (7.3); whether a running service takes it
up, and whether anything shows that it has not, is unknown (16.2, U3). So two things have to come together:

* We never store over a running service anything that it enforces: it is stopped first, then the configuration is
  stored, then the service is started. Wherever this ends, by an error or by a kill, the service does not run, which
  every server shows; and a service that runs was started after the last thing that we stored. The other order (store,
  stop, start) leaves, when it ends after the first step, a running service with an older configuration behind, which on
  a server without any sign nobody can tell from a finished one.
* Others may store without starting. ``enforced`` reads every sign there is, and takes what contradicts itself for
  doubt (None): a service that runs while the status says ``configured``, or a check that is older than the
  configuration. The states ``started`` and ``restarted`` end a doubt by enforcing anew.

The price: between stop and start the traffic is unfiltered, for the time of one update more than in the other order,
and stopping is unavoidable in both. It is paid as rarely as possible: what can be refused is refused before the stop;
a comment, which is not enforced, is stored without a stop; and when storing fails, what is stored then is started again
(see ``resource``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from .._text.secrets import without_userinfo
from .model import BLOCK, ENFORCED, PROXY, TYPE
from .values import userinfo

_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def is_configured(current: Mapping[str, Any]) -> bool:
    """Whether there is a configuration; the flag itself may be missing (API notes 7.2)."""
    return bool(current.get("configured", current.get(TYPE.name)))


def enforced(current: Mapping[str, Any]) -> bool | None:
    """Whether what is stored is what is enforced; None where the API does not tell, or contradicts itself.

    What the host says of the service (``remote_status``) counts more than the ``status`` beside it. A service that runs
    enforces what is stored unless something says otherwise: a status that is not ``running``, or a check that is older
    than the configuration, so that it tells of an earlier one (API notes 7.2, 7.3).
    """
    if not is_configured(current):
        return False
    remote, status = current.get("remote_status"), current.get("status")
    lives = remote.get("is_running") if isinstance(remote, Mapping) else None
    if not isinstance(lives, bool):
        lives = {"running": True, "configured": False, "stopped": False, "error": False}.get(str(status))
    if not lives:
        return lives
    return True if status in ("running", None) and not _checked_before_it_was_configured(current) else None


def is_serving(current: Mapping[str, Any]) -> bool:
    """Whether a service runs or may run, with whatever configuration."""
    return enforced(current) is not False


def _checked_before_it_was_configured(current: Mapping[str, Any]) -> bool:
    remote = current.get("remote_status")
    checks = [current.get("last_status_check"), remote.get("last_check") if isinstance(remote, Mapping) else None]
    told = [check for check in map(_moment, checks) if check]
    configured = _moment(current.get("configured_at"))
    return bool(configured and told) and all(_is_earlier(check, configured) for check in told)


def _moment(value: Any) -> str:
    """A timestamp of the API (API notes 1); an empty string for anything else."""
    return value if isinstance(value, str) and _TIMESTAMP.match(value) else ""


def _is_earlier(one: str, other: str) -> bool:
    """Of two timestamps; to the second only where they are of different precision."""
    digits = len(one) if len(one) == len(other) else len("2026-01-01T00:00:00")
    return one[:digits] < other[:digits]


def has_credentials(current: Mapping[str, Any]) -> bool:
    """Whether the server holds credentials, on servers that echo them and on those that only say so."""
    return bool(current.get("credentials_configured") or userinfo(current.get(PROXY.name)))


def scheme_warning(state: Mapping[str, Any], container: str) -> list[str]:
    """A warning where type and proxy name different protocols; whether they may is unknown (API notes 16.2, U20)."""
    kind, scheme = state.get(TYPE.name), urlsplit(state.get(PROXY.name) or "").scheme.lower()
    if kind == BLOCK or not scheme or scheme == kind:
        return []
    text = (
        f"The network profile of container {container} has the type {kind} and a proxy that begins with {scheme}://. "
        "Both are stored as they are, and it depends on the API which of them is used."
    )
    return [text]


def enforcement_warning(state: Mapping[str, Any], container: str) -> list[str]:
    """A warning where the profile is stored and not, or not surely, enforced. ``state`` is a view."""
    if not state or state[ENFORCED]:
        return []
    cure = "Use state=started to enforce it."
    subject = f"network profile of container {container}"
    if state[ENFORCED] is None:
        return [f"The API does not report whether the {subject} is enforced. {cure}"]
    return [f"The {subject} is not enforced, so its egress is unfiltered. {cure}"]


def told(current: Mapping[str, Any]) -> str:
    """A sentence that tells what is enforced now."""
    now = enforced(current)
    if now:
        proxy = without_userinfo(current.get(PROXY.name))
        return f"Enforced now: {current.get(TYPE.name)}{f' through {proxy}' if proxy else ''}."
    if now is None:
        return "The network service runs now, but the API does not report whether it enforces the stored profile."
    kept = "the profile is stored, but " if is_configured(current) else ""
    return f"Now {kept}nothing is enforced: the egress of the container is unfiltered."
