# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# Usage: matrix.sh MAKE (ARGS reaches the tests through make itself)
#
# The unit and integration tests on every ansible-core that is supported, in a virtual environment for each. A Python
# that is not here is said to be missing, which is no failure unless none is here.
set -u

make=$1
failed='' passed='' skipped=''

run() { # Python, ansible-core, what pip is asked for
    "python$1" -c 'import venv, ensurepip' 2>/dev/null || {
        skipped="$skipped\n  ansible-core $2: there is no Python $1 here"
        return
    }
    printf '\n==> ansible-core %s on Python %s\n' "$2" "$1"
    if "$make" --no-print-directory --keep-going unit integration PYTHON="python$1" ANSIBLE_CORE="$3" VENV=".venv-$2"; then
        passed="$passed $2"
    else
        failed="$failed $2"
    fi
}

run 3.10 2.16 'ansible-core==2.16.*'
run 3.10 2.17 'ansible-core==2.17.*'
run 3.11 2.18 'ansible-core==2.18.*'
run 3.11 2.19 'ansible-core==2.19.*'
run 3.12 2.20 'ansible-core==2.20.*'
run 3.12 2.21 'ansible-core==2.21.*'
run 3.13 2.22 'ansible-core>=2.22.0rc1,<2.23'

printf '\npassed:%s\nfailed:%s\nskipped:%b\n' "${passed:- none}" "${failed:- none}" "${skipped:- none}"
[ -z "$failed" ] && [ -n "$passed" ]
