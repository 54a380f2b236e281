# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows the main job on the emulator: containers and their network declared, repeated, changed, shown and removed.

Each step is a real ansible-playbook or ansible-inventory, printed as a user would type it. A step that does not end as
announced fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.emulator.process import ROOT, EmulatorProcess

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Step:
    """A run of ansible-playbook or ansible-inventory on a file, and what has to be in its output."""

    title: str
    file: str
    shows: str
    arguments: tuple[str, ...] = ()
    program: str = "playbook"


STEPS = (
    Step("What would be done? Check mode changes nothing.", "declare.yml", "changed=3 ", ("--check",)),
    Step("Declare three containers, a proxy and a block.", "declare.yml", "changed=3 "),
    Step("Declare the same again: nothing changes.", "declare.yml", "changed=0 "),
    Step(
        "Another log level. The diff shows what, and no secret.",
        "declare.yml",
        "changed=1 ",
        ("--diff", "-e", "log_level=warning"),
    ),
    Step("Show what is there.", "show.yml", "changed=0 "),
    Step(
        "Show it as an inventory, in groups by state and label.",
        "shop.hoody.yml",
        "--demo-web",
        ("--graph",),
        "inventory",
    ),
    Step("Remove everything.", "remove.yml", "changed=1 "),
    Step("Remove it again: nothing changes.", "remove.yml", "changed=0 "),
)


def play(step: Step, environment: dict[str, str]) -> None:
    """Run one step and hold it to its promise."""
    source = str((FOLDER / step.file).relative_to(ROOT))
    options = [*(("-i",) if step.program == "inventory" else ()), source, *step.arguments]
    print(f"$ ansible-{step.program} {' '.join(options)}", flush=True)
    process = subprocess.run(
        [sys.executable, "-m", "ansible", step.program, *options],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(process.stdout.strip(), flush=True)
    if process.returncode or step.shows not in process.stdout:
        sys.exit(f"\nThe demonstration failed: {step.shows.strip()} was expected.")


def main() -> None:
    """Start an emulator, play the steps and stop it."""
    print("Starting an emulator of the Hoody API; nothing leaves this machine.")
    with EmulatorProcess(create_delay=0.5) as emulator:
        environment = {
            **os.environ,
            "HOODY_API_URL": emulator.url,
            "HOODY_TOKEN": emulator.token,
            "ANSIBLE_LOCALHOST_WARNING": "False",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
        }
        print(f"It listens at {emulator.url}; its documentation is at {emulator.url}/docs while this runs.")
        for number, step in enumerate(STEPS, 1):
            print(f"\n== {number} of {len(STEPS)}: {step.title}")
            play(step, environment)
    print("\nDone: declared, repeated with changed=0, changed, shown and removed. The emulator is stopped.")


if __name__ == "__main__":
    main()
