# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator is what openapi.yaml describes, under every profile: schemathesis finds no difference.

The description covers all revisions at once. What a profile leaves out of it is marked there (`x-since`, `x-until`,
both update verbs, both validation statuses), and `contract_of` makes the description of one profile from that.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi import checks

from tests.contract.described import DESCRIPTION, SECOND
from tests.emulator.process import EmulatorProcess
from tests.emulator.wire.switches import Switches
from tests.emulator.world.people import PEOPLE
from tests.emulator.world.world import World

# Ids are the same after every reset, so those of a world of our own are those of the emulator.
WORLD = World(Switches())
REAL_IDS = {
    "containers": list(WORLD.containers),
    "projects": list(WORLD.projects),
    "servers": list(WORLD.rentals),
    "rentals": list(WORLD.rentals),
    "pools": list(WORLD.pools),
    "proxy": [alias.id for alias in WORLD.aliases],
    "events": ["65a1b2c3d4e5f70e00000001"],
}
ENTRIES = [(project.id, entry) for project in WORLD.projects.values() for entry in project.permissions]
IMAGES = [f"65a1b2c3d4e5f60800{number:06x}" for number in range(1, 6)]
SERVER_IDS = [rental.server_id for rental in WORLD.rentals.values() if rental.server_id and not rental.expired]
PROGRAMS = ["http", "https-8443", "terminal", "t", "notes"]
TIMES = ["2199-01-01T00:00:00Z", "2199-01-01T00:00:00.000+02:00"]
#: Members of bodies that are strings of which only some mean something.
WORDS = {"program", "expires_at"}

ID = re.compile("[0-9a-f]{24}")
#: Of these updates the seed says that they are PATCH; of others it says nothing.
PATCHED = re.compile(r"/api/v1/containers/{id}(?:/network)?")
# These answer 422 also for something else than validation, in every revision.
OTHER_422 = {"createContainer", "deleteProject"}

# Deterministic, without a database of earlier failures: the same cases everywhere.
BOUNDED = settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

# A well-formed request can meet a state that forbids it, which these operations answer with 400: the target state is
# reached already (C14), or there is no network configuration (API notes 7.5).
STATE_ERRORS = {"manageContainer", "startContainerNetwork", "stopContainerNetwork"}
# These rules the description has in words only: kvm and its alias agree, which programs there are, which names and
# times can be, which texts are ports and addresses of which protocol, which text is the present version of a document,
# what a cursor is and what it combines with, and what is left of an alias in the name of a snapshot.
# What a DELETE without a rule is it does not say.
WORDED_RULES = {
    *("setContainerKvm", "setContainerKvmPut", "createProxyAlias", "updateProxyAlias"),
    *(
        name.format(whose)
        for whose in ("Proxy", "ProjectProxy")
        for name in (
            *("set{}Default", "set{}State", "set{}PasswordGroup", "set{}TokenGroup", "set{}JwtGroup", "set{}IpGroup"),
            *("delete{}Group", "set{}GroupAccess", "delete{}GroupAccess", "delete{}ProgramAccess"),
            *("replace{}Permissions", "delete{}Permissions"),
        )
    ),
    *("listEvents", "createSnapshot"),
    *("addIngressRule", "addEgressRule", "removeIngressRules", "removeEgressRules"),
}

# Operations of which the check ignored_auth has seen that they ask for a token.
AUTHENTICATED: set[str] = set()


def contract_of(description: dict[str, Any], profile: str, verbs: str) -> dict[str, Any]:
    """The description as one revision would publish it (API notes 16.3)."""
    contract: dict[str, Any] = copy.deepcopy(description)
    mark = "x-until" if profile == "current" else "x-since"
    schemas = contract["components"]["schemas"]
    for name, schema in schemas.items():
        _without(schema, mark, reply=name not in ("ContainerCreate", "ContainerUpdate", "ContainerCopy"))
    unknown = [
        f"#/components/parameters/{name}"
        for name, parameter in contract["components"]["parameters"].items()
        if mark in parameter
    ]
    for name, path in contract["paths"].items():
        if verbs == "put":
            path.pop("patch", None)
        elif verbs == "patch" and PATCHED.fullmatch(name):
            path.pop("put", None)
        for method in [method for method in path.keys() - {"parameters"} if mark in path[method]]:
            # The older names of /rentals go on.
            if mark == "x-since":
                del path[method]
        for operation in (path[method] for method in path.keys() - {"parameters"}):
            operation["parameters"] = [
                parameter
                for parameter in operation.get("parameters", [])
                if mark not in parameter and parameter.get("$ref") not in unknown
            ]
            _without(operation.get("requestBody", {}), mark, reply=False)
            if profile == "seed" and operation["operationId"] not in OTHER_422:
                operation["responses"].pop("422", None)
    if profile == "current":
        _limit_environment(contract)
    return contract


def _limit_environment(contract: dict[str, Any]) -> None:
    """Narrow the variables to what the newer revisions take."""
    value, longest_name = {"minLength": 1, "maxLength": 4096}, {"maxLength": 128}
    for environment in filter(
        None, map(contract["components"]["schemas"].get, ("EnvironmentVars", "EnvironmentMerge"))
    ):
        environment["maxProperties"] = 256
        environment["propertyNames"].update(longest_name)
        environment["additionalProperties"].update(value)
    for name, path in contract["paths"].items():
        if name.endswith("/env/{key}"):
            [key] = (parameter for parameter in path["parameters"] if parameter.get("name") == "key")
            key["schema"].update(longest_name)
            body = contract["components"]["requestBodies"]["EnvironmentValue"]["content"]["application/json"]
            body["schema"]["properties"]["value"].update(value)


def _without(schema: object, mark: str, *, reply: bool) -> None:
    """Take marked properties out of a request; in a reply they must not occur, which is the schema `false`."""
    if isinstance(schema, list):
        for item in schema:
            _without(item, mark, reply=reply)
    if not isinstance(schema, dict):
        return
    properties = schema.get("properties", {})
    for name in [name for name, value in properties.items() if isinstance(value, dict) and mark in value]:
        if reply:
            properties[name] = False
        else:
            del properties[name]
    for value in schema.values():
        _without(value, mark, reply=reply)


# -- real ids in place of most random ones, as those would all be 404


def _often(text: str) -> int | None:
    """A number that depends on the text only, or None for one text in eight."""
    number = int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)
    return number // 8 if number % 8 else None


def _real_path(context: schemathesis.HookContext, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    identifier = (path_parameters or {}).get("id")
    if path_parameters and ID.fullmatch(str(path_parameters.get("permissionId"))) and _often(str(identifier)):
        project, entry = ENTRIES[0]
        return {**path_parameters, "id": project, "permissionId": entry}
    if path_parameters and context.operation and context.operation.path.endswith("/images/public/{id}"):
        # An id of these may be any text.
        number = _often(str(identifier))
        return path_parameters if number is None else {**path_parameters, "id": IMAGES[number % len(IMAGES)]}
    if path_parameters and context.operation and isinstance(identifier, str) and ID.fullmatch(identifier):
        ids, number = REAL_IDS[context.operation.path.split("/")[3]], _often(identifier)
        if number is not None:
            return {**path_parameters, "id": ids[number % len(ids)]}
    return path_parameters


def _present_version(_context: schemathesis.HookContext, headers: dict[str, Any] | None) -> Any:
    """The version of a document that most containers of the world have."""
    version = (headers or {}).get("If-Match")
    return {**(headers or {}), "If-Match": "file:v0"} if version is not None and _often(str(version)) else headers


def _sensible_body(context: schemathesis.HookContext, body: object) -> Any:
    """Real ids and words; and one value for kvm and its alias, a rule that the description has in words only."""
    if isinstance(body, dict) and isinstance(body.get("kvm"), bool) and isinstance(body.get("dev_kvm"), bool):
        body = {**body, "dev_kvm": body["kvm"]}
    if isinstance(body, dict):
        for member, known in (
            ("server_id", SERVER_IDS),
            ("target_server_id", SERVER_IDS),
            ("target_project_id", REAL_IDS["projects"]),
            ("container_id", REAL_IDS["containers"]),
            ("user_id", list(PEOPLE)),
            ("program", PROGRAMS),
            ("expires_at", TIMES),
        ):
            is_valid = isinstance(body.get(member), str) and (member in WORDS or ID.fullmatch(body[member]))
            number = _often(body[member]) if is_valid else None
            if number is not None:
                body = {**body, member: known[number % len(known)]}
    return body


def load(profile: str, verbs: str, description: dict[str, Any] = DESCRIPTION) -> schemathesis.BaseSchema:
    """The contract of a profile as schemathesis knows it."""
    # A negative case that consists of missing credentials would be none, as every request gets the token. That they
    # are enforced is what the check ignored_auth is for.
    config = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
    schema = schemathesis.openapi.from_dict(contract_of(description, profile, verbs), config=config)
    schema.hook("map_path_parameters")(_real_path)
    schema.hook("map_body")(_sensible_body)
    schema.hook("map_headers")(_present_version)
    return schema


CURRENT = load("current", "both")
SEED = load("seed", "patch")
PUT_ONLY = load("current", "put")
SECOND_CURRENT = load("current", "both", SECOND)
SECOND_SEED = load("seed", "patch", SECOND)


# -- the tests: one for each profile, each once for every operation


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    """One process for all."""
    with EmulatorProcess() as process:
        yield process
        assert not process.complaints()


def verify(emulator: EmulatorProcess, case: schemathesis.Case[Any]) -> None:
    """Send one case to a fresh world and apply every check that makes sense."""
    operation = case.operation.definition.raw["operationId"]
    excluded: list[schemathesis.CheckFunction] = []
    if operation in STATE_ERRORS | WORDED_RULES:
        excluded.append(checks.positive_data_acceptance)
    if operation in AUTHENTICATED:
        # It asks again without a token after every success; once for an operation is enough.
        excluded.append(checks.ignored_auth)
    if case.operation.path.startswith("/api/v1/events"):
        # A fresh world has no history.
        emulator.control("POST", "/events", {"container_id": REAL_IDS["containers"][0], "event": "stopped"})
    try:
        response = case.call_and_validate(
            base_url=emulator.url,
            session=emulator.session,
            headers={"Authorization": f"Bearer {emulator.token}"},
            excluded_checks=excluded,
        )
        if response.status_code < 300:
            AUTHENTICATED.add(operation)
    finally:
        if case.method != "GET":
            emulator.reset()


@pytest.fixture
def current(emulator: EmulatorProcess) -> None:
    """The profile `current`."""
    emulator.use_profile("current")


@pytest.fixture
def seed(emulator: EmulatorProcess) -> None:
    """The profile `seed`."""
    emulator.use_profile("seed")


@pytest.fixture
def put_only(emulator: EmulatorProcess) -> None:
    """The profile `current` of a server that knows only PUT, as the SDK sends until b12."""
    emulator.use_profile("current")
    emulator.switch(update_verbs="put")


@CURRENT.parametrize()
@BOUNDED
def test_current(emulator: EmulatorProcess, current: None, case: schemathesis.Case[Any]) -> None:
    """No difference under the profile `current`."""
    verify(emulator, case)


@SEED.parametrize()
@BOUNDED
def test_seed(emulator: EmulatorProcess, seed: None, case: schemathesis.Case[Any]) -> None:
    """No difference under the profile `seed`."""
    verify(emulator, case)


@PUT_ONLY.parametrize()
@BOUNDED
def test_put_only(emulator: EmulatorProcess, put_only: None, case: schemathesis.Case[Any]) -> None:
    """No difference when PUT is the only update verb."""
    verify(emulator, case)


@SECOND_CURRENT.parametrize()
@BOUNDED
def test_second_current(emulator: EmulatorProcess, current: None, case: schemathesis.Case[Any]) -> None:
    """No difference from the second part of the description under the profile `current`."""
    verify(emulator, case)


@SECOND_SEED.parametrize()
@BOUNDED
def test_second_seed(emulator: EmulatorProcess, seed: None, case: schemathesis.Case[Any]) -> None:
    """No difference from the second part of the description under the profile `seed`."""
    verify(emulator, case)


def test_documentation(emulator: EmulatorProcess) -> None:
    """The emulator's own documentation names every operation of the contract, by the same name."""
    documented = emulator.session.get(f"{emulator.url}/openapi.json", timeout=30).json()["paths"]
    for path, methods in DESCRIPTION["paths"].items():
        for method in methods.keys() - {"parameters"}:
            assert documented[path][method]["operationId"] == methods[method]["operationId"]
            assert documented[path][method]["tags"] == methods[method]["tags"]
