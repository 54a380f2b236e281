# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key of a container in a file: made where it is missing, never lost, and no key of anything else."""

from __future__ import annotations

import builtins
import stat
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._container.key_file import KeyFile
from ansible_collections.hoody.cloud.plugins.module_utils._container.resource import ContainerResource
from ansible_collections.hoody.cloud.plugins.module_utils._engine.libraries import MissingLibrary
from ansible_collections.hoody.cloud.plugins.module_utils._text.openssh import public_half
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as elliptic_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
)

from ..in_process_emulator import SERVER, Cloud, Killed
from .test_resource import Keepsake

NEW: dict[str, Any] = {"server": SERVER, "state": "started"}


class Scene:
    """A world, a file, and tasks that are about a container and this file."""

    def __init__(self, folder: Path, **switches: Any) -> None:
        self.cloud = Cloud(**switches)
        self.path = folder / "keys" / "web-1"

    def run(self, *, check_mode: bool = False, **options: Any) -> Json:
        """The result of a task."""
        given = {"name": "web-1", "project": "Shop", "ssh_key_file": str(self.path), "wait": True, **options}
        self.task = self.cloud.task(given, check_mode=check_mode)
        return ContainerResource(Keepsake().keep).reconcile(self.task)

    @property
    def key(self) -> str | None:
        """The key that the container has."""
        return self.cloud.named("web-1").ssh_public_key

    @property
    def held(self) -> str | None:
        """The public half of the key that the file has."""
        found = public_half(self.path.read_text())
        return found.key if found else None


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A scene in which there is nothing yet."""
    return Scene(tmp_path)


def test_a_missing_key_is_made_and_kept(scene: Scene) -> None:
    foretold = scene.run(**NEW, check_mode=True)
    assert not scene.path.parent.exists()
    done = scene.run(**NEW)
    assert (foretold["actions"], foretold["diff"]) == (done["actions"], done["diff"])
    assert foretold["container"]["ssh_public_key"] == "(new key)"
    assert done["diff"]["after"]["ssh_public_key"] == "(new key)"
    assert scene.key == scene.held == done["container"]["ssh_public_key"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (scene.path, scene.path.parent)] == [0o600, 0o700]
    load_ssh_private_key(scene.path.read_bytes(), None)
    again = scene.run(**NEW)
    assert (again["changed"], again["diff"]["before"]) == (False, again["diff"]["after"])
    assert [path.name for path in scene.path.parent.iterdir()] == ["web-1"]


def test_what_is_in_the_file_is_told_nowhere(scene: Scene) -> None:
    results = [scene.run(**NEW), scene.run(regenerate=True), scene.run(state="absent")]
    secret = scene.path.read_text().splitlines()[1:-1]
    assert not [line for line in secret if line in repr(results)]


def test_a_key_that_is_there_is_used_and_outlives_the_container(scene: Scene) -> None:
    scene.run(**NEW)
    first = scene.key
    scene.run(state="absent", wait=False)
    assert scene.run(**NEW)["actions"] == ["create"]
    assert scene.key == first == scene.held


def test_a_container_whose_key_was_lost_gets_a_new_one(scene: Scene) -> None:
    scene.run(**NEW)
    first = scene.key
    scene.path.unlink()
    assert scene.run()["actions"] == ["update"]
    assert scene.key == scene.held != first


def test_regenerating_is_a_change_at_every_run(scene: Scene) -> None:
    scene.run(**NEW)
    keys = [scene.key]
    for _turn in range(2):
        foretold = scene.run(regenerate=True, check_mode=True)
        assert scene.held == keys[-1]
        done = scene.run(regenerate=True)
        assert (foretold["actions"], foretold["diff"]) == (done["actions"], done["diff"])
        assert done["actions"] == ["update"]
        keys.append(scene.key)
        assert scene.held == keys[-1]
    assert len(set(keys)) == 3
    assert [path.name for path in scene.path.parent.iterdir()] == ["web-1"]


@pytest.mark.parametrize("regenerate", [False, True])
@pytest.mark.parametrize("after", [False, True])
def test_a_run_that_is_killed_loses_no_key(scene: Scene, after: bool, regenerate: bool) -> None:
    """Whenever it is killed, a file has the key that the server has, and the next run puts it in place."""
    scene.run(**NEW)
    requests = len(scene.cloud.lines)
    scene.run(regenerate=True)
    for number in range(len(scene.cloud.lines) - requests):
        scene.cloud.transport.live_on(number, after=after)
        with pytest.raises(Killed):
            scene.run(regenerate=True)
        files = [public_half(path.read_text()) for path in scene.path.parent.iterdir()]
        assert scene.key in [found.key for found in files if found]
        scene.cloud.transport.live_on()
        foretold = scene.run(check_mode=True, regenerate=regenerate)
        assert foretold["actions"] == scene.run(regenerate=regenerate)["actions"]
        assert scene.key == scene.held


def test_a_key_that_is_refused_takes_no_place(scene: Scene) -> None:
    scene.run(**NEW)
    first = scene.key
    scene.cloud.fault("internal_error", method="PATCH")
    with pytest.raises(HoodyError):
        scene.run(regenerate=True)
    assert scene.key == scene.held == first
    scene.cloud.mend()
    assert not scene.run()["changed"]
    scene.run(regenerate=True)
    assert scene.key == scene.held != first


def test_the_server_is_given_time_to_install_a_key(tmp_path: Path) -> None:
    scene = Scene(tmp_path, ssh_key_delay=20)
    scene.run(**NEW)
    assert scene.cloud.named("web-1").ssh_key_installed_at
    slept = sum(scene.cloud.clock.slept)
    assert slept >= 20
    scene.run(regenerate=True, wait=False)
    scene.run(comment="other")
    assert sum(scene.cloud.clock.slept) == slept
    scene.cloud.switch(ssh_key_delay="never")
    done = scene.run(regenerate=True, wait_timeout=30)
    assert done["actions"] == ["update"]
    [warning] = scene.task.warnings
    assert "did not get its SSH key installed: it was not installed after 30 s. Until then" in warning


def test_what_does_not_run_and_older_revisions_are_not_waited_for(tmp_path: Path) -> None:
    for switches in ({"revision": "seed"}, {"ssh_key_delay": "never"}):
        scene = Scene(tmp_path, **switches)
        scene.run(server=SERVER, state="stopped")
        assert not scene.task.warnings


@pytest.mark.parametrize(
    "options, words",
    [
        ({"ssh_public_key": "ssh-ed25519 AAAA"}, "The options ssh_key_file and ssh_public_key exclude each other"),
        ({"ssh_key_file": None, "regenerate": True}, "The option regenerate needs ssh_key_file"),
        ({"name": None, "id": "65a1b2c3d4e5f60718293a4b", "ssh_key_file": "/x/{name}"}, "so give name too"),
        ({"ssh_key_file": "a\0b"}, "must not contain a NUL"),
    ],
)
def test_options_that_do_not_go_together_are_refused(scene: Scene, options: Json, words: str) -> None:
    with pytest.raises(InputError, match=words):
        scene.run(**options)


def test_a_name_goes_into_the_path(scene: Scene, tmp_path: Path) -> None:
    scene.run(**NEW, ssh_key_file=str(tmp_path / "{name}.key"))
    assert (tmp_path / "web-1.key").exists()


def old_format(password: bytes = b"") -> str:
    """An elliptic key in a format that OpenSSH had before its own."""
    secret = BestAvailableEncryption(password) if password else NoEncryption()
    return elliptic_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret).decode()


def protected() -> str:
    """As much of a key behind a passphrase as can be seen without it, in the format of OpenSSH."""
    public = b64decode("AAAAC3NzaC1lZDI1NTE5AAAAIA==") + bytes(32)
    parts = [b"aes256-ctr", b"bcrypt", b"salt", None, public, b"hidden"]
    data = b"".join(b"\0\0\0\1" if part is None else len(part).to_bytes(4, "big") + part for part in parts)
    text = b64encode(b"openssh-key-v1\0" + data).decode()
    return f"-----BEGIN OPENSSH PRIVATE KEY-----\n{text}\n-----END OPENSSH PRIVATE KEY-----\n"


@pytest.mark.parametrize("regenerate", [False, True])
@pytest.mark.parametrize(
    "text, mode, words",
    [
        ("ssh-ed25519 AAAA x", 0o600, "does not contain a private key: use another file, or delete it"),
        (
            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
            0o600,
            "does not contain a private key",
        ),
        ("", 0o600, "does not contain a private key"),
        (protected(), 0o600, "is protected by a passphrase, which a play cannot enter"),
        (old_format(b"secret"), 0o600, "is protected by a passphrase"),
        (old_format(), 0o644, "can be read by others \\(mode 0644\\), so ssh would not use it: chmod 600"),
    ],
)
def test_a_file_that_is_no_usable_key_is_left_alone(
    scene: Scene, text: str, mode: int, words: str, regenerate: bool
) -> None:
    scene.path.parent.mkdir()
    scene.path.write_text(text)
    scene.path.chmod(mode)
    for check_mode in (True, False):
        with pytest.raises(InputError, match=words):
            scene.run(**NEW, check_mode=check_mode, regenerate=regenerate)
    assert scene.path.read_text() == text
    assert not scene.cloud.names()


def test_older_formats_are_read(scene: Scene) -> None:
    scene.path.parent.mkdir()
    scene.path.write_text(old_format())
    scene.path.chmod(0o600)
    scene.run(**NEW)
    assert (scene.key or "").startswith("ecdsa-sha2-nistp256 ")
    assert not scene.run()["changed"]


def test_the_library_is_missed_in_one_sentence_and_only_where_it_is_needed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.run(**NEW)
    real = builtins.__import__

    def without(name: str, *arguments: Any, **named: Any) -> Any:
        if name.startswith("cryptography"):
            raise ImportError(name)
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    assert not scene.run()["changed"]
    scene.path.unlink()
    for check_mode in (True, False):
        with pytest.raises(
            MissingLibrary, match="Creating an SSH key needs the Python library cryptography, which cannot"
        ):
            scene.run(check_mode=check_mode)


def test_two_at_once_have_one_key(tmp_path: Path) -> None:
    """Who comes second uses what the first has made."""
    path = tmp_path / "key"
    first = KeyFile(str(path))
    made = first.make()
    text = path.read_text()
    assert not first._file.create("another")
    assert (path.read_text(), first.public()) == (text, made)


def test_what_openssh_writes_is_what_the_library_writes() -> None:
    key = elliptic_key(SECP256R1())
    text = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    assert public_half(text) == (public, False)
    for broken in (text[:80], text.replace("b3Blb", "b3Blc"), text.replace("AAAA", "////", 1), "é"):
        assert public_half(broken) is None
