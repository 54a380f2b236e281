# SPDX-License-Identifier: GPL-3.0-or-later
"""Which items of a fleet claim a name or a key that a container has, and whether they can get it. Pure.

A name is unique in its project and an SSH key in the account (API notes 5.4), so what another container keeps cannot be
had, and what it gives up can be had only afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .._api.errors import InputError
from .._container.model import NAME, RAMDISK_SCOPE, SSH_KEY, Desired, held_by
from .._container.refusing import SHARED
from .._container.values import NEW_KEY
from .._engine.field import Field
from .._text.plain import some
from .._text.types import Json
from .model import Item

_MOST = 3


class Order(NamedTuple):
    """By the numbers of the items: why an item is impossible, and in which waves the others can be done."""

    refused: dict[int, str]
    waves: list[list[int]]


def check_keys(items: Sequence[Item]) -> None:
    """Raise InputError when two items ask for one key, or for one file with it: which of them should have it?"""
    asking = defaultdict(list)
    for item in items:
        for claimed in _keys_of(item.container):
            asking[claimed].append(item.name)
    for (option, _value), names in asking.items():
        if len(names) > 1:
            raise InputError(
                f"The items {some(names, _MOST)} of containers have the same {option}, "
                "which can be used for one container only."
            )


def _keys_of(wanted: Desired) -> list[tuple[str, str]]:
    """What decides which key a container is to have, each with the option that says so."""
    key = SSH_KEY.current(wanted.fields)
    stated = [("ssh_key_file", wanted.ssh_key_file), (SSH_KEY.option_name, None if key == NEW_KEY else key)]
    return [] if wanted.state == "absent" else [(option, value) for option, value in stated if value]


def new_keys(items: Sequence[Item | None], found: Sequence[Json | None]) -> bool:
    """Whether any item asks for a key that its container does not have yet."""
    return bool(_claimed(items, found, SSH_KEY))


def order(
    items: Sequence[Item | None], found: Sequence[Json | None], listed: Sequence[Json], elsewhere: Sequence[Json] = ()
) -> Order:
    """What is impossible, and what has to wait for what.

    ``items`` are None where an item is wrong in itself; ``found`` are the containers that they are about, in the same
    order; ``listed`` is the project, and ``elsewhere`` what other projects hold, as far as it was listed.
    """
    refused: dict[int, str] = {}
    after: dict[int, dict[int, str]] = defaultdict(dict)
    about = {there["id"]: number for number, there in enumerate(found) if there}
    for member, containers in ((NAME, listed), (SSH_KEY, [*listed, *elsewhere])):
        claims = _claimed(items, found, member)
        holders = _holders(containers, member) if claims else {}
        for number, claimed in claims.items():
            for holder in holders.get(claimed, ()):
                other = about.get(holder["id"])
                refusal = _refusal(_name(items[number]), holder, member, claimed)
                if other is not None and _gives_up(items[other], holder, member):
                    after[number][other] = refusal
                else:
                    refused[number] = refusal
    _spread(refused, after)
    _let_one_be_alone(items, found, refused, after)
    waves, left = _waves([number for number in range(len(items)) if number not in refused], after)
    refused.update((number, _knot(items, left)) for number in left)
    return Order(refused, waves)


def _let_one_be_alone(
    items: Sequence[Item | None],
    found: Sequence[Json | None],
    refused: dict[int, str],
    after: dict[int, dict[int, str]],
) -> None:
    """Let the container that is to share its RAM disk with the project come before all that are yet to be made."""
    sharing = [number for number, item in enumerate(items) if item and _begins_to_share(item, found[number])]
    sharing = [number for number in sharing if number not in refused]
    for number in sharing[1:]:
        refused[number] = (
            f"The item {_name(items[number])} of containers cannot have {RAMDISK_SCOPE.option_name}: {SHARED}, which "
            f"only a container that is alone in its project can be given: '{_name(items[sharing[0]])}' is there too."
        )
    for number in range(len(items)):
        if sharing and found[number] is None and number != sharing[0]:
            after[number].setdefault(sharing[0], "")


def _begins_to_share(item: Item, there: Json | None) -> bool:
    return item.container.state != "absent" and RAMDISK_SCOPE.seen(there or {}) != SHARED == (
        item.container.fields.get(RAMDISK_SCOPE.name)
    )


def _name(item: Item | None) -> str:
    return item.name if item else ""


def _spread(refused: dict[int, str], after: Mapping[int, Mapping[int, str]]) -> None:
    """Refuse what waits for an item that is refused, as that one gives nothing up."""
    spreading = True
    while spreading:
        spreading = False
        for number, others in after.items():
            blocked = [refusal for other, refusal in others.items() if other in refused]
            if blocked and number not in refused:
                refused[number] = blocked[0]
                spreading = True


def _claimed(items: Sequence[Item | None], found: Sequence[Json | None], member: Field) -> dict[int, str]:
    """By the numbers of the items: what each is to have and has not."""
    claims = {number: _claims(item.container, found[number], member) for number, item in enumerate(items) if item}
    return {number: value for number, value in claims.items() if value}


def _claims(wanted: Desired, there: Json | None, member: Field) -> str | None:
    """The canonical value that a container is to have and has not; None when it claims nothing."""
    if wanted.state == "absent":
        return None
    value: str | None = member.current(wanted.fields)
    return value if value and value != member.seen(there or {}) else None


def _holders(containers: Sequence[Json], member: Field) -> dict[str, list[Json]]:
    """The containers by what they hold.

    A key that several show is the default of the project, which older revisions show where there is none (U19).
    """
    holding: dict[str, list[Json]] = defaultdict(list)
    for there in containers:
        value = member.seen(there)
        if value:
            holding[value].append(there)
    return {value: held for value, held in holding.items() if len(held) == 1 or member is NAME}


def _gives_up(item: Item | None, holder: Json, member: Field) -> bool:
    """Whether an item takes from its container what another one claims."""
    if item is None:
        return False
    if item.container.state == "absent":
        return True
    fields = item.container.fields
    return member.name in fields and bool(member.current(fields) != member.seen(holder))


def _refusal(item: str, holder: Json, member: Field, claimed: str) -> str:
    what = f"the name '{claimed}'" if member is NAME else "this ssh_public_key"
    return f"The item {item} of containers cannot have {what}. {held_by([holder], {member.name: claimed})}"


def _waves(numbers: Sequence[int], after: Mapping[int, Mapping[int, str]]) -> tuple[list[list[int]], list[int]]:
    """The numbers in an order in which each comes after those that it waits for; and those that wait for each other."""
    waves: list[list[int]] = []
    left = list(numbers)
    while left:
        to_come = set(left)
        ready = [number for number in left if not after.get(number) or to_come.isdisjoint(after[number])]
        if not ready:
            break
        waves.append(ready)
        left = sorted(to_come.difference(ready))
    return waves, left


def _knot(items: Sequence[Item | None], left: Sequence[int]) -> str:
    names = sorted(item.name for item in (items[number] for number in left) if item)
    return (
        f"The items {some(names, _MOST)} of containers need names or keys of each other, so none can be "
        "changed first: rename one of them, or remove its key, in an earlier task."
    )
