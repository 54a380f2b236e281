# SPDX-License-Identifier: GPL-3.0-or-later
"""Recognises what stands in results in the place of a secret, so that it is never written over the secret itself."""

from __future__ import annotations

import re

from .plain import HIDDEN, HIDDEN_CHANGED

# What Ansible puts in place of an option with no_log, and from 2.22 on of whatever is registered as a secret. Nobody
# means these as a part of a value.
_ANYWHERE = ("VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "$REDACTED$")
# Ours, and the asterisks that Ansible puts into longer strings. Each may be a part of an honest value, a banner for
# one, so it is refused only as the whole value and between "://" and "@", where a URL has its credentials. A secret
# of exactly eight asterisks is given up for that: it is far likelier to be a masked one.
_WHOLE = (HIDDEN, HIDDEN_CHANGED, "*" * 8)

#: Why a placeholder is refused, to follow its name in a sentence.
STANDS_FOR = "which results show instead of a hidden value, and which would overwrite it"


def placeholder_in(text: str) -> str | None:
    """The placeholder that this value is or contains; None when it is a value of its own."""
    for placeholder in _ANYWHERE:
        if placeholder in text:
            return placeholder
    for placeholder in _WHOLE:
        escaped = re.escape(placeholder)
        if text.strip() == placeholder or re.search(rf"://([^/@]*:)?{escaped}(:[^/@]*)?@", text):
            return placeholder
    return None
