# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What runs inside a container around a command, for any POSIX shell. Pure: text in, text out.

A folder of ours lies under /tmp, of which the files service keeps no history (G.8), has a name that nobody can guess,
and is its owner's alone. A janitor inside removes it when ``end`` appears in it, or when nothing was heard from the
controller for too long (``lease`` changes no more): a worker of Ansible may be killed at any time, and then there is
nobody else. What runs in a terminal for too long, or for nobody, it ends, too.
"""

from __future__ import annotations

import secrets
import shlex

#: What fits through every proxy on the way (G.7).
PIECE = 8 * 2**20
#: How much output is returned in the reply itself. Where services cut it is not published; nothing cuts this little.
MOST_INLINE = 256 * 2**10

_PATH = "/tmp/.hoody-"
_SECOND = "1"
_FULL = "echo 'There is no space for the output in the /tmp of the container.' >&2"


def new_folder() -> str:
    """The path of a folder that nobody else can know."""
    return _PATH + secrets.token_hex(16)


def opened(folder: str, lease: int, limit: int = 0) -> str:
    """Make the folder, with its janitor, in one line. ``limit`` is how long a command of it may run."""
    in_time = (
        'q=$(cat $d/pid 2>/dev/null); if [ -n "$q" ] && [ "$q" = "$l" ]; then t=$((t+1)); else t=0; l=$q; fi; '
        f"if [ $t -eq {limit} ]; then : >$d/over; k TERM; elif [ $t -gt {limit + 2} ]; then k KILL; fi; "
    )
    janitor = (
        f"d={folder}; : >$d/on; rm -f $d/on; i=0; t=0; l=; o=; "
        "k() { p=$(cat $d/pid 2>/dev/null) && { kill -$1 -$p || kill -$1 $p; } 2>/dev/null; }; "
        f"while sleep {_SECOND}; do "
        "[ -d $d ] && [ ! -e $d/end ] || break; "
        'c=$(cat $d/lease 2>/dev/null); if [ "$c" != "$o" ]; then o=$c; i=0; else i=$((i+1)); fi; '
        f"[ $i -lt {lease} ] || break; "
        f"{in_time if limit else ''}"
        "done; "
        "k TERM && sleep 3 && k KILL; rm -rf $d"
    )
    detached = "$(command -v setsid || command -v nohup)"
    # The pipe holds the line up until the janitor has left the terminal, whose end would be its own.
    return (
        f"mkdir -m 700 {folder} && mkfifo -m 600 {folder}/on && "
        f"{{ {detached} sh -c {shlex.quote(janitor)} </dev/null >/dev/null 2>&1 & }} && : <{folder}/on"
    )


def _chopped(name: str) -> str:
    """Make pieces of a file of the folder $d, which holds two streams of $1 and $2 bytes after a line."""
    return (
        f"k=0; while [ $((k*{PIECE})) -lt $(($1+$2+64)) ]; do "
        f'dd bs={PIECE} count=1 2>/dev/null >"$d/{name}.$k"; [ -s "$d/{name}.$k" ] || break; k=$((k+1)); '
        f'done <"$d/{name}"; rm -f "$d/{name}"'
    )


def spelled(command: str) -> str:
    """The command in Unicode, as it travels in JSON. Ansible may hold bytes that are none, such as names of files."""
    try:
        command.encode()
    except UnicodeEncodeError:
        text = "".join(f"\\0{byte:03o}" for byte in command.encode(errors="surrogateescape"))
        return f"eval \"$(printf '%b' '{text}')\""
    return command


def spooled(command: str, folder: str, mark: str, lease: int) -> str:
    """Run a command so that output of any size comes through a service that cuts it: what is much goes into a folder.

    It ends with the exit code of the command. If its output is nothing but the ``mark``, the output is in pieces
    ``p.<number>`` in the folder. The first begins with a line of three numbers: the exit code and how long both streams
    are. The files that hold the output meanwhile have no name any more, so nothing is left of them however this ends.
    """
    # The shell outlives what hears TERM, and waits for what does not: else nobody would see that there is more to kill.
    return f"""d={folder}
trap : TERM
if mkdir -m 700 $d 2>/dev/null && : >$d/o && : >$d/e && exec 3>$d/o 4<$d/o 5>$d/e 6<$d/e && rm -r $d \\
&& [ -e /proc/$$/fd/4 ]
then
( {command}
) >&3 2>&5 3>&- 4<&- 5>&- 6<&-
r=$?
set -- $(wc -c /proc/$$/fd/4 /proc/$$/fd/6)
set -- $1 $3
if [ $(($1+$2)) -le {MOST_INLINE} ]
then
[ $1 -eq 0 ] || cat <&4
[ $2 -eq 0 ] || cat <&6 >&2
else
exec 3>&- 5>&-
{{ {opened(folder, lease)}; }} && {{ echo $r $1 $2; head -c $1 <&4; head -c $2 <&6; }} >$d/p \\
&& {{ {_chopped("p")}; }} && printf {mark} || {{ {_FULL}; exit 1; }}
fi
exit $r
else
( {command}
)
fi"""


def runner(folder: str, user: str) -> str:
    """A script that runs the command of a number: ``<number>.sh`` in the folder, on ``<number>.in.<piece>``.

    It leaves pieces ``<number>.p.<piece>`` there, as ``spooled`` does. The line of the first one has a fourth number,
    1 for a command that had too little time.
    """
    return f"""d={folder}
u={shlex.quote(user)}
n=$1
c=$(cat $d/$n.sh)
if [ -z "$u" ] || [ "$(id -un)" = "$u" ]
then set -- sh -c "$c"
elif command -v sudo >/dev/null
then set -- sudo -n -H -u "$u" -- sh -c "$c"
else set -- su "$u" -s /bin/sh -c "$c"
fi
if command -v setsid >/dev/null
then set -- setsid "$@"
fi
if [ -e $d/$n.in.000000 ]
then cat $d/$n.in.* >$d/$n.in
else : >$d/$n.in
fi
"$@" <$d/$n.in >$d/$n.o 2>$d/$n.e &
echo $! >$d/pid
wait $!
r=$?
rm -f $d/pid
o=0
[ ! -e $d/over ] || o=1
set -- $(wc -c <$d/$n.o) $(wc -c <$d/$n.e)
{{ echo $r $1 $2 $o; head -c $1 $d/$n.o; head -c $2 $d/$n.e; }} >$d/$n.p
rm -f $d/$n.sh $d/$n.in $d/$n.in.* $d/$n.o $d/$n.e $d/over
{_chopped("$n.p")}
"""


def fed(command: str, pieces: list[str], folder: str) -> str:
    """Run a command on the contents of pieces, whose folder is not needed any more once it runs."""
    return f"cat {' '.join(pieces)} >{folder}/all && exec <{folder}/all && : >{folder}/end && {{ {command}\n}}"


def written(path: str) -> str:
    """Write stdin to a path, and tell its checksum, or its size. A file that is there keeps its mode and owner."""
    target = shlex.quote(path)
    return f"cat >{target} && {{ sha256sum <{target} 2>/dev/null || wc -c <{target}; }}"


def read(path: str) -> str:
    """Give the contents of a path, and on stderr the checksum, or the size."""
    source = shlex.quote(path)
    return f"{{ sha256sum <{source} 2>/dev/null || wc -c <{source}; }} >&2 && exec cat <{source}"
