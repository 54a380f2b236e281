# SPDX-License-Identifier: GPL-3.0-or-later
"""The face that modules show to Ansible: options in, result or one sentence of failure out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NoReturn

from ansible.module_utils.basic import AnsibleModule

from .._api.errors import HoodyError, missing_requests, outdated_requests
from .._api.settings import Settings, resolve
from .._api.sources import SETTINGS, without_blanks
from .._engine.field import Field, refuse_blanks
from .._engine.notes import Notes
from .._engine.task import Session, Task, unseen
from .._http.transport import REQUESTS_ERROR, REQUESTS_VERSION
from .._text.plain import plain
from .._text.secrets import can_be_masked, shown_url
from .._text.types import Json
from .masking import register_secrets
from .reserved import with_free_names
from .shapes import misshapen
from .shown import (
    presentable,
    secret_values,
    without_hidden,
)


class Surroundings:
    """What a module finds around it when it does not run in a process of its own: see the action plugin.

    Sessions are kept for the next module; ``progress`` shows a line that tells how far long work has come. ``notes_of``
    gives what the processes of the run share of an account, and ``many`` says that the modules are those of a loop.
    """

    def __init__(
        self,
        progress: Callable[[str], None],
        notes_of: Callable[[Settings], Notes] = lambda _settings: Notes(),
        many: bool = False,
    ) -> None:
        self.progress = progress
        self._notes_of = notes_of
        self._many = many
        #: What the next module is given, instead of reading it from the process that it would have.
        self.arguments: Json = {}
        self._sessions: dict[Settings, Session] = {}
        self._tried: str | None = None

    def tried(self, find_out: Callable[[], str]) -> str:
        """What was found out when this was tried for the first of the modules."""
        if self._tried is None:
            self._tried = find_out()
        return self._tried

    def session(self, settings: Settings) -> Session:
        """The session with these settings, the same one each time."""
        if settings not in self._sessions:
            self._sessions[settings] = Session(settings, notes=self._notes_of(settings), many=self._many)
        return self._sessions[settings]


SURROUNDINGS: ContextVar[Surroundings | None] = ContextVar("SURROUNDINGS", default=None)


#: What a variable or a file can change while the option has its default.
_SHOWN_AS_THEY_ARE = ("api_url", "api_timeout", "api_retries", "validate_certs")


def connection_options() -> Json:
    """The argument specification of the options that every module shares."""
    return {
        setting.name: {
            "type": setting.type,
            **({} if setting.default is None else {"default": setting.default}),
            **({"no_log": True} if setting.secret else {}),
        }
        for setting in SETTINGS
    }


class HoodyModule(AnsibleModule):
    """An AnsibleModule that shows no secret, and which takes a blank connection option as unset.

    Ansible shows the options beside every result. Marking all secrets as no_log would hide them there, as long as the
    options have the shapes that it expects; but then it replaces each of their values in all output, and a variable
    with the value "1" or "running" would leave nothing readable. So what is shown is decided by ``options``.
    """

    params: Json
    no_log_values: set[str]

    def __init__(self, fields: tuple[Field, ...], **specification: Any) -> None:
        self._rules = {"api_url": shown_url, **{item.option_name: item.shown for item in fields if item.shown}}
        #: The options as they were given, for as long as it is not known whether they are valid.
        self._given: Json | None = None
        #: The connection options that the task gives. The others have a default only where no variable and no file
        #: says otherwise.
        self._connection: frozenset[str] | None = None
        self._fault = ""
        super().__init__(supports_check_mode=True, **specification)
        if self._fault:
            self.fail_json(self._fault)
        self._given = None

    def _load_params(self) -> None:
        around = SURROUNDINGS.get()
        if around:
            self.params = around.arguments
        else:
            super()._load_params()
        self.params = without_blanks(self.params)
        own = {name: value for name, value in self.params.items() if name.startswith("_ansible_")}
        self._given = {name: value for name, value in self.params.items() if name not in own}
        self._connection = frozenset(setting.name for setting in SETTINGS if self._given.get(setting.name) is not None)
        self._fault = misshapen(self.argument_spec, self._given)
        if self._fault:
            # Some shapes make Ansible's validation end in a bare error.
            self.params = own
        self.keep_secret(secret_values(self.argument_spec, self._given))

    def _log_invocation(self) -> None:
        # The log of the system takes no NUL, and no line should look like another's.
        params, self.params = self.params, _in_one_line(self._presentable())
        try:
            super()._log_invocation()
        finally:
            self.params = params

    def settings(self) -> Settings:
        """The connection, which the options then show as it is. Raises SettingsError."""
        given = self._connection
        if given is None:  # an ansible-core that loads the options in another way: what is not a default was given
            given = frozenset(setting.name for setting in SETTINGS if self.params.get(setting.name) != setting.default)
        found = resolve({name: self.params[name] for name in given})
        effective = found._asdict()
        self.params.update({name: effective[name] for name in self.params if name in _SHOWN_AS_THEY_ARE})
        return found

    def exit_json(self, **kwargs: Any) -> NoReturn:
        """Return a result, with an invocation that can be shown."""
        super().exit_json(**self._fit_to_be_shown(kwargs))
        raise AssertionError("exit_json ends the module")

    def fail_json(self, msg: str, **kwargs: Any) -> NoReturn:
        """Return a failure, with an invocation that can be shown, and fit what Ansible says of options to be shown."""
        if self._given is not None:
            msg = self._fault or without_hidden(msg, self.argument_spec, self._rules, self._given)
        super().fail_json(msg, **self._fit_to_be_shown(kwargs))
        raise AssertionError("fail_json ends the module")

    def _fit_to_be_shown(self, result: Json) -> Json:
        # These values stand nowhere in what we return, but somebody else may have quoted them.
        self.no_log_values = {value for value in self.no_log_values if can_be_masked(value)}
        shown: Json = with_free_names({"invocation": {"module_args": self._presentable()}, **result})
        return shown

    def _presentable(self) -> Json:
        options = self.params if self._given is None else self._given
        return dict(presentable(self.argument_spec, self._rules, options))

    def keep_secret(self, values: Iterable[str]) -> None:
        """Never show these values, which Ansible does not know to be secret."""
        known = set(values)
        self.no_log_values.update(known)
        register_secrets(filter(can_be_masked, known))


def _in_one_line(value: Any) -> Any:
    """The value with strings that are plain, whatever it is made of."""
    if isinstance(value, dict):
        return {name: _in_one_line(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_in_one_line(item) for item in value]
    return plain(value) if isinstance(value, str) else value


def run(work: Callable[[Task], Json], options: Json, fields: tuple[Field, ...] = (), **rules: Any) -> None:
    """Run the work of a module with the options given to it, and return its result to Ansible.

    ``fields`` are those among the options that know how they may be shown.
    """
    module = HoodyModule(fields, argument_spec={**connection_options(), **options}, **rules)
    if REQUESTS_ERROR:
        module.fail_json(msg=str(missing_requests(REQUESTS_ERROR)), exception=REQUESTS_ERROR)
    try:
        refuse_blanks({name: module.params.get(name) for name in options}, fields)
        settings = module.settings()
        module.keep_secret(settings.secrets)
        for warning in (*settings.warnings, outdated_requests(REQUESTS_VERSION)):
            if warning:
                module.warn(warning)
        with _task(module, settings) as task:
            result = _attempted(work, task)
    except HoodyError as problem:
        module.fail_json(msg=str(problem), exception=None, changed=False, **problem.result)
    for warning in task.warnings:
        module.warn(plain(warning))
    if "msg" in result:
        module.fail_json(exception=None, **result)
    module.exit_json(**result)


def _attempted(work: Callable[[Task], Json], task: Task) -> Json:
    """The result of the work; with a ``msg`` when it failed, beside what was done before."""
    try:
        return work(task)
    except HoodyError as problem:
        return {"msg": str(problem), **task.failure(problem)}


@contextmanager
def _task(module: HoodyModule, settings: Settings) -> Iterator[Task]:
    """The task of a module: with a session of its own, or with one that is there already."""
    around = SURROUNDINGS.get()
    session = around.session(settings) if around else Session(settings)
    # Should ansible-core tell no longer, there is always a diff, which it shows where it was asked for.
    diff_mode = getattr(module, "_diff", True)
    task = Task(session, module.params, module.check_mode, diff_mode, around.progress if around else unseen)
    try:
        yield task
    finally:
        module.keep_secret(task.secrets)
        if not around:
            session.client.close()
