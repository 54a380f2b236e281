# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contributor's guide, followed to the letter: a new field, a new resource, and each thing that can be forgotten.

The tests have a copy of this checkout, so that a change is that of the guide and of nobody else.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.emulator.process import ROOT, EmulatorProcess

from .guides import GUIDES, blocks
from .playbook import Ansible, Task, container, honest, thrice

TEXT = (GUIDES / "contributing.rst").read_text(encoding="utf-8")
FILES = {block.file: block.text for block in blocks("contributing") if block.file}
HOSTNAME, VOLUME = FILES["hostname.diff"], FILES["volume.diff"]
PLUGINS = {name: text for name, text in FILES.items() if name.startswith("plugins/")}

OPTIONS = "tests/integration/test_every_option.py"
WATCH = "tests/unit/plugins/test_schema_watch.py"
STRUCTURE = "tests/unit/plugins/test_structure.py"
LAYERS = "tests/unit/plugins/test_layers.py"
MEMBERS = "tests/contract/emulator/test_emulator_members.py"
EVERY_FIELD = "test_every_field_that_can_change_is_changed"
AGREE = "test_the_places_agree"
OVERLOOKED = "test_no_resource_is_overlooked"
IN_THE_GROUP = "test_every_module_is_in_the_action_group_and_runs_by_the_action"


class Copy:
    """A copy of this checkout, as it stands there and whatever git says of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._changed: set[str] = set()
        listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for name in filter(None, names.split("\0")):
            if (ROOT / name).exists():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
        link = folder / ".build" / "collections" / "ansible_collections" / "hoody" / "cloud"
        link.parent.mkdir(parents=True)
        link.symlink_to("../../../..")

    def apply(self, difference: str) -> None:
        """Change files, as ``git apply`` does."""
        self._changed |= set(re.findall(r"^\+\+\+ b/(\S+)", difference, re.MULTILINE))
        # Inside of another repository, git would leave out what is not under its own root.
        environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(self.folder.parent)}
        subprocess.run(["git", "apply"], cwd=self.folder, input=difference, text=True, check=True, env=environment)

    def write(self, files: dict[str, str]) -> None:
        """Add files."""
        self._changed |= files.keys()
        for name, text in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text, encoding="utf-8")

    def restore(self) -> None:
        """Make it what it was, with what Python has compiled of the rest."""
        for name in self._changed:
            if (ROOT / name).exists():
                shutil.copy2(ROOT / name, self.folder / name)
            else:
                (self.folder / name).unlink()
                if not (ROOT / name).parent.exists():
                    shutil.rmtree((self.folder / name).parent, ignore_errors=True)
        self._changed.clear()

    def test(self, *paths: str, only: str = "") -> tuple[int, str]:
        """Run tests of the copy, up to the first that fails; the status and the output."""
        outer = ("PYTEST_", "ANSIBLE_", "COV_", "COVERAGE_")
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-k", only, *paths]
        process = subprocess.run(
            command,
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if not name.startswith(outer)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return process.returncode, process.stdout

    def names(self, test: str, words: str, *paths: str) -> None:
        """Assert that this test fails, and says these words."""
        status, output = self.test(*paths, only=test)
        said = "\n".join(line for line in output.splitlines() if line.startswith("E "))
        assert (status, words in said) == (1, True), output
        assert f"::{test}" in output


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy for all tests, as to compile it takes longer than most of them."""
    return Copy(tmp_path_factory.mktemp("contributing") / "copy")


@pytest.fixture
def copied(copy: Copy) -> Iterator[Copy]:
    """The copy for this test, which finds it as it is in the repository."""
    yield copy
    copy.restore()


@pytest.fixture
def play(copied: Copy, tmp_path: Path) -> Ansible:
    """Runs playbooks of the copy against its emulator, which the test starts once the copy is as it is to be."""
    folder = tmp_path / "play"
    folder.mkdir()
    return Ansible(EmulatorProcess(root=copied.folder), folder, copied.folder)


class Forgotten(NamedTuple):
    """What somebody forgets of the change of the guide, and which test says what of it."""

    lines: tuple[str, ...]
    test: str
    words: str


OPTION = ("  hostname:", "    description: The name that the container has for itself.", "    type: str")
FORGOTTEN = {
    "description": Forgotten(
        ("        hostname: {type: [string, 'null']}",), AGREE, "body.hostname: only in the emulator"
    ),
    "emulator": Forgotten(
        ('    member("hostname", str, null=True, taken="create update"),',),
        AGREE,
        "body.hostname: only in the description",
    ),
    "field": Forgotten(('    Field("hostname"),',), AGREE, "field hostname: only in the description"),
    "option": Forgotten(OPTION, AGREE, "container hostname: only in the module"),
    "option's name": Forgotten(OPTION[:1], AGREE, "container hostname: only in the module"),
    "option's description": Forgotten(OPTION[1:2], AGREE, "container hostname: is not described"),
    "option's type": Forgotten(
        OPTION[2:], AGREE, "container hostname: type is 'str' in the module, None in the documentation"
    ),
    "value": Forgotten(('    "hostname": "one.example.com",',), EVERY_FIELD, "'hostname'"),
    "other value": Forgotten(('    "hostname": "two.example.com",',), EVERY_FIELD, "'hostname'"),
}


def added(difference: str) -> list[str]:
    """The lines that a difference adds."""
    return [line[1:] for line in difference.splitlines() if line.startswith("+") and not line.startswith("+++")]


def without(difference: str, *lines: str) -> str:
    """A difference that does not add these lines."""
    for line in lines:
        assert difference.count(f"\n+{line}\n") == 1, line
        difference = difference.replace(f"\n+{line}\n", "\n")
    return _counted(difference)


def _counted(difference: str) -> str:
    """A difference whose hunks say how long they are; those that change nothing are left out."""
    whole = []
    for part in re.split(r"^(?=--- )", difference, flags=re.MULTILINE)[1:]:
        head, *hunks = re.split(r"^(?=@@ )", part, flags=re.MULTILINE)
        kept = [_recounted(hunk) for hunk in hunks if re.search(r"^[+-]", hunk, re.MULTILINE)]
        whole += [head, *kept] if kept else []
    return "".join(whole)


def _recounted(hunk: str) -> str:
    title, *lines = hunk.splitlines()
    start = re.findall(r"\d+", title)[0]
    old, new = (sum(not line.startswith(sign) for line in lines) for sign in "+-")
    return "\n".join([f"@@ -{start},{old} +{start},{new} @@", *lines, ""])


def test_a_new_field_is_eight_lines_in_five_files(copied: Copy, play: Ansible) -> None:
    """Applied as it stands in the guide, it is tested, and works."""
    assert len(added(HOSTNAME)) <= 8
    assert HOSTNAME.count("\n+++ ") <= 5
    assert not re.search(r"^-(?!--)", HOSTNAME, re.MULTILINE)
    copied.apply(HOSTNAME)
    status, output = copied.test(OPTIONS, WATCH, STRUCTURE, LAYERS, MEMBERS, only="not check_mode")
    assert status == 0, output
    with play.emulator:
        one, two = (container(project="Shop", name="shop-api", hostname=f"{name}.example.com") for name in ("a", "b"))
        outcome = play.run(*thrice(one, "set"), *thrice(two, "changed")).succeeded()
    assert honest(outcome, "set")["diff"]["before"]["hostname"] is None
    changed = honest(outcome, "changed")
    assert changed["actions"] == ["update"]
    assert (changed["diff"]["before"]["hostname"], changed["container"]["hostname"]) == (
        "a.example.com",
        "b.example.com",
    )


def test_every_line_of_a_new_field_can_be_forgotten() -> None:
    """All that the guide adds is tried below; and what is said then stands in the guide."""
    assert {line for forgotten in FORGOTTEN.values() for line in forgotten.lines} == set(added(HOSTNAME))
    for forgotten in FORGOTTEN.values():
        assert f"``{forgotten.test}``" in TEXT
        assert f"``{forgotten.words}``" in TEXT


@pytest.mark.parametrize("what", FORGOTTEN)
def test_what_is_forgotten_of_a_new_field_is_named(copied: Copy, what: str) -> None:
    forgotten = FORGOTTEN[what]
    copied.apply(without(HOSTNAME, *forgotten.lines))
    copied.names(forgotten.test, forgotten.words, OPTIONS if forgotten.test == EVERY_FIELD else WATCH)


def volume(**options: object) -> Task:
    """A task of the module that the guide adds."""
    return {"hoody.cloud.volume": {"project": "Shop", "name": "uploads", **options}}


def test_a_new_plain_resource(copied: Copy, play: Ansible) -> None:
    """One package, two modules and one entry of the emulator, beside what the API says; nothing else."""
    assert len({name.split("/")[2] for name in PLUGINS if "module_utils" in name}) == 1
    assert sorted(name for name in PLUGINS if "modules" in name) == [
        "plugins/modules/volume.py",
        "plugins/modules/volume_info.py",
    ]
    changed = re.findall(r"^\+\+\+ b/(\S+)", VOLUME, re.MULTILINE)
    assert changed == ["tests/contract/openapi-2.yaml", "tests/emulator/members/plain.py", "meta/runtime.yml"]
    copied.apply(VOLUME)
    copied.write(PLUGINS)
    status, output = copied.test(WATCH, STRUCTURE, LAYERS)
    assert status == 0, output
    with play.emulator:
        _live(play)


def _live(play: Ansible) -> None:
    """The life of a volume, in plays."""
    outcome = play.run(
        *thrice(volume(size=20, comment="Of the shop"), "made"),
        *thrice(volume(size=30), "changed"),
        {"name": "told", "hoody.cloud.volume_info": {"project": "Shop"}},
        {"name": "one", "hoody.cloud.volume_info": {"project": "Shop", "volume": "uploads"}},
        {"name": "none", "hoody.cloud.volume_info": {"project": "Shop", "volume": "other"}},
        {"name": "refused", **volume(size=0), "ignore_errors": True},
        {"name": "unknown", **volume(api_token="hdy_wrong"), "ignore_errors": True},
    ).succeeded()
    made, changed = honest(outcome, "made"), honest(outcome, "changed")
    assert made["actions"] == ["create"]
    assert made["diff"]["after"] == {"name": "uploads", "size": 20, "comment": "Of the shop"}
    assert (changed["actions"], changed["volume"]["comment"]) == (["update"], "Of the shop")
    assert (changed["diff"]["before"]["size"], changed["diff"]["after"]["size"]) == (20, 30)
    assert outcome["told"]["volumes"] == outcome["one"]["volumes"] == [changed["volume"]]
    assert outcome["none"]["volumes"] == []
    assert (outcome["refused"]["error"]["status"], outcome["refused"]["volume"]["size"]) == (422, 30)
    assert "answered 401" in outcome["unknown"]["msg"]
    assert outcome["unknown"]["error"]["status"] == 401

    foreseen = play.run(volume(size=40), arguments=("--check", "--diff")).succeeded()
    assert (foreseen[0]["changed"], '+    "size": 40' in foreseen.output) == (True, True), foreseen.output
    outcome = play.run(*thrice(volume(state="absent"), "gone")).succeeded()
    gone = honest(outcome, "gone")
    assert (gone["actions"], gone["volume"]) == (["delete"], {})


@pytest.mark.parametrize(
    "words,test,lines",
    [
        ("'volume_info'", IN_THE_GROUP, ("    - volume_info",)),
        ("'volume_info'", IN_THE_GROUP, ("    volume_info:",)),
        ("volumes: only in the emulator", AGREE, "tests/contract/openapi-2.yaml"),
        ("the emulator has no volumes", OVERLOOKED, "tests/emulator/members/plain.py"),
    ],
    ids=["group", "route", "description", "emulator"],
)
def test_what_is_forgotten_of_a_new_resource_is_named(
    copied: Copy, words: str, test: str, lines: tuple[str, ...] | str
) -> None:
    assert f"``{test}``" in TEXT
    parts = re.split(r"^(?=--- )", VOLUME, flags=re.MULTILINE)[1:]
    change = "".join(part for part in parts if lines not in part.splitlines()[0]) if isinstance(lines, str) else VOLUME
    copied.apply(change if isinstance(lines, str) else without(VOLUME, *lines))
    copied.write(PLUGINS)
    copied.names(test, words, STRUCTURE if test == IN_THE_GROUP else WATCH)
