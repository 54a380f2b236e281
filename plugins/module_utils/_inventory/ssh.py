# SPDX-License-Identifier: GPL-3.0-or-later
"""How Ansible's own ssh connection reaches a container, as variables of its host. Pure: no request and no Ansible.

The SSH endpoint tells containers apart by the key alone (API notes 14), so that a key of another container is a valid
login there. What keeps a host from it has to come before whatever a user says to ssh, and parts of it are known only
where a play runs: that is what the lookup ``ssh_args`` is for.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .._container.model import SSH_KEY
from .._text.types import Json

#: known_hosts has a line for each server.
BY_SERVER = "server"

_HOST_NAME = r"[A-Za-z0-9][A-Za-z0-9.:-]*"
_TOLD_AS_IT_IS = r"[A-Za-z0-9_-]+"
_PUBLIC_KEY = r"[a-z0-9][a-z0-9@.-]* [A-Za-z0-9+/]+={0,3}"
# What would end a string in a template, or begin a template in it.
_NO_PATH = r"[\x00-\x1f\x7f'\"\\{}]"
_NOT_TOLD = r"[^\w .,:;()/~@+=-]"

#: Other keys are not offered, and root is who logs in where nobody says otherwise: the last that is said to ssh counts
#: least, and a variable ``ansible_user`` would count more than ``-u`` and than group_vars.
_ALWAYS = {
    "ansible_ssh_private_key_file": "",
    "ansible_ssh_private_key": "",
    **{f"ansible_{program}_extra_args": "-o User=root" for program in ("ssh", "sftp", "scp")},
}


def address_of(container: Mapping[str, Any]) -> str | None:
    """The address of the SSH endpoint. What could be read as an option of ssh, or as anything but a name, is none."""
    host = container.get("ssh_hostname")
    return host if isinstance(host, str) and re.fullmatch(_HOST_NAME, host) else None


def shared_keys(containers: Iterable[Mapping[str, Any]]) -> list[str]:
    """The keys that several containers show, so that they lead to none of them in particular."""
    counts = Counter(SSH_KEY.seen(container) for container in containers)
    return sorted(key for key, count in counts.items() if key and count > 1)


def ssh_variables(container: Mapping[str, Any], key_file: str, known_by: str, shared: Collection[str] = ()) -> Json:
    """The variables that lead to this container and to no other, beside its address. Some of them are templates.

    ``key_file`` is the path of the private key, empty where an agent has it. ``shared`` are keys of several containers.
    """
    why_not = _unreachable(container, key_file, shared)
    arguments = shlex.join(refusal(why_not)) if why_not else _arguments(container, key_file, known_by)
    return {"ansible_ssh_args": arguments, **_ALWAYS}


def refusal(sentence: str) -> list[str]:
    """Arguments with which ssh connects to nothing, and says why.

    Of the sentence, what could mean something to a shell is left out. A shared connection is not used either.
    """
    told = re.sub(_NOT_TOLD, "_", sentence)
    return [
        *("-o", f"ProxyCommand=sh -c 'echo \"{told}\" >&2'"),
        *("-o", "ControlPath=none"),
        *("-o", "LogLevel=QUIET"),
    ]


def _unreachable(container: Mapping[str, Any], key_file: str, shared: Collection[str]) -> str:
    """Why there is no way to a container, as a sentence; empty where there is one."""
    who = f"The container {_called(container)}"
    key = SSH_KEY.seen(container)
    if not address_of(container):
        return f"{who} has no SSH address that could be used, so it cannot be reached by SSH."
    if not key:
        return f"{who} has no SSH key, so it cannot be reached by SSH: give it one with ssh_key_file or ssh_public_key."
    if key in shared:
        # The default of a project, which older revisions show where there is no key (API notes, C16).
        return f"{who} shows the same SSH key as others, so it cannot be reached by SSH: give it one of its own."
    if not re.fullmatch(_PUBLIC_KEY, key):
        return f"{who} has an SSH key that is no public key, so it cannot be reached by SSH."
    if re.search(_NO_PATH, key_file):
        return f"ssh_key_file gives a path with quotes, braces or backslashes for the container {_called(container)}."
    return ""


def _called(container: Mapping[str, Any]) -> str:
    """The name of a container, or its id where that is not what a name is to be."""
    name = str(container.get("name") or "")
    return name if re.fullmatch(_TOLD_AS_IT_IS, name) else str(container["id"])


def _arguments(container: Mapping[str, Any], key_file: str, known_by: str) -> str:
    """The template that gives the arguments of ssh where the play runs. All that is put into it was looked at."""
    identity = re.sub(r"\W", "_", str(container["id"]))
    given = {"name": _called(container), "public_key": SSH_KEY.seen(container)}
    server = container.get("server_name")
    if key_file:
        given["key_file"] = key_file
    if known_by == BY_SERVER and isinstance(server, str) and re.fullmatch(_HOST_NAME, server):
        given["host_key_alias"] = server
    named = "".join(f", {name}='{value}'" for name, value in given.items())
    return f"{{{{ lookup('hoody.cloud.ssh_args', '{identity}'{named}) }}}}"
