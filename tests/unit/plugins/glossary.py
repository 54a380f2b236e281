# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that do not occur in anything a user reads, and what stands there instead.

Readers know the terms of Ansible and of networks, and for most of them English is a second language. So each thing has
one name, the usual one, and sentences are plain. A key is a regular expression for whole words, in either case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

#: The terms of the field.
TERMS: Mapping[str, str] = {
    r"texts|(a|an empty|a free|the very) text": "a string; for a comment: a free-form comment",
    r"truth values?": "a boolean",
    r"differences?": "a diff, for what --diff shows; otherwise: what differs",
    r"leaves? (through|in|by way of)": "egress: its egress goes through ...",
    r"outbound networks?|network configurations?|networking of": "network profile, for what container_network manages",
    r"to be believed|(are|is) believed": "valid",
    r"foretells?|foretold": "predict",
    r"out of order": "unavailable",
    r"tell about|tells? of|tells? the|an? \w+ tells|(is|are) told": "gather information about; report; say; describe",
    r"(does|do) not tell|tells apart|tells? containers apart": "does not report it; distinguishes",
    r"weakness(es)?": "vulnerability",
    r"a wish|wishes": "a feature request",
    r"(if it|when it|unless it) is nowhere|nowhere": "The default is ...",
    r"machine codes?": "error code",
    r"colours?": "color, as the option is called",
    r"in (the )?place of|takes? the place of|taken? the place of|puts? .{0,30} in its place": "instead of; replaces",
}

#: What a reader has to read twice.
PLAIN: Mapping[str, str] = {
    r"whoever|whosoever": "anyone who",
    r"whatever|whichever": "any; even if; regardless of; everything that",
    r"shall|ought": "must, will",
    r"anew|afresh|once more": "again",
    r"(is|are|was|were|be) to (be|have|hold|leave|reach|get|go)": "must; should; will",
    r"(?<!there )(?<!which there )(is|are|be|was) no(?! longer| more than)": "is not a",
    r"inside of": "inside",
    r"(?<!next to )beside|besides": "next to; in addition to",
    r"becom(es?|ing) of": "what happens to",
    r"bring(s|ing)? [^.]{0,30}about(?! to)": "apply; cause",
    r"lead(s|ing)? (to|into|through|out|from)|led to": "points to; routes through; takes you to",
    r"at hand": "available",
    r"all the same": "still, anyway",
    r"any more": "no longer",
    r"nobody|somebody|everybody|anybody": "no one; someone; everyone; anyone; better: who exactly",
    r"go(es)? missing": "lost; unreachable",
    r"pass(es)? for": "be mistaken for; impersonate",
    r"as it were|as a rule|for it is|of the kind|for good": "leave it out",
    r"make(s|ing)? (a )?hosts? of|made a host of": "adds as a host",
    r"none of (theirs|ours|yours)": "not one of its files",
    r"known of": "documented, known about",
    r"room(?!s)": "capacity, space",
    r"heeds?|midst|leap|yonder|thereby|therein|thereof|hence|lest|henceforth": "use the everyday word",
    r"on the way": "between two places: in between; in a state: changing",
    r"be (had|given back)": "get",
    r"yet to be": "not yet",
    r"[.;] else(?! )|(?<=[.;,] )else (it|the|in|a|an|there|what)": "otherwise",
    r"counts? (too|as usual|when|here|everywhere)": "is used, applies",
    r"come(s)? of (one|the|a)": "comes from",
    r"is so (unless|where|when)": "by default, unless",
    r"in the (way|ways) of": "conflict with",
    r"stands? for": "means; is replaced by",
    r"go(es)? on (with|without|as|to)|going on with": "continues with",
    r"(if|unless) that is meant": "if this is intended",
    r"more often than not": "usually",
    r"whole (plays?|playbooks?|story)": "complete",
    r"brings? .{0,20}(?<!-)along": "contains; installs",
    r"(that|which|whose \w+) (is|are) none": "is not a valid one",
    r"(is|are) waited for": "waits for; to end without waiting",
    r"taken for an?": "mistaken for",
    r"nothing worse|nothing else (to|but)": "only",
    r"by itself|of itself": "automatically, on its own",
}

WORDS: Mapping[str, str] = {**TERMS, **PLAIN}


class Exempt(NamedTuple):
    """A place where a word is right. It ends when the place does not have the word any longer."""

    place: str
    words: str
    reason: str


EXEMPT: tuple[Exempt, ...] = (
    Exempt("plugins/plugin_utils/_inventory/templar.py", r"differences?", "the name of a filter of Ansible"),
)
