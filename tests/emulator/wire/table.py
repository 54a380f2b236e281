# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a table of members is. An object is written down once, as such a table.

From the table come the object that is replied, the schema that documents it and the check that the one is the other;
and for members that are ``taken``, the bodies of requests, and what is kept of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from types import GenericAlias
from typing import Any, Optional

from pydantic import BaseModel, ConfigDict, Field, create_model

from .bodies import REQUIRED, Body, Taken, body_model, broken_rule, strict
from .switches import Switches, active_switches

Json = dict[str, Any]
#: The value of a member that this object does not have.
ABSENT: Any = object()
#: Name and value of a member, the table of what it holds, and whether it is a list of that.
_Source = tuple[str, Callable[[Any], Any], Optional["Table"], bool]


@dataclass(frozen=True)
class Member:
    """One member: its name, its kind (a type, a Table, or a list of one Table), and where its value comes from.

    ``value`` takes the subject of the table. ``left_out`` names the views without it, ``known`` tells whether a
    revision has it. Only what is ``optional`` may be missing from an object that should have it. ``taken`` says how
    the bodies of that name take it. What is ``kept`` is stored as it was sent, and is ``default`` until then.
    """

    name: str
    kind: Any
    value: Callable[[Any], Any]
    null: bool
    optional: bool
    left_out: frozenset[str]
    known: Callable[[Switches], bool] | None
    about: str
    taken: Mapping[str, Taken]
    kept: bool
    default: Any

    @property
    def table(self) -> Table | None:
        """The table of the object or of the objects that the member holds."""
        kind = self.kind[0] if isinstance(self.kind, list) else self.kind
        return kind if isinstance(kind, Table) else None

    def annotation(self) -> Any:
        """The type of the member for pydantic."""
        kind: Any = self.table.model if self.table else self.kind
        if isinstance(self.kind, list):
            kind = GenericAlias(list, kind)
        return Optional[kind] if self.null else kind  # noqa: UP045 - the kind is known at run time only


def member(
    name: str,
    kind: Any,
    source: str | Callable[[Any], Any] = "",
    *,
    null: bool = False,
    optional: bool = False,
    not_in: str = "",
    known: Callable[[Switches], bool] | None = None,
    about: str = "",
    taken: str | Mapping[str, Taken] = "",
    default: Any = None,
    limits: Json | None = None,
) -> Member:
    """A member. ``source`` is the attribute that holds its value (its own name if empty), or a function.

    ``taken`` names the bodies that take it, such as ``create update``; then its value is kept in ``values`` of the
    subject, unless ``source`` says where else. ``limits`` are pydantic's, and of the bodies only. A member with rules
    of its own has a Taken for each body instead. What can be null is null until it is sent; what has neither null nor
    a ``default`` must be sent when it is created.
    """
    kept = bool(taken) and not source
    if isinstance(taken, str):
        taken = _plainly(kind, taken.split(), limits or {}, null, default)
    value = source if callable(source) else attrgetter(source or name)
    if kept:
        value = _kept_value(name, default)
    return Member(name, kind, value, null, optional, frozenset(not_in.split()), known, about, taken, kept, default)


def _plainly(kind: Any, bodies: Sequence[str], limits: Json, null: bool, default: Any) -> dict[str, Taken]:
    if not bodies:
        return {}
    plain = Taken(strict(kind, limits, null), default if null or default is not None else REQUIRED)
    return {which: plain.in_body(which) for which in bodies}


def _kept_value(name: str, default: Any) -> Callable[[Any], Any]:
    return lambda subject: subject.values.get(name, default)


class Table:
    """The members of one kind of object."""

    def __init__(self, name: str, about: str, *members: Member) -> None:
        self.name = name
        self.members = members
        self.model: type[BaseModel] = _model(name, about, members)
        self.kept = {item.name: item for item in members if item.kept}
        self._switches: Switches | None = None
        self._views: dict[str, list[_Source]] = {}

    def _sources(self, view: str, switches: Switches) -> list[_Source]:
        """Where the members come from that a view of this revision shows. It is asked for each object of a page."""
        if switches is not self._switches:
            self._switches, self._views = switches, {}
        found = self._views.get(view)
        if found is None:
            found = self._views[view] = [
                (item.name, item.value, item.table, isinstance(item.kind, list))
                for item in self.members
                if view not in item.left_out and (item.known is None or item.known(switches))
            ]
        return found

    def members_of(self, subject: Any, view: str, switches: Switches) -> Json:
        """The object as the view of this revision shows it, not checked."""
        shown: Json = {}
        for name, value_of, table, is_list in self._sources(view, switches):
            value = value_of(subject)
            if value is ABSENT:
                continue
            if table is not None and value is not None:
                value = (
                    [table.members_of(item, view, switches) for item in value]
                    if is_list
                    else table.members_of(value, view, switches)
                )
            shown[name] = value
        return shown

    def render(self, subject: Any, switches: Switches, view: str = "") -> Json:
        """The object as the view of this revision shows it. What is not as documented is a fault of the emulator."""
        shown = self.members_of(subject, view, switches)
        self.model.model_validate(shown)
        return shown

    def body(
        self, which: str, name: str, about: str, *sent_only: Member, base: type[Body] = Body, empty: bool = True
    ) -> type[Body]:
        """The body of a request: members that it takes, ``sent_only``, which no reply shows, and what ``base`` has.

        Members that the active revision does not know are ignored, whatever they hold. Unless it may be ``empty``,
        something must have been sent.
        """
        members = [item for item in (*self.members, *sent_only) if which in item.taken]
        fields = {item.name: item.taken[which] for item in members if item.name not in base.model_fields}
        return body_model(name, about, base, fields, _ignoring(members, empty))

    def keep(self, body: Body, values: Json) -> None:
        """Store what was sent, where the members are kept that have no rules of their own."""
        values.update({name: body[name] for name in body.sent & self.kept.keys()})


def _ignoring(members: Sequence[Member], empty: bool) -> Callable[[Any], Any]:
    """A step before the validation of a body."""
    revised = {item.name: item.known for item in members if item.known}

    def check(value: Any) -> Any:
        if value == {} and not empty:
            raise broken_rule("empty", "must NOT have fewer than 1 properties")
        if not isinstance(value, dict):
            return value
        switches = active_switches.get()
        return {key: sent for key, sent in value.items() if key not in revised or revised[key](switches)}

    return check


def _model(name: str, about: str, members: tuple[Member, ...]) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for item in members:
        required = not (item.optional or item.left_out or item.known)
        description = item.about or None
        fields[item.name] = (
            item.annotation(),
            Field(description=description) if required else Field(default=None, description=description),
        )
    model: type[BaseModel] = create_model(
        name, __config__=ConfigDict(extra="forbid", strict=True), __doc__=about, **fields
    )
    return model


@lru_cache
def envelope_of(table: Table | None, *, many: bool = False, warnings: Table | None = None) -> type[BaseModel]:
    """The success envelope (API notes 1.1) around an object, around a list of them, or around nothing.

    ``warnings`` is what may stand beside it.
    """
    data: Any = type(None) if table is None else table.model
    if many:
        data = GenericAlias(list, data)
    beside: dict[str, Any] = {"warnings": (GenericAlias(list, warnings.model), None)} if warnings else {}
    name = "NothingReply" if table is None else f"{table.name}{'List' if many else ''}Reply"
    model: type[BaseModel] = create_model(
        name,
        __doc__="The success envelope (API notes 1.1).",
        statusCode=(int, ...),
        message=(str, ...),
        data=(data, ...),
        **beside,
    )
    return model
