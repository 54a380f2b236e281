# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# Usage: importer.sh ARCHIVE
#
# Imports the archive as Galaxy and Automation Hub do. The importer reports most of what it dislikes as a warning and
# succeeds; here a warning is a failure. It can run ansible-test in a container engine, too: `make sanity` does that.
set -eu

export GALAXY_IMPORTER_CHECK_REQUIRED_TAGS=True
export GALAXY_IMPORTER_RUN_ANSIBLE_TEST=False

cd .build # it leaves a file where it runs
log=galaxy-importer.log
python -m galaxy_importer.main "../$1" >"$log" 2>&1 || true # the log tells more than the exit status
cat "$log"
if grep -qE '^(WARNING|ERROR|CRITICAL|Traceback)' "$log" || ! grep -q 'completed successfully' "$log"; then
    echo "galaxy-importer: failed or warned, see above" >&2
    exit 1
fi
