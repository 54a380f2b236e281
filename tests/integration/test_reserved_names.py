# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that mean something to Ansible, given to an environment variable or a label by somebody."""

from __future__ import annotations

from .inventory import Inventory
from .playbook import Ansible, container, container_info, fleet

NAMES = ("__ansible_type", "__ansible_unsafe", "__ansible_vault", "_ansible_no_log")
SHOP_API = {"project": "Shop", "name": "shop-api"}


def name_things(ansible: Ansible) -> None:
    """Give all of these names to variables of a container, and to words of its comment."""
    body = {
        "environment_vars": dict.fromkeys(NAMES, "value"),
        "comment": " ".join(f"{name}=value" for name in NAMES),
    }
    reply = ansible.emulator.api("PATCH", f"/containers/{ansible.emulator.id_of('shop-api')}", body)
    assert reply.status_code == 200


def test_a_task_does_its_work_and_tells_of_it(ansible: Ansible) -> None:
    name_things(ansible)
    shown = {f"renamed{name}" for name in NAMES}
    for in_process in ("1", "0"):
        environment, checked = {"HOODY_IN_PROCESS": in_process}, {"check_mode": True, "diff": True}
        outcome = ansible.run(
            container_info(project="Shop", container="shop-api", show_environment=True),
            container(**SHOP_API, color=f"#00000{in_process}"),
            {**fleet(project="Shop", containers=[{"name": "shop-api", "environment_vars": {}}]), **checked},
            environment=environment,
        ).succeeded()
        read, changed, row = outcome[0]["containers"][0], outcome[1]["container"], outcome[2]["results"][0]
        assert shown <= set(read["environment_vars"])
        assert {read["environment_vars"][name] for name in shown} == {"value"}
        assert shown <= set(changed["environment_vars"])
        assert outcome[1]["changed"]
        assert shown == set(row["diff"]["before"]["environment_vars"])


def test_a_host_has_all_of_its_variables(inventory: Inventory) -> None:
    name_things(inventory.ansible)
    hosts = inventory.of(expose_environment=list(NAMES)).hosts
    [variables] = [variables for variables in hosts.values() if variables["hoody_name"] == "shop-api"]
    expected = {f"renamed{name}": "value" for name in NAMES}
    assert variables["hoody_environment_vars"] == expected
    assert variables["hoody_labels"] == expected
