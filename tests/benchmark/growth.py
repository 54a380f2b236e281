# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the cost of each usual way to write a play grows with the number of containers, and the memory of a fleet."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.benchmark.fleet import DOCS
from tests.benchmark.plays import UNRECORDED, declared, declared_fleet, plays
from tests.benchmark.timing import seconds
from tests.integration.inventory import PLUGIN

COUNTS = (10, 100, 1_000, 10_000)
#: Kilobytes that a container of a large fleet may take.
MOST_MEMORY = 12.0
#: Runs a program, and prints the most memory that one of its processes took, in kilobytes.
MEASURED = (
    "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=2); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(done.returncode)"
)


def growing(count: int) -> dict[str, float]:
    """The seconds of each way in a project of so many containers, all of them as declared."""
    with plays(count, hosts=count) as ours:
        source = ours.ansible.folder / "all.hoody.yml"
        source.write_text(json.dumps({"plugin": PLUGIN, **ours.ansible.connection}))
        ways: dict[str, Callable[[], object]] = {
            "no task": ours.run,
            "container_fleet": lambda: ours.run(declared_fleet(count)),
            "inventory": lambda: ours.run(arguments=["-i", str(source)]),
            "a loop": lambda: ours.loop(declared("{{ item }}"), count),
            "a host each": lambda: ours.for_each_host(declared("{{ inventory_hostname }}")),
        }
        # The names of the emulator are declared without a comment, which this makes true.
        ours.run(declared_fleet(count))
        return {way: seconds(run) for way, run in ways.items()}


def plot(rows: dict[int, dict[str, float]], path: Path) -> None:
    """Seconds over containers, one line for each way."""
    from matplotlib import use

    use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(10, 5), dpi=110)
    for way in rows[min(rows)]:
        axes.plot(list(rows), [times[way] for times in rows.values()], marker="o", label=way)
    axes.set(xscale="log", yscale="log", xlabel="containers", ylabel="seconds, whole run")
    axes.set_title("As declared already, 50 ms a request")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend(fontsize="small")
    figure.tight_layout()
    figure.savefig(path)


def megabytes(count: int) -> float:
    """The most memory that one process of a fleet of so many takes, all as declared, in a project of twice as many."""
    with plays(2 * count) as ours:
        ours.run(declared_fleet(count))
        path = ours.write(declared_fleet(count))
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, sys.executable, "-m", "ansible", "playbook", str(path)],
            cwd=ours.ansible.folder,
            env={**ours.ansible.environment(), **UNRECORDED},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        return int(done.stdout.split()[-1]) / 1024


def memory() -> str:
    """What a container takes in a fleet: the slope, which has no share of what Ansible takes anyway."""
    counts = (2_500, 5_000, 10_000)
    most = [megabytes(count) for count in counts]
    slopes = [(most[2] - most[number]) * 1024 / (counts[2] - counts[number]) for number in (0, 1)]
    above = ", ".join(f"{slope:.1f} kB above {count:,}" for slope, count in zip(slopes, counts, strict=False))
    return f"A fleet of {counts[2]:,} takes {most[2]:.0f} MB; each container {above} (target {MOST_MEMORY:.0f} kB)."


def main() -> None:
    """Measure, print, and write the table and the plot."""
    rows = {count: growing(count) for count in COUNTS}
    lines = [f"| way | {' | '.join(f'{count:,}' for count in rows)} |", f"|---|{'---:|' * len(rows)}"]
    for way in rows[COUNTS[0]]:
        cells = [f"{times[way]:.2f}" for times in rows.values()]
        lines.append(f"| {way} | {' | '.join(cells)} |")
    table, remembered = "\n".join(lines), memory()
    print(f"\nseconds, 50 ms a request\n\n{table}\n\n{remembered}")
    DOCS.mkdir(parents=True, exist_ok=True)
    text = ["# The usual ways to write a play, measured", "Written by `make bench`: seconds of a whole run."]
    text += ["Nothing has to change, 50 ms a request.", "![Seconds over containers](growth.png)", table, remembered]
    (DOCS / "growth.md").write_text("\n\n".join(text) + "\n", encoding="utf-8")
    plot(rows, DOCS / "growth.png")


if __name__ == "__main__":
    main()
