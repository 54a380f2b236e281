# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""The arguments of ssh that lead to one container and to no other, whatever else is said to ssh."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
from collections.abc import Callable, Sequence
from getopt import GetoptError, getopt
from pathlib import Path
from typing import Any, NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils._inventory.ssh import HOST_NAME
from ansible_collections.hoody.cloud.plugins.plugin_utils._ssh.identity import offered, shown_by
from ansible_collections.hoody.cloud.plugins.plugin_utils._ssh.refusal import Refused, refusal

#: An option of Ansible's ssh connection as it is for this host: of its name, and whether variables count.
Configured = Callable[[str, bool], Any]

_PORT = 22
#: Where arguments come from, and whether variables of the host count there: those of the first are ours.
_PLACES = {
    "ssh_args": False,
    "ssh_common_args": True,
    "ssh_extra_args": True,
    "sftp_extra_args": True,
    "scp_extra_args": True,
}
#: How long the path of a socket may be (104 on macOS), and how much ssh puts after ours beside the user.
_MOST_OF_A_SOCKET, _AFTER_A_SOCKET = 104, 18
_OPTIONS_OF_SSH = "1246ab:c:e:fgi:kl:m:no:p:qstvxyAB:CD:E:F:GI:J:KL:MNO:P:Q:R:S:TVw:W:XY"
_OFFERS_KEYS = ("identityfile", "certificatefile", "pkcs11provider")


_PUBLIC_KEY = re.compile(r"[a-z0-9][a-z0-9@.-]* [A-Za-z0-9+/]+={0,3}")


class Login(NamedTuple):
    """How to log in to a container: its id, what it is called, its public key, and what else was said of it.

    ``shared`` tells that other containers show this key, too.
    """

    container_id: str
    name: str
    public_key: str
    key_file: str = ""
    host_key_alias: str = ""
    shared: bool = False


def arguments(login: Login, configured: Configured, folder: Path, *, has_address: bool = True) -> str:
    """The arguments in the place of ``ssh_args``, which come before all others, so that they count most.

    ``folder`` is private and goes when the run ends. Nothing is raised: what is wrong is said by ssh, as it makes the
    host unreachable.
    """
    try:
        _refuse_what_leads_nowhere(login, has_address)
        own = _own(login, configured, folder)
    except Refused as problem:
        return shlex.join(refusal(str(problem)))
    return " ".join(filter(None, (shlex.join(own), str(configured("ssh_args", False) or "").strip())))


def _refuse_what_leads_nowhere(login: Login, has_address: bool) -> None:
    """Raise Refused for a container that nothing could reach."""
    who = f"The container {login.name or login.container_id}"
    if not has_address:
        raise Refused(f"{who} has no usable SSH address, so it cannot be reached by SSH.")
    if not login.public_key:
        raise Refused(
            f"{who} has no SSH key, so it cannot be reached by SSH: give it one with ssh_key_file or ssh_public_key."
        )
    if login.shared:
        raise Refused(
            f"{who} has the same SSH key as other containers, so it cannot be reached by SSH: give it its own key."
        )
    if not _PUBLIC_KEY.fullmatch(login.public_key):
        raise Refused(f"{who} has an invalid SSH key, so it cannot be reached by SSH.")


def _own(login: Login, configured: Configured, folder: Path) -> list[str]:
    _refuse_other_keys(login, configured)
    known = hashlib.sha256(f"{login.container_id} {login.public_key}".encode()).hexdigest()[:10]
    called = "key_of_" + re.sub(r"[^\w-]", "_", login.name)
    identity = offered(folder / known, called, login.public_key, _private_key(login, configured))
    shared = Path(os.path.expanduser(str(configured("control_path_dir", True))))
    shared.mkdir(mode=0o700, parents=True, exist_ok=True)
    given = {
        "IdentitiesOnly": "yes",
        "IdentityFile": _path(identity),
        # A shared connection leads to where it was made to, and hosts may share address, port and user.
        "ControlPath": _path(shared / known, "-%r") if _is_short(shared / known, configured) else "none",
        # Where a file with a passphrase is named, nobody is asked for it: an agent can be.
        "NumberOfPasswordPrompts": "0",
    }
    if HOST_NAME.fullmatch(login.host_key_alias):
        port = configured("port", True) or _PORT
        # As ssh itself writes what listens elsewhere, which may be another program with another key.
        alias = login.host_key_alias
        given["HostKeyAlias"] = alias if int(port) == _PORT else f"[{alias}]:{port}"
    return [part for name, value in given.items() for part in ("-o", f"{name}={value}")]


def _is_short(path: Path, configured: Configured) -> bool:
    """Whether a socket can have this path and what ssh puts after it. Without one no connection is kept open."""
    user = str(configured("remote_user", True) or "root")
    return len(os.fsencode(path)) + len(os.fsencode(user)) + _AFTER_A_SOCKET < _MOST_OF_A_SOCKET


def _path(path: Path, end: str = "") -> str:
    """A path as ssh reads one; what stands at its end is ssh's own."""
    return '"{}{}"'.format(str(path).replace("%", "%%"), end)


def _refuse_other_keys(login: Login, configured: Configured) -> None:
    """Raise Refused for what would offer another key, too, whatever comes before it."""
    for place, with_variables in _PLACES.items():
        if offers_keys(_split(configured(place, with_variables))):
            raise Refused(
                f"{place} contains a key (-i or IdentityFile), which could connect to another container than "
                f"{login.name}: leave it out and give ssh_key_file in the inventory."
            )
    for option in ("private_key", "pkcs11_provider"):
        if configured(option, True):
            raise Refused(f"{option} is set, which could connect to another container than {login.name}: leave it out.")
    stated = configured("private_key_file", True)
    if stated and shown_by(_expanded(stated)) != login.public_key:
        raise Refused(
            f"ansible_ssh_private_key_file is {stated}, which is not known to be the SSH key of the container "
            f"{login.name}: leave it out and give ssh_key_file in the inventory."
        )


def _private_key(login: Login, configured: Configured) -> Path | None:
    """The file of the private key, where there is one; an agent may have it as well. Raises Refused."""
    if login.key_file:
        path = _expanded(login.key_file)
        found = shown_by(path)
        if found and found != login.public_key:
            raise Refused(
                f"The key in {path} is not the SSH key of the container {login.name}, as far as this inventory knows: "
                "refresh the inventory, or correct ssh_key_file."
            )
        if not path.exists() and not os.environ.get("SSH_AUTH_SOCK"):
            raise Refused(f"There is no file {path}, which should contain the SSH key of the container {login.name}.")
        return path
    # For all hosts: of use to the one whose key it is.
    general = configured("private_key_file", False)
    if not general or shown_by(_expanded(general)) not in (None, login.public_key):
        return None
    return _expanded(general)


def _expanded(path: Any) -> Path:
    return Path(os.path.abspath(os.path.expanduser(str(path))))


def _split(text: Any) -> list[str]:
    try:
        return shlex.split(str(text)) if text else []
    except ValueError:
        return []  # ansible-core says what is wrong with it


def offers_keys(words: Sequence[str]) -> bool:
    """Whether these arguments of ssh make it offer a key."""
    try:
        options, _rest = getopt(list(words), _OPTIONS_OF_SSH)
    except GetoptError:
        # What is an option to another program, or to a newer ssh.
        options = [(word[:2], word[2:] or after) for word, after in zip(words, [*words[1:], ""], strict=True)]
    return any(
        name in ("-i", "-I") or (name == "-o" and value.lower().lstrip().startswith(_OFFERS_KEYS))
        for name, value in options
    )
