# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH into containers: the machine's own sshd, which asks here whose key it is (API notes 14; part 2, G.11).

The key alone selects the container. sshd sees only two users, ``root`` and ``user``, both of them root outside: what
they get is not a shell here, but the way into the container, where they are who they say.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import shutil
import signal
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.datastructures import Headers
from starlette.responses import Response

from .house import PATH, HouseError
from .inside import Inside
from .keys import HOST, holder_of

if TYPE_CHECKING:
    from .substitute import Substitute

_SFTP_SERVERS = (
    "/usr/lib/openssh/sftp-server",
    "/usr/libexec/openssh/sftp-server",
    "/usr/lib/ssh/sftp-server",
    "/usr/libexec/sftp-server",
)
_CONFIGURATION = """\
Port {port}
ListenAddress 127.0.0.1
HostKey "{folder}/host_key"
PidFile none
AuthenticationMethods publickey
AuthorizedKeysFile none
AuthorizedKeysCommand /bin/bash "{folder}/ask" keys %k
AuthorizedKeysCommandUser root
PermitRootLogin yes
AllowUsers root user
StrictModes no
UsePAM no
UseDNS no
PrintMotd no
PrintLastLog no
LogLevel INFO
MaxStartups 1000
MaxSessions 1000
Subsystem sftp {sftp}
"""
#: Only newer ones know it; their patience with keys that are wrong would end in the midst of a test.
_PATIENCE = "PerSourcePenalties no\n"
# Bash speaks to the emulator by itself, so nothing else has to be started.
_ASK = """\
# The emulator's SSH endpoint: `ask keys KEY` tells whose key it is, `ask enter ID` enters that container.
exec 3<> /dev/tcp/127.0.0.1/{port} || exit 1
printf 'GET {prefix}/ssh/%s HTTP/1.1\\r\\nHost: localhost\\r\\nX-Key: %s\\r\\nConnection: close\\r\\n\\r\\n' \\
  "$1${{3+/$3}}" "$2" >&3
read -r _version status _reason <&3
while read -r header <&3 && [ "$header" != $'\\r' ]; do :; done
read -r body <&3
exec 3>&-
if [ "$1" = keys ]; then [ "$status" != 200 ] || echo "$body"; exit; fi
if [ "$status" != 200 ]; then echo "$body" >&2; exit 1; fi
HOME=/root SHELL=/bin/bash PATH={path} LANG=C.UTF-8
export LANG
unset MAIL PWD OLDPWD SHLVL
if [ "$USER" != root ]; then HOME=/home/$USER switch="setpriv --reuid=$USER --regid=$USER --init-groups"; fi
exec nsenter --target="$body" --mount --uts --ipc --pid -- $switch /bin/bash -c '
  cd
  [ -n "${{SSH_ORIGINAL_COMMAND+x}}" ] || exec -l "$SHELL"
  command=$SSH_ORIGINAL_COMMAND
  unset SSH_ORIGINAL_COMMAND
  exec "$SHELL" -c "$command"'
"""
#: sshd knows nobody but these, whoever the machine's users are.
_BEGIN = """\
for name in passwd shadow; do mount --bind {folder}/$name /etc/$name || exit 1; done
mount -t tmpfs -o mode=755 none /run && mkdir /run/sshd && exec "$@"
"""


class Endpoint:
    """A running sshd, or what takes its place where there is none."""

    def __init__(self, inside: Inside) -> None:
        self._inside = inside
        self._substitute: Substitute | None = None
        self._folder = inside.folder / "ssh"
        self._process: asyncio.subprocess.Process | None = None
        self._log: asyncio.Task[None] | None = None
        self.port = 0
        self.host_key = ""

    @staticmethod
    def reason_against() -> str | None:
        """Why there is no endpoint on this machine."""
        reason = Endpoint.reason_against_sshd()
        if reason is None or find_spec("asyncssh"):
            return None
        return f"{reason}, and the Python package asyncssh is not here"

    @staticmethod
    def reason_against_sshd() -> str | None:
        """Why sshd cannot be had on this machine."""
        if os.getuid() != 0:
            return "only root can have sshd serve it"
        missing = [name for name in ("sshd", "setpriv", "unshare") if not _program(name)]
        missing += [] if _sftp_server() else ["sftp-server"]
        return f"this machine has no {' and no '.join(missing)}" if missing else None

    async def begin(self, prefix: str, http_port: int) -> None:
        """Start it, on the port that it had before if that is free."""
        if self.reason_against():
            return
        if self.reason_against_sshd() or not self._inside.world.switches.kit_sshd:
            await self._begin_substitute()
            return
        self._write(prefix, http_port)
        known = self._folder / "port"
        for port in (int(known.read_text()) if known.exists() else _free_port(), _free_port(), _free_port()):
            if await self._listens(port):
                known.write_text(str(port))
                self.port = port
                self._inside.world.serve_ssh_at(HOST)
                return

    async def _begin_substitute(self) -> None:
        # Imported late: few machines need it, and it takes as long as everything else.
        from .substitute import Substitute

        self._substitute = Substitute(self._inside)
        await self._substitute.begin()
        self.port, self.host_key = self._substitute.port, self._substitute.host_key

    async def end(self) -> None:
        """End it, and the connections that are open."""
        if self._substitute:
            await self._substitute.end()
        if self._process and self._process.returncode is None:
            for number in (*_children(self._process.pid), self._process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            await self._process.wait()
        if self._log:
            await self._log

    def _write(self, prefix: str, http_port: int) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        key = self._folder / "host_key"
        if not key.exists():
            key.touch(mode=0o600)
            key.write_bytes(
                Ed25519PrivateKey.generate().private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.OpenSSH,
                    serialization.NoEncryption(),
                )
            )
        loaded = serialization.load_ssh_private_key(key.read_bytes(), None)
        public = loaded.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
        self.host_key = public.decode()
        separate = [line for line in Path("/etc/passwd").read_text().splitlines() if line.startswith("sshd:")]
        users = ["root:x:0:0::/:/bin/sh", "user:x:0:0::/:/bin/sh", *(separate or ["sshd:x:65534:65534::/:/bin/false"])]
        for name, text in (
            ("passwd", "".join(f"{line}\n" for line in users)),
            ("shadow", "".join(f"{line.split(':')[0]}:*:20000:0:99999:7:::\n" for line in users)),
            ("ask", _ASK.format(port=http_port, prefix=prefix, path=PATH)),
        ):
            (self._folder / name).write_text(text)

    async def _listens(self, port: int) -> bool:
        sshd, folder = _program("sshd") or "", shlex.quote(str(self._folder))
        configuration = self._folder / "sshd_config"
        text = _CONFIGURATION.format(port=port, folder=self._folder, sftp=_sftp_server())
        for variant in (text + _PATIENCE, text):
            configuration.write_text(variant)
            if subprocess.run([sshd, "-t", "-f", configuration], capture_output=True, check=False).returncode == 0:
                break
        self._process = await asyncio.create_subprocess_exec(
            *("setpriv", "--pdeathsig", "TERM", "unshare", "--mount", "sh", "-c", _BEGIN.format(folder=folder), "sh"),
            *(sshd, "-D", "-e", "-f", configuration),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        if self._process.stderr is None:
            return False
        while line := await self._process.stderr.readline():
            if b"Server listening" in line:
                self._log = asyncio.get_running_loop().create_task(_drop(self._process.stderr))
                return True
        await self._process.wait()
        return False

    async def answer(self, path: str, headers: Headers) -> Response:
        """What sshd and the way in ask: ``keys`` and ``enter/<id>``."""
        self._inside.world.settle()
        action, _slash, identity = path.partition("/")
        if action == "keys":
            return Response(self._line_of(headers.get("x-key", "")), media_type="text/plain")
        container = self._inside.world.containers.get(identity)
        if container and container.status == "running":
            with contextlib.suppress(HouseError):
                return Response(f"{(await self._inside.house(container)).pid}\n", media_type="text/plain")
        return Response("The container is not running\n", 503, media_type="text/plain")

    def _line_of(self, key: str) -> str:
        """The line of an authorized_keys file for this key; empty when no running container has it."""
        holder = holder_of(self._inside.world, key)
        if holder is None:
            return ""
        command = f"/bin/bash {shlex.quote(str(self._folder / 'ask'))} enter - {holder.id}"
        return f'restrict,pty,command="{command}" {" ".join((holder.ssh_key_in_place or "").split()[:2])}\n'


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def _sftp_server() -> str | None:
    return next((path for path in _SFTP_SERVERS if Path(path).exists()), None)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _children(pid: int) -> list[int]:
    """All below a process; sshd hands each connection to a child, which goes on without it."""
    try:
        found = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [*found, *(number for child in found for number in _children(child))]


async def _drop(stream: asyncio.StreamReader) -> None:
    """Nobody reads what it says, and a full pipe would stop it."""
    while await stream.read(65536):
        pass
