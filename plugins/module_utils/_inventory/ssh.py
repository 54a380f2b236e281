# SPDX-License-Identifier: GPL-3.0-or-later
"""How Ansible's own ssh connection reaches a container, as variables of its host. Pure: no request and no Ansible.

The SSH endpoint tells containers apart by the key alone (API notes 14), so that a key of another container is a valid
login there. What keeps a host from it has to come before whatever a user says to ssh, and is known only where the play
runs: that is what the lookup ``ssh_args`` is for. Its arguments are other variables of the host, so that nothing which
somebody typed becomes a part of a template, and all hosts share one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from .._container.model import NAME, SSH_KEY
from .._text.types import Json

#: known_hosts has a line for each server.
BY_SERVER = "server"

#: What can be neither an option of ssh nor anything but the name of a host.
HOST_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:-]*")

#: Other keys are not offered, and root is who logs in where nobody says otherwise: the last that is said to ssh counts
#: least, and a variable ``ansible_user`` would count more than ``-u`` and than group_vars.
_ALWAYS = {
    "ansible_ssh_private_key_file": "",
    "ansible_ssh_private_key": "",
    **{f"ansible_{program}_extra_args": "-o User=root" for program in ("ssh", "sftp", "scp")},
}


def address_of(container: Mapping[str, Any]) -> str | None:
    """The address of the SSH endpoint, if that is one."""
    host = container.get("ssh_hostname")
    return host if isinstance(host, str) and HOST_NAME.fullmatch(host) else None


def shared_keys(containers: Iterable[Mapping[str, Any]]) -> list[str]:
    """The keys that several containers show, so that they lead to none of them in particular.

    The default of a project is one, which older revisions show where there is no key (API notes, C16).
    """
    counts = Counter(SSH_KEY.seen(container) for container in containers)
    return sorted(key for key, count in counts.items() if key and count > 1)


def ssh_variables(prefix: str, key_file: str, known_by: str, *, shared: bool = False) -> Json:
    """The variables that lead to a container and to no other, beside its address; the same for all. Some are templates.

    ``prefix`` is that of the other variables. ``key_file`` is the path of the private key, empty where an agent has it.
    ``shared`` is said of containers that show a key of others, too.
    """
    given = {"name": NAME.name, "public_key": SSH_KEY.name}
    variables = dict(_ALWAYS)
    if key_file:
        given["key_file"] = "ssh_key_file"
        variables[f"{prefix}{given['key_file']}"] = key_file
    if known_by == BY_SERVER:
        given["host_key_alias"] = "server_name"
    named = "".join(f", {name}={prefix}{member} | default('', true)" for name, member in given.items())
    said = ", shared=true" if shared else ""
    variables["ansible_ssh_args"] = f"{{{{ lookup('hoody.cloud.ssh_args', {prefix}id{named}{said}) }}}}"
    return variables
