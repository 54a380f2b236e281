# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no repetition heals is said at once, and names what is to blame: the option, the variable, the certificate."""

from __future__ import annotations

import socket
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import ApiError
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings, resolve

from tests.emulator.process import EmulatorProcess

from .hostile import hostile, page, says, whole
from .playbook import Ansible, claim, container, container_info, fleet
from .tls import server_context

FAR = "https://api.example.invalid"


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own about proxies and certificates."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def failure(url: str = FAR, **named: Any) -> str:
    """What a request says; it would be tried twice more if that could help."""
    settings = Settings("hdy_x", "the test", api_url=url, **{"api_retries": 2, "api_timeout": 20, **named})
    with Client(settings) as client, pytest.raises(ApiError) as problem:
        client.get("/servers")
    return str(problem.value)


PROXIES = {
    "socks5h://proxy.example.net:1080": "needs the Python library PySocks, which is not installed. Install it: ",
    "ftp://me:s3cret@proxy.example.net:21": "has an unknown protocol.",
    "http://me:s3cret@": "is not the URL of a proxy.",
    "http://proxy.example.net:99999": "is not the URL of a proxy.",
    "http://[::1": "is not the URL of a proxy.",
    "http://me:пароль@proxy.example.net": "has characters in its credentials",
}


@pytest.mark.parametrize("address", PROXIES)
def test_a_proxy_that_is_none(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    if address.startswith("socks") and find_spec("socks"):
        pytest.skip("PySocks is installed")
    for name in ("ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, address)
        said = failure()
        assert f"failed: the proxy from the environment variable {name} {PROXIES[address]}" in said
        assert "tries" not in said
        assert "s3cret" not in said
    monkeypatch.delenv("ALL_PROXY")
    monkeypatch.delenv("https_proxy")
    from_file = {"http_proxy": address, "proxy_source": "the key proxy of the file"}
    assert f"the proxy from the key proxy of the file {PROXIES[address]}" in failure(**from_file)


def test_a_proxy_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {
        "407 No": ("does not accept its credentials. Correct", 1),
        "403 No": ("answered 403 when asked to connect. Correct that, or name the host in NO_PROXY", 1),
        "503 No": ("answered 503 when asked to connect (after 3 tries).", 3),
    }
    for status, (words, tries) in answers.items():
        with hostile(says(whole(b"", status, "Connection: close"))) as (url, asked):
            place = url.removeprefix("http://")
            monkeypatch.setenv("HTTPS_PROXY", f"http://me:s3cret@{place}")
            said = failure()
            assert f"failed: the proxy {place} (from the environment variable HTTPS_PROXY) {words}" in said
            assert len(asked) == tries
            assert "s3cret" not in said


def test_a_proxy_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, emulator: EmulatorProcess) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        place = f"127.0.0.1:{gone.getsockname()[1]}"
    monkeypatch.setenv("ALL_PROXY", f"http://{place}")
    assert "(from the environment variable ALL_PROXY) cannot be used: connection refused (after" in failure()
    monkeypatch.setenv("ALL_PROXY", emulator.url.replace("http:", "https:"))
    assert "does not speak TLS. Use an address that begins with http://" in failure()


def test_the_token_stays_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, ansible: Ansible, emulator: EmulatorProcess
) -> None:
    with hostile(says(page([]))) as (proxy, asked):
        for name in ("HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy)
        settings = Settings(emulator.token, "the test", api_url=emulator.url, http_proxy=proxy)
        with Client(settings) as client:
            assert client.get("/servers")
        variables = {"HTTP_PROXY": proxy, "http_proxy": proxy, "NO_PROXY": "", "no_proxy": ""}
        ansible.run(container_info(), environment=variables).succeeded()
        assert not asked
        # Elsewhere, and where that is allowed, the proxy is used.
        elsewhere = Settings("hdy_x", "the test", api_url="http://api.example.invalid")
        with Client(elsewhere) as client:
            assert client.list_all("/containers/", "containers") == []
        monkeypatch.delenv("HTTP_PROXY")
        monkeypatch.delenv("ALL_PROXY")
        with Client(elsewhere._replace(http_proxy=proxy)) as client:
            assert client.list_all("/containers/", "containers") == []
    assert len(asked) == 2
    assert all(line.startswith("GET http://api.example.invalid/") for line in asked)


def test_a_bundle_without_a_certificate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("no certificate\n")
    with hostile(says(b""), None) as (url, _asked):
        secure = url.replace("http:", "https:")
        source = {"ca_path": str(empty), "ca_source": "the option ca_path"}
        said = f"failed: the file {empty} from the option ca_path holds no certificate. Name a file"
        assert said in failure(secure, **source)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/bundle.pem")
        said = "the file /nowhere/bundle.pem from the environment variable REQUESTS_CA_BUNDLE cannot be read: No such"
        assert said in failure(secure)


@pytest.mark.parametrize(
    "host,days,words",
    [
        ("localhost", (-9, -1), "certificate has expired. Its owner has to renew it, unless the clock"),
        ("localhost", (1, 9), "certificate is not yet valid. Its owner has to renew it, unless the clock"),
        ("another.example.net", (-1, 1), "Check api_url (from the test): the certificate belongs to another name."),
    ],
)
def test_a_certificate_that_is_wrong(tmp_path: Path, host: str, days: tuple[int, int], words: str) -> None:
    context, bundle = server_context(tmp_path, host, days)
    with hostile(says(page([])), context, "localhost") as (url, _asked):
        said = failure(url, ca_path=bundle, url_source="the test")
    assert "failed: the certificate of localhost is not accepted: " in said
    assert words in said
    assert "tries" not in said


@pytest.mark.parametrize("host", ["api..example.net", "a" * 64 + ".example.net", "*.example.net", "x" * 300])
def test_a_host_name_that_is_none(host: str) -> None:
    said = failure(f"https://{host}", url_source="the option api_url")
    assert "is not a valid address. Correct api_url (from the option api_url)." in said
    assert "tries" not in said


def test_no_content_is_not_what_was_asked_for() -> None:
    """A container that a 204 stands for is not gone, and a listing is not empty."""
    with hostile(says(whole(b"", "204 No Content"))) as (url, _asked):
        settings = Settings("hdy_x", "the test", api_url=url, api_retries=0)
        with Client(settings) as client, pytest.raises(ApiError, match="a success without a list of containers"):
            client.list_all("/containers/", "containers")


def test_numbers_that_no_clock_can_count() -> None:
    for options in ({"api_timeout": 1e300}, {"api_timeout": float("inf")}, {"api_retries": 10**400}):
        with pytest.raises(Exception, match=f"from the option {next(iter(options))} must be"):
            resolve({"api_token": "hdy_x", **options})


# -- as a user meets it


def test_lines_of_a_playbook(ansible: Ansible, tmp_path: Path) -> None:
    """What a listing hides, what one container shows, what a file cannot be called, and what a proxy is not."""
    emulator = ansible.emulator
    address = {"container": emulator.id_of("shop-api")}
    long = tmp_path / ("n" * 250)
    lost = {"project": "Shop", "name": "shop-cache"}
    emulator.fault("short_page", path="/containers$")
    ignored = {"ignore_errors": True}
    outcome = ansible.run(
        {**container(**lost, state="absent"), **ignored},
        {**container(**lost, state="started", server="amber-fox-1a2-de"), **ignored},
        {**claim(**address, dest=f"{tmp_path}/a\0b"), **ignored},
        # Ansible writes what a module is given to the log of the system, which takes no NUL.
        {**claim(**address, dest=f"{tmp_path}/a\0b"), **ignored, "environment": {"HOODY_IN_PROCESS": "0"}},
        claim(**address, dest=str(long)),
    ).succeeded()
    for result in outcome.results[:2]:
        assert "a listing of containers returned" in result["msg"]
        assert result["failed"]
    for result in outcome.results[2:4]:
        assert "dest" in result["msg"]
    assert long.exists()
    emulator.clear_faults()
    assert emulator.id_of("shop-cache")
    first = emulator.api("GET", f"/projects/{emulator.project_id('Shop')}/containers?sort_by=id&sort_order=desc")
    names = [item["name"] for item in first.json()["data"]["containers"]]
    emulator.fault("altered", at=["data", "containers", 0, "color"], value=["x"], path="/containers$")
    emulator.fault("altered", at=["data", "color"], value=["x"], path=f"/containers/{emulator.id_of(names[0])}$")
    rows = ansible.run(
        fleet(project="Shop", containers=[{"name": name, "color": "#123456"} for name in names]),
        defaults={**ansible.connection, "api_retries": 0},
    )[0]["results"]
    assert [bool(row["error"]) for row in rows] == [True] + [False] * (len(names) - 1)
    assert "color is a list and not a string" in rows[0]["error"]["msg"]
