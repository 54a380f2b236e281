# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An SSH endpoint such as Hoody has: the real sshd, in which the key alone decides which container somebody reaches.

Each container is a folder, which is the home of whoever reaches it. All of them share an address, a port and a user,
and a key that no container has is refused. A log tells what was run where.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType

#: Where systems have programs that are not for everybody.
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/usr/lib/openssh:/usr/libexec/openssh:/usr/lib/ssh"
SSHD = shutil.which("sshd", path=_PATH)
#: Why there is no endpoint here; empty where there is one.
MISSING = "" if SSHD and shutil.which("ssh-agent") else "this machine has no OpenSSH server"

_CONFIGURATION = """
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/authorized_keys
StrictModes no
UsePAM no
PidFile none
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
PrintMotd no
LogLevel ERROR
Subsystem sftp {sftp}
"""
_ENTER = """#!/bin/sh
export HOME="{folder}/containers/$1"
cd "$HOME" || exit 1
case "$SSH_ORIGINAL_COMMAND" in
*sftp-server*) kind=sftp ;;
scp*) kind=scp ;;
*) kind=command ;;
esac
echo "$1 $kind" >> "{folder}/log"
exec /bin/sh -c "${{SSH_ORIGINAL_COMMAND:-true}}"
"""


class Sshd:
    """The endpoint; use it as a context manager. ``keys`` are the public keys of the containers, by their names."""

    def __init__(self, folder: Path, keys: Mapping[str, str]) -> None:
        self.folder = folder
        self._keys = keys
        self._sessions: list[subprocess.Popen[bytes]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Sshd:
        make_key(self.folder / "host_key")
        enter = self.folder / "enter"
        enter.write_text(_ENTER.format(folder=self.folder), encoding="utf-8")
        enter.chmod(0o755)
        configuration = _CONFIGURATION.format(folder=self.folder, sftp=shutil.which("sftp-server", path=_PATH))
        (self.folder / "sshd_config").write_text(configuration, encoding="utf-8")
        self.register(self._keys)
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # sshd wants to have this when it is root
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for session in self._sessions:
            session.terminate()
            session.wait()

    def register(self, keys: Mapping[str, str]) -> None:
        """From now on these keys lead into these containers."""
        lines = []
        for name, key in keys.items():
            (self.folder / "containers" / name).mkdir(parents=True, exist_ok=True)
            lines.append(f'command="{self.folder}/enter {name}",restrict,pty {key}\n')
        (self.folder / "authorized_keys").write_text("".join(lines), encoding="utf-8")

    def _serve(self) -> None:
        """One sshd for each connection, so that nothing has to find a free port."""
        assert SSHD
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            with connection, (self.folder / "sshd.log").open("ab") as log:
                arguments = [SSHD, "-i", "-e", "-f", str(self.folder / "sshd_config")]
                both = connection.fileno()
                self._sessions.append(subprocess.Popen(arguments, stdin=both, stdout=both, stderr=log))

    def found(self, name: str) -> dict[str, set[str]]:
        """Which files of this kind are in each container, without the beginning of their names."""
        return {
            container.name: {path.name.removeprefix(f"{name}-") for path in container.glob(f"{name}-*")}
            for container in (self.folder / "containers").iterdir()
        }

    def log(self) -> list[tuple[str, str]]:
        """Which container was reached, and by what kind of thing, in order."""
        path = self.folder / "log"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [(line.split()[0], line.split()[1]) for line in lines]

    def known_hosts(self, name: str) -> str:
        """The line with which somebody who calls it so knows this endpoint."""
        kind, key = (self.folder / "host_key.pub").read_text(encoding="utf-8").split()[:2]
        return f"{name} {kind} {key}\n"


def make_key(path: Path) -> str:
    """Make a private key; gives its public half, without a comment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)], check=True)
    return " ".join(path.with_name(f"{path.name}.pub").read_text(encoding="utf-8").split()[:2])


@contextlib.contextmanager
def agent(folder: Path, *keys: Path) -> Iterator[dict[str, str]]:
    """An SSH agent that has these private keys, in this order; gives the variables by which it is found."""
    address = folder / "agent"
    process = subprocess.Popen(
        ["ssh-agent", "-D", "-a", str(address)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout
        process.stdout.readline()  # comes when it listens
        environment = {"SSH_AUTH_SOCK": str(address)}
        for key in keys:
            subprocess.run(["ssh-add", "-q", str(key)], check=True, env={**os.environ, **environment})
        yield environment
    finally:
        process.terminate()
        process.wait()
        address.unlink(missing_ok=True)
