# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH into the emulator's containers, with the real client and the real server (API notes 14; part 2, G.11)."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.emulator.kit.endpoint import Endpoint
from tests.emulator.process import EmulatorProcess

from .guest import guest


@dataclass
class Login:
    """What somebody has who wants to log in."""

    emulator: EmulatorProcess
    folder: Path

    def key(self, name: str) -> str:
        """A new key; gives its public half."""
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "me and you", "-f", str(self.folder / name)]
        subprocess.run(command, check=True)
        return (self.folder / f"{name}.pub").read_text().strip()

    def options(self, key: str) -> list[str]:
        """Options of ssh, scp and sftp that concern this key and nothing of whoever runs the tests."""
        known = self.folder / "known_hosts"
        known.write_text(f"amber {self.emulator.host_key}\n")
        settings = {
            "Port": self.emulator.ssh_port,
            "IdentityFile": self.folder / key,
            "IdentitiesOnly": "yes",
            "BatchMode": "yes",
            "HostKeyAlias": "amber",
            "UserKnownHostsFile": known,
            "GlobalKnownHostsFile": "none",
        }
        return ["-F", "none", *(f"-o{name}={value}" for name, value in settings.items())]

    def run(self, key: str, command: str, *options: str, user: str = "root") -> subprocess.CompletedProcess[bytes]:
        """Run a command with ssh."""
        line = ["ssh", *self.options(key), *options, f"{user}@localhost", command]
        return subprocess.run(line, capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=False)

    def text(self, key: str, command: str, *options: str, user: str = "root") -> str:
        """The output of a command that succeeds."""
        done = self.run(key, command, *options, user=user)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode().strip()


@pytest.fixture
def login(inside: EmulatorProcess, tmp_path: Path) -> Login:
    """Two containers with a key each."""
    if reason := Endpoint.reason_against():
        pytest.skip(reason)
    login = Login(inside, tmp_path)
    for name in ("web", "shop-api"):
        inside.force(inside.id_of(name), ssh_public_key=login.key(name))
    return login


def test_the_key_leads_into_its_container(login: Login) -> None:
    for name in ("web", "shop-api"):
        assert login.text(name, "hostname; id -un; pwd; echo $HOME").split() == [name, "root", "/root", "/root"]
    assert login.run("web", "cat; exit 7").returncode == 7
    assert login.run("web", "printf '\\377\\0'").stdout == b"\xff\0"
    assert login.text("web", "echo 'a  b' \"$0\"; echo 'c'") == "a  b /bin/bash\nc"
    assert login.text("web", "[ -t 0 ] && echo terminal", "-tt") == "terminal"
    assert login.emulator.api("GET", f"/containers/{login.emulator.id_of('web')}").json()["data"]["ssh_hostname"] == (
        "localhost"
    )


def test_users(login: Login) -> None:
    assert login.text("web", "id -un; pwd; sudo -n id -un", user="user").split() == ["user", "/home/user", "root"]
    for stranger in ("nobody", "sshd", "sombody"):
        assert login.run("web", "true", user=stranger).returncode == 255


def test_a_key_that_no_running_container_has(login: Login) -> None:
    emulator = login.emulator
    login.key("foreign")
    assert b"Permission denied (publickey)" in login.run("foreign", "true").stderr
    web = emulator.id_of("web")
    emulator.api("PATCH", f"/containers/{web}", {"ssh_public_key": None})
    assert login.run("web", "true").returncode == 255
    emulator.api("PATCH", f"/containers/{web}", {"ssh_public_key": (login.folder / "web.pub").read_text().strip()})
    assert login.text("web", "hostname") == "web"
    emulator.api("POST", f"/containers/{web}/stop")
    emulator.wait_for(web, "stopped")
    assert login.run("web", "true").returncode == 255
    assert login.text("shop-api", "hostname") == "shop-api"


def test_a_key_needs_time(login: Login) -> None:
    """Until the new one is installed, the former one leads in (API notes part 2, G.11)."""
    emulator, web = login.emulator, login.emulator.id_of("web")
    emulator.switch(ssh_key_delay="never")
    emulator.api("PATCH", f"/containers/{web}", {"ssh_public_key": login.key("new")})
    assert (login.run("new", "true").returncode, login.text("web", "hostname")) == (255, "web")
    emulator.switch(ssh_key_delay=0.01)
    emulator.api("PATCH", f"/containers/{web}", {"ssh_public_key": login.key("newest")})
    assert (login.text("newest", "hostname"), login.run("web", "true").returncode) == ("web", 255)
    api = emulator.id_of("shop-api")
    emulator.switch(ssh_key_delay="never")
    emulator.api("PATCH", f"/containers/{web}", {"ssh_public_key": None})
    emulator.switch(ssh_key_delay=0)
    emulator.api("PATCH", f"/containers/{api}", {"ssh_public_key": (login.folder / "newest.pub").read_text().strip()})
    assert login.text("newest", "hostname") == "shop-api", "it belongs to whom it was given last"


def test_files(login: Login, tmp_path: Path) -> None:
    content = bytes(range(256)) * 4000
    (tmp_path / "file").write_bytes(content)
    for number, program in enumerate((["scp"], ["scp", "-O"])):
        for source, target in (
            (f"{tmp_path}/file", f"root@localhost:f{number}"),
            (f"root@localhost:f{number}", f"{tmp_path}/back"),
        ):
            subprocess.run([*program, "-q", *login.options("web"), source, target], check=True, timeout=60)
        assert (tmp_path / "back").read_bytes() == content
    batch = f"put {tmp_path}/file /tmp/by-sftp\nchmod 640 /tmp/by-sftp\n"
    line = ["sftp", *login.options("web"), "-b", "-", "root@localhost"]
    subprocess.run(line, input=batch, text=True, check=True, capture_output=True, timeout=60)
    assert login.text("web", "stat -c %a:%s /tmp/by-sftp; ls /root") == f"640:{len(content)}\nf0\nf1"
    assert login.text("shop-api", "ls /tmp/by-sftp /root/f0 2>/dev/null || echo none") == "none"
    assert not Path("/tmp/by-sftp").exists()


def test_no_way_but_into_the_container(login: Login) -> None:
    forwarded = login.run("web", "true", "-oExitOnForwardFailure=yes", "-R", "0:localhost:1")
    assert forwarded.returncode == 255
    assert guest(login.emulator).output("hostname") == login.text("web", "hostname")


def test_a_connection_ends_with_the_emulator(tmp_path: Path) -> None:
    if reason := Endpoint.reason_against():
        pytest.skip(reason)
    with EmulatorProcess(inside=tmp_path / "a folder, of mine: ours") as emulator:
        login = Login(emulator, tmp_path)
        emulator.force(emulator.id_of("web"), ssh_public_key=login.key("web"))
        line = ["ssh", *login.options("web"), "root@localhost", "echo ready; sleep 1000"]
        with subprocess.Popen(
            line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as client:
            assert client.stdout
            assert client.stdout.readline() == b"ready\n"
            emulator.stop()
            assert client.wait(timeout=10) != 0


def test_without_sshd(tmp_path: Path) -> None:
    """What takes its place knows keys and users as well, and runs commands, with and without a terminal."""
    if not find_spec("asyncssh"):
        pytest.skip("the Python package asyncssh is not here")
    with EmulatorProcess(inside=tmp_path / "inside", kit_sshd=False) as emulator:
        login = Login(emulator, tmp_path)
        for name in ("web", "shop-api"):
            emulator.force(emulator.id_of(name), ssh_public_key=login.key(name))
            assert login.text(name, "hostname; id -un; pwd; echo $HOME").split() == [name, "root", "/root", "/root"]
        assert login.run("web", "cat; exit 7").returncode == 7
        assert login.run("web", "printf '\\377\\0'; head -c 3000000 /dev/zero").stdout == b"\xff\0" + bytes(3_000_000)
        assert login.text("web", "[ -t 0 ] && echo terminal", "-tt") == "terminal"
        login.key("foreign")
        assert b"Permission denied (publickey)" in login.run("foreign", "true").stderr
        assert login.run("web", "true", user="nobody").returncode == 255
        line = ["ssh", *login.options("web"), "root@localhost", "echo ready; sleep 1000"]
        with subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as client:
            assert client.stdout
            assert client.stdout.readline() == b"ready\n"
            emulator.stop()
            assert client.wait(timeout=10) != 0
