# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# Usage: tree.sh FOLDER
#
# Copies to FOLDER every file here that git knows or would know (all but the ignored ones, committed or not), and makes
# it a git repository of its own, because ansible-test asks git for the list of files. `make sanity` and `make build`
# work on such a copy: it has the path that Ansible wants, and nothing in it that only this checkout has.
set -eu

tree=$1
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY # set when this runs inside a git hook

rm -rf "$tree"
mkdir -p "$tree"
git -c init.defaultBranch=main init --quiet "$tree"
git --git-dir="$tree/.git" --work-tree=. add --all
git -C "$tree" checkout-index --all
