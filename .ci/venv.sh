# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# Usage: venv.sh VENV PYTHON ANSIBLE_CORE runtime|dev|docs
#
# Makes VENV hold what the level needs: "runtime" is ansible-core, the collection and the emulator (what `make demo`
# uses), "dev" adds the tools of `make test`, "docs" those of `make docs`. A stamp for each level remembers what was installed, so that the next
# run finds nothing to do. Another Python, another ansible-core or another folder starts afresh.
set -eu

venv=$1 python=$2 ansible_core=$3 level=$4

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

needed=11
case $ansible_core in # these two are for Python 3.10, too, which newer ones are not
*==2.16.* | *==2.17.*) needed=10 ;;
esac
version=$("$python" -c "import sys; print('%d.%d' % sys.version_info[:2], int(sys.version_info >= (3, $needed)))" 2>/dev/null) ||
    fail "'$python' does not run: install Python 3.$needed or newer, or name one, for example: make PYTHON=python3.12"
case $version in
*" 0") fail "'$python' is Python ${version% 0}, but 3.$needed or newer is needed: name one, for example: make PYTHON=python3.12" ;;
esac
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
    fail "'$python' cannot make virtual environments: install its venv package (Debian, Ubuntu: apt install python3-venv)"

base="${version% 1} $PWD $ansible_core"
runtime="$base $(cat requirements.txt requirements-emulator.txt | cksum)"
dev="$runtime $(cksum <requirements-dev.txt)"
docs="$runtime $(cksum <requirements-docs.txt)"

stamped() { # level, content
    [ -x "$venv/bin/python" ] && [ "$(cat "$venv/.$1" 2>/dev/null)" = "$2" ]
}

install() { # level, content, what to install
    stamp="$venv/.$1" content=$2
    shift 2
    "$venv/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --no-input "$@" || {
        rm -f "$stamp"
        fail "the packages above could not be installed: is the Python package index reachable?"
    }
    printf '%s\n' "$content" >"$stamp"
}

if ! stamped base "$base"; then
    printf '\n==> %s\n' "making $venv with Python ${version% 1}"
    rm -rf "$venv"
    "$python" -m venv "$venv"
    printf '%s\n' "$base" >"$venv/.base"
fi
if ! stamped runtime "$runtime"; then
    printf '\n==> %s\n' "installing ansible-core and what the emulator needs (a quarter of a minute, once)"
    install runtime "$runtime" "$ansible_core" -r requirements.txt -r requirements-emulator.txt
fi
if [ "$level" = dev ] && ! stamped dev "$dev"; then
    printf '\n==> %s\n' "installing the development tools (a minute, once)"
    install dev "$dev" "$ansible_core" -r requirements.txt -r requirements-emulator.txt -r requirements-dev.txt
fi
if [ "$level" = docs ] && ! stamped docs "$docs"; then
    printf '\n==> %s\n' "installing what makes the documentation site (a quarter of a minute, once)"
    install docs "$docs" "$ansible_core" -r requirements.txt -r requirements-docs.txt
fi
