# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Has a command of Ansible remove Ansible's own files when it is ended, for there may be nobody else to do it.

A command hears TERM when its time is over or when Ansible does not listen any more, and KILL three seconds later
(API notes part 2, G.5). Pure: text in, text out.
"""

from __future__ import annotations

import re

#: A line of the program that Ansible makes of a module. It marks the program, and every version has it.
_MARK = re.compile(rb"^_ANSIBALLZ_WRAPPER = True\b.*\n", re.MULTILINE)
#: The program removes the folder that it unpacks itself into when it ends, but TERM alone leaves it no time to.
_ENDS_ON_TERM = b"""\
import os, signal, sys
def _end(number, _frame, first=os.getpid()):
    if os.getpid() != first:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    sys.exit(128 + number)
if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
    signal.signal(signal.SIGTERM, _end)
"""
#: The folder of a task in the container, as ansible-core names it. One with odd characters in its path is left alone.
_FOLDER = re.compile(r"(?:/[\w.@+-]+)+/ansible-tmp-[0-9.]+-[0-9]+-[0-9]+(?=/)")


def is_program(path: str) -> bool:
    """Whether this is the path of the program of a module in the container."""
    return bool(re.fullmatch(_FOLDER.pattern + r"/AnsiballZ_[^/]+", path))


def ending_properly(program: bytes) -> bytes:
    """The program of a module, made to end properly on TERM. Anything else is returned as it is."""
    return _MARK.sub(lambda mark: mark[0] + _ENDS_ON_TERM, program, count=1)


def removing_its_folder(command: str) -> str:
    """The command, which removes the folder of its task when it is ended. Needs a POSIX shell."""
    found = _FOLDER.search(command)
    if not found:
        return command
    return f"trap 't=1' TERM\n( {command}\n)\nr=$?\n[ -z \"$t\" ] || rm -rf {found[0]}\nexit $r"
