# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the emulator as a process of its own, for tests, demonstrations and benchmarks."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from urllib.parse import urlsplit

from requests import Response, Session

ROOT = Path(__file__).resolve().parents[2]


class EmulatorProcess:
    """A running emulator; use it as a context manager. ``root`` is the checkout that it is taken from.

    Switches are given by name: ``EmulatorProcess(profile="seed", create_delay=0)``.
    """

    def __init__(
        self,
        *,
        profile: str = "current",
        containers: int = 0,
        empty: bool = False,
        token: str = "hdy_emulator_token",
        python: str = sys.executable,
        start_timeout: float = 120.0,
        state: Path | None = None,
        root: Path = ROOT,
        inside: Path | None = None,
        like: Path | None = None,
        **switches: Any,
    ) -> None:
        self.profile = profile
        self._root = root
        self.token = token
        self.url = ""
        self.pid = 0
        #: The address of the services inside containers, as the option kit_url takes it; with ``inside``.
        self.kit_url = ""
        self.inside = inside
        #: The port of SSH on localhost, 0 where there is none, and the key by which it is known.
        self.ssh_port = 0
        self.host_key = ""
        self._start_timeout = start_timeout
        self._switches = switches
        self._arguments = [
            python,
            "-m",
            "tests.emulator",
            "--port",
            "0",
            "--quiet",
            "--profile",
            profile,
            "--token",
            token,
            "--containers",
            str(containers),
        ]
        for name, value in switches.items():
            self._arguments += ["--set", f"{name}={value if isinstance(value, str) else json.dumps(value)}"]
        if empty:
            self._arguments.append("--empty")
        if state:
            self._arguments += ["--state", str(state)]
        if inside:
            self._arguments += ["--inside", str(inside)]
        if like:
            self._arguments += ["--like", str(like)]
        self._process: subprocess.Popen[str] | None = None
        self._stderr: IO[str] | None = None
        self._last_words = ""
        self.session = Session()
        # Neither a proxy nor a .netrc of the developer may come between.
        self.session.trust_env = False

    # -- life

    def __enter__(self) -> EmulatorProcess:
        self.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait until it answers."""
        # A file and not a pipe, as nobody would read a pipe and a full one would stop the emulator.
        self._stderr = tempfile.TemporaryFile(mode="w+")  # noqa: SIM115 - open until the process ends
        with tempfile.TemporaryDirectory(prefix="hoody-emulator-") as folder:
            ready_file = Path(folder, "ready.json")
            self._process = subprocess.Popen(
                [*self._arguments, "--ready-file", str(ready_file)],
                cwd=self._root,
                text=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._stderr,
            )
            self._await_ready(self._process, ready_file)
            about = json.loads(ready_file.read_text())
        self.url, self.pid, self.kit_url = about["url"], about["pid"], about.get("kit_url", "")
        self.ssh_port, self.host_key = about.get("ssh_port", 0), about.get("host_key", "")

    def _await_ready(self, process: subprocess.Popen[str], ready_file: Path) -> None:
        deadline = time.monotonic() + self._start_timeout
        pause = threading.Event()
        while not ready_file.exists():
            if process.poll() is not None:
                raise RuntimeError(f"the emulator did not start: {self.complaints()}")
            if time.monotonic() > deadline:
                self.stop()
                raise TimeoutError(f"the emulator did not start within {self._start_timeout} s")
            pause.wait(0.01)

    def stop(self) -> int | None:
        """End it; gives the exit status. Calling it again does nothing."""
        process, self._process = self._process, None
        self.session.close()
        if process is None:
            return None
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._last_words = self.complaints()
        if self._stderr:
            self._stderr.close()
            self._stderr = None
        return process.returncode

    def restart(self, pause: float) -> None:
        """Stop it and start it again at the same address, ``pause`` seconds later; give ``state``, or all is lost."""
        self.stop()
        threading.Event().wait(pause)
        self._arguments[self._arguments.index("--port") + 1] = str(urlsplit(self.url).port)
        self.start()

    def complaints(self) -> str:
        """What the process wrote to standard error; empty when all is well."""
        if self._stderr is None:
            return self._last_words
        self._stderr.seek(0)
        return self._stderr.read().strip()

    def send_signal(self, number: int) -> None:
        """Send a signal to the process."""
        if self._process:
            self._process.send_signal(number)

    def kill(self) -> None:
        """End it as a power failure would; the port refuses connections from then on."""
        if self._process:
            self._process.kill()

    # -- control

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A control endpoint; gives the decoded reply."""
        reply = self.session.request(method, f"{self.url}/_emulator{path}", json=body, timeout=60)
        if reply.status_code >= 400:
            raise RuntimeError(f"{method} /_emulator{path}: {reply.status_code} {reply.text}")
        return reply.json() if reply.content else None

    def switch(self, **changes: Any) -> None:
        """Change switches."""
        self.control("PATCH", "/switches", changes)

    def use_profile(self, name: str) -> None:
        """Set all switches as a profile has them."""
        self.control("PUT", f"/profile/{name}")

    def restore(self) -> None:
        """As it was after the start: switches, world, no faults, an empty log."""
        self.use_profile(self.profile)
        if self._switches:
            self.switch(**self._switches)
        self.clear_faults()
        self.reset()
        self.clear_requests()
        if self.kit_url:
            self.control("DELETE", "/kit/requests")

    def fault(self, kind: str | None = None, **rule: Any) -> None:
        """Add a fault rule, such as ``fault("rate_limited", times=2, retry_after=0)``."""
        self.control("POST", "/faults", {"kind": kind, **rule} if kind else rule)

    def clear_faults(self) -> None:
        """Remove all fault rules."""
        self.control("DELETE", "/faults")

    def requests(self) -> list[dict[str, Any]]:
        """The request log, oldest first."""
        entries: list[dict[str, Any]] = self.control("GET", "/requests")
        return entries

    def summary(self) -> dict[str, Any]:
        """Counts of the request log."""
        counts: dict[str, Any] = self.control("GET", "/requests/summary")
        return counts

    def clear_requests(self) -> None:
        """Empty the request log."""
        self.control("DELETE", "/requests")

    def kit_requests(self) -> list[dict[str, Any]]:
        """What was asked of the services inside containers, oldest first."""
        entries: list[dict[str, Any]] = self.control("GET", "/kit/requests")
        return entries

    def journal(self, container_id: str) -> list[dict[str, Any]]:
        """What the files service of a container has recorded."""
        records: list[dict[str, Any]] = self.control("GET", f"/containers/{container_id}/journal")
        return records

    def kit(self, container: dict[str, Any], service: str, index: int | None = None) -> str:
        """The address of a service of a container, as the API shows it, without a slash at its end."""
        return self.kit_url.format(
            project_id=container["project_id"],
            container_id=container["id"],
            service=service,
            index={"files": 1}.get(service, 0) if index is None else index,
            server_name=container["server_name"],
        )

    def reset(self, *, empty: bool | None = None) -> None:
        """The world back to its seed."""
        self.control("POST", "/reset", {"empty": empty})

    def put_container(self, **state: Any) -> dict[str, Any]:
        """Put a container into any state: ``put_container(project="Shop", name="x", status="failed")``."""
        container: dict[str, Any] = self.control("POST", "/containers", state)
        return container

    def force(self, container_id: str, **state: Any) -> dict[str, Any]:
        """Force settings of a container."""
        container: dict[str, Any] = self.control("PATCH", f"/containers/{container_id}", state)
        return container

    def bulk(self, count: int, project: str = "Fleet", prefix: str = "node-") -> None:
        """Put many running containers into place."""
        self.control("POST", "/bulk", {"project": project, "count": count, "prefix": prefix})

    def egress(self, container_id: str) -> dict[str, Any]:
        """What the bridge of a container really enforces."""
        effective: dict[str, Any] = self.control("GET", f"/containers/{container_id}/egress")
        return effective

    def rotate(self, *, withdraw: bool = False) -> dict[str, Any]:
        """Let it sign with a new key; gives that key as published. ``withdraw`` the old ones, or keep them listed."""
        key: dict[str, Any] = self.control("POST", "/signing/rotate", {"withdraw": withdraw})
        return key

    def wait_for(self, container_id: str, status: str, timeout: float = 10.0) -> None:
        """Wait until a container has a status; ``gone`` means that it is no more."""
        self.wait_until(lambda: self.status_of(container_id) == status, f"container {container_id}: {status}", timeout)

    def wait_for_reply(self, method: str, status: int, timeout: float = 60.0) -> None:
        """Wait until a request with this method has been answered with this status."""

        def answered() -> bool:
            return any((entry["method"], entry["status"]) == (method, status) for entry in self.requests())

        self.wait_until(answered, f"{method} answered {status}", timeout)

    def wait_until(self, condition: Callable[[], bool], what: str, timeout: float = 10.0) -> None:
        """Wait until a condition holds, which is ``what`` in words."""
        deadline, pause = time.monotonic() + timeout, threading.Event()
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"not within {timeout:g} s: {what}")
            pause.wait(0.01)

    def status_of(self, container_id: str) -> str:
        """The status of a container, or ``gone``."""
        answer = self.api("GET", f"/containers/{container_id}")
        return str(answer.json()["data"]["status"]) if answer.status_code == 200 else "gone"

    # -- the API

    def api(
        self, method: str, path: str, json: Any = None, *, headers: dict[str, str] | None = None, **options: Any
    ) -> Response:
        """A request to the API; `path` begins after /api/v1 and may also be a whole path."""
        target = path if path.startswith("/api/") else f"/api/v1{path}"
        everything = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        return self.session.request(
            method, self.url + target, json=json, headers=everything, timeout=options.pop("timeout", 30), **options
        )

    def id_of(self, name: str, project: str = "Shop") -> str:
        """The id of a container by its name."""
        project_id = self.project_id(project)
        path = f"/projects/{project_id}/containers?limit=100&include_deleting=true&include_expired=true"
        found = self.api("GET", path).json()["data"]["containers"]
        return next(str(container["id"]) for container in found if container["name"] == name)

    def project_id(self, alias: str) -> str:
        """The id of a project by its alias."""
        found = self.api("GET", "/projects/?limit=100").json()["data"]["projects"]
        return next(str(project["id"]) for project in found if project["alias"] == alias)

    def server_id(self, name: str = "amber-fox-1a2-de") -> str:
        """The id of a server by its name."""
        found = self.api("GET", "/servers").json()["data"]
        return next(str(item["server_id"]) for item in found if item["server"] and item["server"]["name"] == name)
