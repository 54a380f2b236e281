# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: sanity.py HOME [argument of ansible-test sanity ...]

Runs ``ansible-test sanity`` on the copy of the collection in the current folder, with no ignore file.

ansible-test keeps what it makes in ``~/.ansible``; it gets a home of its own, so that nothing of the user's is used or
touched. It makes a small virtual environment for each test, and two things in that do not work everywhere:

* It bootstraps pip with a script from a download host of its own. The pip that we have can do that, so a stand-in is
  put where ansible-test keeps the downloaded script.
* It drops the environment and the user's files, and with them what they say about the package index, so that is
  written to pip's configuration file.
"""

from __future__ import annotations

import ast
import configparser
import os
import re
import subprocess
import sys
from pathlib import Path

HOME = Path(sys.argv[1])

GET_PIP = f"""\
import subprocess
import sys

wanted = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
pip = [{sys.executable!r}, "-m", "pip", "--python", sys.executable]
sys.exit(subprocess.call(pip + ["install"] + wanted))
"""


def provide_get_pip() -> None:
    """Put the stand-in where the installed ansible-test looks for each version of pip that it may ask for."""
    import ansible_test

    source = Path(ansible_test.__path__[0], "_internal", "python_requirements.py").read_text(encoding="utf-8")
    versions = set(re.findall(r"pip='([0-9.]+)'", source))
    if not versions:
        sys.exit("This ansible-test keeps the version of pip that it bootstraps elsewhere: adapt .ci/sanity.py.")
    cache = HOME / ".ansible/test/cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in versions:
        (cache / f"get_pip_{version.replace('.', '_')}.py").write_text(GET_PIP, encoding="utf-8")


def pip(*arguments: str) -> str:
    """Ask pip, which runs here with the user's own configuration."""
    return subprocess.check_output([sys.executable, "-m", "pip", *arguments], text=True)


def provide_pip_configuration() -> None:
    """Write what pip is told here, by files and by variables, to the file that pip reads in the new home."""
    config = configparser.ConfigParser(interpolation=None)
    config["global"] = {"quiet": "2"}  # errors only
    for variable, option in (("HTTPS_PROXY", "proxy"), ("https_proxy", "proxy"), ("SSL_CERT_FILE", "cert")):
        if os.environ.get(variable):
            config["global"][option] = os.environ[variable]
    config["global"]["cache-dir"] = pip("cache", "dir").strip()
    for line in pip("config", "list").splitlines():
        key, value = line.split("=", 1)
        section, option = key.rsplit(".", 1)
        section = "global" if section == ":env:" else section
        if not config.has_section(section):
            config.add_section(section)
        config[section][option] = ast.literal_eval(value)
    path = HOME / ".config/pip/pip.conf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # the address of an index may hold a password
    with path.open("w", encoding="utf-8") as file:
        config.write(file)


def start(*arguments: str, later: bool = False) -> subprocess.Popen[str]:
    """Start ansible-test, and show what it says now or later."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return subprocess.Popen(
        ["ansible-test", "sanity", "--local", "--python", python, "--color", "no", *arguments],
        env={**os.environ, "HOME": str(HOME)},
        stdout=subprocess.PIPE if later else None,
        stderr=subprocess.STDOUT if later else None,
        text=True,
    )


def main() -> int:
    """Run the tests that are asked for, or all of them."""
    provide_get_pip()
    provide_pip_configuration()
    if sys.argv[2:]:
        return start(*sys.argv[2:]).wait()
    # pylint takes as long as all the others together, so it runs beside them.
    pylint = start("--test", "pylint", later=True)
    others = start("--skip-test", "pylint").wait()
    print(pylint.communicate()[0], end="")  # noqa: T201
    return others or pylint.returncode


if __name__ == "__main__":
    sys.exit(main())
