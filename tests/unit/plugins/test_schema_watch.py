# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schema watch: the API is written down in four places, and this names each difference between them.

The places are the description of the API (tests/contract/openapi.yaml), the emulator (its pydantic models and routes),
the fields and argument specifications of the modules, and their documentation. When a new revision of the API comes,
change the description first and run ``make unit ARGS="-k schema_watch"``: what it names is the work to do.

A difference that is meant stands in INTENDED with its reason. One that no longer exists fails too, so that the list
stays true.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
import yaml
from ansible_collections.hoody.cloud.plugins.module_utils._api import sources as _sources
from ansible_collections.hoody.cloud.plugins.module_utils._attached import info as _info
from ansible_collections.hoody.cloud.plugins.module_utils._engine.field import Field
from ansible_collections.hoody.cloud.plugins.module_utils._engine.plain import Plain

from tests.contract.described import DESCRIPTION, SECOND
from tests.emulator.app import build
from tests.emulator.process import ROOT
from tests.emulator.wire.switches import Switches

from .faces import MODULES, face, resources

Json = dict[str, Any]
EMULATOR: Json = build(Switches(), "any").api.openapi()

#: Words of a difference, and why it is meant.
INTENDED: Mapping[str, str] = {
    **dict.fromkeys(
        ("proxy-usage:", "/runtime:", "/servers/available:", "/images/import/{id}:"),
        "it is named without saying what it takes and gives",
    ),
    "projects/{id}/proxy/permissions body.hooks": "containers have them, so they are read and refused",
    "/auth/": "no description of it is published; it is what the official CLI needs to log in",
    "renewal_pricing_frozen": "its shape is not published; it is null",
    "propagation.generation: type is": "a whole number or text in both; the watch takes whole numbers for numbers",
    "values_redacted": "under a switch, in containers too (part 2, F.4)",
    "env reply.data.synced: only in the description": "the description has one schema for reading and writing",
    "copy reply.data.ssh_public_key: only in the emulator": "its example has it, its schema does not name it",
    "?runtime: pattern is": "the emulator parses the JSON instead, and takes what is not known to be refused",
    "kvm_note: only in the description": "a remark about hosts without KVM, which the emulator does not have",
    "field kvm: mutable": "it is changed at an address of its own",
    "ContainerCopy field kvm: only in the description": "a copy begins without it, and container switches it on",
    "field dev_kvm: only in the description": "an alias of kvm",
    "ProxyAliasUpdate field port: compared": "replies tell it as the index, of which the module makes one again",
    "field prespawn: compared": "replies tell it until the platform takes the container from the pool",
    "sample of container_network: enforced": "what the module makes of several members",
    "default of prespawn": "newer revisions do not have it, so the documentation promises none",
    "default of bypass_prespawn": "the same",
}


# -- two descriptions of one API: what is asked and what is answered


def resolved(schema: Any, document: Json) -> Json:
    """A schema without references, and without the ways in which the two documents write "or null"."""
    while "$ref" in schema:
        target: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        schema = target
    options = [resolved(option, document) for option in (*schema.get("anyOf", []), *schema.get("oneOf", []))]
    kinds = [option for option in options if option.get("type") != "null"]
    if len(kinds) == 1:
        inner = {name: value for name, value in schema.items() if name not in ("anyOf", "oneOf")}
        return {**inner, **kinds[0], "nullable": len(options) > 1}
    result = dict(schema)
    if kinds and all("type" in option for option in kinds):
        # Of several kinds, in whichever order and whatever each of them has to be.
        result["type"] = sorted({"number" if option["type"] == "integer" else option["type"] for option in options})
    for part in schema.get("allOf", []):
        inner = resolved(part, document)
        merged = {**result.get("properties", {}), **inner.get("properties", {})}
        result = {**result, **inner, **({"properties": merged} if merged else {})}
    if isinstance(result.get("type"), list):
        result["nullable"] = "null" in result["type"]
        result["type"] = " or ".join(sorted(set(result["type"]) - {"null"}))
    return result


_SPELLINGS = {"ge": "minimum", "le": "maximum"}
_KEYWORDS = ("type", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "maxItems")


def rules(schema: Any, document: Json) -> Json:
    """What a value has to be, in one spelling."""
    found = resolved(schema, document)
    found = {_SPELLINGS.get(name, name): value for name, value in found.items()}
    facts = {name: found[name] for name in _KEYWORDS if name in found}
    if "enum" in facts:
        facts["enum"] = sorted(facts["enum"])
    if isinstance(found.get("items"), dict):
        facts["items"] = rules(found["items"], document)
    if found.get("additionalProperties") is False:
        facts["closed"] = True
    if found.get("nullable"):
        facts["nullable"] = True
    return facts


def operations(document: Json) -> Iterator[tuple[str, Json, list[Json]]]:
    """Name, operation and parameters of each operation of the API."""
    for path, methods in document["paths"].items():
        if not path.startswith("/api/v1/"):
            continue
        for method in methods.keys() - {"parameters"}:
            operation = methods[method]
            given = [*methods.get("parameters", []), *operation.get("parameters", [])]
            parameters = [resolved(item, document) if "$ref" in item else item for item in given]
            yield f"{method.upper()} {path}", operation, parameters


def asked(document: Json) -> dict[str, Json]:
    """The rules of each query parameter and of each member of a body."""
    result: dict[str, Json] = {}
    for name, operation, parameters in operations(document):
        for parameter in parameters:
            if parameter["in"] == "query":
                found = rules(parameter["schema"], document)
                # A query has no null; the emulator writes one for what was not sent.
                result[f"{name} ?{parameter['name']}"] = {fact: found[fact] for fact in found if fact != "nullable"}
        content = resolved(operation.get("requestBody", {}), document).get("content", {})
        body = content.get("application/json", {}).get("schema")
        if body:
            described = resolved(body, document)
            result[f"{name} body"] = {**rules(body, document), "required": sorted(described.get("required", []))}
            for member, schema in described.get("properties", {}).items():
                result[f"{name} body.{member}"] = rules(schema, document)
    return result


def answered(document: Json) -> dict[str, Json]:
    """The members of each successful reply; a free object has none."""
    result: dict[str, Json] = {}
    for name, operation, _parameters in operations(document):
        for status, reply in operation["responses"].items():
            if status.startswith("2"):
                content = resolved(reply, document).get("content", {})
                schema = content.get("application/json", {}).get("schema", {})
                result.update(members(schema, document, f"{name} reply"))
    return result


def members(schema: object, document: Json, where: str) -> Iterator[tuple[str, Json]]:
    """The paths of all members, at any depth, and what each holds: its type, and whether it may be null."""
    found = resolved(schema, document)
    if isinstance(found.get("items"), dict):
        yield from members(found["items"], document, f"{where}[]")
    for name, inner in found.get("properties", {}).items():
        facts = rules(inner, document)
        kind = facts.get("type", "string" if "enum" in facts else None)
        # A whole number is a number; where no type is published there is nothing to compare.
        told = {"type": "number" if kind == "integer" else kind, "nullable": "nullable" in facts} if kind else {}
        yield f"{where}.{name}", told
        yield from members(inner, document, f"{where}.{name}")


def compared(first: dict[str, Json], second: dict[str, Json], names: tuple[str, str]) -> Iterator[str]:
    """A sentence for each thing that only one side knows, or that the sides know differently."""
    for where in sorted(first.keys() | second.keys()):
        if where not in second:
            yield f"{where}: only in the {names[0]}"
        elif where not in first:
            yield f"{where}: only in the {names[1]}"
        else:
            for fact in sorted(first[where].keys() | second[where].keys()):
                values = first[where].get(fact), second[where].get(fact)
                if values[0] != values[1]:
                    yield f"{where}: {fact} is {values[0]!r} in the {names[0]}, {values[1]!r} in the {names[1]}"


def closed(view: dict[str, Json], other: dict[str, Json]) -> dict[str, Json]:
    """Without the members of what is a free object on the other side."""
    known = {where.rpartition(".")[0].removesuffix("[]") for where in other}
    free = {where for where in other if where not in known and not where.endswith(" reply.data")}
    return {where: facts for where, facts in view.items() if free.isdisjoint(_holders(where))}


def _holders(where: str) -> Iterator[str]:
    """The paths of all objects that a member is in."""
    return (where[: end.start()] for end in re.finditer(r"(\[\])?\.", where))


def named(document: Json) -> dict[str, Json]:
    """The operations of a description, without any fact."""
    return {name: {} for name, _operation, _parameters in operations(document)}


def described_and_emulated() -> Iterator[str]:
    """The description against the emulator."""
    names = "description", "emulator"
    first, second, emulated = (named(side) for side in (DESCRIPTION, SECOND, EMULATOR))
    yield from compared({**first, **second}, emulated, names)
    deeper = {name for name in second.keys() & emulated.keys() if name not in DESCRIBED_BETTER_BY_THE_FIRST}
    yield from _described_alike(DESCRIPTION, (first.keys() & emulated.keys()) - deeper)
    yield from _described_alike(SECOND, deeper)


#: The second part speaks of them in passing, or in the words of one revision only.
DESCRIBED_BETTER_BY_THE_FIRST: frozenset[str] = frozenset()


def _described_alike(description: Json, both: set[str]) -> Iterator[str]:
    for view in (asked, answered):
        described, emulated = (
            {where: facts for where, facts in view(side).items() if " ".join(where.split(" ")[:2]) in both}
            for side in (description, EMULATOR)
        )
        if view is answered:
            described, emulated = closed(described, emulated), closed(emulated, described)
        yield from compared(described, emulated, ("description", "emulator"))


# -- the description and the fields of the modules

KNOWN_SCHEMAS = {name for document in (DESCRIPTION, SECOND) for name in document["components"]["schemas"]}
_TYPES = {"string": "str", "boolean": "bool", "object": "dict", "array": "list", "integer": "int"}


def part_with(name: str) -> Json:
    """The part of the description that has this schema."""
    return DESCRIPTION if name in DESCRIPTION["components"]["schemas"] else SECOND


def schema(name: str) -> Json:
    """The properties of a schema of the description."""
    found: Json = resolved({"$ref": f"#/components/schemas/{name}"}, part_with(name))["properties"]
    return found


def described_field(schemas: tuple[Json, Json, Json], name: str, document: Json) -> Json:
    """What the description says of a field, in the words of `Field`. Of several types it is that of an option."""
    creation, update, reply = schemas
    found = resolved(creation.get(name) or update[name], document)
    kind = _TYPES[found["type"].rpartition(" or ")[2]]
    facts: Json = {"type": kind, "mutable": name in update, "compared": name in reply}
    if found["type"] == "array":
        facts["elements"] = _TYPES[resolved(found["items"], document)["type"]]
    if "enum" in found:
        facts["choices"] = found["enum"]
    return facts


def declared_field(item: Field) -> Json:
    """The same of a field of the collection."""
    facts: Json = {"type": item.type, "mutable": item.mutable, "compared": item.compared}
    if item.elements:
        facts["elements"] = item.elements
    if item.choices:
        facts["choices"] = list(item.choices)
    # What acts at creation only is never compared, so whether it could be changed does not matter.
    return facts if item.compared else {**facts, "mutable": False}


def described_and_declared() -> Iterator[str]:
    """The description against the fields of the resources, and against what may be asked of listings."""
    for resource in resources():
        if resource.schemas is None:
            continue
        names = resource.schemas
        unknown = [name for name in names if name and name not in KNOWN_SCHEMAS]
        if unknown:
            yield from (f"{name}: a schema of {resource.member} that is in no description" for name in unknown)
            continue
        # What cannot be changed by the API has no schema for that.
        creation, update, reply = (schema(name) if name else Json() for name in names)
        described = {
            f"{names[1] or names[0]} field {name}": described_field(
                (creation, update, reply), name, part_with(names[0])
            )
            for name in {**creation, **update}
        }
        declared = {f"{names[1] or names[0]} field {item.name}": declared_field(item) for item in resource.fields}
        yield from compared(described, declared, ("description", "module"))
    known = asked(DESCRIPTION)
    listing = {where.partition("?")[2]: facts for where, facts in known.items() if "/containers/ ?" in where}
    questions = {
        name: {"enum": sorted(entry["choices"])} if "choices" in entry else {}
        for name, entry in _info.options().items()
        if name not in NOT_OF_THE_LISTING
    }
    expected = {
        name: {"enum": facts["enum"]} if name.startswith("sort_") else {}
        for name, facts in listing.items()
        if name not in SENT_BY_THE_CLIENT
    }
    yield from compared(expected, questions, ("description of the listing", "module container_info"))


#: Options of container_info that are answered by other requests, or by the module itself.
NOT_OF_THE_LISTING = {"container", "project", "status", "show_environment", "stats", "network", "firewall", "snapshots"}
#: Parameters of the listing that are no option of the module: all pages are read, a realm is a connection setting.
SENT_BY_THE_CLIENT = {"page", "limit", "realm_id"}


# -- the argument specifications and what is documented


@cache
def documentation(module: str, part: str) -> Any:
    """A documentation string of a module, as data."""
    found = importlib.import_module(f"ansible_collections.hoody.cloud.plugins.modules.{module}")
    return yaml.safe_load(getattr(found, part))


_FACTS = ("type", "elements", "choices", "default", "required")


def facts_of(options: Json, inner: str, where: str) -> dict[str, Json]:
    """The rules of all options, those of options in options too."""
    result: dict[str, Json] = {}
    for name, entry in options.items():
        result[f"{where}{name}"] = {fact: entry[fact] for fact in _FACTS if entry.get(fact) is not None}
        result.update(facts_of(entry.get(inner) or {}, inner, f"{where}{name}."))
    return result


@cache
def fragment(name: str) -> Json:
    """A documentation fragment by the name under which modules extend it."""
    stem, _dot, part = name.removeprefix("hoody.cloud.").partition(".")
    module = importlib.import_module(f"ansible_collections.hoody.cloud.plugins.doc_fragments.{stem}")
    text: Json = yaml.safe_load(getattr(module.ModuleDocFragment, (part or "documentation").upper()))
    return text


def documented(module: str) -> Iterator[str]:
    """The argument specification of a module against its documentation."""
    text = documentation(module, "DOCUMENTATION")
    options = dict(text.get("options", {}))
    for name in text["extends_documentation_fragment"]:
        for option, entry in fragment(name).get("options", {}).items():
            options[option] = {**entry, **options.get(option, {})}
    specified = facts_of(face(module).options, "options", f"{module} ")
    yield from compared(specified, facts_of(options, "suboptions", f"{module} "), ("module", "documentation"))
    yield from (f"{module} {name}: is not described" for name, entry in options.items() if not spoken(entry))


# -- what the documentation says of the API and of the settings

_CONNECTION = ["hoody.cloud.api.environment", "hoody.cloud.api"]
ENVIRONMENT, FRAGMENT = (fragment(name)["options"] for name in _CONNECTION)


def spoken(entry: Json) -> str:
    """The description of an option as one text."""
    text = entry.get("description") or ""
    return text if isinstance(text, str) else " ".join(text)


def spoken_default(entry: Json) -> Json:
    """The default of the API that a description names."""
    found = re.search(r"The API's default is V\((\w+)\)", spoken(entry))
    return {"default": yaml.safe_load(found.group(1)) if found else None}


def promised() -> Iterator[str]:
    """Defaults of the API, members of its objects and names of variables, wherever the documentation repeats them."""
    options = documentation("container", "DOCUMENTATION")["options"]
    described = {
        f"default of {name}": {"default": resolved(entry, DESCRIPTION).get("default")}
        for name, entry in schema("ContainerCreate").items()
        if name in options
    }
    told = {where: spoken_default(options[where.removeprefix("default of ")]) for where in described}
    yield from compared(described, told, ("description", "documentation"))
    for module, result, name in (("container", "container", "Container"), ("container_network", "network", "Network")):
        sample = documentation(module, "RETURN")[result]["sample"]
        for member in sorted(sample.keys() - schema(name).keys()):
            yield f"sample of {module}: {member} is not in the description"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for plugin in ("inventory.containers", "lookup.container"):
        text = importlib.import_module(f"ansible_collections.hoody.cloud.plugins.{plugin}").DOCUMENTATION
        # In this order, as the first of them decides about what both say.
        extended = [name for name in yaml.safe_load(text)["extends_documentation_fragment"] if name in _CONNECTION]
        if extended != _CONNECTION:
            yield f"{plugin}: does not extend {_CONNECTION}"
    for setting in _sources.SETTINGS:
        written = {
            "the documentation": re.findall(r"E\((\w+)\)", spoken(FRAGMENT[setting.name])),
            "the fragment of plugins": [entry["name"] for entry in ENVIRONMENT.get(setting.name, {}).get("env", [])],
        }
        for place, variables in written.items():
            if tuple(variables) != setting.environment:
                yield f"setting {setting.name}: {place} names {variables}, the code {list(setting.environment)}"
        missing = [name for name in (setting.name, *setting.environment) if f"`{name}`" not in readme]
        if missing:
            yield f"setting {setting.name}: the README does not name {missing}"


# -- the tests


def differences() -> list[str]:
    """All of them, a sentence each."""
    modules = [line for module in MODULES for line in documented(module)]
    return [*described_and_emulated(), *described_and_declared(), *modules, *promised()]


def test_the_places_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    found = differences()
    unexpected = [line for line in found if not any(words in line for words in INTENDED)]
    assert not unexpected, "\n" + "\n".join(unexpected)
    gone = [words for words in INTENDED if not any(words in line for line in found)]
    assert not gone, f"no longer different, so take it out of INTENDED: {gone}"


@pytest.mark.parametrize("module", MODULES)
def test_no_resource_is_overlooked(module: str) -> None:
    """What a module manages is a resource, and where that is the API's the description and the emulator know it."""
    owner = face(module).resource
    assert owner or module in MANAGING_OTHERWISE, "its work is to be that of a resource"
    if owner and owner.schemas:
        assert all(schema(name) for name in owner.schemas if name)
    if isinstance(owner, Plain):
        create = f"POST /api/v1{owner.path.replace('{project_id}', '{id}')}"
        assert create in named(EMULATOR), f"the emulator has no {owner.plural}"


#: A fleet is many containers; a claim is not kept by the API; questions are asked in more than one way; and a survey
#: manages nothing.
MANAGING_OTHERWISE = {
    *("container_fleet", "container_claim", "api_survey"),
    *("container_info", "container_network_info", "container_firewall_info", "public_key_info"),
    *("container_snapshot_info", "image_info", "realm_info", "server_info"),
}


def test_what_a_new_revision_brings_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new field, a new choice, another limit and another default: each is named in all the places that lack it."""
    schemas = DESCRIPTION["components"]["schemas"]
    creation, network = schemas["ContainerCreate"]["properties"], schemas["NetworkUpdate"]["properties"]
    monkeypatch.setitem(creation, "gpu", {"type": "boolean"})
    monkeypatch.setitem(creation["comment"], "maxLength", 10)
    monkeypatch.setitem(creation["ai"], "default", False)
    monkeypatch.setitem(network, "type", {"type": "string", "enum": ["block", "wireguard"]})
    found = "\n".join(differences())
    for words in (
        "POST /api/v1/projects/{id}/containers body.gpu: only in the description",
        "ContainerUpdate field gpu: only in the description",
        "body.comment: maxLength is 10 in the description, 16000 in the emulator",
        "default of ai: default is False in the description, True in the documentation",
        "PATCH /api/v1/containers/{id}/network body.type: enum",
        "NetworkUpdate field type: choices is ['block', 'wireguard']",
    ):
        assert words in found
