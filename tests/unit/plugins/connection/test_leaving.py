# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command of Ansible removes when it is ended, tried on real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.leaving import (
    ending_properly,
    is_program,
    removing_its_folder,
)

#: Two processes say each line at once, whatever Python does with their output. One long sleep could begin just after a
#: signal, and not hear it.
PROGRAM = b"""\
from __future__ import annotations
_ANSIBALLZ_WRAPPER = True # and what is said of it
import os, sys, time
def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())
try:
    child = sys.argv[1] == "fork" and os.fork()
    if child:
        say(child)
        say("status", os.waitpid(child, 0)[1])
    else:
        say("begun")
        while True:
            time.sleep(0.01)
finally:
    say("removed")
"""


def begun(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, start_new_session=True)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


@pytest.mark.parametrize("properly", [True, False])
def test_a_program_removes_its_folder_on_term(properly: bool) -> None:
    program = ending_properly(PROGRAM) if properly else PROGRAM
    with begun(sys.executable, "-c", program.decode(), "stay") as process:
        assert first_line(process) == "begun"
        process.terminate()
        assert process.communicate(timeout=30)[0] == ("removed\n" if properly else "")
    assert process.returncode == (128 + signal.SIGTERM if properly else -signal.SIGTERM)


def test_a_process_that_a_module_makes_removes_nothing() -> None:
    with begun(sys.executable, "-c", ending_properly(PROGRAM).decode(), "fork") as process:
        lines = {first_line(process), first_line(process)}
        (child,) = lines - {"begun"}
        os.kill(int(child), signal.SIGTERM)
        assert process.communicate(timeout=30)[0] == f"status {signal.SIGTERM:d}\nremoved\n"


def test_nothing_else_is_changed() -> None:
    for content in (b"", b"text", b"x = '''\n _ANSIBALLZ_WRAPPER = True\n'''", bytes(range(256))):
        assert ending_properly(content) == content


@pytest.mark.parametrize(
    "path,known",
    [
        ("/root/.ansible/tmp/ansible-tmp-1764489600.12-7-99/AnsiballZ_ping.py", True),
        ("/root/.ansible/tmp/ansible-tmp-1764489600.12-7-99/.source.py", False),
        ("/srv/AnsiballZ_ping.py", False),
    ],
)
def test_what_is_the_program_of_a_module(path: str, known: bool) -> None:
    assert is_program(path) is known


def test_a_command_that_is_ended_removes_the_folder_of_its_task(tmp_path: Path) -> None:
    folder = tmp_path / "ansible-tmp-1764489600.12-7-99"
    for ended in (False, True):
        folder.mkdir(exist_ok=True)
        (folder / "script").write_text("echo begun; read line; exit 3")
        command = removing_its_folder(f"sh {folder}/script")
        with subprocess.Popen(
            ["/bin/sh", "-c", command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            first_line(process)
            if ended:
                subprocess.run(["kill", "-TERM", "--", f"-{process.pid}"], check=True)
            process.communicate("\n", timeout=30)
        assert process.returncode == (143 if ended else 3)
        assert folder.exists() is not ended


@pytest.mark.parametrize("command", ["true", "rm -rf /root/ansible-tmp-1", "cat '/a b/ansible-tmp-1.2-3-4/x'"])
def test_no_other_folder_is_touched(command: str) -> None:
    assert removing_its_folder(command) == command
