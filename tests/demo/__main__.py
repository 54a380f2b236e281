# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows the main job on the emulator: containers declared, configured inside, repeated, changed, shown and removed.

Each step is a real ansible-playbook or ansible-inventory, printed as a user would type it. A step that does not end as
announced fails.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.emulator.kit.possible import reason_against
from tests.emulator.process import ROOT, EmulatorProcess

FOLDER = Path(__file__).parent
NEXT = """
Next, type the commands above yourself. In this folder, start the emulator:

  make emulator{inside}

Paste the lines that it prints into another terminal, and any command above works there. After that:

  docs/docsite/rst/guide_first_steps.rst   a first playbook of your own
  examples/README.md                       complete playbooks to copy"""


@dataclass(frozen=True)
class Step:
    """A run of ansible-playbook or ansible-inventory on a file, and what has to be in its output."""

    title: str
    file: str
    shows: str
    arguments: tuple[str, ...] = ()
    program: str = "playbook"
    inside: bool = False

    @property
    def words(self) -> list[str]:
        """The program and its arguments, as they are typed in the checkout."""
        source = str((FOLDER / self.file).relative_to(ROOT))
        option = ("-i",) if self.program == "inventory" else ()
        return [f"ansible-{self.program}", *option, source, *self.arguments]

    @property
    def command(self) -> str:
        """The line that a person types."""
        return shlex.join(self.words)


INVENTORY = ("-i", "tests/demo/shop.hoody.yml")
STEPS = (
    Step("Declare three containers, a proxy and a block.", "declare.yml", "changed=3 "),
    Step("Declare the same again: nothing changes.", "declare.yml", "changed=0 "),
    Step(
        "What would another log level change? Check mode predicts it, and the diff shows no secret.",
        "declare.yml",
        "changed=1 ",
        ("--check", "--diff", "-e", "log_level=warning"),
    ),
    Step("Change it.", "declare.yml", "changed=1 ", ("-e", "log_level=warning")),
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
    print(f"$ {step.command}", flush=True)
    process = subprocess.run(
        [sys.executable, "-m", "ansible", step.program, *step.words[1:]],
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
    print("Starting an emulator of the Hoody API on this machine.")
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
                print(f"The containers are not configured inside. {reason}")
            for number, step in enumerate(steps, 1):
                print(f"\n== {number} of {len(steps)}: {step.title}")
                play(step, environment)
    done = ["declared", "repeated with changed=0", "changed", *([] if reason else ["configured inside"]), "shown"]
    print(f"\nDone: {', '.join(done)} and removed. The emulator is stopped.")
    print(NEXT.format(inside="" if reason else ' ARGS="--inside .build/inside"'))


if __name__ == "__main__":
    main()
