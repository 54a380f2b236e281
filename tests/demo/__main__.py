# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows the main job on the emulator: containers and their network declared, repeated, changed, shown and removed.

Each step is a real ansible-playbook, printed as a user would type it; a step that does not end as announced fails.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.emulator.process import ROOT, EmulatorProcess

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Step:
    """A playbook run, what it is to show, and how many tasks have to change something."""

    title: str
    playbook: str
    changed: int
    arguments: tuple[str, ...] = ()


STEPS = (
    Step("What would be done? Check mode changes nothing.", "declare.yml", 3, ("--check",)),
    Step("Declare three containers, a proxy and a block.", "declare.yml", 3),
    Step("Declare the same again: nothing changes.", "declare.yml", 0),
    Step(
        "Another log level. The diff shows what, and no secret.",
        "declare.yml",
        1,
        ("--diff", "-e", "log_level=warning"),
    ),
    Step("Show what is there.", "show.yml", 0),
    Step("Remove everything.", "remove.yml", 1),
    Step("Remove it again: nothing changes.", "remove.yml", 0),
)


def play(step: Step, environment: dict[str, str]) -> None:
    """Run one step and hold it to its promise."""
    command = ["ansible-playbook", str((FOLDER / step.playbook).relative_to(ROOT)), *step.arguments]
    print(f"$ {' '.join(command)}", flush=True)
    process = subprocess.run(
        [sys.executable, "-m", "ansible", "playbook", *command[1:]],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(process.stdout.strip(), flush=True)
    recap = re.search(r"changed=(\d+)", process.stdout)
    changed = int(recap.group(1)) if recap else -1
    if process.returncode or changed != step.changed:
        sys.exit(f"\nThe demonstration failed: changed={step.changed} was expected.")


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
