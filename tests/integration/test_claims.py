# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Claims: issued, kept in a file, verified offline by filter and test, and shown to nobody."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import time
from pathlib import Path

from tests.emulator.world.signing import Signer

from .playbook import Ansible, Task, claim, keys

SHOP_API = {"project": "Shop", "container": "shop-api"}
SSH = Path(__file__).with_name("ssh_stand_in.sh")
FILTER = "hoody.cloud.claim_payload"
TEST = "hoody.cloud.valid_claim"


def mode(path: Path) -> int:
    """The permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def control(ansible: Ansible, method: str, path: str, body: object) -> Task:
    """A task that changes the emulator in the middle of a play."""
    url = f"{ansible.emulator.url}/_emulator{path}"
    return {"ansible.builtin.uri": {"url": url, "method": method, "body": body, "body_format": "json"}}


def switch(ansible: Ansible, **changes: object) -> Task:
    """A task that turns switches."""
    return control(ansible, "PATCH", "/switches", changes)


def issued(
    container_id: str, lifetime: float = 3600, signer: Signer | None = None, **changes: object
) -> dict[str, str]:
    """A claim as the emulator signs it, because its keys are always the same."""
    payload = {"claim_type": "container", "containerId": container_id, "exp": int(time.time() + lifetime), **changes}
    return (signer or Signer()).claim(payload, padded=False)


def test_a_file_is_replaced_only_when_it_has_to_be(ansible: Ansible) -> None:
    """Each file is what a former run, or somebody else, left behind. Check mode foretells; the second run is quiet."""
    shop_api, web = ansible.emulator.id_of("shop-api"), ansible.emulator.id_of("web")
    good = issued(shop_api)
    stranger = Signer()
    stranger.rotate()
    left = {
        "missing": None,
        "valid": json.dumps(good),
        "expiring": json.dumps(issued(shop_api, lifetime=599)),
        "expired": json.dumps(issued(shop_api, lifetime=-1)),
        "wrong_container": json.dumps(issued(web)),
        "unknown_key": json.dumps(issued(shop_api, signer=stranger)),
        "bad_signature": json.dumps({**good, "signature_hex": issued(web)["signature_hex"]}),
        "malformed": json.dumps(good)[:-20],
    }
    for name, text in left.items():
        if text is not None:
            (ansible.folder / name).write_text(text)
            (ansible.folder / name).chmod(0o600)
    (ansible.folder / "open").write_text(left["valid"] or "")
    (ansible.folder / "open").chmod(0o644)
    task = {**claim(**SHOP_API, dest=f"{ansible.folder}/{{{{ item }}}}"), "loop": [*left, "open"], "diff": True}
    again = ["missing", "malformed", "open"]
    outcome = ansible.run(
        {"name": "check", **task, "check_mode": True}, {"name": "run", **task}, {"name": "again", **task, "loop": again}
    ).succeeded()
    check, run, repeated = (
        {result["item"]: result for result in outcome.results if result["task"] == name and "item" in result}
        for name in ("check", "run", "again")
    )
    for name in again:
        assert not repeated[name]["changed"]
        assert repeated[name]["expires_at"] == run[name]["expires_at"]
    for name in (*left, "open"):
        path = ansible.folder / name
        replaced = name not in ("valid", "open")
        assert run[name]["changed"] == (name != "valid"), name
        assert (check[name]["changed"], check[name]["diff"]) == (run[name]["changed"], run[name]["diff"]), name
        assert run[name]["diff"]["before"]["claim"] == ("valid" if name == "open" else name)
        assert run[name]["diff"]["after"] == {"claim": "valid", "mode": "0600"}
        assert check[name]["expires_at"] == (None if replaced else run[name]["expires_at"])
        assert mode(path) == 0o600
        assert (path.read_text() == left["valid"]) == (not replaced)
        assert "claim" not in run[name]
    requests = [entry["path"] for entry in ansible.emulator.requests() if entry["path"].endswith("/authorize")]
    assert len(requests) == len(left) - 1


def test_keys_that_change_and_claims_that_are_short_lived(ansible: Ansible) -> None:
    dest = ansible.folder / "claim.json"
    keep = claim(**SHOP_API, dest=str(dest))
    outcome = ansible.run(
        {"name": "first", **keep},
        control(ansible, "POST", "/signing/rotate", {}),
        {"name": "an old key that is still listed", **keep},
        {**claim(**SHOP_API), "register": "new"},
        {**keys(), "register": "both"},
        control(ansible, "POST", "/signing/rotate", {"withdraw": True}),
        {**keys(), "register": "third"},
        {
            "name": "old and new with old and new keys",
            "ansible.builtin.debug": {
                "msg": [
                    f"{{{{ {what} is {TEST}({by}.public_keys, '{ansible.emulator.id_of('shop-api')}') }}}}"
                    for what in ("old", "new.claim")
                    for by in ("both", "third")
                ]
            },
            "vars": {"old": f"{{{{ lookup('file', '{dest}') }}}}"},
        },
        {"name": "an old key that is withdrawn", **keep},
        switch(ansible, claim_lifetime=300),
        {"name": "longer than claims live", **claim(**SHOP_API, dest=str(dest), min_remaining=30000)},
        {"name": "by id", **claim(container=ansible.emulator.id_of("shop-api"), dest=str(dest), min_remaining=0)},
    ).succeeded()
    assert outcome["first"]["changed"]
    assert not outcome["an old key that is still listed"]["changed"]
    assert outcome["old and new with old and new keys"]["msg"] == [True, False, True, False]
    assert outcome["an old key that is withdrawn"]["changed"]
    assert json.loads(dest.read_text())["kid"] == "k-2026-03"
    assert outcome["longer than claims live"]["changed"]
    assert "so every run writes a new one" in outcome.output
    assert not outcome["by id"]["changed"]


def test_nobody_sees_the_claim_but_it_can_be_used(ansible: Ansible) -> None:
    """At any verbosity, in loops, by ssh, with diffs: not on the screen, in the log, or in what callbacks are given."""
    log, used = ansible.folder / "ansible.log", ansible.folder / "used.json"
    ssh = {"ansible_connection": "ssh", "ansible_ssh_executable": str(SSH), "ansible_ssh_transfer_method": "piped"}
    copy: Task = {
        "ansible.builtin.copy": {"content": "{{ [once, twice, far] | to_json }}", "dest": str(used)},
        "no_log": True,
    }
    outcome = ansible.run(
        {
            "name": "once",
            **claim(**SHOP_API),
            "register": "once",
            "until": "once.attempts > 1",
            "retries": 2,
            "delay": 0,
        },
        {"name": "twice", **claim(**SHOP_API), "register": "twice", "loop": [1, 2]},
        {"name": "far", **claim(**SHOP_API), "register": "far", "vars": ssh},
        {"name": "kept", **claim(**SHOP_API, dest=str(ansible.folder / "kept.json")), "vars": ssh},
        {"name": "failed", **claim(**SHOP_API, api_token="hdy_expired"), "ignore_errors": True},
        copy,
        arguments=["-vvvv", "--diff"],
        environment={"ANSIBLE_LOG_PATH": str(log)},
    ).succeeded()
    once, twice, far = json.loads(used.read_text())
    claims = [once["claim"], far["claim"], *(item["claim"] for item in twice["results"])]
    claims.append(json.loads((ansible.folder / "kept.json").read_text()))
    seen = outcome.output + log.read_text() + repr(outcome.results)
    assert "ESTABLISH SSH CONNECTION" in seen
    assert "FAILED - RETRYING" in seen
    for item in claims:
        assert item["payload_b64"][:40] not in seen
        assert item["signature_hex"][:40] not in seen
    assert "answered 401" in outcome["failed"]["msg"], "failures are not hidden"
    assert outcome["kept"]["changed"], "nothing of a claim that goes into a file has to be hidden"


def test_what_can_go_wrong_is_one_sentence_each(ansible: Ansible) -> None:
    shop_api, folder = ansible.emulator.id_of("shop-api"), ansible.folder
    (folder / "link").symlink_to("target")
    dest = {**SHOP_API, "dest": str(folder / "claim.json")}
    missing = {"container": "65a1b2c3d4e5f6ffffffffff"}
    no_key = "answered 503: Response signing is not available [SIGNING_NOT_CONFIGURED]. This deployment of the API has"
    old_no_key = "answered 503: Response signing is not available. This deployment of the API has no signing key"
    token = "The token came from the option api_token"
    cases: list[tuple[Task, str]] = [
        (claim(**dest, api_token="wrong"), f"answered 401: Invalid authentication token. {token}"),
        (claim(**SHOP_API, api_token="hdy_expired"), f"answered 401: Token has expired. {token}"),
        (claim(**SHOP_API, api_token="hdy_read_only"), f"answered 403: Insufficient permissions. {token}"),
        (claim(container="never"), "There is no container 'never' in any project."),
        (claim(container="web"), "The name 'web' is ambiguous"),
        (claim(**missing), "answered 404: Container not found."),
        ({**claim(**missing, dest=dest["dest"]), "check_mode": True}, "answered 404: Container not found."),
        (claim(**SHOP_API, dest=str(folder / "none" / "x")), "none of dest does not exist: create it first."),
        (claim(**SHOP_API, dest=str(folder)), "is a folder: name a file."),
        (claim(**SHOP_API, dest=str(folder / "link")), "is a symbolic link: name the file itself."),
        (claim(**dest, min_remaining=-1), "The option min_remaining must be a number of seconds of at least 0."),
        ({**claim(**SHOP_API), "async": 9}, "cannot run in the background, because its result would be shown"),
        (switch(ansible, signing="none"), ""),
        (claim(**SHOP_API), f"POST /api/v1/containers/{shop_api}/authorize {no_key}"),
        ({**claim(**dest), "check_mode": True}, f"GET /api/v1/meta/public-key {no_key}"),
        (keys(), f"GET /api/v1/meta/public-key {no_key}"),
        (switch(ansible, machine_codes="rare"), ""),
        (keys(), old_no_key),
    ]
    ansible.emulator.clear_requests()
    outcome = ansible.run(
        *({"name": str(number), **task, "ignore_errors": True} for number, (task, _words) in enumerate(cases)),
        {"name": "to come", **claim(container="new-one", project="Shop", dest=dest["dest"]), "check_mode": True},
        {"name": "to come too", **claim(container="new-one", project="Shop"), "check_mode": True},
    )
    for number, (_task, words) in enumerate(cases):
        if words:
            assert words in outcome[str(number)]["msg"], number
    refused = [entry for entry in ansible.emulator.requests() if entry["status"] == 503]
    assert len(refused) == 5, "what cannot succeed is not tried again"
    assert list(folder.glob("*claim*")) == []


def test_answers_that_are_lost_are_asked_for_again(ansible: Ansible) -> None:
    for kind in ("reset_after", "truncated", "gateway_timeout"):
        ansible.emulator.fault(kind, path="/authorize$", times=1)
    outcome = ansible.run(claim(**SHOP_API, dest=str(ansible.folder / "claim.json"))).succeeded()
    assert outcome[0]["changed"]


def test_without_cryptography(ansible: Ansible) -> None:
    """The library really cannot be imported, neither where modules run nor in the controller."""
    (ansible.folder / "blocked" / "cryptography").mkdir(parents=True)
    (ansible.folder / "blocked" / "cryptography" / "__init__.py").write_text("raise ImportError('blocked')\n")
    shop_api = ansible.emulator.id_of("shop-api")
    outcome = ansible.run(
        {"name": "no file", **claim(**SHOP_API), "register": "issued"},
        {**keys(), "register": "hoody"},
        {"name": "file", **claim(**SHOP_API, dest=str(ansible.folder / "claim.json")), "ignore_errors": True},
        {
            "name": "filter",
            "ansible.builtin.debug": {"msg": f"{{{{ issued.claim | {FILTER}(hoody.public_keys) }}}}"},
            "ignore_errors": True,
        },
        {
            "name": "test",
            "ansible.builtin.debug": {"msg": f"{{{{ issued.claim is {TEST}(hoody.public_keys, '{shop_api}') }}}}"},
            "ignore_errors": True,
        },
        environment={"PYTHONPATH": str(ansible.folder / "blocked")},
    ).succeeded()
    for name in ("file", "filter", "test"):
        assert (
            "Verifying a claim needs the Python library cryptography, which cannot be imported by"
            in (outcome[name]["msg"])
        )
    assert not (ansible.folder / "claim.json").exists()


def test_filter_and_test_in_a_play(ansible: Ansible) -> None:
    """Whatever templating hands over (text, dictionaries, numbers) is judged by name, without the API."""
    shop_api, web = ansible.emulator.id_of("shop-api"), ansible.emulator.id_of("web")
    good, late = issued(shop_api, extra="{{ 1 + 1 }}"), issued(shop_api, lifetime=-30)
    cases = {
        "valid": (good, shop_api, 0),
        "late enough": (late, shop_api, 60),
        "text": (json.dumps(good), shop_api, 0),
        "malformed": ({**good, "payload_b64": "@@@"}, shop_api, 0),
        "unknown_key": ({**good, "kid": "k-1"}, shop_api, 0),
        "bad_signature": ({**good, "signature_hex": late["signature_hex"]}, shop_api, 0),
        "wrong_type": (issued(shop_api, claim_type="identity"), shop_api, 0),
        "wrong_container": (good, web, 0),
        "expired": (late, shop_api, 0),
    }
    rows = [
        {"case": case, "claim": what, "id": identity, "leeway": leeway}
        for case, (what, identity, leeway) in cases.items()
    ]
    ansible.emulator.clear_requests()

    def judge(expression: str, row: int = 0) -> Task:
        """Show what an expression gives for a row, or how it fails."""
        message = f"{{{{ {expression.replace('row.', f'rows[{row}].')} }}}}"
        return {"ansible.builtin.debug": {"msg": message}, "ignore_errors": True}

    arguments = "(public_keys, row.id, leeway=row.leeway)"
    outcome = ansible.run(
        *({"name": f"test {case}", **judge(f"row.claim is {TEST}{arguments}", n)} for n, case in enumerate(cases)),
        *({"name": f"filter {case}", **judge(f"row.claim | {FILTER}{arguments}", n)} for n, case in enumerate(cases)),
        {"ansible.builtin.set_fact": {"payload": f"{{{{ rows[0].claim | {FILTER}(public_keys) }}}}"}},
        {"name": "extra", "ansible.builtin.debug": {"msg": "{{ payload.extra }}"}},
        {"name": "a name", **judge(f"row.claim is {TEST}(public_keys, 'shop-api')")},
        {"name": "none", **judge(f"row.claim is {TEST}(public_keys, none)")},
        variables={"public_keys": [key.published() for key in Signer().keys], "rows": rows},
    )
    assert [outcome[f"test {case}"]["msg"] for case in cases] == [True] * 3 + [False] * 6
    payload = outcome["filter valid"]["msg"]
    assert (payload["containerId"], payload["extra"]) == (shop_api, "{{ 1 + 1 }}")
    assert outcome["extra"]["msg"] == "{{ 1 + 1 }}", "no template, not even in a variable"
    assert outcome["filter text"]["msg"] == payload
    for case in list(cases)[3:]:
        assert f"The claim is not valid ({case}): " in outcome[f"filter {case}"]["msg"]
    assert "container_id must be an id of 24 hexadecimal characters, not 'shop-api'." in outcome["a name"]["msg"]
    assert "container_id must be" in outcome["none"]["msg"]
    assert ansible.emulator.requests() == []


def test_one_container_proves_itself_to_another(ansible: Ansible) -> None:
    """The playbook of the collection, with folders in the place of containers."""
    hosts = {"claim_holders": ["shop-worker"], "claim_verifiers": ["shop-api"]}
    local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    inventory = ansible.folder / "inventory.json"
    inventory.write_text(
        json.dumps(
            {
                group: {"hosts": {name: {**local, "claim_folder": str(ansible.folder / name)} for name in names}}
                for group, names in hosts.items()
            }
        )
    )
    environment = {"HOODY_TOKEN": ansible.emulator.token, "HOODY_API_URL": ansible.emulator.url}
    given = {"claim_project": "Shop", "claim_cache": str(ansible.folder / "cache")}
    arguments = ["-i", str(inventory), "-e", json.dumps(given), "-vvvv", "--diff"]
    playbook = Path("hoody.cloud.claims")
    ansible.run_file(playbook, arguments=[*arguments, "--check"], environment=environment).succeeded()
    assert not (ansible.folder / "cache").exists()
    first = ansible.run_file(playbook, arguments=arguments, environment=environment).succeeded()
    second = ansible.run_file(playbook, arguments=arguments, environment=environment).succeeded()
    assert any(result["changed"] for result in first.results)
    assert not any(result["changed"] for result in second.results)
    verdicts = [str(result["msg"]) for result in second.results if result["task"] == "Show the verdict"]
    assert any("has a valid claim for 2" in verdict for verdict in verdicts)
    held = ansible.folder / "shop-worker" / "claim.json"
    assert mode(held) == mode(ansible.folder / "cache" / "shop-worker.json") == 0o600
    for part in json.loads(held.read_text()).values():
        assert part[:60] == "k-2026-01" or part[:60] not in first.output + second.output
    verifier, container_id = ansible.folder / "shop-api", ansible.emulator.id_of("shop-worker")
    program = [sys.executable, str(verifier / "verify_claim.py"), str(verifier / "public-keys.json"), container_id]
    stranger = Signer()
    stranger.rotate()
    good = issued(container_id)
    bad = {
        "it belongs to another container": issued(ansible.emulator.id_of("shop-api")),
        "it has expired": issued(container_id, lifetime=-1),
        "its key is unknown": issued(container_id, signer=stranger),
        "its signature is wrong": {**good, "payload_b64": good["payload_b64"] + "="},
    }
    for reason, what in bad.items():
        process = subprocess.run(program, input=json.dumps(what), capture_output=True, text=True, check=False)
        assert (process.returncode, process.stdout) == (1, "")
        assert reason in process.stderr
