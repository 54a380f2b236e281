# SPDX-License-Identifier: GPL-3.0-or-later
"""What a field is, and what a plan is. Pure: dictionaries in, dictionaries out, no request and no Ansible.

A resource is a tuple of fields. Everything that has to know the fields of a resource (the argument specification, the
comparison, the body of a request, the diff, what may be shown) is made from that tuple.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from .._api.errors import InputError, Unreadable
from .._api.reading import Members
from .._api.values import misfit
from .._text.types import Json


def _unchanged(value: Any) -> Any:
    return value


class Field(NamedTuple):
    """One member of an API object, and the module option of the same meaning.

    ``read`` turns an option's value into the value that is sent; it raises ValueError with the words that finish the
    sentence "<option> must ...". ``canonical`` turns a value, sent or received, into the form in which two spellings of
    one value are equal. ``default`` is what a reply that lacks the member means. An empty string is refused, unless
    the field is ``clearable``.
    """

    name: str
    type: str = "str"
    elements: str | None = None
    choices: tuple[str, ...] | None = None
    option: str = ""
    #: Shorter names of the option.
    aliases: tuple[str, ...] = ()
    read: Callable[[Any], Any] = _unchanged
    canonical: Callable[[Any], Any] = _unchanged
    default: Any = None
    mutable: bool = True
    clearable: bool = False
    #: False for what acts at creation only: no reply tells it.
    compared: bool = True
    secret: bool = False
    #: Makes of an option's value, of whatever shape, what may be logged and returned of it.
    shown: Callable[[Any], Any] | None = None

    @property
    def option_name(self) -> str:
        """The name of the module option, which is the API's name unless said otherwise."""
        return self.option or self.name

    def argument(self) -> Json:
        """The entry of the argument specification."""
        spec: Json = {"type": self.type}
        if self.elements:
            spec["elements"] = self.elements
        if self.aliases:
            spec["aliases"] = list(self.aliases)
        if self.choices:
            spec["choices"] = list(self.choices)
        # Said outright, as the names of some options look like those of secrets.
        if "key" in self.name or "password" in self.name:
            spec["no_log"] = self.secret
        return spec

    def current(self, state: Mapping[str, Any]) -> Any:
        """The canonical value in an object that the API sent. Raises Unreadable for a value of another type."""
        value = state.get(self.name)
        fault = misfit(value, self.type, self.elements or "str")
        if fault:
            raise Unreadable(f"The API shows something whose {self.name} {fault}.")
        return self.canonical(self.default if value is None else value)

    def seen(self, state: Mapping[str, Any]) -> Any:
        """The same for one of many that are looked through: None where it cannot be read, as the others must go on."""
        return None if misfit(state.get(self.name), self.type, self.elements or "str") else self.current(state)


def members_of(fields: Iterable[Field], **others: str) -> Members:
    """The members that these fields read, and others."""
    return {**others, **{item.name: item.type for item in fields}}


def argument_spec(fields: Iterable[Field]) -> Json:
    """The argument specification of these fields."""
    return {item.option_name: item.argument() for item in fields}


def read_options(fields: Iterable[Field], options: Mapping[str, Any]) -> Json:
    """The wanted values by API name, as they are to be sent. Options that were not given are left out.

    Raises InputError for a value that the API would refuse.
    """
    wanted = {}
    for item in fields:
        value = options.get(item.option_name)
        if value is None:
            continue
        try:
            wanted[item.name] = item.read(value)
        except ValueError as problem:
            raise InputError(f"The option {item.option_name} must {problem}.") from None
    return wanted


def refuse_blanks(options: Mapping[str, Any], fields: Iterable[Field] = ()) -> None:
    """Raise InputError for an option that holds a blank string: to take it as unset would widen what a task touches.

    It means something for the ``clearable`` ones among the fields only.
    """
    clearable = {item.option_name for item in fields if item.clearable}
    blank = [name for name, value in options.items() if _is_blank(value) and name not in clearable]
    if blank:
        name = min(blank)
        raise InputError(
            f"The option {name} must not be blank. To leave it out where a variable may be empty, write "
            f'{name}: "{{{{ variable | default(omit, true) }}}}".'
        )


def _is_blank(value: Any) -> bool:
    """Whether it is a string without anything in it, or a list that has one."""
    if isinstance(value, str):
        return not value.strip()
    return isinstance(value, (list, tuple)) and any(isinstance(item, str) and not item.strip() for item in value)


def differing(fields: Iterable[Field], state: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[Field]:
    """The fields whose wanted value is not the present one.

    A field that cannot be changed and that the reply leaves out (API notes 4) cannot be compared and is passed over.
    """
    return [
        item
        for item in fields
        if item.compared
        and item.name in wanted
        and (item.mutable or item.name in state)
        and item.canonical(wanted[item.name]) != item.current(state)
    ]
