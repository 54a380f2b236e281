# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""A templar that answers from memory where it may.

One evaluation costs about half a millisecond, and an inventory asks the same few expressions of every host. Most hosts
share the values that an expression reads, so it is evaluated once for each distinct set of them. That is exact for an
expression that is a pure function of host variables. Any other (lookups, the time, random, plugins that are not known
to be pure) is evaluated for each host.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean
from jinja2 import Environment, TemplateError, nodes


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PURE_FILTERS = _words(
    """
    abs attr b64decode b64encode basename batch bool capitalize center checksum combine count d default dict2items
    difference dirname e escape first flatten float forceescape format from_json hash human_readable human_to_bytes
    indent int intersect items items2dict join last length list log lower mandatory max md5 min path_join pow product
    quote regex_escape regex_findall regex_replace regex_search replace reverse root round safe sha1 slice sort split
    splitext string striptags sum symmetric_difference ternary title to_json to_nice_json to_uuid trim truncate union
    unique upper urlencode urlsplit wordcount wordwrap zip zip_longest
    """
)
_PURE_TESTS = _words(
    """
    all any boolean contains defined divisibleby eq equalto even false falsy float ge greaterthan gt in integer
    iterable le lessthan lower lt mapping match ne none number odd regex sameas search sequence string subset superset
    true truthy undefined upper version version_compare
    """
)
_BUILTIN = "ansible.builtin."
_syntax = Environment(autoescape=False)


def condition(templar: Any, source: Any) -> bool:
    """Whether the condition holds, as the installed ansible-core decides it for ``groups``."""
    if hasattr(templar, "evaluate_conditional"):
        return bool(templar.evaluate_conditional(source))
    return bool(boolean(templar.template(f"{{% if {source} %}} True {{% else %}} False {{% endif %}}")))


def names_read(source: str, *, expression: bool) -> frozenset[str] | None:
    """The variables that a template or an expression reads, or None unless it is a pure function of them."""
    try:
        tree = _syntax.parse("{{ " + source + " }}" if expression else source)
    except TemplateError:
        return None
    if not all(_is_pure(node) for node in _all_nodes(tree)):
        return None
    return frozenset(node.name for node in tree.find_all(nodes.Name) if node.ctx == "load")


def _all_nodes(tree: nodes.Node) -> Iterator[nodes.Node]:
    yield tree
    for child in tree.iter_child_nodes():
        yield from _all_nodes(child)


def _is_pure(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Filter):
        return node.name.removeprefix(_BUILTIN) in _PURE_FILTERS
    if isinstance(node, nodes.Test):
        return node.name.removeprefix(_BUILTIN) in _PURE_TESTS
    if isinstance(node, nodes.Call):
        return isinstance(node.node, nodes.Getattr)  # a method of a value
    if isinstance(node, nodes.Const):
        return not (isinstance(node.value, str) and "{" in node.value)  # may be a template of its own
    return not isinstance(node, (nodes.Include, nodes.ImportedName, nodes.Import, nodes.FromImport, nodes.Extends))


class RememberingTemplar:
    """Stands in for a Templar while the variables of many hosts are asked the same questions.

    ``is_host_variable`` tells whether a name is that of a host variable, so that nothing else can decide its value.
    Set ``alike`` to False for a host that something else has given variables to: they may be templates themselves.
    """

    def __init__(self, templar: Any, is_host_variable: Callable[[str], bool]) -> None:
        self._templar = templar
        self._is_host_variable = is_host_variable
        self._questions: dict[Any, tuple[tuple[str, ...] | None, dict[Any, Any]]] = {}
        self.available_variables: Mapping[str, Any] = {}
        self.alike = True
        # ansible-core tells by these which generation of templar it has.
        if hasattr(templar, "evaluate_expression"):
            self.evaluate_expression = self._remembering("evaluate_expression", expression=True)
            self.evaluate_conditional = self._remembering("evaluate_conditional", expression=True)
        self.template = self._remembering("template", expression=False)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._templar, name)

    def _remembering(self, method: str, *, expression: bool) -> Callable[..., Any]:
        def ask(source: Any, **arguments: Any) -> Any:
            def evaluate() -> Any:
                self._templar.available_variables = self.available_variables
                return getattr(self._templar, method)(source, **arguments)

            if not isinstance(source, str):
                return source if source is None else evaluate()
            values = self.available_variables
            # A name is its value, and often another one for each host. Older versions make other types of some texts.
            if method == "evaluate_expression" and self.alike and source in values and self._is_host_variable(source):
                return values[source]
            question = (method, source, *arguments.items())
            if question not in self._questions:
                self._questions[question] = (self._names(source, expression), {})
            names, answers = self._questions[question]
            if names is None or not self.alike:
                return evaluate()
            return self._answer(names, answers, evaluate)

        return ask

    def _names(self, source: str, expression: bool) -> tuple[str, ...] | None:
        names = names_read(source, expression=expression)
        if names is None or not all(self._is_host_variable(name) for name in names):
            return None
        return tuple(sorted(names))

    def _answer(self, names: tuple[str, ...], answers: dict[Any, Any], evaluate: Callable[[], Any]) -> Any:
        values = self.available_variables
        # Texts are themselves; anything else is its spelling in a tuple, so that 1, true and "1" are three things.
        key = tuple(
            value if isinstance(value, str) else (repr(value),)
            for value in (values.get(name, _MISSING) for name in names)
        )
        if key not in answers:
            try:
                answers[key] = (evaluate(), None)
            except Exception as problem:
                answers[key] = (None, problem)
        result, failure = answers[key]
        if failure:
            raise failure.with_traceback(None)  # or it would grow at every host
        return result


_MISSING = object()
