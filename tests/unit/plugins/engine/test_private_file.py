# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of a claim: private at every moment, whole at every moment."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._engine.private_file import PrivateFile

WRITER = """
import os, sys
os.umask(0)
from ansible_collections.hoody.cloud.plugins.module_utils._engine.private_file import PrivateFile
file = PrivateFile(sys.argv[1])
while True:
    for letter in "ab":
        file.write(letter * 30000, None)
        print(letter, flush=True)
"""


@pytest.fixture
def open_umask() -> Iterator[None]:
    """The worst case: new files are for everybody unless they are made otherwise."""
    former = os.umask(0)
    yield
    os.umask(former)


def test_private_and_whole_whenever_one_looks(tmp_path: Path, open_umask: None) -> None:
    path = tmp_path / "claim"
    path.write_text("b" * 30000)
    path.chmod(0o666)
    before = path.stat().st_ino
    done = threading.Event()
    modes, texts = set(), set()

    def look() -> None:
        while not done.is_set():
            for entry in os.scandir(tmp_path):
                try:
                    state = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                if state.st_ino != before:
                    modes.add(stat.S_IMODE(state.st_mode))
            texts.add(path.read_text())

    watcher = threading.Thread(target=look)
    watcher.start()
    for _turn in range(100):
        PrivateFile(str(path)).write("a" * 30000, None)
        PrivateFile(str(path)).write("b" * 30000, None)
    done.set()
    watcher.join()
    assert modes == {0o600}
    assert texts <= {"a" * 30000, "b" * 30000}
    assert [entry.name for entry in tmp_path.iterdir()] == ["claim"]


def test_whole_after_a_death_at_any_moment(tmp_path: Path) -> None:
    path = tmp_path / "claim"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for writes in (1, 2, 5, 11):
        command = [sys.executable, "-c", WRITER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout
            for _write in range(writes):
                process.stdout.readline()
            process.kill()
        assert path.read_text() in ("a" * 30000, "b" * 30000)
        assert {stat.S_IMODE(entry.stat().st_mode) for entry in tmp_path.iterdir()} == {0o600}


def test_the_owner_stays_the_same(tmp_path: Path) -> None:
    path = tmp_path / "claim"
    path.touch(0o600)
    if os.geteuid() == 0:
        os.chown(path, 12345, 12346)
    file = PrivateFile(str(path))
    held = file.read()
    assert held
    file.write("new", held)
    state = path.stat()
    assert (state.st_uid, state.st_gid) == held.owner
    assert path.read_text() == "new"


def test_what_cannot_be_a_private_file(tmp_path: Path) -> None:
    tmp_path.joinpath("target").write_text("somebody else's")
    tmp_path.joinpath("link").symlink_to("target")
    os.mkfifo(tmp_path / "pipe")
    for name, words in (("link", "is a symbolic link"), ("pipe", "is no ordinary file"), ("", "is a folder")):
        with pytest.raises(InputError, match=words):
            PrivateFile(str(tmp_path / name)).read()
    with pytest.raises(HoodyError, match="cannot be read: Not a directory"):
        PrivateFile(str(tmp_path / "target" / "below")).read()
    missing = PrivateFile(str(tmp_path / "none" / "claim"))
    assert missing.read() is None
    with pytest.raises(InputError, match="none of dest does not exist: create it first"):
        missing.check_folder()
    with pytest.raises(HoodyError, match="cannot be written: No such file"):
        missing.write("text", None)
    assert tmp_path.joinpath("target").read_text() == "somebody else's"
