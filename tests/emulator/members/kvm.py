# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""KVM of a container (API notes part 2, F.3)."""

from __future__ import annotations

from typing import Any

from pydantic import Field, StrictBool, model_validator

from ..wire.bodies import Body, broken_rule, ignoring
from ..wire.switches import active_switches

_drop_newer = ignoring("kvm", "dev_kvm", unless=lambda: active_switches.get().newer_fields)


def _check_agreement(sent: set[str], kvm: bool, dev_kvm: bool) -> None:
    if {"kvm", "dev_kvm"} <= sent and kvm != dev_kvm:
        raise broken_rule("kvm_differs", "kvm and dev_kvm must agree")


class WithKvm(Body):
    """A body that may say, among other things, whether a new container has KVM."""

    kvm: StrictBool = Field(default=False, description="Known under newer_fields only. Not on free servers.")
    dev_kvm: StrictBool = Field(default=False, description="Alias of kvm; both must agree.")

    @property
    def wants_kvm(self) -> bool:
        """Under either name."""
        return self.kvm or self.dev_kvm

    @model_validator(mode="before")
    @classmethod
    def _known_fields(cls, value: Any) -> Any:
        return _drop_newer(value)

    @model_validator(mode="after")
    def _one_kvm(self) -> WithKvm:
        _check_agreement(self.sent, self.kvm, self.dev_kvm)
        return self


class Kvm(Body):
    """API notes part 2, F.3."""

    kvm: StrictBool = False
    dev_kvm: StrictBool = Field(default=False, description="Alias of kvm; both must agree.")

    @model_validator(mode="after")
    def _one_kvm(self) -> Kvm:
        if not self.sent:
            raise broken_rule("kvm_missing", "must have required property 'kvm'")
        _check_agreement(self.sent, self.kvm, self.dev_kvm)
        return self
