# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs modules by the hundred: one process imports everything once and forks for each run.

A run is a process of its own that gets its arguments as JSON and prints its result as JSON, as under Ansible, and that
can be killed; only what starting Ansible and Python costs is left out.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import select
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MODULES = ("container", "container_network", "container_fleet", "container_claim")
_PACKAGE = "ansible_collections.hoody.cloud.plugins"


class Run:
    """A module that runs."""

    def __init__(self, forks: Forks, pid: int) -> None:
        self._forks = forks
        self.pid = pid

    def ended(self, seconds: float) -> bool:
        """Whether it has ended, or ends within this time."""
        return bool(select.select([self._forks.replies], [], [], seconds)[0])

    def result(self) -> dict[str, Any] | None:
        """What it returned; None when it was killed. Raises AssertionError when it printed anything else."""
        answer = json.loads(self._forks.replies.readline())
        if answer["signal"]:
            return None
        assert "Traceback" not in answer["errors"], answer["errors"]
        result: dict[str, Any] = json.loads(answer["output"])
        return result


class Forks:
    """The process that forks; use it as a context manager."""

    def __enter__(self) -> Forks:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.forks"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._jobs, self.replies = self._process.stdin, self._process.stdout
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._jobs.close()
        self._process.wait(timeout=30)
        self.replies.close()

    def start(self, module: str, options: dict[str, Any]) -> Run:
        """Start a module with these options; its result has to be taken before the next is started."""
        self._jobs.write(json.dumps({"module": module, "options": options}).encode() + b"\n")
        return Run(self, int(self.replies.readline()))


def _serve() -> None:
    """Take a job a line, answer with the id of its process, and when that has ended with what it printed."""
    import tests.conftest  # noqa: F401 - it makes the collection importable

    basic = importlib.import_module("ansible.module_utils.basic")
    # Modules load these late.
    for late in ("_container.work", "_engine.pool"):
        importlib.import_module(f"{_PACKAGE}.module_utils.{late}")
    # Nothing takes time in their world, so no run needs to wait a quarter of a second before it looks.
    waiting: Any = importlib.import_module(f"{_PACKAGE}.module_utils._engine.waiting")
    waiting._PAUSES = waiting._PAUSES._replace(first=0.01)
    faces = {name: importlib.import_module(f"{_PACKAGE}.modules.{name}") for name in MODULES}
    # A run that fails here imports what all of them import late: nobody listens there.
    _give(basic, {"api_url": "http://127.0.0.1:1", "api_token": "none", "api_retries": 0, "container": "none"})
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        faces["container_network"].main()
    # What is here stays as it is, or each fork would copy most of it.
    gc.disable()
    gc.freeze()
    replies = os.fdopen(os.dup(1), "wb", 0)
    for line in iter(sys.stdin.buffer.readline, b""):
        job = json.loads(line)
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            pid = os.fork()
            if pid == 0:
                os.dup2(output.fileno(), 1)
                os.dup2(errors.fileno(), 2)
                _give(basic, job["options"])
                _live(faces[job["module"]])
            replies.write(b"%d\n" % pid)
            status = os.waitpid(pid, 0)[1]
            for stream in (output, errors):
                stream.seek(0)
            answer = {
                "signal": os.WIFSIGNALED(status),
                "output": output.read().decode(),
                "errors": errors.read().decode(),
            }
        replies.write(json.dumps(answer).encode() + b"\n")


def _give(basic: Any, options: dict[str, Any]) -> None:
    """Give the next module its options, as Ansible does."""
    basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": options}).encode()
    basic._ANSIBLE_PROFILE = "legacy"


def _live(module: ModuleType) -> None:
    """Run the module, and end with it."""
    status = 0
    try:
        module.main()
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:
        import traceback

        traceback.print_exc()
        status = 70
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve()
