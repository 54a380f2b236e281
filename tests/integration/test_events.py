# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of every example, which AWX stores: no secret is in any of them.

An event holds the whole result of a task and the whole item of a loop, whatever is shown of them. Each guide, the
README, the documentation of each plugin and the playbooks run here as jobs of AWX do, with secrets that can be told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import yaml

from tests.emulator.process import ROOT

from .awx import Awx, Credential, Ran, load
from .examples import KINDS, begin, examples, play, readme_blocks, variables
from .guides import blocks
from .playbook import Ansible
from .test_guides import INSIDE, NAMES, loose

SECRETS = {
    "PROXY_PASSWORD": "proxy-password-1f2e",
    "proxy_password": "proxy-password-3d4c",
    "proxy_username": "proxy-user-5b6a",
    "value": "environment-value-7988",
    "database": "postgresql://me:database-password-9766@db.internal/shop",
    # What the containers of the emulator have from the beginning.
    "seeded value": "postgresql://db.internal/shop",
    "seeded password": "crawler-secret",
    "seeded permission": "gate-secret",
}
#: What an item shows, whatever its label. It is there to prove that these tests can see.
SHOWN = "shown-by-its-item-b544"
EYES = {
    "name": "A label hides the item on the screen and nowhere else",
    "ansible.builtin.debug": {"msg": "hello"},
    "loop": [{"name": "one", "secret": SHOWN}],
    "loop_control": {"label": "{{ item.name }}"},
}


def with_secrets(data: object) -> Any:
    """Examples whose proxies all have credentials, and whose environment values can be told from other words."""
    if isinstance(data, list):
        return [with_secrets(item) for item in data]
    if not isinstance(data, dict):
        return data
    changed = {name: with_secrets(value) for name, value in data.items()}
    for name in ("environment_vars", "env"):
        if isinstance(changed.get(name), dict):
            changed[name] = {
                key: value if "{{" in str(value) else SECRETS["value"] for key, value in changed[name].items()
            }
    if "://" in str(changed.get("proxy")):
        for name in ("proxy_username", "proxy_password"):
            if "{{" not in str(changed.get(name)):
                changed[name] = SECRETS[name]
    return changed


def prose(ansible: Ansible, files: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The examples of the guides and the README as plays, and what they read as files."""
    # A job of AWX has nothing that could stand for the inside of containers.
    for guide in sorted(set(NAMES) - set(INSIDE)):
        yield begin(ansible)
        for block in blocks(guide):
            if block.file.endswith(".yml") and block.language == "yaml":
                data = yaml.safe_load(block.text)
                files[block.file] = block.text
                if isinstance(data, list):
                    yield from data
        if tasks := loose(guide):
            yield play(tasks)
    yield begin(ansible)
    yield from (item for item in readme_blocks() if "hosts" in item)
    yield play([item for item in readme_blocks() if "hosts" not in item])


def references(ansible: Ansible) -> Iterator[dict[str, Any]]:
    """The examples of the plugins as plays, and the playbooks."""
    for plugin in KINDS:
        yield from examples(ansible, plugin)
    yield begin(ansible)
    yield {"import_playbook": "hoody.cloud.fleet", "vars": load(ROOT / "playbooks" / "vars" / "fleet.yml")}
    yield {"import_playbook": "hoody.cloud.claims", "vars": {"claim_project": "Shop"}}
    yield {"import_playbook": "hoody.cloud.report", "vars": {"report_dest": str(ansible.folder / "report")}}


def hosts(ansible: Ansible) -> dict[str, Any]:
    """Two containers for the claims, whose folders are here, and what the examples leave to the reader."""
    database = SECRETS["database"]
    given = {
        **variables(ansible),
        "shop_database_url": database,
        "database_urls": {"shop-api": database, "shop-worker": database},
        "proxy_password": SECRETS["proxy_password"],
        "claim_cache": str(ansible.folder / "claims"),
    }
    names = {"claim_holders": "shop-api", "claim_verifiers": "shop-worker"}
    local = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    own = {name: {**local, "claim_folder": f"{ansible.folder}/{name}"} for name in names.values()}
    groups = {group: {"hosts": [name]} for group, name in names.items()}
    return {"all": {"vars": given, "children": [*groups]}, **groups, "_meta": {"hostvars": own}}


def leaks(ran: Ran, secrets: dict[str, str]) -> dict[str, list[str]]:
    """The names of the secrets that are in events, and the tasks of these."""
    found: dict[str, list[str]] = {}
    for event in ran.events:
        text = json.dumps(event, ensure_ascii=False)
        for name, secret in secrets.items():
            if secret in text:
                found.setdefault(name, []).append(f"{event['event']}: {event['event_data'].get('task')}")
    return found


def events(ansible: Ansible, awx: Awx, plays: list[Any], files: dict[str, str], verbosity: int) -> Ran:
    """Run plays as a job, in which every task has to go well."""
    content = yaml.safe_dump([with_secrets(item) for item in plays] + [play([EYES])], sort_keys=False)
    own = Credential({"token": ansible.emulator.token, "url": ansible.emulator.url})
    extra = {"PROXY_PASSWORD": SECRETS["PROXY_PASSWORD"]}
    files = {**files, "examples.yml": content}
    job = awx.job(
        "examples.yml", hosts(ansible), own, files=files, extra=extra, verbosity=verbosity, diff=verbosity > 0
    )
    return job.succeeded()


def no_secret_is_in(ran: Ran, **secrets: str) -> None:
    """Assert it, and that a secret in the item of a loop would have been seen."""
    assert not leaks(ran, {**SECRETS, **secrets})
    seen = leaks(ran, {"shown": SHOWN})["shown"]
    assert {f"runner_item_on_ok: {EYES['name']}", f"runner_on_ok: {EYES['name']}"} <= set(seen)


def test_no_event_of_the_guides_holds_a_secret(ansible: Ansible, awx: Awx) -> None:
    files: dict[str, str] = {}
    plays = list(prose(ansible, files))
    no_secret_is_in(events(ansible, awx, plays, files, 0), token=ansible.emulator.token)


def test_no_event_of_any_example_holds_a_secret_however_verbose(ansible: Ansible, awx: Awx) -> None:
    files: dict[str, str] = {}
    plays = [*prose(ansible, files), *references(ansible)]
    ran = events(ansible, awx, plays, files, 3)
    held = [path.read_text(encoding="utf-8") for path in ansible.folder.glob("**/shop-*.json")]
    signatures = {f"claim {number}": json.loads(text)["signature_hex"] for number, text in enumerate(held)}
    assert len(signatures) > 1
    no_secret_is_in(ran, token=ansible.emulator.token, **signatures)
