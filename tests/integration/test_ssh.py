# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays reach the containers that they name by SSH, or none: never another one."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .awx import Awx, Credential, handed_over
from .inventory import Inventory
from .playbook import Ansible, container, fleet, honest, run_program, thrice
from .sshd import MISSING, Sshd, agent, make_key

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

NAMES = ("green", "orange", "violet")
#: It runs, and nobody gave it a key.
KEYLESS = "keyless"
#: Writes the name of the host into the container that was reached, where whoever logs in begins.
WRITE = {"ansible.builtin.copy": {"content": "x", "dest": "is-{{ inventory_hostname }}"}}


@dataclass
class Played:
    """What came of a play: which hosts wrote their names into which container, and what the screen said."""

    landed: dict[str, set[str]]
    said: str

    @property
    def reached(self) -> set[str]:
        """The hosts that wrote their names into their own containers. None may have gone astray."""
        assert not {name: hosts for name, hosts in self.landed.items() if hosts - {name}}, self.said
        return {name for name, hosts in self.landed.items() if hosts}

    def unreachable(self) -> set[str]:
        """The hosts that Ansible calls unreachable, and on which nothing was done."""
        return set(re.findall(r"(\S+) : ok=0 changed=0 unreachable=1 failed=0", self.said))

    def only(self, *names: str) -> Played:
        """This, if these hosts were reached and all others unreachable."""
        assert self.reached == set(names), self.said
        assert self.unreachable() == {*NAMES, KEYLESS} - set(names), self.said
        return self


class Arena:
    """Containers in the emulator, an endpoint for them on which they share everything but their keys, and plays."""

    def __init__(self, inventory: Inventory, folder: Path) -> None:
        self.inventory = inventory
        self.folder = folder
        self.home = folder / "home"
        self.keys = {name: folder / "keys" / name for name in NAMES}
        self.public = {name: make_key(path) for name, path in self.keys.items()}
        self.sshd = Sshd(folder, self.public)
        for name in NAMES:
            inventory.emulator.put_container(project="Shop", name=name, ssh_public_key=self.public[name])
        inventory.emulator.put_container(project="Shop", name=KEYLESS)
        self.home.mkdir()
        #: What an inventory needs so that it has these, and so that they are at the endpoint.
        self.ours: list[dict[str, object]] = [{"include": f"hoody_name in {[*NAMES, KEYLESS]}"}, {"exclude": True}]
        self.address = {"ansible_host": "'127.0.0.1'", "ansible_port": str(self.sshd.port)}
        #: Host keys are checked, nobody is there to be asked, and ssh would look into the home of whoever runs it.
        self.known_hosts = folder / "known_hosts"
        self.trusting = f"-o StrictHostKeyChecking=accept-new -o UserKnownHostsFile={self.known_hosts}"

    @property
    def key_file(self) -> str:
        """The option that names each private key."""
        return f"{self.folder}/keys/{{{{ hoody_name }}}}"

    def environment(self) -> dict[str, str]:
        """The variables of a run, without an agent."""
        return {
            **{name: value for name, value in self.inventory.environment.items() if name != "SSH_AUTH_SOCK"},
            "ANSIBLE_SSH_CONTROL_PATH_DIR": str(self.folder / "cp"),
            "ANSIBLE_INVENTORY_ENABLED": "auto,yaml",
            "HOME": str(self.home),
            "HOODY_TEST_RECORD": "",
        }

    def play(
        self,
        *arguments: str,
        tasks: Sequence[Mapping[str, Any]] = (WRITE,),
        shared: Mapping[str, object] | None = None,
        environment: Mapping[str, str] | None = None,
        play: Mapping[str, object] | None = None,
        **options: Any,
    ) -> Played:
        """Run tasks on all hosts of an inventory with these options. ``shared`` are variables of group_vars/all."""
        options = {"projects": ["Shop"], "filters": self.ours, "compose": self.address, **options}
        source = self.inventory.file(name="ssh/shop.hoody.yml", **options)
        group_vars = source.parent / "group_vars"
        group_vars.mkdir(exist_ok=True)
        variables = {"ansible_python_interpreter": sys.executable, "ansible_ssh_common_args": self.trusting}
        # An ordinary user can have an sshd for themselves only.
        variables.update({} if os.geteuid() == 0 else {"ansible_user": self.home.owner()})
        (group_vars / "all.json").write_text(json.dumps({**variables, **(shared or {})}, default=str), encoding="utf-8")
        for earlier in self.folder.glob("containers/*/is-*"):
            earlier.unlink()
        playbook = source.parent / "play.yml"
        whole = {"hosts": "all", "gather_facts": False, **(play or {}), "tasks": list(tasks)}
        playbook.write_text(json.dumps([whole]), encoding="utf-8")
        process = run_program(
            [*(sys.executable, "-m", "ansible", "playbook", "-i", str(source), str(playbook)), *arguments],
            source.parent,
            {**self.environment(), **(environment or {})},
        )
        assert "Traceback" not in process.stdout, process.stdout
        return Played(self.sshd.found("is"), " ".join(process.stdout.split()))


@pytest.fixture
def arena(inventory: Inventory) -> Iterator[Arena]:
    """A new one, in a folder whose path is short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="hoody-"))
    try:
        arena = Arena(inventory, folder)
        with arena.sshd:
            yield arena
    finally:
        shutil.rmtree(folder)


def test_each_host_is_reached_by_its_own_key(arena: Arena) -> None:
    """Also when an agent offers others first. Nothing of the keys is left behind."""
    with agent(arena.folder, *reversed(arena.keys.values())) as environment:
        played = arena.play(ssh_key_file=arena.key_file, environment=environment).only(*NAMES)
    assert f"The container {KEYLESS} has no SSH key, so it cannot be reached by SSH" in played.said
    assert not list(arena.inventory.folder.rglob("hoody_ssh"))


def test_an_agent_with_all_keys_reaches_each_host(arena: Arena) -> None:
    with agent(arena.folder, *reversed(arena.keys.values())) as environment:
        arena.play(environment=environment).only(*NAMES)


def test_an_agent_with_one_key_reaches_one_host(arena: Arena) -> None:
    with agent(arena.folder, arena.keys["orange"]) as environment:
        played = arena.play(environment=environment).only("orange")
    assert re.search(r"no such identity: \S+/key_of_green: .* Permission denied", played.said)


def test_ssh_knows_of_no_default_key(arena: Arena) -> None:
    """Nobody can say in a test where the home of a user is, so ssh itself is asked which keys it would offer."""
    played = arena.play("-vvv").only()
    lines = re.findall(r"EXEC (ssh .*?) 127\.0\.0\.1", played.said)
    # The one without a key comes to no server.
    line = next(line for line in lines if "has no SSH key" not in line)
    command = [word for word in shlex.split(line) if not word.startswith("-vv")]
    told = subprocess.run([*command, "-F", "none", "-G", "x"], capture_output=True, text=True, check=True).stdout
    assert len(re.findall("^identityfile ", told, re.MULTILINE)) == 1, told
    assert "identitiesonly yes" in told


def test_what_users_say_to_ssh_counts_and_undoes_nothing(arena: Arena) -> None:
    """A socket of the user's own that all hosts share, and every identity; by each of the places that users have."""
    shared = f"-o ControlMaster=auto -o ControlPersist=60s -o ControlPath={arena.folder}/cp/%h-%p-%r"
    undoing = f"{shared} -o IdentitiesOnly=no {arena.trusting}"
    configured = {"ANSIBLE_SSH_ARGS": f"{undoing} -o SendEnv=HOODY_ARGS"}
    with agent(arena.folder, *arena.keys.values()) as environment:
        played = arena.play(
            "-vvvv",
            shared={"ansible_ssh_common_args": f"{undoing} -o SendEnv=HOODY_COMMON"},
            environment={**environment, **configured},
        ).only(*NAMES)
    assert {f"SendEnv=HOODY_{place}" for place in ("ARGS", "COMMON")} <= set(re.findall(r"SendEnv=\w+", played.said))


def test_a_key_for_all_hosts_reaches_the_one_that_has_it(arena: Arena) -> None:
    """Where variables of a group name it, it is as if they did not; those of the command line are looked at."""
    violet = str(arena.keys["violet"])
    arena.play("--private-key", violet, shared={"ansible_ssh_private_key_file": arena.keys["green"]}).only("violet")
    played = arena.play(ssh_key_file=violet).only("violet")
    assert f"The key in {violet} is not the SSH key of the container green" in played.said
    played = arena.play("-e", f"ansible_ssh_private_key_file={violet}").only("violet")
    assert f"ansible_ssh_private_key_file is {violet}, which is not known to be the SSH key of" in played.said


def test_an_identity_for_all_hosts_is_refused(arena: Arena) -> None:
    key = arena.keys["violet"]
    played = arena.play(shared={"ansible_ssh_common_args": f"{arena.trusting} -i {key}"}).only()
    assert "ssh_common_args contains a key (-i or IdentityFile)" in played.said


def test_a_key_that_several_containers_show_leads_to_none_of_them(arena: Arena) -> None:
    """Older revisions show the default key of the project where there is none, of whichever state."""
    arena.inventory.emulator.put_container(
        project="Shop", name="other", status="stopped", ssh_public_key=f"{arena.public['violet']} of the project"
    )
    played = arena.play(ssh_key_file=arena.key_file, statuses=["running"]).only("green", "orange")
    assert "The container violet has the same SSH key as other containers" in played.said


def test_root_is_only_the_default_user(arena: Arena) -> None:
    """The endpoint refuses everybody whom its machine does not know."""

    def refused(*arguments: str, **options: Any) -> set[str]:
        played = arena.play(*arguments, ssh_key_file=arena.key_file, **options).only()
        return set(re.findall(r"(root|from-\w+)@127\.0\.0\.1: Permission denied", played.said))

    assert refused(shared={"ansible_user": "from-group"}) == {"from-group"}
    if os.geteuid() == 0:
        assert refused("-u", "from-line") == {"from-line"}
        assert refused(play={"remote_user": "from-play"}) == {"from-play"}


@pytest.mark.parametrize("method", ["scp", "piped"])
def test_files_go_where_the_host_is(arena: Arena, method: str) -> None:
    """By each program that Ansible has for them; scp uses the protocol of sftp, which is the usual one."""
    variables = {"ANSIBLE_SSH_TRANSFER_METHOD": method}
    with agent(arena.folder, *arena.keys.values()) as environment:
        arena.play(environment={**environment, **variables}).only(*NAMES)
    assert {kind for _name, kind in arena.sshd.log()} == {"command"} | ({"sftp"} if method == "scp" else set())


def test_pipelining_delegation_and_a_new_connection(arena: Arena) -> None:
    tasks: list[Mapping[str, Any]] = [
        WRITE,
        {"ansible.builtin.meta": "reset_connection"},
        {"ansible.builtin.copy": {"content": "x", "dest": "is-violet"}, "delegate_to": "violet", "run_once": True},
        {"ansible.builtin.command": {"cmd": "pwd"}, "register": "place"},
        {"ansible.builtin.assert": {"that": "place.stdout is search('/containers/' ~ inventory_hostname ~ '$')"}},
    ]
    played = arena.play(tasks=tasks, ssh_key_file=arena.key_file, environment={"ANSIBLE_PIPELINING": "True"})
    played.only(*NAMES)


def test_a_host_key_is_that_of_an_address_or_of_a_server(arena: Arena) -> None:
    """Both are strict, and what listens at another port is another machine."""
    strict = {"ansible_ssh_common_args": arena.trusting.replace("accept-new", "yes")}
    known = arena.sshd.known_hosts(f"[amber-fox-1a2-de]:{arena.sshd.port}")
    arena.known_hosts.write_text(known, encoding="utf-8")
    played = arena.play(ssh_key_file=arena.key_file, shared=strict).only()
    assert f"host key is known for [127.0.0.1]:{arena.sshd.port} and you have requested strict checking" in played.said
    arena.play(ssh_key_file=arena.key_file, shared=strict, ssh_host_keys="server").only(*NAMES)


@pytest.mark.parametrize("in_process", ["1", "0"])
def test_from_nothing_to_a_login(ansible: Ansible, arena: Arena, in_process: str) -> None:
    """One option in the play and one in the inventory; what is in the file is shown nowhere."""
    server, key_file = "amber-fox-1a2-de", f"{arena.folder}/made/{{name}}"
    one = container(project="Shop", name="blue", server=server, ssh_key_file=key_file, state="started")
    many = fleet(project="Shop", containers=[{"name": "red-[1:2]", "server": server, "ssh_key_file": key_file}])
    outcome = ansible.run(
        *thrice(one, "one"),
        *thrice(many, "many"),
        arguments=["-vvvv"],
        environment={"HOODY_IN_PROCESS": in_process},
        # ansible-core 2.22 returns the options only where it is asked to.
        variables={"ansible_inject_invocation": True},
    ).succeeded()
    honest(outcome, "one")
    made = {path.name: path.read_text() for path in (arena.folder / "made").iterdir()}
    assert set(made) == {"blue", "red-1", "red-2"}
    assert not [name for name, text in made.items() for line in text.splitlines()[1:-1] if line in outcome.output]
    shown = outcome["one again"]["invocation"]["module_args"]
    assert shown["ssh_key_file"] == key_file
    found = arena.inventory.of(projects=["Shop"])
    keys = {name: found.hosts[name]["hoody_ssh_public_key"] for name in made}
    arena.sshd.register(keys)
    of_them = [{"include": f"hoody_name in {sorted(made)}"}, {"exclude": True}]
    played = arena.play(filters=of_them, ssh_key_file=f"{arena.folder}/made/{{{{ hoody_name }}}}")
    assert played.reached == set(made)


def test_a_machine_credential_of_awx_reaches_the_container_that_has_its_key(arena: Arena, awx: Awx) -> None:
    """AWX keeps the variables of hosts, templates too, and has jobs run elsewhere, with one key in an agent."""
    awx.folder = arena.folder
    own = Credential({"token": arena.inventory.emulator.token, "url": arena.inventory.emulator.url})
    source = {
        "plugin": "hoody.cloud.containers",
        "hostnames": ["hoody_name"],
        "filters": arena.ours,
        "compose": {**arena.address, "ansible_ssh_common_args": f"'{arena.trusting}'"},
    }
    play = [{"hosts": "all", "gather_facts": False, "tasks": [WRITE]}]
    files = {"inventory/ours.hoody.yml": json.dumps(source), "play.yml": json.dumps(play)}
    exported = awx.update(own, file="inventory/ours.hoody.yml", files=files).succeeded().exported
    for variables in exported["_meta"]["hostvars"].values():
        variables["ansible_python_interpreter"] = sys.executable
    job = awx.job(
        "play.yml",
        handed_over(exported),
        files=files,
        machine_key=arena.keys["orange"].read_text(),
        user="root" if os.geteuid() == 0 else arena.home.owner(),
    )
    Played(arena.sshd.found("is"), job.said).only("orange")
