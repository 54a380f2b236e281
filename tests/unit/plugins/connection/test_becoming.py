# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The password of another user: handed on where it is asked for, and nowhere else. A script stands in for sudo."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from ansible.plugins.loader import become_loader, get_shell_plugin
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.becoming import with_password, without_prompt
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.errors import Refused
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.replies import Ended

SUDO = r"""#!/bin/sh
# Asks for a password on stderr and reads it from stdin, a byte at a time, as sudo -S does.
while [ $# -gt 0 ]; do case $1 in -p) p=$2; shift 2 ;; -u) shift 2 ;; -*) shift ;; *) break ;; esac; done
if [ "$ASKS" = yes ]; then
  printf '%s ' "$p" >&2
  IFS= read -r word || exit 1
  [ "$word" = "$RIGHT" ] || { echo 'Sorry, try again.' >&2; exit 1; }
fi
exec "$@"
"""
WORD = "open 'sesame' \\n $HOME"


@pytest.fixture
def sudo(tmp_path: Path) -> Any:
    program = tmp_path / "sudo"
    program.write_text(SUDO)
    program.chmod(0o700)
    plugin = become_loader.get("sudo")
    plugin.set_options(direct={"become_exe": str(program), "become_pass": WORD})
    return plugin


@pytest.mark.parametrize("asks", ["yes", "no"])
@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_it_goes_where_it_is_asked_for(sudo: Any, asks: str, shell: str) -> None:
    plugin = get_shell_plugin(shell_type="sh", executable="/bin/sh")
    command = sudo.build_become_command("cat; exit 3", plugin)
    stdin = f"{WORD}\n".encode() + b"\xff\0data\n"
    wrapped = with_password(command, sudo, plugin)
    assert WORD not in wrapped
    environment = {"PATH": "/usr/bin:/bin", "ASKS": asks, "RIGHT": WORD}
    done = subprocess.run([shell, "-c", wrapped], input=stdin, capture_output=True, env=environment, check=False)
    ended = without_prompt(Ended(done.returncode, done.stdout, done.stderr), sudo)
    assert (ended.code, ended.stderr) == (3, b"")
    assert ended.stdout.partition(b"\n")[2] == b"\xff\0data\n"
    assert ended.stdout.startswith(b"BECOME-SUCCESS-")


def test_a_wrong_one_is_told(sudo: Any) -> None:
    sudo.build_become_command("true", get_shell_plugin(shell_type="sh", executable="/bin/sh"))
    with pytest.raises(Refused, match="Incorrect sudo password"):
        without_prompt(Ended(1, b"", b"[sudo] Sorry, try again.\n"), sudo)
    with pytest.raises(Refused, match="Missing sudo password"):
        without_prompt(Ended(1, b"", b"sudo: a password is required\n"), sudo)
    said = Ended(1, f"{sudo.success}\n".encode(), b"Sorry, try again.\n")
    assert without_prompt(said, sudo) == said
