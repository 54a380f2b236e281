# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator says to the person at the terminal: where it is, and what to type next."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from .kit.endpoint import Endpoint
from .members.account import USERNAME
from .routes.accounts import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
#: Where Ansible looks for collections without being told.
USUAL = (Path.home() / ".ansible" / "collections", Path("/usr/share/ansible/collections"))
BANNER = """\
Hoody API emulator, profile {profile}, {containers} containers

  {url}         the API
  {url}/docs    all requests, switches and faults

Paste this into another terminal:

{exports}

Then try:

  ansible localhost -m hoody.cloud.container_info -a "project=Shop"
  ansible localhost -m hoody.cloud.container -a "project=Shop name=my-first server=amber-fox-1a2-de" --diff

Simulate failures, or another revision of the API:

  curl -X POST {url}/_emulator/faults -H 'Content-Type: application/json' \\
    -d '{{"kind": "rate_limited", "probability": 0.3}}'
  curl -X PATCH {url}/_emulator/switches -H 'Content-Type: application/json' \\
    -d '{{"network_running_update": "immediate"}}'

The official CLI logs in as {username} with the password {password}.
{inside}
Press Ctrl-C to stop.
"""
INSIDE = """
You can run commands in the containers. HOODY_KIT_URL is the address of their services (the option kit_url). {ssh}
Anyone who has this address can run commands on this machine, with the rights of {user}. A container has the
programs and the network of this machine. The containers separate tests from each other. They do not protect against
attacks. Keep the address secret. It is served on the loopback interface only. When the emulator stops, the
programs in the containers stop as well.
"""
TAKEN = """\
cannot listen on {host}:{port}: {reason}
Is another emulator running? For another port, type one of these; 0 takes any that is free:
  make emulator ARGS="--port {other}"
  python -m tests.emulator --port {other}"""


def banner(profile: str, containers: int, url: str, token: str, kit_url: str, endpoint: Endpoint | None) -> str:
    """The whole of it. Without an inside, the address of the services is empty."""
    inside = ""
    if endpoint:
        ssh = f"SSH is on port {endpoint.port} of localhost. The key of a container logs in to this container."
        if not endpoint.port:
            ssh = f"There is no SSH: {endpoint.reason_against() or 'sshd did not start'}."
        inside = INSIDE.format(ssh=ssh, user="the user who started it" if os.getuid() else "root")
    return BANNER.format(
        profile=profile,
        containers=containers,
        url=url,
        exports="\n".join(f"  {line}" for line in exports(url, token, kit_url)),
        username=USERNAME,
        password=PASSWORD,
        inside=inside,
    )


def exports(url: str, token: str, kit_url: str = "") -> list[str]:
    """What another terminal has to know, as lines for a shell."""
    lines = [f"export HOODY_API_URL={url}", f"export HOODY_TOKEN={shlex.quote(token)}"]
    if kit_url:
        lines.append(f"export HOODY_KIT_URL='{kit_url}'")
    if sys.prefix != sys.base_prefix:
        lines.append(f". {shlex.quote(sys.prefix)}/bin/activate")
    collections = collections_path(ROOT)
    if collections and collections not in USUAL:
        lines.append(f"export ANSIBLE_COLLECTIONS_PATH={shlex.quote(str(collections))}")
    return lines


def collections_path(root: Path) -> Path | None:
    """Where Ansible finds this collection; None if that is not known."""
    if root.parts[-3:] == ("ansible_collections", "hoody", "cloud"):
        return root.parents[2]
    built = root / ".build" / "collections"
    return built if (built / "ansible_collections" / "hoody" / "cloud").exists() else None


def taken(host: str, port: int, reason: str) -> str:
    """What to do where the port cannot be had."""
    return TAKEN.format(host=host, port=port, reason=reason, other=port + 1 if 0 < port < 65535 else 0)
