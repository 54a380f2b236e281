# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command line of the emulator: ``python -m tests.emulator``."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import ipaddress
import json
import os
import shlex
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

try:
    import uvicorn
    from pydantic import ValidationError

    from . import greeting
    from .app import Emulator, build
    from .kit.inside import FolderRefused
    from .kit.possible import NotPossible
    from .wire.profiles import likeness, parse_assignment, profile
    from .wire.protocol import EmulatorProtocol
    from .wire.switches import Switches
except ModuleNotFoundError as missing:
    requirements = Path(__file__).resolve().parents[2] / "requirements-emulator.txt"
    command = shlex.join([sys.executable, "-m", "pip", "install", "-r", str(requirements)])
    sys.exit(
        f"The emulator needs the Python library {missing.name}, which {sys.executable} does not have. Install what it "
        f"needs:\n  {command}"
    )


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulator", description="A stand-in for the Hoody API.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8042, help="0 takes a free port (default: %(default)s)")
    parser.add_argument("--profile", choices=("current", "seed"), default="current")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="assignments",
        help="set a switch, such as create_delay=2 (repeatable)",
    )
    parser.add_argument(
        "--like",
        type=Path,
        metavar="FILE",
        help="behave like the server that this report of a survey is about (JSON); --set comes after it",
    )
    parser.add_argument("--token", default="hdy_emulator_token")
    parser.add_argument(
        "--containers", type=int, default=0, metavar="N", help="also seed N containers into a project named Fleet"
    )
    parser.add_argument("--empty", action="store_true", help="seed none of the usual containers")
    parser.add_argument(
        "--state", type=Path, metavar="PATH", help="a file in which the world is kept when the emulator is stopped"
    )
    parser.add_argument(
        "--inside",
        type=Path,
        metavar="DIR",
        help="let commands run in containers, each a folder in DIR and namespaces of its own (Linux, loopback only)",
    )
    parser.add_argument("--ready-file", type=Path, metavar="PATH", help="written, with the URL, once it listens")
    parser.add_argument("--allow-remote", action="store_true", help="allow an address other than loopback")
    parser.add_argument("--quiet", action="store_true", help="print no banner")
    options = parser.parse_args(arguments)
    if not options.allow_remote and not _is_loopback(options.host):
        parser.error(f"{options.host} is not a loopback address; use --allow-remote if you mean it")
    if options.inside and not _is_loopback(options.host):
        parser.error(
            f"--inside runs commands on this machine, so it is served on loopback only, and not on {options.host}"
        )
    try:
        changes = _likeness(parser, options.like) if options.like else {}
        changes.update(parse_assignment(text) for text in options.assignments)
        options.switches = profile(options.profile).changed(changes)
    except ValidationError as error:
        first = error.errors()[0]
        parser.error(
            f"{'--set or --like' if options.like else '--set'} {'.'.join(map(str, first['loc'][:1]))}: {first['msg']}; "
            f"switches are: {', '.join(Switches.model_fields)}"
        )
    except ValueError as error:
        parser.error(str(error))
    return options


def _likeness(parser: argparse.ArgumentParser, file: Path) -> dict[str, Any]:
    try:
        return likeness(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        parser.error(f"--like {file}: {error}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Server(uvicorn.Server):
    """Ends with status 0 on SIGTERM and SIGINT, and does not wait for requests that hang."""

    def __init__(self, config: uvicorn.Config, emulator: Emulator, port: int, announcement: Callable[[], None]) -> None:
        super().__init__(config)
        self.port = port
        self.emulator = emulator
        self.announcement = announcement

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say that it is ready when it is: it answers, and a signal ends it properly."""
        await super().startup(sockets)
        if self.emulator.front:
            await self.emulator.front.begin(self.port)
        self.announcement()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what runs in containers first, as requests wait for it."""
        if self.emulator.front:
            await self.emulator.front.end()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle signals in the event loop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop)
        yield

    def _stop(self) -> None:
        self.should_exit = True
        self.emulator.faults.ending.set()
        for connection in list(self.server_state.connections):
            # Their requests end as those of a client that has gone.
            connection.transport.abort()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; so the port is known before the server starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, as asyncio sends small replies without delay only where it is.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(1024)
    return listener


def announce(options: argparse.Namespace, emulator: Emulator, url: str) -> None:
    """Tell the person at the terminal, and whoever waits for the ready file."""
    if not options.quiet:
        front = emulator.front
        kit_url, endpoint = (front.template(url), front.endpoint) if front else ("", None)
        containers = len(emulator.world.containers)
        text = greeting.banner(options.profile, containers, url, options.token, kit_url, endpoint)
        print(text, flush=True)
    if options.ready_file:
        temporary = options.ready_file.with_name(f"{options.ready_file.name}.{os.getpid()}")
        about = {"url": url, "token": options.token, "pid": os.getpid()}
        if emulator.front:
            endpoint = emulator.front.endpoint
            about |= {"kit_url": emulator.front.template(url), "ssh_port": endpoint.port, "host_key": endpoint.host_key}
        # The address of the services is a credential.
        temporary.touch(mode=0o600)
        temporary.write_text(json.dumps(about))
        temporary.replace(options.ready_file)


def main() -> int:
    """Run until a signal ends it."""
    options = parse_arguments()
    emulator = build(
        options.switches, options.token, empty=options.empty, fleet=options.containers, inside=options.inside
    )
    if options.state and options.state.exists():
        emulator.world.load(options.state)
    try:
        if emulator.front:
            emulator.front.inside.prepare(keep=options.state is not None)
    except (FolderRefused, NotPossible) as reason:
        print(reason, file=sys.stderr)
        return 1
    # The seeded world stays; without this, every full collection would walk through it in the midst of a request.
    gc.freeze()
    try:
        listener = listen(options.host, options.port)
    except OSError as error:
        print(greeting.taken(options.host, options.port, error.strerror or str(error)), file=sys.stderr)
        return 1
    host, port = listener.getsockname()[:2]
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    config = uvicorn.Config(
        emulator,
        http=EmulatorProtocol,
        ws="wsproto",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=2,
    )
    Server(config, emulator, port, lambda: announce(options, emulator, url)).run(sockets=[listener])
    if emulator.front:
        emulator.front.inside.clear(keep=options.state is not None)
    if options.state:
        emulator.world.save(options.state)
    return 0


if __name__ == "__main__":
    sys.exit(main())
