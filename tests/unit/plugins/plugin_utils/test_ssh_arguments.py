# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The arguments of ssh: one key, a connection of its own, and a refusal where something else could count."""

from __future__ import annotations

import re
import shlex
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.plugin_utils._ssh.arguments import Login, arguments, offers_keys
from ansible_collections.hoody.cloud.plugins.plugin_utils._ssh.identity import offered, shown_by
from ansible_collections.hoody.cloud.plugins.plugin_utils._ssh.refusal import refusal
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

ID = "65a1b2c3d4e5f60718293a4b"


def make_key(path: Path) -> str:
    """Write a private key; gives its public half."""
    key = Ed25519PrivateKey.generate()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


class Scene:
    """A container with a key in a file, and a configuration of Ansible."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "web key"
        self.public = make_key(self.file)
        self.configuration: dict[tuple[str, bool], Any] = {
            ("ssh_args", False): "-C -o ControlPersist=60s",
            ("control_path_dir", True): str(folder.parent / "c%p"),
        }

    def arguments(self, *, has_address: bool = True, **changes: Any) -> list[str]:
        """The arguments for the container, as a shell would take them apart."""
        given: dict[str, Any] = {"name": "web", "public_key": self.public, "key_file": str(self.file), **changes}

        def configured(option: str, with_variables: bool) -> Any:
            return self.configuration.get((option, with_variables))

        return shlex.split(arguments(Login(ID, **given), configured, self.folder / "run", has_address=has_address))

    def options(self, **changes: Any) -> dict[str, str]:
        """The options that ``-o`` sets, those of the first mention."""
        words = self.arguments(**changes)
        pairs = [word.partition("=") for before, word in pairwise(words) if before == "-o"]
        return {name: value for name, _sign, value in reversed(pairs)}


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A scene without an agent."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    return Scene(tmp_path)


def test_one_identity_comes_before_what_is_configured(scene: Scene) -> None:
    words = scene.arguments()
    options = scene.options()
    identity = Path(options["IdentityFile"].strip('"'))
    assert options["IdentitiesOnly"] == "yes"
    assert identity.readlink() == scene.file
    assert identity.with_name("key_of_web.pub").read_text() == f"{scene.public}\n"
    assert (identity.parent.stat().st_mode & 0o777, identity.name) == (0o700, "key_of_web")
    assert words[-3:] == ["-C", "-o", "ControlPersist=60s"]


def test_a_shared_connection_is_that_of_one_container_and_one_key(scene: Scene) -> None:
    first = scene.options()["ControlPath"]
    assert first.startswith(f'"{scene.folder.parent}/c%%p/')
    assert first.endswith('-%r"')
    assert scene.options()["ControlPath"] == first
    scene.public = make_key(scene.file)
    assert scene.options()["ControlPath"] != first
    assert (scene.folder.parent / "c%p").stat().st_mode & 0o777 == 0o700


def test_where_a_path_is_too_long_for_a_socket_none_is_shared(scene: Scene) -> None:
    scene.configuration["control_path_dir", True] = str(scene.folder / ("x" * 100))
    assert scene.options()["ControlPath"] == "none"


def test_without_a_file_an_agent_is_asked_for_the_same_key(scene: Scene) -> None:
    assert scene.options()["IdentityFile"]
    identity = Path(scene.options(key_file="")["IdentityFile"].strip('"'))
    assert not identity.is_symlink()
    assert identity.with_name("key_of_web.pub").exists()


def test_a_key_for_all_hosts_is_used_where_it_is_the_one(scene: Scene) -> None:
    scene.configuration["private_key_file", False] = str(scene.file)
    assert Path(scene.options(key_file="")["IdentityFile"].strip('"')).readlink() == scene.file
    make_key(scene.file)
    assert not Path(scene.options(key_file="")["IdentityFile"].strip('"')).is_symlink()


def test_a_host_key_is_known_by_its_server_and_port(scene: Scene) -> None:
    assert "HostKeyAlias" not in scene.options()
    assert "HostKeyAlias" not in scene.options(host_key_alias="-oX y")
    assert scene.options(host_key_alias="amber")["HostKeyAlias"] == "amber"
    scene.configuration["port", True] = 2222
    assert scene.options(host_key_alias="amber")["HostKeyAlias"] == "[amber]:2222"


def said(words: list[str]) -> str:
    """What a ProxyCommand says, run by a shell as ssh does it."""
    assert words[2:] == ["-o", "ControlPath=none", "-o", "LogLevel=QUIET"], words
    command = words[1].removeprefix("ProxyCommand=")
    ran = subprocess.run(["/bin/sh", "-c", f"exec {command}"], capture_output=True, text=True, check=True)
    assert not ran.stdout
    return ran.stderr.strip()


def refused(scene: Scene, **changes: Any) -> str:
    """The sentence of a refusal."""
    return said(scene.arguments(**changes))


def test_a_container_that_nothing_could_reach_says_so(scene: Scene) -> None:
    assert refused(scene, public_key="") == (
        "The container web has no SSH key, so it cannot be reached by SSH: give it one with ssh_key_file or "
        "ssh_public_key."
    )
    assert refused(scene, has_address=False).startswith("The container web has no usable SSH address")
    assert refused(scene, shared=True).startswith(
        "The container web has the same SSH key as other containers, so it cannot be"
    )
    for key in ("no-key", "-oX=1 AAAA", "ssh-ed25519 AAAA\nssh-ed25519 BBBB", "ssh-ed25519 {{x}}"):
        assert refused(scene, public_key=key).startswith("The container web has an invalid SSH key")


@pytest.mark.parametrize("text", ["a'b", 'a"; id; "', "$(id) `id` $HOME", "100% \\n %h", "ü ok (1): ~/x", "a\nb"])
def test_a_sentence_is_only_said(scene: Scene, text: str) -> None:
    """Whatever it is made of; ssh itself replaces what follows a per cent sign."""
    assert said(refusal(text)) == re.sub(r"[^\w .,:;()/~@+=-]", "_", text)
    assert "has no SSH key" in refused(scene, public_key="", name=text)


@pytest.mark.parametrize("path", ["a'b", 'a"b', "a\\b", "100%", "{{ 1 }}", "ü ö"])
def test_a_path_of_any_kind_is_one(scene: Scene, path: str) -> None:
    public = make_key(scene.folder / path)
    identity = scene.options(public_key=public, key_file=str(scene.folder / path))["IdentityFile"]
    assert Path(identity.strip('"')).readlink() == scene.folder / path


def test_what_could_lead_elsewhere_is_refused(scene: Scene, tmp_path: Path) -> None:
    other = tmp_path / "other"
    make_key(other)
    assert "is not the SSH key of the container web" in refused(scene, key_file=str(other))
    assert "There is no file" in refused(scene, key_file=str(tmp_path / "none"))
    for option in ("private_key", "pkcs11_provider"):
        scene.configuration = {(option, True): "x"}
        assert f"{option} is set" in refused(scene)
    for place in ("ssh_common_args", "ssh_extra_args", "sftp_extra_args", "scp_extra_args"):
        scene.configuration = {(place, True): "-i x"}
        assert f"{place} contains a key" in refused(scene)
    scene.configuration = {("ssh_args", False): "-o identityfile=x"}
    assert "ssh_args contains a key" in refused(scene)
    scene.configuration = {("private_key_file", True): str(other)}
    assert "which is not known to be the SSH key of the container web" in refused(scene)


def test_a_missing_file_is_no_matter_where_an_agent_may_have_the_key(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_AUTH_SOCK", "/somewhere")
    assert scene.options(key_file=str(scene.folder / "none"))["IdentitiesOnly"] == "yes"


@pytest.mark.parametrize(
    "text, offers",
    [
        ("-i x", True),
        ("-ix", True),
        ("-Ci x", True),
        ("-C -l someone -vi x", True),
        ("-l -i", False),
        ("--new-option -i x", True),
        ("--new-option -o IdentityFile=x", True),
        ("--new-option -o Port=2", False),
        ("-I lib.so", True),
        ("-o IdentityFile=x", True),
        ("-oIDENTITYFILE=x", True),
        ("-o 'PKCS11Provider x'", True),
        ("-o CertificateFile=x", True),
        ("-o ProxyCommand='ssh -i x -W %h:%p bastion'", False),
        ("-o ProxyJump=ops@bastion -o IdentityAgent=/x", False),
        ("-o StrictHostKeyChecking=accept-new -C", False),
        ("", False),
    ],
)
def test_what_makes_ssh_offer_a_key_is_known(text: str, offers: bool) -> None:
    assert offers_keys(shlex.split(text)) is offers


def test_a_name_is_no_path(scene: Scene) -> None:
    identity = Path(scene.options(name="../../x")["IdentityFile"].strip('"'))
    assert identity.name == "key_of_______x"


def test_the_shown_by_is_read_where_it_shows(tmp_path: Path) -> None:
    """In OpenSSH's own format; from anything else, and from what is broken, None."""
    path = tmp_path / "key"
    public = make_key(path)
    assert shown_by(path) == public
    for broken in ("", "é", path.read_text()[:60]):
        path.write_text(broken)
        assert shown_by(path) is None, broken
    old = generate_private_key(65537, 2048)
    path.write_bytes(old.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
    assert shown_by(path) is None
    assert shown_by(tmp_path) is None


def test_a_key_is_put_in_place_again(tmp_path: Path) -> None:
    """What was there of another key, or leads to another file, is replaced; what is right stays."""
    first = offered(tmp_path / "f", "key", "ssh-ed25519 A", tmp_path / "a")
    public = first.with_name("key.pub")
    written = public.stat().st_ino
    assert offered(tmp_path / "f", "key", "ssh-ed25519 A", tmp_path / "a") == first
    assert public.stat().st_ino == written
    offered(tmp_path / "f", "key", "ssh-ed25519 B", tmp_path / "b")
    assert (public.read_text(), first.readlink()) == ("ssh-ed25519 B\n", tmp_path / "b")
    offered(tmp_path / "f", "key", "ssh-ed25519 B", None)
    assert sorted(path.name for path in (tmp_path / "f").iterdir()) == ["key.pub"]
