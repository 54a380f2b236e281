# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows the main job on the emulator: containers declared, configured inside, repeated, changed, shown and removed.

Each step is a real ansible-playbook or ansible-inventory, printed as a user would type it. A step that does not end as
announced fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.emulator.kit.possible import reason_against
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
    inside: bool = False


INVENTORY = ("-i", "tests/demo/shop.hoody.yml")
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
    Step(
        "Put files into each container and run a command in it.", "configure.yml", "changed=2 ", INVENTORY, inside=True
    ),
    Step("Configure the same again: nothing changes.", "configure.yml", "changed=0 ", INVENTORY, inside=True),
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
    reason = reason_against()
    steps = [step for step in STEPS if reason is None or not step.inside]
    with tempfile.TemporaryDirectory(prefix="hoody-demo-") as folder:
        inside = Path(folder, "inside") if reason is None else None
        with EmulatorProcess(create_delay=0.5, inside=inside) as emulator:
            environment = {
                **os.environ,
                "HOODY_API_URL": emulator.url,
                "HOODY_TOKEN": emulator.token,
                "HOODY_KIT_URL": emulator.kit_url,
                "ANSIBLE_LOCALHOST_WARNING": "False",
                "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
                "ANSIBLE_PYTHON_INTERPRETER": "auto_silent",
            }
            print(f"It listens at {emulator.url}; its documentation is at {emulator.url}/docs while this runs.")
            if reason:
                print(f"What is inside of containers is left out. {reason}")
            for number, step in enumerate(steps, 1):
                print(f"\n== {number} of {len(steps)}: {step.title}")
                play(step, environment)
    done = ["declared", *([] if reason else ["configured inside"]), "repeated with changed=0", "changed", "shown"]
    print(f"\nDone: {', '.join(done)} and removed. The emulator is stopped.")
    print("Next: make emulator serves it to you, and docs/docsite/rst/guide_first_steps.rst says what to type then.")


if __name__ == "__main__":
    main()
