# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure parts of the emulator's inside: paths that stay inside, requests that are read, results that are told."""

from __future__ import annotations

import asyncio
import errno
import os
from pathlib import Path

import pytest

from tests.emulator.kit import boot
from tests.emulator.kit.command import Command, plain_text
from tests.emulator.kit.house import House
from tests.emulator.kit.job import Job, home_of
from tests.emulator.kit.journal import Journal, is_recorded
from tests.emulator.kit.reading import described
from tests.emulator.kit.root import Root, make_folders
from tests.emulator.kit.session import Session
from tests.emulator.kit.terminal import job_of
from tests.emulator.kit.visit import ServiceError


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """A root with links that would lead out of it, were they followed as usual."""
    (tmp_path / "outside").write_text("outside")
    top = tmp_path / "root"
    (top / "etc").mkdir(parents=True)
    (top / "etc" / "passwd").write_text("root:x:0:0::/root:/bin/sh\nbroken\nsecond:x:0:0::/:/bin/sh\n")
    (top / "etc" / "group").write_text("root:x:0:\n")
    (top / "outside").write_text("inside")
    for name, target in (("absolute", "/outside"), ("up", "../../../outside"), ("out", str(tmp_path)), ("here", ".")):
        (top / name).symlink_to(target)
    root = Root(top)
    if not root.exists("/"):
        pytest.skip("this system has no openat2")
    return root


def read(root: Root, path: str) -> str:
    """The text of a file."""
    with root.opened(path) as descriptor, open(descriptor, closefd=False) as stream:
        return stream.read()


@pytest.mark.parametrize(
    "path", ["/absolute", "/up", "/outside", "/../../outside", "/here/here/../up", "/etc/../../outside"]
)
def test_links_and_dots_stay_inside(root: Root, path: str) -> None:
    assert read(root, path) == "inside"


@pytest.mark.parametrize("path", ["/out/outside", "/out", "/nothing"])
def test_what_would_be_outside_is_not_there(root: Root, path: str) -> None:
    assert not root.exists(path)
    assert not root.is_folder(path)
    with pytest.raises(FileNotFoundError):
        root.stat(path)


def test_a_link_to_a_process_is_not_followed(root: Root, tmp_path: Path) -> None:
    (tmp_path / "root" / "magic").symlink_to("/proc/self/cwd")
    with pytest.raises(FileNotFoundError):
        root.stat("/magic")
    with pytest.raises(OSError) as refused:  # noqa: PT011 - the number is what matters
        Root("/").stat("/proc/self/cwd/x")
    assert refused.value.errno == errno.ELOOP


@pytest.mark.parametrize("path", ["/", "/etc/..", "/.", "/etc/."])
def test_what_has_no_name_cannot_be_made_or_removed(root: Root, path: str) -> None:
    with pytest.raises(OSError, match="Invalid argument"), root.parent(path):
        pass


def test_no_nul(root: Root) -> None:
    with pytest.raises(OSError, match="Invalid argument"):
        root.stat("/etc\0/../..")


def test_a_pipe_makes_nobody_wait(root: Root, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "root" / "pipe")
    with root.opened("/pipe"):
        pass


def test_names(root: Root) -> None:
    assert root.names("passwd") == {0: "root"}, "the first of a number counts"


def test_folders_are_made_inside(root: Root, tmp_path: Path) -> None:
    make_folders(root, "/absolutely/new/here")
    assert (tmp_path / "root" / "absolutely" / "new" / "here").is_dir()
    with pytest.raises(OSError, match="File exists"):
        make_folders(root, "/outside/x")


def test_description(root: Root) -> None:
    told = described(root, "/out", {"/out": 2})
    assert (told["path_type"], told["is_symlink"], told["revisions"]) == ("SymlinkFile", True, 2)
    assert described(root, "/here", {})["path_type"] == "SymlinkDir"
    assert described(root, "/", {})["path_type"] == "Dir"
    assert described(root, "/outside", {})["size"] == 6


@pytest.mark.parametrize(
    "path,recorded",
    [
        ("/root/x", True),
        ("/var/tmp/x", True),
        ("/tmpx", True),
        ("/tmp/x", False),
        ("/srv/.git/config", False),
        ("/srv/node_modules/x/y", False),
        ("/srv/gitx", True),
    ],
)
def test_what_is_recorded(path: str, recorded: bool) -> None:
    assert is_recorded(path) is recorded


def test_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    assert (journal.records(), journal.body("/x", 1)) == ([], None)
    for body in (b"one", b"two", b"x" * 2_097_153):
        journal.record("/x", body)
    journal.record("/tmp/x", b"secret")
    again = Journal(tmp_path)
    assert [(record["revision"], record["kept"]) for record in again.listing()] == [(1, True), (2, True), (3, False)]
    assert [again.body("/x", revision) for revision in (1, 2, 3)] == [b"one", b"two", None]
    assert again.revisions() == {"/x": 3}


@pytest.mark.parametrize(
    "output,text",
    [
        (b"a\r\nb\r\n", "a\r\nb"),
        (b"\x1b[1;31mred\x1b[0m", "red"),
        (b"\x1b]0;title\x07text", "text"),
        (b"\x1b]8;;http://x\x1b\\link", "link"),
        (b"  \t x \n", "x"),
        (b"\xff\xfe", "��"),
    ],
)
def test_text_of_a_terminal(output: bytes, text: str) -> None:
    assert plain_text(output) == text


def command(limit: int = 10) -> Command:
    """A command that has just begun."""
    return Command(1, Job("true"), limit, 1.0, status="running")


def test_a_result_stays_as_it_is() -> None:
    async def work() -> None:
        one = command()
        one.hear(b"before")
        one.finish("timed_out", 124, "timeout")
        one.hear(b"after")
        one.finish("completed", 0, "marker")
        assert (one.status, one.exit_code, one.text()) == ("timed_out", 124, "before")
        aborted = command()
        aborted.aborted = 130
        aborted.finish("completed", 1, "ended")
        assert (aborted.status, aborted.exit_code) == ("cancelled", 130)

    asyncio.run(work())


def test_output_is_cut() -> None:
    one = command(limit=5)
    one.hear(b"123")
    assert not one.truncated
    one.hear(b"456")
    assert (one.text(), one.truncated) == ("12345", True)


def test_a_job() -> None:
    body = {"command": "x" * 131071, "cwd": "/a", "user": "user", "env": {"A_1": "x"}, "timeout": 1.5}
    assert job_of(body) == Job("x" * 131071, "/a", "user", {"A_1": "x"}, 1.5)
    assert job_of({"command": "x", "cwd": None, "timeout": None}) == Job("x")
    assert (home_of(""), home_of("root"), home_of("user")) == ("/root", "/root", "/home/user")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"command": ""},
        {"command": ["true"]},
        {"command": "a\0b"},
        {"command": "é" * 65536},
        {"command": "x", "cwd": 1},
        {"command": "x", "user": {}},
        {"command": "x", "timeout": True},
        {"command": "x", "timeout": float("inf")},
        {"command": "x", "env": []},
        {"command": "x", "env": {"A": None}},
        {"command": "x", "env": {"A": "a\0"}},
        {"command": "x", "env": {"": "a"}},
    ],
)
def test_no_job(body: dict[str, object]) -> None:
    with pytest.raises(ServiceError) as refused:
        job_of(body)
    assert (refused.value.status, refused.value.members["code"]) == (400, "VALIDATION_ERROR")


class Hasty(Session):
    """A terminal without a shell, whose commands are over at once."""

    async def _exit_code(self, command: Command) -> None:
        command.finish("completed", 0, "marker")


def test_a_terminal_ends_also_in_the_moment_when_its_command_does(tmp_path: Path) -> None:
    async def use() -> set[asyncio.Task[None]]:
        session = Hasty(House(tmp_path, overlay=False), 1, Job("", "", "", {}, 0.0), ephemeral=False)
        session.add(one := command())
        await one.over.wait()
        session.drop()
        _over, pending = await asyncio.wait([session._worker], timeout=5)
        return pending

    assert not asyncio.run(use())


def test_the_first_process_needs_nothing_of_the_others() -> None:
    """It is run alone, by its path."""
    assert "from ." not in Path(boot.__file__).read_text(encoding="utf-8")
