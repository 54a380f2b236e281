# SPDX-License-Identifier: GPL-3.0-or-later
"""What a proxy alias is to the engine: a plain resource whose name is that of one container in the whole account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.errors import Conflict, InputError, NotFound, Refused
from .._api.values import is_id
from .._container.aliases import ALIASES, checked_alias, list_aliases
from .._container.finding import (
    UnknownContainer,
    UnknownId,
    container_options,
    containers_of,
    read_container,
)
from .._container.model import status_of
from .._engine.field import argument_spec, members_of
from .._engine.lookup import UnknownProject
from .._engine.plain import STATES, Desired, Plain
from .._engine.plan import Plan, Step
from .._engine.resource import Decision, Outcome
from .._engine.task import Task
from .._engine.waiting import Work
from .._text.types import Json
from . import model
from .model import ALIAS_NAME, CONTAINER, FIELDS, INDEX, PORT, desired, numbered

_READ = members_of(FIELDS, id="str", url="str", project_id="str")
_PLACE: Json = {**container_options(), CONTAINER.option_name: {"type": "str"}}


class ProxyAliases(Plain):
    """The proxy aliases of the account."""

    member = "proxy_alias"
    plural = "proxy_aliases"
    path = ALIASES
    schemas = ("ProxyAliasCreate", "ProxyAliasUpdate", "ProxyAlias")
    fields = FIELDS

    def options(self) -> Json:
        """The argument specification of a module for one of them, without the connection."""
        return {
            **argument_spec(FIELDS),
            ALIAS_NAME.option_name: {"type": "str", "required": True},
            **_PLACE,
            "state": {"type": "str", "choices": list(STATES), "default": "present"},
        }

    def info_options(self) -> Json:
        """The argument specification of the question for them, without the connection."""
        return {ALIAS_NAME.option_name: {"type": "str"}, **_PLACE}

    def desired(self, given: Mapping[str, Any]) -> Desired:
        """Check the options. Raises InputError."""
        return desired(given)

    def decide(self, task: Task, wanted: Desired, current: Json | None) -> Work[Decision]:
        """Compare, having found out whose alias it is. Raises InputError for one of another container."""
        if wanted.state == "absent":
            mine = current if current and self._is_meant(task, current, wanted.project) else None
            return (yield from super().decide(task, wanted, mine))
        wanted = self._placed(task, wanted, current)
        decision = yield from super().decide(task, wanted, current)
        model.refuse_the_past(decision.plan.steps, wanted, current, task.client.clock.today())
        return decision

    def _is_meant(self, task: Task, alias: Json, project: str | None) -> bool:
        """Whether the task means this one, whose container may be gone."""
        called = task.options[CONTAINER.option_name]
        containers = containers_of(task.lookup)
        try:
            if called is None:
                return project is None or task.lookup.project_id(project) == alias.get("project_id")
            if containers.container(called, project)["id"] == alias.get(CONTAINER.name):
                return True
        except UnknownProject as problem:
            task.warnings.append(f"{problem} So there is nothing to delete.")
            return False
        except (UnknownContainer, UnknownId):
            if is_id(called):
                return bool(alias.get(CONTAINER.name) == called)
        # It may have been that of a container of this name which is gone, also where there is another one by now.
        return not is_id(called) and self._holder(task, alias) is None and self._was_of(task, alias, called)

    def _was_of(self, task: Task, alias: Json, called: str) -> bool:
        """Whether it was that of a container of this name which is gone, as far as the API tells."""
        try:
            single = task.client.get(self._item(alias["id"]))
        except NotFound:
            return False
        container = single.get("container") if isinstance(single, dict) else None
        name = container.get("name") if isinstance(container, dict) else None
        if name is None:
            task.warnings.append(
                f"There is no container '{called}', so it is unknown whether the proxy alias "
                f"{alias.get(ALIAS_NAME.name)} belonged to it. Leave out container to delete the alias."
            )
        return bool(name == called)

    def _placed(self, task: Task, wanted: Desired, current: Json | None) -> Desired:
        """What is wanted, with the id of the container. Raises InputError where another one has the alias."""
        called = target = task.options[CONTAINER.option_name]
        try:
            target = containers_of(task.lookup).container(called, wanted.project)["id"]
        except (UnknownContainer, UnknownProject) as problem:
            task.suppose(problem)
        by_id_alone = wanted.project is None and is_id(called)
        if current is None and by_id_alone and read_container(task.client, called) is None:
            raise UnknownId(f"There is no container with the id {called}.")
        if current and current.get(CONTAINER.name) != target:
            self._refuse_living(task, current, called)
        return wanted._replace(fields={**wanted.fields, CONTAINER.name: target})

    def _holder(self, task: Task, alias: Json) -> Json | None:
        """The container that an alias leads to; None when that is gone or about to go."""
        identity = alias.get(CONTAINER.name)
        found = read_container(task.client, identity) if identity else None
        return None if status_of(found) == "absent" else found

    def _refuse_living(self, task: Task, alias: Json, called: str) -> None:
        """Raise InputError unless the container of an alias is gone: then the alias leads nowhere, and may be moved."""
        holder = self._holder(task, alias)
        if holder:
            raise InputError(
                f"The proxy alias {alias.get(ALIAS_NAME.name)} belongs to the container {holder.get('name')} "
                f"({holder['id']}), not to '{called}'. Choose another alias, or delete that one with state: "
                "absent."
            )

    def plan(self, current: Json | None, wanted: Desired) -> Plan:
        """As for all plain ones. One whose container is gone is deleted, and made again with its settings."""
        if wanted.state == "absent":
            return super().plan(current, wanted)
        if current and current.get(CONTAINER.name) != wanted.fields[CONTAINER.name]:
            made = self.plan(None, wanted._replace(fields=model.taken_over(current, wanted.fields)))
            named = [item for item in FIELDS if item.option_name in made.after]
            return made._replace(steps=(Step("delete"), *made.steps), before=self._view(current, named))
        fields = model.completed(wanted, current)
        plan = super().plan(current, wanted._replace(fields=fields))
        return plan._replace(steps=tuple(model.with_its_port(step, fields) for step in plan.steps))

    def _work(self, task: Task, wanted: Desired, plan: Plan, current: Json | None) -> Work[Json | None]:
        """As for all plain ones; what the API does not take is told with what to do."""
        try:
            return (yield from super()._work(task, wanted, plan, current))
        except (Conflict, Refused) as problem:
            problem.add(model.advice(problem))
            raise

    def _create(self, task: Task, wanted: Desired, body: Json) -> Json | None:
        """Make it once: after an unclear reply what is there is adopted, if it is that of the container."""

        def settle() -> Json | None:
            found = self._named(task, None, wanted.name)
            return found if found and found.get(CONTAINER.name) == body[CONTAINER.name] else None

        try:
            made: Json = task.client.post(self.path, body, settle=settle, check=_checked_alias)
        except NotFound as problem:
            raise UnknownId(f"There is no container with the id {body[CONTAINER.name]}.", request=problem) from None
        return made

    def _listed(self, task: Task, _project: str | None) -> list[Json]:
        return [numbered(item) for item in list_aliases(task.client, task.lookup.realm(), _READ)]

    def _checked(self, identity: str, data: Any) -> Json:
        return _checked_alias(super()._checked(identity, data))

    def predicted(self, plan: Plan, current: Json | None) -> Json | None:
        """The alias as it will be, as far as can be told."""
        made = next((dict(step.body) for step in plan.steps if step.action == "create"), None)
        state = made or super().predicted(plan, current)
        if state and model.PROGRAM.current(state) in model.WEB:
            state = {**state, INDEX.name: state[PORT.name]}
        return numbered(state) if state else state

    def tell(self, task: Task, wanted: Desired, state: Json | None) -> None:
        """Warn of one that is there and leads nowhere, as its time is over."""
        if wanted.state == "present" and state and model.has_expired(state, task.client.clock.today()):
            task.warnings.append(
                f"The proxy alias {wanted.name} has expired at {state.get(model.EXPIRY.name)}, so its address "
                "returns HTTP 404."
            )

    def result(self, task: Task, outcome: Outcome) -> Json:
        """As for all, and the address."""
        return {**super().result(task, outcome), "url": (outcome.state or {}).get("url")}

    def inform(self, task: Task) -> Json:
        """Tell about all of them, or about those of a project, of a container, or of a name."""
        asked = task.options
        wanted = {ALIAS_NAME.name: asked[ALIAS_NAME.option_name]}
        try:
            if asked[CONTAINER.option_name] is not None:
                found = containers_of(task.lookup).container(asked[CONTAINER.option_name], asked["project"])
                wanted[CONTAINER.name] = found["id"]
            elif asked["project"] is not None:
                wanted["project_id"] = task.lookup.project_id(asked["project"])
        except (UnknownContainer, UnknownProject) as problem:
            task.suppose(problem)
            return {"changed": False, self.plural: []}
        listed = self._listed(task, None)
        chosen = [item for item in listed if all(value in (None, item.get(name)) for name, value in wanted.items())]
        chosen.sort(key=lambda item: (str(item.get(ALIAS_NAME.name) or ""), item["id"]))
        return {"changed": False, self.plural: chosen}


def _checked_alias(data: Any) -> Json:
    return numbered(checked_alias(data, _READ))


#: The one of them.
PROXY_ALIASES = ProxyAliases()
