# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the event source and what is written of them; rulebooks and credential type as others read them."""

from __future__ import annotations

import asyncio
import runpy
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError
from ansible_collections.hoody.cloud.plugins.module_utils._api.sources import SETTINGS
from ansible_collections.hoody.cloud.plugins.module_utils._events.options import FEEDBACK_QUEUE, source_options
from jinja2 import Environment

from tests.emulator.process import ROOT
from tests.integration.guides import blocks

EDA = ROOT / "extensions" / "eda"
SOURCE = runpy.run_path(str(EDA / "plugins" / "event_source" / "events.py"))
OPTIONS: dict[str, Any] = yaml.safe_load(SOURCE["DOCUMENTATION"])["options"]
GUIDE = (ROOT / "docs" / "docsite" / "rst" / "guide_events.rst").read_text(encoding="utf-8")
GIVEN = {"api_token": "t"}
REALM = "65a1b2c3d4e5f60718293a0f"
#: A value of each option, as far as it is not a text.
VALUES: dict[str, Any] = {
    **dict.fromkeys(("allow_http", "validate_certs", "feedback"), True),
    **dict.fromkeys(("api_timeout", "interval", "feedback_timeout"), 7),
    # These have to be there.
    **dict.fromkeys(("config_file", "profile", "ca_path")),
    "api_url": "https://api.example.com",
    "event_type": ["x"],
    "realm": REALM,
    "start": "oldest",
    FEEDBACK_QUEUE: asyncio.Queue(),
}


@pytest.fixture(autouse=True)
def _no_settings_of_mine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in {name for setting in SETTINGS for name in setting.environment}:
        monkeypatch.delenv(name, raising=False)


def test_every_option_that_is_documented_is_taken_and_no_other() -> None:
    taken = source_options({name: VALUES.get(name, "x") for name in OPTIONS})
    assert (taken.interval, taken.feedback_timeout, taken.old, taken.patterns) == (7, 7, True, ["x"])
    assert taken.feedback is VALUES[FEEDBACK_QUEUE]
    assert taken.settings.base_url == f"https://{REALM}.api.example.com"
    with pytest.raises(HoodyError, match="has no option api_retries"):
        source_options({**GIVEN, "api_retries": 3})
    with pytest.raises(HoodyError, match=r"has no option intervall\. Did you mean interval\?$"):
        source_options({**GIVEN, "intervall": 3})
    connection = {setting.name for setting in SETTINGS}
    assert not [name for name in OPTIONS.keys() - connection - {FEEDBACK_QUEUE} if f"\n``{name}``\n" not in GUIDE]


def test_the_defaults_are_those_that_are_documented() -> None:
    taken = source_options(GIVEN)
    assert taken.interval == OPTIONS["interval"]["default"]
    assert taken.feedback_timeout == OPTIONS["feedback_timeout"]["default"]
    assert (taken.old, OPTIONS["start"]["default"]) == (False, "now")
    assert taken.patterns == ["*"]


@pytest.mark.parametrize(
    "more, words",
    [
        ({"interval": "often"}, "interval must be a number of seconds"),
        ({"interval": 0}, "interval must be a number of seconds"),
        ({"feedback_timeout": None}, "feedback_timeout must be a number of seconds"),
        ({"start": "then"}, "start must be now or oldest"),
        ({"feedback": True}, "feedback needs ansible-rulebook 1.3 or newer and its"),
        ({"api_token": ""}, "No API token"),
    ],
)
def test_an_option_that_is_wrong(more: dict[str, Any], words: str) -> None:
    with pytest.raises(HoodyError, match=words):
        source_options({**GIVEN, **more})


def test_the_rulebooks_are_some() -> None:
    validators = pytest.importorskip("ansible_rulebook.validators", reason="ansible-rulebook is not installed")
    in_guide = [block.text for block in blocks("guide_events") if block.language == "yaml" and "sources:" in block.text]
    texts = [path.read_text(encoding="utf-8") for path in EDA.glob("rulebooks/*.yml")]
    texts += [SOURCE["EXAMPLES"], *in_guide[:1]]
    assert len(texts) == 3
    for rulebook in map(yaml.safe_load, texts):
        validators.Validate.rulebook(rulebook)
        for source in (source for ruleset in rulebook for source in ruleset["sources"]):
            assert source["hoody.cloud.events"].keys() <= OPTIONS.keys()


@pytest.mark.parametrize("fields", [{"token": "t"}, {"token": "t", "url": "https://x.example.com", "realm": REALM}])
def test_the_credential_type_is_understood(
    fields: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    inputs, injectors = (
        yaml.safe_load((EDA / "credential_type" / f"{name}.yml").read_text()) for name in ("inputs", "injectors")
    )
    assert [field["id"] for field in inputs["fields"] if field.get("secret")] == inputs["required"] == ["token"]
    for name, template in injectors["env"].items():
        # What was left blank is an empty string.
        monkeypatch.setenv(name, Environment().from_string(template).render(fields))
    settings = source_options({}).settings
    realm = f"{fields['realm']}." if "realm" in fields else ""
    url = fields.get("url", "https://api.hoody.com")
    assert (settings.api_token, settings.base_url) == ("t", url.replace("https://", f"https://{realm}"))
