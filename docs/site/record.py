# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: python -m tests.demo | record.py > static/demo.svg

Makes a picture that moves of what `make demo` prints: of each step its title, its command and how it ended. Paper, and
who wants no motion, get all of it at once. It is one file and loads nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html import escape

HEAD = """\
<!--
Copyright (c) 2026, hoody.cloud contributors
GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later

Made by docs/site/record.py.
-->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" class="recording"
  aria-label="A terminal in which make demo runs: containers are declared, configured inside, shown and removed.">
<style>
.recording text {{ font: 14px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #c9d1d9;
  white-space: pre; }}
.recording .title {{ fill: #8ab4f8; font-weight: bold; }}
.recording .command {{ fill: #f0f6fc; }}
.recording .same {{ fill: #7ee787; }}
.recording .changed {{ fill: #e3b341; }}
@media screen and (prefers-reduced-motion: no-preference) {{
  .recording text {{ animation: appear 0.01s both; }}
  @keyframes appear {{ from {{ visibility: hidden; }} to {{ visibility: visible; }} }}
}}
</style>
<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>
<circle cx="20" cy="18" r="5" fill="#484f58"/><circle cx="38" cy="18" r="5" fill="#484f58"/>
<circle cx="56" cy="18" r="5" fill="#484f58"/>
"""
WIDTH, LINE, TOP = 860, 19, 52
#: How long each kind of line is on its way, in seconds.
PAUSES = {"title": 0.5, "command": 0.6, "same": 0.3, "changed": 0.3, "": 0.1}


def worth_showing(output: str) -> Iterator[tuple[str, str]]:
    """The lines of the output that tell the story, each with its kind."""
    yield "command", "$ make demo"
    for line in output.splitlines():
        recap = re.match(r"(\S+) +: ok=\d+ +changed=(\d+)", line)
        if line.startswith("== "):
            yield "title", line.removeprefix("== ")
        elif line.startswith("$ "):
            yield "command", line
        elif recap:
            yield ("changed" if recap[2] != "0" else "same"), f"  {recap[1]:14} changed={recap[2]}"
        elif found := re.search(r'"msg": "(.+)"', line):
            yield "", f"  {found[1]}"
        elif line.startswith("Done: "):
            yield "title", line.partition(" The emulator")[0]


def picture(output: str) -> str:
    """The whole file."""
    lines = list(worth_showing(output))
    drawn, moment = [], 0.3
    for number, (kind, text) in enumerate(lines):
        moment += PAUSES[kind]
        place = f'x="16" y="{TOP + number * LINE}" style="animation-delay:{moment:.1f}s"'
        drawn.append(f'<text class="{kind or "said"}" {place}>{escape(text, quote=False)}</text>\n')
    return HEAD.format(width=WIDTH, height=TOP + len(lines) * LINE) + "".join(drawn) + "</svg>\n"


if __name__ == "__main__":
    sys.stdout.write(picture(sys.stdin.read()))
