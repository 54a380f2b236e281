# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The survey as somebody with a token runs it, and the emulator that its report makes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.process import ROOT, EmulatorProcess

from .browser import MISSING, Reader, chromium
from .playbook import Ansible, Outcome, run_program

TRYING = ["-e", "survey_project=Shop", "-e", "survey_server=amber-fox-1a2-de"]
TELL = "Show what was found"


def play(ansible: Ansible, folder: Path, *arguments: str, emulator: EmulatorProcess | None = None) -> Outcome:
    """Run hoody.cloud.survey."""
    environment = _token(emulator or ansible.emulator)
    return ansible.run_file(
        "hoody.cloud.survey", arguments=["-e", f"survey_dest={folder}", *arguments], environment=environment
    )


def _token(emulator: EmulatorProcess) -> dict[str, str]:
    return {"HOODY_TOKEN": emulator.token, "HOODY_API_URL": emulator.url}


def report(folder: Path) -> dict[str, Any]:
    """The report in a folder."""
    found: dict[str, Any] = json.loads((folder / "survey.json").read_text(encoding="utf-8"))
    return found


def there(emulator: EmulatorProcess) -> dict[str, list[dict[str, Any]]]:
    """All containers, projects and proxy aliases, also those that are being deleted."""
    paths = {
        "containers": "/containers/?limit=100&include_deleting=true",
        "projects": "/projects/?limit=100",
        "aliases": "/proxy/aliases",
    }
    return {name: emulator.api("GET", path).json()["data"][name] for name, path in paths.items()}


def own(emulator: EmulatorProcess) -> list[str]:
    """The names of those that are a survey's."""
    names = [str(item.get("name") or item["alias"]) for items in there(emulator).values() for item in items]
    return [name for name in names if name.startswith("survey-")]


class Page(HTMLParser):
    """The texts of a page, and what it would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what would be loaded, or run."""
        self.loaded += [tag] if tag in ("script", "link", "img", "iframe") else []
        self.loaded += [name for name, _value in attrs if name in ("src", "href") or name.startswith("on")]


@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_the_page_looks_right(ansible: Ansible, tmp_path: Path) -> None:
    ansible.emulator.switch(signing="none")
    play(ansible, tmp_path).succeeded()
    with chromium() as browser:
        reader = Reader(browser, tmp_path / "survey.html", color_scheme="light")
        assert reader.texts("h3") == ["8: Does this deployment sign claims?"]
        assert [*reader.faults_everywhere(), *reader.asked, *reader.complaints] == []


def test_a_report_and_an_emulator_like_it(ansible: Ansible, tmp_path: Path) -> None:
    ansible.emulator.switch(signing="none", update_verbs="put", second_delete=404, claim_lifetime=777)
    first = play(ansible, tmp_path / "first", *TRYING).succeeded()
    found = report(tmp_path / "first")
    told = {"signing": "none", "update_verbs": "put", "second_delete": 404, "network_omitted": "kept"}
    assert told.items() <= found["switches"].items()
    assert found["left"] == []
    assert "1 with an answer that does not fit: 8." in first[TELL]["msg"]
    text = (tmp_path / "first" / "survey.html").read_text(encoding="utf-8")
    page = Page(text)
    assert not page.loaded
    words = " ".join(page.texts)
    assert "8: Does this deployment sign claims?" in words
    assert "container_claim, public_key_info and the test valid_claim cannot be used" in words
    for item in found["findings"]:
        assert item["question"] in words
    for secret in (ansible.emulator.token, "survey:survey"):
        assert secret not in text + json.dumps(found)
    assert not re.search(r"[0-9a-f]{24}", text + json.dumps(found))
    with EmulatorProcess(like=tmp_path / "first" / "survey.json") as twin:
        play(ansible, tmp_path / "second", *TRYING, emulator=twin).succeeded()
    again = report(tmp_path / "second")
    delays = {name for name in found["switches"] if name.endswith("_delay")}
    assert {name: value for name, value in again["switches"].items() if name not in delays} == {
        name: value for name, value in found["switches"].items() if name not in delays
    }
    assert not own(ansible.emulator)


def test_reading_alone(ansible: Ansible, tmp_path: Path) -> None:
    """The report is where whoever runs it is, and not in the folder of the collection."""
    ansible.emulator.clear_requests()
    ansible.run_file("hoody.cloud.survey", environment={**_token(ansible.emulator), "PWD": str(tmp_path)}).succeeded()
    assert report(tmp_path / "hoody-survey")["left"] == []
    assert not (ROOT / "playbooks" / "hoody-survey").exists()
    play(ansible, tmp_path, *TRYING, "--check").succeeded()
    asked = ansible.emulator.requests()
    assert {entry["method"] for entry in asked} == {"GET"}
    assert len(asked) <= 2 * 40
    assert report(tmp_path / "hoody-survey")["switches"]["validation_status"] == 422


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Ansible]:
    """With an emulator of its own: what a survey asks after the end of the test is counted in no other test."""
    with EmulatorProcess() as emulator:
        yield Ansible(emulator, tmp_path)


@pytest.mark.parametrize(
    "number, begun", [(signal.SIGINT, "/containers"), (signal.SIGTERM, "/proxy/aliases")], ids=["Ctrl-C", "cancelled"]
)
def test_an_interruption_leaves_nothing(apart: Ansible, tmp_path: Path, number: int, begun: str) -> None:
    """In the midst of its writes, of which the first is to a path that ends like this."""
    ansible, emulator = apart, apart.emulator
    before = there(emulator)
    emulator.clear_requests()

    def has_begun() -> bool:
        return any(entry["method"] == "POST" and entry["path"].endswith(begun) for entry in emulator.requests())

    arguments = ["-e", f"survey_dest={tmp_path / 'report'}", *TRYING]
    play = ansible.begin_file("hoody.cloud.survey", arguments=arguments, environment=_token(emulator))
    try:
        emulator.wait_until(has_begun, f"POST {begun}", 120)
        os.killpg(play.pid, number)
        said, _nothing = play.communicate(timeout=60)
    finally:
        if play.poll() is None:
            os.killpg(play.pid, signal.SIGKILL)
            play.communicate()
    assert play.returncode != 0, said
    # The module, which Ansible does not wait for, goes on until it has removed what it made.
    emulator.wait_until(lambda: not own(emulator), "nothing of the survey is left", 60)
    assert there(emulator) == before
    assert not (tmp_path / "report").exists()


def test_what_is_no_report_for_the_emulator(tmp_path: Path) -> None:
    for text, words in (
        ("[]", "not the report of a survey"),
        ('{"switches": {"signing": "perhaps"}}', "signing"),
        (None, "No such file"),
    ):
        file = tmp_path / "survey.json"
        file.unlink(missing_ok=True)
        if text:
            file.write_text(text)
        command = [sys.executable, "-m", "tests.emulator", "--port", "0", "--like", str(file)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert ended.returncode == 2
        assert words in ended.stderr


def test_the_survey_of_contributors(tmp_path: Path) -> None:
    """Without a token it is one of an emulator of its own."""
    command = [sys.executable, "-m", "tests.survey", "-e", f"survey_dest={tmp_path}"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    assert report(tmp_path)["switches"]["signing"] == "configured"


def test_the_survey_of_contributors_with_a_token(ansible: Ansible, tmp_path: Path) -> None:
    """Then it is one of the API that the token is for."""
    emulator, folder = ansible.emulator, tmp_path / "report"
    emulator.switch(claim_padding="present", signing="none")
    # The environment that runs this test is there, whoever made it, and stays as it is.
    command = ["make", "--old-file=runtime", "survey", f"ARGS=-e survey_dest={folder}"]
    process = run_program(command, ROOT, {**os.environ, **_token(emulator)})
    assert process.returncode == 0, process.stdout
    assert "There is no HOODY_TOKEN" not in process.stdout
    assert sorted(file.name for file in folder.iterdir()) == ["survey.html", "survey.json"]
    assert report(folder)["switches"]["signing"] == "none"
    assert len(emulator.requests()) >= report(folder)["requests"]
    for text in (process.stdout, *(file.read_text(encoding="utf-8") for file in folder.iterdir())):
        assert emulator.token not in text
