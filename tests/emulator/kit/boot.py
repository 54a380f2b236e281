# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the namespaces of a container, and is its first process.

Run as a program of its own, ``python -I -S boot.py``, as only a process with one thread may do this. It reads its
orders (``Orders`` as JSON) from stdin and answers one line of JSON: ``{"pid": ...}`` when the house stands, or
``{"error": ...}``. As root the house is an overlay over the machine's files. As an ordinary user, or where an overlay
is refused, it is made of the machine's program folders, read-only, and an /etc of its own.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import signal
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
NEW_MOUNTS, NEW_NAME, NEW_IPC, NEW_USERS, NEW_PIDS = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000
READ_ONLY, REMOUNT, BIND, RECURSIVE, PRIVATE, DETACH = 0x1, 0x20, 0x1000, 0x4000, 0x40000, 0x2
NO_SUID, NO_DEVICES = 0x2, 0x4
DIE_WITH_PARENT = 1
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41, "riscv64": 41}
#: Where the machine's own files are while the house is built.
MACHINE = "/.machine"
#: What a house has to itself, and keeps while the container exists.
KEPT = ("root", "home", "var/tmp")
#: What it has to itself until it stops.
PASSING = ("tmp", "run")
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
#: What no plain house takes from the machine's root as it is.
_OWN = frozenset({"proc", "sys", "dev", "etc", "var", "srv", "mnt", "media", "boot", "lost+found", *KEPT, *PASSING})
USER, USER_ID = "user", 1000


@dataclass(frozen=True)
class Orders:
    """What is to be built: the container's folder and name, and the machine's folders that must be seen inside."""

    folder: str
    name: str
    visible: list[str]
    overlay: bool = True


def call(name: str, *arguments: object) -> None:
    """A function of the C library that gives 0 for success."""
    if getattr(LIBC, name)(*arguments):
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}", arguments[1] if name == "mount" else None)


def mount(source: str | None, target: str, kind: str | None = None, flags: int = 0, options: str = "") -> None:
    """mount(2)."""
    texts = [os.fsencode(text) if text else None for text in (source, target, kind)]
    call("mount", texts[0], texts[1], texts[2], ctypes.c_ulong(flags), options.encode())


def bind(source: str, target: str, *, read_only: bool = False) -> None:
    """Let a folder or file be seen in a second place."""
    mount(source, target, None, BIND | RECURSIVE)
    if read_only:
        # What is mounted below it keeps its own rights, and a user namespace may not loosen those it found.
        with contextlib.suppress(OSError):
            mount(None, target, None, BIND | REMOUNT | READ_ONLY)


def make_folder(path: str, mode: int = 0o755) -> None:
    """A folder that has this mode, whatever the mask."""
    Path(path).mkdir(parents=True, exist_ok=True)
    Path(path).chmod(mode)


# -- the root of a house


def overlay(folder: Path) -> str:
    """The machine's files with a layer of the container's own on top; relative paths, as any folder may be meant."""
    os.chdir(folder)
    for name in ("upper", "work", "merged"):
        make_folder(name)
    mount("overlay", "merged", "overlay", 0, "lowerdir=/,upperdir=upper,workdir=work")
    return str(folder / "merged")


def plain(folder: Path) -> str:
    """An empty root with a copy of /etc."""
    root = folder / "plain"
    if not root.exists():
        for name in ("var/lib", "var/log", "var/cache", "srv", "mnt", "proc", "sys", "dev"):
            make_folder(str(root / name))
        # What an ordinary user may not read is not missed.
        with contextlib.suppress(shutil.Error):
            shutil.copytree("/etc", root / "etc", symlinks=True)
    mount(str(root), str(root), None, BIND)
    return str(root)


def enter(root: str) -> None:
    """Make this the root; the machine's files stay at MACHINE until the house is done."""
    make_folder(root + MACHINE)
    call("syscall", PIVOT_ROOT[os.uname().machine], os.fsencode(root), os.fsencode(root + MACHINE))
    os.chdir("/")


def adopt_programs(names: Iterable[str]) -> None:
    """In a plain house: the machine's folders of programs."""
    for name in names:
        source, target = Path(MACHINE, name), Path("/", name)
        if source.is_symlink() and not target.is_symlink():
            target.symlink_to(source.readlink())
        elif source.is_dir() and not source.is_symlink():
            target.mkdir(exist_ok=True)
            bind(str(source), str(target), read_only=True)


def mounted_apart() -> list[str]:
    """The machine's folders at its root that an overlay over it would show empty."""
    return [path.name for path in Path("/").iterdir() if path.name not in _OWN and path.is_mount()]


# -- what is in it


def furnish(orders: Orders, *, is_root: bool) -> None:
    """Processes, devices, folders of its own, and what must be visible of the machine."""
    own = MACHINE + orders.folder + "/own"
    for name in KEPT:
        make_folder(f"{own}/{name}", 0o1777 if name == "var/tmp" else 0o700 if name == "root" else 0o755)
        make_folder("/" + name)
        bind(f"{own}/{name}", "/" + name)
    for name in PASSING:
        make_folder("/" + name)
        mount("tmpfs", "/" + name, "tmpfs", NO_DEVICES, f"mode={'1777' if name == 'tmp' else '755'}")
    _hide(orders.folder)
    for path in orders.visible:
        if not os.path.exists(path) and os.path.exists(MACHINE + path):
            make_folder(path)
            bind(MACHINE + path, path, read_only=True)
    _devices(is_root=is_root)
    try:
        mount("proc", "/proc", "proc", NO_SUID | NO_DEVICES)
    except OSError:
        # A machine that is a container itself may hide parts of it, and then no second one can be had.
        bind(MACHINE + "/proc", "/proc")
    with contextlib.suppress(OSError):
        make_folder("/sys")
        bind(MACHINE + "/sys", "/sys", read_only=True)


def _hide(folder: str) -> None:
    """The folders of all containers are none of this one's business."""
    above = Path(folder).parent
    if above.is_dir():
        mount("tmpfs", str(above), "tmpfs", NO_DEVICES, "mode=755")


def _devices(*, is_root: bool) -> None:
    make_folder("/dev")
    mount("tmpfs", "/dev", "tmpfs", NO_SUID, "mode=755")
    for name in DEVICES:
        Path("/dev", name).touch()
        bind(f"{MACHINE}/dev/{name}", f"/dev/{name}")
    make_folder("/dev/pts")
    if is_root:
        # Terminals are the machine's, so that those of its sshd have a name here.
        bind(MACHINE + "/dev/pts", "/dev/pts")
        os.mknod("/dev/ptmx", stat.S_IFCHR, os.makedev(5, 2))
        Path("/dev/ptmx").chmod(0o666)
    else:
        mount("devpts", "/dev/pts", "devpts", NO_SUID, "newinstance,ptmxmode=0666,mode=620")
        Path("/dev/ptmx").symlink_to("pts/ptmx")
    make_folder("/dev/shm")
    mount("tmpfs", "/dev/shm", "tmpfs", NO_SUID | NO_DEVICES, "mode=1777")
    for link, target in (
        ("fd", "/proc/self/fd"),
        ("stdin", "fd/0"),
        ("stdout", "fd/1"),
        ("stderr", "fd/2"),
    ):
        Path("/dev", link).symlink_to(target)


def settle_in(name: str, addresses: str) -> None:
    """Names and users in /etc; once, but for the name."""
    write("/etc/hostname", name + "\n")
    write("/etc/hosts", f"127.0.0.1 localhost {name}\n::1 localhost\n")
    home = Path("/home", USER)
    if home.exists():
        return
    write("/etc/resolv.conf", addresses)
    write("/etc/passwd", _without_user("/etc/passwd") + f"{USER}:x:{USER_ID}:{USER_ID}::{home}:/bin/bash\n")
    write("/etc/group", _without_user("/etc/group") + f"{USER}:x:{USER_ID}:\n")
    # No password of the machine's users is valid here, nor to be read.
    users = [line.partition(":")[0] for line in Path("/etc/passwd").read_text().splitlines()]
    write("/etc/shadow", "".join(f"{user}:*:20000:0:99999:7:::\n" for user in users), 0o600)
    Path("/etc/gshadow").unlink(missing_ok=True)
    shutil.rmtree("/etc/sudoers.d", ignore_errors=True)
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    rules = "".join(f"{user} ALL=(ALL:ALL) NOPASSWD: ALL\n" for user in ("root", USER))
    write("/etc/sudoers", f'Defaults env_reset\nDefaults secure_path="{path}"\n{rules}', 0o440)
    if not any(Path(folder, "python3").exists() for folder in path.split(":")):
        with contextlib.suppress(OSError):
            Path("/usr/local/bin/python3").symlink_to(os.path.realpath(sys.executable))
    home.mkdir(mode=0o700)
    with contextlib.suppress(OSError):
        # In a user namespace there is nobody but root.
        os.chown(home, USER_ID, USER_ID)


def _without_user(path: str) -> str:
    """The lines of a file of users or groups, but for the name and the number that the container's user has."""
    lines = Path(path).read_text().splitlines(keepends=True)
    return "".join(line for line in lines if line.split(":")[0] != USER and line.split(":")[2:3] != [str(USER_ID)])


def write(path: str, text: str, mode: int = 0o644) -> None:
    """A new file, as the old one may be a link to somewhere."""
    Path(path).unlink(missing_ok=True)
    Path(path).write_text(text)
    Path(path).chmod(mode)


# -- the life of a house


def build(orders: Orders, *, is_root: bool) -> None:
    """Everything from a new namespace to a house that can be lived in."""
    os.umask(0o022)
    mount(None, "/", None, RECURSIVE | PRIVATE)
    call("sethostname", orders.name.encode(), len(orders.name.encode()))
    resolver = Path("/etc/resolv.conf")
    addresses = resolver.read_text() if resolver.exists() else ""
    apart = mounted_apart()
    everything = [path.name for path in Path("/").iterdir() if path.name not in _OWN]
    root = (overlay if orders.overlay else plain)(Path(orders.folder))
    enter(root)
    adopt_programs(apart if orders.overlay else everything)
    furnish(orders, is_root=is_root)
    settle_in(orders.name, addresses)
    call("umount2", MACHINE.encode(), DETACH)
    Path(MACHINE).rmdir()


def live() -> None:
    """Be the first process: adopt whoever has lost their parent, until killed."""
    os.setsid()
    nothing = os.open("/dev/null", os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    while True:
        try:
            os.wait()
        except ChildProcessError:
            signal.sigwait({signal.SIGCHLD})


def separate(user: int, group: int) -> None:
    """New namespaces; for an ordinary user one of users, too, in which they are root."""
    call("unshare", NEW_MOUNTS | NEW_NAME | NEW_IPC | NEW_PIDS | (NEW_USERS if user else 0))
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")


def main() -> int:
    """Build it in a child, as a process does not enter the namespace of processes that it made."""
    orders = Orders(**json.load(sys.stdin))
    user = os.getuid()
    call("prctl", DIE_WITH_PARENT, signal.SIGKILL)
    try:
        separate(user, os.getgid())
    except OSError as error:
        print(json.dumps({"error": str(error)}), flush=True)
        return 1
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        call("prctl", DIE_WITH_PARENT, signal.SIGKILL)
        try:
            build(orders, is_root=user == 0)
        except OSError as error:
            os.write(writing, str(error).encode())
            os._exit(1)
        os.write(writing, b"\n")
        os.closerange(3, 256)
        live()
    os.close(writing)
    word = os.read(reading, 4096).decode()
    print(json.dumps({"pid": pid} if word == "\n" else {"error": word or "it ended at once"}), flush=True)
    os.waitpid(pid, 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
