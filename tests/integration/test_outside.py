# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways of the world outside: how other programs hand things over to us, and how they check what we hand to them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import SettingsError
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import resolve
from ansible_collections.hoody.cloud.plugins.module_utils._api.sources import SETTINGS

from tests.emulator.process import ROOT, EmulatorProcess

from .awx import KIT, Awx, Credential, Ran, handed_over
from .cores import private_names, renamed
from .guides import GUIDES
from .playbook import Ansible, container, container_info
from .tls import tls_server

# -- AWX: variables, credentials and inventories


def credential(emulator: EmulatorProcess, **fields: str) -> Credential:
    """A credential with the token and the address of the emulator."""
    return Credential({"token": emulator.token, "url": emulator.url, **fields})


def test_a_job_gets_its_inventory_from_an_update(emulator: EmulatorProcess, awx: Awx) -> None:
    own = credential(emulator)
    read = awx.update(own, limit="all", verbosity=2).succeeded()
    assert read.hosts["Shop-shop-api"]["hoody_status"] == "running"
    assert "Shop-shop-api" in read.exported["label_role_api"]["hosts"]
    assert "__ansible_unsafe" not in json.dumps(read.exported)
    assert emulator.token not in read.said + json.dumps([read.exported, read.events])

    inventory = handed_over(read.exported, "hoody_status", "running")
    assert "Shop-shop-api" in inventory["_meta"]["hostvars"]
    assert len(inventory["_meta"]["hostvars"]) < len(read.hosts)
    shown = {"ansible.builtin.debug": {"msg": "{{ inventory_hostname }} {{ hoody_status }}"}}
    play = {"hosts": "label_role_api", "gather_facts": False, "connection": "local", "tasks": [shown]}
    files = {"seen.yml": json.dumps([play])}
    for in_a_pod in (True, False):
        job = awx.job("seen.yml", inventory, own, files=files, in_a_pod=in_a_pod).succeeded()
        [result] = [event["event_data"] for event in job.events if event["event"] == "runner_on_ok"]
        assert (result["host"], result["res"]["msg"]) == ("Shop-shop-api", "Shop-shop-api running")


def test_a_host_keeps_its_name_and_with_it_its_history(emulator: EmulatorProcess, awx: Awx) -> None:
    """AWX knows a host by its name: whatever is made in other projects, no host goes and none becomes another."""
    own = credential(emulator)
    before = {name: host["hoody_id"] for name, host in awx.update(own).succeeded().hosts.items()}
    for name in ("shop-api", "Shop-shop-api", "shop-worker"):
        emulator.put_container(project="Lab", name=name, status="running")
    after = {name: host["hoody_id"] for name, host in awx.update(own).succeeded().hosts.items()}
    assert before == {name: after[name] for name in before}
    assert set(after) - set(before) == {"Lab-shop-api", "Lab-Shop-shop-api", "Lab-shop-worker"}


def test_a_project_has_room_for_inventories_of_other_kinds(awx: Awx) -> None:
    """The ansible.cfg of the project is there for all of its sources and templates."""
    files = {"plain": "[web]\nweb-1\n", "more.yml": "all: {hosts: {web-2: {}}}\n"}
    for file, host in zip(files, ("web-1", "web-2"), strict=True):
        assert host in json.dumps(awx.update(file=file, files=files).succeeded().exported)


def test_an_update_that_fails_says_why_before_anything_else(awx: Awx) -> None:
    ran = awx.update()
    assert ran.status
    said = ran.said.replace("'", "")  # which stand around the names of plugins since ansible-core 2.19
    first = said.index("No API token: set the option api_token, the environment variable HOODY_TOKEN")
    assert said.index("WARNING") < first < said.index("with yaml plugin")
    assert "No inventory was parsed" in said


def troubles(emulator: EmulatorProcess, awx: Awx) -> Iterator[tuple[str, str, Ran]]:
    """What can be wrong with a set-up: a message, where it comes up, and what AWX says."""
    own, hosts = credential(emulator), {"all": {"hosts": ["web"]}, "_meta": {"hostvars": {}}}
    own_file = (KIT / "project" / "ansible.cfg").read_text(encoding="utf-8")
    narrow = f"{own_file}\n[inventory]\nenable_plugins = hoody.cloud.containers\n"
    (awx.folder / "requests.py").write_text("raise ImportError('no module named requests')\n")
    update, job = "an inventory update", "a job"
    yield "No inventory was parsed", update, awx.update()
    yield "No inventory was parsed", job, awx.job("set_state.yml", hosts, own, files={"ansible.cfg": narrow})
    named = {"shop.yml": "plugin: hoody.cloud.containers\n"}
    wrong = awx.update(own, file="shop.yml", files=named)
    yield "its name does not end in hoody.yml or hoody.yaml", update, wrong
    awx.installs = False
    yield "unknown plugin 'hoody.cloud.containers'", update, awx.update(own)
    yield "couldn't resolve module/action 'hoody.cloud.container'", job, awx.job("set_state.yml", hosts, own)
    awx.installs = True
    without = awx.update(own, extra={"PYTHONPATH": str(awx.folder)})
    yield "The Python library requests cannot be imported", update, without
    yield "No API token", update, awx.update()
    yield "answered 401", update, awx.update(credential(emulator, token="hdy_wrong"))


def test_the_messages_of_the_guide(emulator: EmulatorProcess, awx: Awx) -> None:
    """Each is one that AWX really shows, and each of those is explained."""
    guide = (GUIDES / "guide_awx.rst").read_text(encoding="utf-8").partition("Troubleshooting\n")[2]
    explained = re.findall(r"^\* ``(.+?)``\s+in (an\s+inventory\s+update|a\s+job):", guide, re.MULTILINE)
    shown = []
    for message, where, ran in troubles(emulator, awx):
        assert ran.status, message
        assert message in ran.said, ran.said
        shown.append((message, where))
    assert [(message, " ".join(where.split())) for message, where in explained] == shown


def test_source_variables_lie_below_the_credential(emulator: EmulatorProcess, awx: Awx) -> None:
    """One source of several that share a credential: each name that works does, and the others do no harm."""
    realm = emulator.api("GET", f"/containers/{emulator.id_of('web', 'Lab')}").json()["data"]["realm_ids"][0]
    nowhere = "http://127.0.0.1:9"
    variables = {
        "HOODY_REALM": realm,
        "HOODY_BASE_URL": emulator.url,
        "HOODY_API_RETRIES": 0,
        "HOODY_TOKEN": "hdy_wrong",
        "HOODY_API_TOKEN": "hdy_wrong",
        "HOODY_API_URL": nowhere,
        "HOODY_REALM_ID": "no realm",
        "HOODY_CA_PATH": "/missing",
    }
    ran = awx.update(Credential({"token": emulator.token, "url": nowhere}), source_variables=variables).succeeded()
    assert {variables["hoody_name"] for variables in ran.hosts.values()} == {"web"}


#: A value for each variable that shows in the settings, and what it takes beside it for that.
VALUES: dict[str, tuple[str, dict[str, str]]] = {
    "HOODY_TOKEN": ("hdy_source", {}),
    "HOODY_API_TOKEN": ("hdy_source", {}),
    "HOODY_BASE_URL": ("https://source.example.com", {}),
    "HOODY_API_URL": ("https://source.example.com", {}),
    "HOODY_REALM": ("5" * 24, {}),
    "HOODY_REALM_ID": ("5" * 24, {}),
    "HOODY_CONFIG": ("{folder}/profiles.json", {}),
    "HOODY_PROFILE": ("source", {"HOODY_CONFIG": "{folder}/profiles.json"}),
    "HOODY_API_TIMEOUT": ("7", {}),
    "HOODY_API_RETRIES": ("7", {}),
    "HOODY_VALIDATE_CERTS": ("False", {}),
    "HOODY_ALLOW_HTTP": ("True", {"HOODY_BASE_URL": "http://api.example.net"}),
    "HOODY_CA_PATH": ("{folder}/profiles.json", {}),
}


def settings(awx: Awx, own: Credential, variables: dict[str, str]) -> str:
    """What an update makes of these source variables: settings, or an error."""
    try:
        return repr(resolve({}, awx.environment_of_an_update(awx.private_folder(), [own], variables)))
    except SettingsError as error:
        return str(error)


def test_the_guide_lists_the_source_variables_that_work(awx: Awx) -> None:
    """With a credential that has the token only, or with one that has more, setting the name changes something."""
    profiles = {"realm": "6" * 24, "profiles": {"source": {"realm": "7" * 24}}}
    (awx.folder / "profiles.json").write_text(json.dumps(profiles))
    assert set(VALUES) == {name for setting in SETTINGS for name in setting.environment}
    effective = set()
    for name, (value, beside) in VALUES.items():
        variables = {key: text.format(folder=awx.folder) for key, text in {**beside, name: value}.items()}
        without = {key: text for key, text in variables.items() if key != name}
        for own in ({"token": "hdy_own"}, {"token": "hdy_own", "realm": "8" * 24, "url": "https://own.example.com"}):
            if settings(awx, Credential(own), variables) != settings(awx, Credential(own), without):
                effective.add(name)
    guide = (GUIDES / "guide_awx.rst").read_text(encoding="utf-8")
    rows = re.findall(r"^   \* - (.+?)\n     - (.+?)(?=\n   \*|\n\n)", guide, re.MULTILINE | re.DOTALL)
    named = [(set(re.findall(r"HOODY_\w+", name)), effect) for name, effect in rows]
    without_effect = {
        name for _names, effect in named for name in re.findall(r"`(HOODY_\w+)`+ has\s+no\s+effect", effect)
    }
    without_effect |= {name for names, effect in named for name in names if effect.startswith("No effect")}
    assert set(VALUES) - effective == without_effect
    assert effective == {name for names, _effect in named for name in names} - without_effect


def test_a_source_with_certificate_authorities_of_its_own(awx: Awx) -> None:
    with tls_server(awx.folder) as (url, bundle):
        variables = {"HOODY_BASE_URL": url, "HOODY_API_RETRIES": "0"}
        own = Credential({"token": "hdy_own"})
        assert "certificate" in awx.update(own, source_variables=variables).said
        awx.update(own, source_variables={**variables, "REQUESTS_CA_BUNDLE": bundle}).succeeded()
        pem = Path(bundle).read_text(encoding="utf-8")
        awx.update(Credential({"token": "hdy_own", "ca": pem}), source_variables=variables).succeeded()


# -- The official CLI: its configuration file (API notes 2.3)

EXPIRED = "hdy_expired"


def as_the_cli_writes(ansible: Ansible, content: dict[str, Any] | str) -> None:
    """Put the file where the CLI keeps it."""
    folder = ansible.folder / ".hoody"
    folder.mkdir(exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content, indent=2)
    (folder / "config.json").write_text(text, encoding="utf-8")


def by_name(ansible: Ansible) -> dict[str, str]:
    """An environment in which every host name leads to the emulator, which tells realms apart by host name."""
    proxy = ansible.emulator.url
    return {"http_proxy": proxy, "HTTP_PROXY": proxy, "no_proxy": "", "NO_PROXY": "", "HOODY_ALLOW_HTTP": "true"}


def test_the_realm_of_the_profile_default_counts(ansible: Ansible) -> None:
    """A deletion stays inside the realm that the CLI would work in."""
    emulator = ansible.emulator
    realm = next(iter(emulator.api("GET", "/realms/").json()["data"]["realm_ids"]))
    profile = {"token": emulator.token, "realm": realm}
    as_the_cli_writes(ansible, {"baseUrl": "http://api.hoody.test", "profiles": {"default": profile}})
    outcome = ansible.run(
        container(project="Shop", name="shop-cache", state="absent"),
        container_info(),
        defaults={},
        environment=by_name(ansible),
    ).succeeded()
    assert not outcome[0]["changed"]
    assert {realm in item["realm_ids"] for item in outcome[1]["containers"]} == {True}
    assert emulator.id_of("shop-cache"), "it is outside of the realm"


def test_a_file_without_profiles_has_the_profile_default(ansible: Ansible) -> None:
    as_the_cli_writes(ansible, {"token": ansible.emulator.token, "baseUrl": ansible.emulator.url, "output": "table"})
    ansible.run(container_info(), defaults={}, environment={"HOODY_PROFILE": "default"}).succeeded()
    missing = ansible.run(container_info(), defaults={}, environment={"HOODY_PROFILE": "work"})
    assert missing.message == (
        "The profile 'work' from the environment variable HOODY_PROFILE is not in ~/.hoody/config.json; it has: none."
    )


def test_the_proxy_of_the_file_is_used(ansible: Ansible) -> None:
    """The emulator is the proxy: nothing else leads to that host."""
    proxy = ansible.emulator.url.replace("//", "//me:proxy-password-31f0@")
    content = {"token": ansible.emulator.token, "baseUrl": "http://api.hoody.test", "proxy": proxy}
    as_the_cli_writes(ansible, content)
    environment = {"no_proxy": "", "NO_PROXY": "", "HOODY_ALLOW_HTTP": "true"}
    reached = ansible.run(container_info(project="Shop"), defaults={}, environment=environment, arguments=["-vvv"])
    assert "proxy-password-31f0" not in reached.succeeded().output
    as_the_cli_writes(ansible, {**content, "proxy": "http://me:proxy-password-31f0@127.0.0.1:9"})
    environment["HOODY_API_RETRIES"] = "0"
    unreachable = ansible.run(container_info(), defaults={}, environment=environment, arguments=["-vvv"])
    assert "the key proxy in ~/.hoody/config.json" in unreachable.message
    assert "proxy-password-31f0" not in unreachable.output


def test_an_expired_session_is_told_with_its_cure(ansible: Ansible) -> None:
    session = {"token": EXPIRED, "refreshToken": "hdy_again", "expiresAt": "2026-01-02T03:04:05.678Z"}
    as_the_cli_writes(ansible, {"baseUrl": ansible.emulator.url, "profiles": {"default": session}})
    outcome = ansible.run(container_info(), defaults={})
    assert outcome.message.endswith(
        "answered 401: Token has expired. The token came from the key token of the profile default in "
        "~/.hoody/config.json, and its expiresAt says that this session of the official CLI ended on "
        "2026-01-02 03:04 UTC: log in again with 'hoody login', or use an auth token."
    )
    assert "hdy_again" not in outcome.output


def test_a_broken_file_stops_no_task_that_needs_nothing_from_it(ansible: Ansible) -> None:
    as_the_cli_writes(ansible, '{"token": "hdy_cut_off')
    outcome = ansible.run(container_info()).succeeded()
    assert (
        "The profile file ~/.hoody/config.json cannot be read: it is not valid JSON. The task continues" in outcome.said
    )
    needed = ansible.run(container_info(), defaults={"api_url": ansible.emulator.url})
    assert "cannot be read: it is not valid JSON. To continue without it, give the option api_token" in needed.message
    assert "hdy_cut_off" not in outcome.output + needed.output


# -- ansible-core: versions that nobody has seen yet


@pytest.mark.parametrize(
    "name,decoy",
    [*((name, False) for name in private_names()), ("_update_module_args", True), ("_parse_returned_data", True)],
)
def test_a_private_name_of_ansible_core_that_is_gone_costs_speed_only(
    ansible: Ansible, tmp_path: Path, name: str, decoy: bool
) -> None:
    core = renamed(tmp_path / "core", name, decoy=decoy)
    change = container(project="Shop", name="shop-api", comment="{{ item }}", environment_vars={"KEY": "never-shown"})
    outcome = ansible.run(
        {**change, "check_mode": True, "diff": True, "loop": ["ü {"]},
        {**container(project="Shop", name="no such name!"), "ignore_errors": True},
        arguments=["-vvv"],
        environment={"PYTHONPATH": str(core)},
    ).succeeded()
    assert f"location = {core}" in outcome.output
    item, _loop, refused = outcome.results
    assert (item["changed"], item["actions"], item["diff"]["after"]["comment"]) == (True, ["update"], "ü {")
    assert "not 'no such name!'" in refused["msg"]
    assert "never-shown" not in outcome.output
    # Either it is not needed here, or the ordinary way is taken, which says why.
    here = outcome.output.count("runs in the process of ansible-playbook")
    there = outcome.output.count("runs in a separate process: this ansible-core is not as expected")
    assert here + there == 2


# -- ansible-lint

MODULES = sorted((ROOT / "plugins" / "modules").glob("*.py"))


PLAY = """\
- name: Examples
  hosts: localhost
  gather_facts: false
  tasks:
"""
TEMPLATES = """\
    - name: Options that are templates
      hoody.cloud.container:
        name: web
        environment_vars: "{{ variables }}"
        realm_ids: "{{ realms }}"
        autostart: "{{ autostart }}"
        state: "{{ state }}"
        wait_timeout: "{{ timeout }}"
    - name: A fleet of templates
      hoody.cloud.container_fleet:
        project: "{{ project }}"
        defaults: "{{ defaults }}"
        containers: "{{ containers }}"
        concurrency: "{{ concurrency }}"
    - name: Templates in the items of a fleet
      hoody.cloud.container_fleet:
        project: Shop
        containers:
          - name: "{{ name }}"
            state: "{{ state }}"
            autostart: "{{ autostart }}"
            environment_vars: "{{ variables }}"
            network: "{{ network }}"
"""


def test_ansible_lint_sees_the_options_of_every_module(ansible: Ansible) -> None:
    """All examples are in one playbook, and once more with an option too many; lint sends nothing meanwhile."""
    right = f"---\n{PLAY}{TEMPLATES}"
    wrong = "---\n"
    for module in MODULES:
        documented = re.search(r'EXAMPLES = r"""\n(.*?)"""', module.read_text(encoding="utf-8"), re.DOTALL)
        assert documented
        tasks = "".join(f"    {line}\n" if line else "\n" for line in documented[1].strip().splitlines())
        more = re.sub(rf"( +)(hoody\.cloud\.{module.stem}:).*\n", r"\1\2\n\1  no_such_option: x\n", tasks)
        assert more != tasks
        right, wrong = f"{right}{PLAY}{tasks}", f"{wrong}{PLAY}{more}"
    (ansible.folder / "right.yml").write_text(right)
    (ansible.folder / "wrong.yml").write_text(wrong)
    ansible.emulator.clear_requests()
    lint = Path(sys.executable).with_name("ansible-lint")
    process = subprocess.run(
        [str(lint), "--offline", "--profile=production", "--enable-list=args", "--format=pep8", "--nocolor"],
        cwd=ansible.folder,
        env={**ansible.environment(), "HOODY_TOKEN": ansible.emulator.token, "HOODY_API_URL": ansible.emulator.url},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    flagged = re.findall(r"^(\S+):(\d+): (.*)$", process.stdout, re.MULTILINE)
    assert {file for file, _line, _text in flagged} == {"wrong.yml"}, process.stdout
    assert all("args[module]" in text and "no_such_option" in text for _file, _line, text in flagged), process.stdout
    # A line is where a task begins.
    behind = [wrong.split("\n", int(line) - 1)[-1] for _file, line, _text in flagged]
    seen = [re.findall(r"hoody\.cloud\.(\w+):", text)[0] for text in behind]
    assert seen == re.findall(r"hoody\.cloud\.(\w+):\n +no_such_option", wrong)
    assert set(seen) == {module.stem for module in MODULES}
    assert not ansible.emulator.requests()
