# SPDX-License-Identifier: GPL-3.0-or-later
"""How the network profile of a container behaves. Its proxy is at an address that documentation uses."""

from __future__ import annotations

from typing import Any

from .asking import Unanswered
from .questions import NEVER
from .survey import PATIENCE, Survey

_NOBODYS_PROXY = "socks5://192.0.2.1:1080"
_LOGIN = {"type": "socks5", "proxy": "socks5://survey:survey@192.0.2.1:1080"}
_PLAIN = {"type": "socks5", "proxy": _NOBODYS_PROXY}
_QUESTIONS = ("7.5a", "7.2", "U4", "U3", "7.3a", "U2a", "U2b", "7.3b", "U20", "C21")
_ELSEWHERE = {"country": "DE", "dns_servers": ["192.0.2.53"]}


def ask_for_network(survey: Survey) -> None:
    """Configure, start, change, stop and remove it. The container runs."""
    path = f"{survey.path}/network"
    with survey.on("C7"):
        survey.update(path, {**_LOGIN, **_ELSEWHERE}).sound()
        shown = survey.asker.get(path)
        echoed = "@" in shown.member("proxy", str)
        survey.findings.found("C7", "echoed" if echoed else "write_only")
    if survey.findings.answer("C7") is None:
        survey.findings.left_open(_QUESTIONS, "No network profile could be stored.")
        return
    running = _ask_of_start(survey, path)
    _ask_of_check(survey, path)
    _ask_of_update(survey, path, running)
    _ask_of_repeat(survey, path, running)
    _ask_of_clearing(survey, path)
    with survey.on("U20"):
        taken = survey.update(path, {"type": "http", "proxy": _NOBODYS_PROXY}).was_taken()
        survey.findings.found("U20", "accepted" if taken else "refused")
    with survey.on("C21"):
        answer = survey.asker.send("DELETE", path)
        survey.findings.found("C21", "null" if answer.sound().data is None else "something")


def ask_for_idle_network(survey: Survey) -> None:
    """Whether it starts while the container is stopped, which it is."""
    path = f"{survey.path}/network"
    with survey.on("7.5b"):
        survey.update(path, _PLAIN).sound()
        taken = survey.asker.send("POST", f"{path}/start").was_taken()
        survey.findings.found("7.5b", "nothing" if taken else "running")
        survey.asker.send("DELETE", path).sound()


def enforce_network(survey: Survey) -> None:
    """Have a network profile that is enforced."""
    path = f"{survey.path}/network"
    survey.update(path, _PLAIN).sound()
    survey.asker.send("POST", f"{path}/start").sound()
    since = survey.asker.clock.now()
    if survey.asker.duration(since, PATIENCE, lambda: is_enforced(survey, path)) == NEVER:
        raise Unanswered("The network service does not run here.")


def is_enforced(survey: Survey, path: str) -> bool:
    """Whether the network service of this path runs."""
    remote: dict[str, Any] = survey.asker.get(path).member("remote_status", dict)
    return remote.get("is_running") is True


def _ask_of_start(survey: Survey, path: str) -> bool:
    """Start it; whether it runs then."""
    with survey.on("7.5a"):
        survey.asker.send("POST", f"{path}/start").sound()
        since = survey.asker.clock.now()
        took = survey.asker.duration(since, PATIENCE, lambda: is_enforced(survey, path))
        survey.findings.found("7.5a", took)
        return took != NEVER
    return False


def _ask_of_check(survey: Survey, path: str) -> None:
    with survey.on("7.2"):
        before = survey.asker.get(path).member("last_status_check", str)
        survey.asker.rest(1)
        after = survey.asker.get(path).member("last_status_check", str)
        survey.findings.found("7.2", "cached" if before == after else "live")


def _ask_of_update(survey: Survey, path: str, running: bool) -> None:
    """Leave out what is configured."""
    with survey.on("U2a", "U3", "7.3a"):
        reply = survey.update(path, _PLAIN).sound()
        shown = survey.asker.get(path)
        survey.findings.found("U2a", "kept" if shown.object().get("country") == "DE" else "reset")
        if not running:
            raise Unanswered("The network service does not run here.")
        goes_on = is_enforced(survey, path)
        survey.findings.found("U3", "goes on" if goes_on else "stops")
        if not goes_on:
            raise Unanswered("The network service stops at an update.")
        survey.findings.found("7.3a", reply.member("status", str))


def _ask_of_repeat(survey: Survey, path: str, running: bool) -> None:
    """Start a second time what runs; or stop what does not."""
    with survey.on("U4"):
        if running and not is_enforced(survey, path):
            survey.asker.send("POST", f"{path}/start").sound()
            running = (
                survey.asker.duration(survey.asker.clock.now(), PATIENCE, lambda: is_enforced(survey, path)) != NEVER
            )
        again = survey.asker.send("POST", f"{path}/{'start' if running else 'stop'}")
        survey.findings.found("U4", "accepted" if again.was_taken() else "refused")


def _ask_of_clearing(survey: Survey, path: str) -> None:
    with survey.on("U2b", "7.3b"):
        survey.update(path, {**_PLAIN, **_ELSEWHERE}).sound()
        survey.update(path, {**_PLAIN, "country": "", "dns_servers": []}).sound()
        shown = survey.asker.get(path)
        survey.findings.found("U2b", "clears" if not shown.object().get("country") else "ignored")
        survey.findings.found("7.3b", "default" if shown.object().get("dns_servers") else "stored")
