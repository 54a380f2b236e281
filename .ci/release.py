# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: release.py ARCHIVE FOLDER

Proves that what is in the archive is what a user needs, and that it works without anything else of this checkout: it is
installed into an empty collections path under FOLDER, the emulator that is in it is started, and the first playbook of
its README and one of its examples are run in check mode, for real, and again.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import Any

# What may be in an archive. Whatever else appears is a mistake in build_ignore of galaxy.yml.
EXPECTED = re.compile(
    r"(CHANGELOG|CODE_OF_CONDUCT|CONTRIBUTING|README|SECURITY)\.md|LICENSE|(MANIFEST|FILES)\.json"
    r"|requirements(-emulator)?\.txt|changelogs/\w+\.yaml|meta/[\w-]+\.yml|docs/docsite/(\w+|[\w-]+\.yml|rst/\w+\.rst)"
    r"|(examples|playbooks|plugins|extensions)/.+|tests/(__init__\.py|config\.yml|emulator/(\w+/)?\w+\.py)"
)
NEEDED = (
    "README.md",
    "LICENSE",
    "meta/runtime.yml",
    "requirements.txt",
    "plugins/modules/container.py",
    "examples/shop.yml",
)
RUNS = ((("--check",), 2), ((), 2), ((), 0))  # arguments, and how many tasks have to change something


def check_content(archive: Path) -> int:
    """Stop at a file that nobody needs, and at one that is missing; gives the number of files."""
    with tarfile.open(archive) as opened:
        files = [member.name for member in opened.getmembers() if member.isfile()]
    wrong = [name for name in files if not EXPECTED.fullmatch(name)]
    missing = [name for name in NEEDED if name not in files]
    if wrong or missing:
        sys.exit(
            f"The archive holds what no user needs: {wrong}; and lacks: {missing}. See build_ignore in galaxy.yml."
        )
    return len(files)


def install(archive: Path, folder: Path) -> tuple[Path, dict[str, str]]:
    """Install into an empty path; gives the collection's folder, and an environment that knows no other path."""
    shutil.rmtree(folder, ignore_errors=True)
    collections = folder / "collections"
    collections.mkdir(parents=True)
    configuration = folder / "ansible.cfg"
    configuration.touch()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "HOODY_", "PYTHON"))},
        "ANSIBLE_CONFIG": str(configuration),
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_HOME": str(folder / "ansible"),
        "ANSIBLE_LOCALHOST_WARNING": "False",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
        "HOME": str(folder),
    }
    command = ["ansible-galaxy", "collection", "install", "--offline", str(archive), "-p", str(collections)]
    subprocess.run(command, cwd=folder, env=environment, check=True)
    return collections / "ansible_collections" / "hoody" / "cloud", environment


def start_emulator(collection: Path, folder: Path) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    """The emulator of the installed collection, and what it says of itself once it listens."""
    ready = folder / "ready.json"
    command = [sys.executable, "-m", "tests.emulator", "--port", "0", "--quiet", "--ready-file", str(ready)]
    process = subprocess.Popen(command, cwd=collection)
    deadline = time.monotonic() + 30
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            sys.exit("The emulator in the archive does not start.")
        time.sleep(0.05)
    return process, json.loads(ready.read_text(encoding="utf-8"))


def playbooks(collection: Path, folder: Path) -> list[Path]:
    """The first playbook of the installed README, and an example."""
    readme = (collection / "README.md").read_text(encoding="utf-8")
    playbook = folder / "readme.yml"
    playbook.write_text(re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)[0], encoding="utf-8")
    return [playbook, collection / "examples" / "thirty_workers.yml"]


def play(playbook: Path, folder: Path, environment: dict[str, str]) -> None:
    """Run a playbook, and hold it to what the README says."""
    for arguments, expected in RUNS:
        command = ["ansible-playbook", str(playbook), *arguments]
        process = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        recap = re.search(r"changed=(\d+)", process.stdout)
        if process.returncode or not recap or int(recap[1]) != expected:
            sys.exit(f"{process.stdout}{process.stderr}\n{' '.join(command)}: changed={expected} was expected.")
        print(f"{' '.join(command)}: changed={expected}, as it should be")  # noqa: T201


def main() -> None:
    """Check the archive and use it."""
    archive, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    count = check_content(archive)
    collection, environment = install(archive, folder)
    process, about = start_emulator(collection, folder)
    try:
        for playbook in playbooks(collection, folder):
            play(playbook, folder, {**environment, "HOODY_API_URL": about["url"], "HOODY_TOKEN": about["token"]})
    finally:
        process.terminate()
        process.wait()
    print(f"{archive.name}: {count} files, all of them for users, and it works without this checkout")  # noqa: T201


if __name__ == "__main__":
    main()
