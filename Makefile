# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# `make` alone tells what there is. Needs GNU make, git and Python 3.11 or newer; the rest is installed into .venv.
# Everything that is made lies in .venv and .build; nothing of yours is read or written (but pip's configuration).

PYTHON ?= python3
ANSIBLE_CORE ?= ansible-core>=2.18,<2.23
VENV ?= .venv
ARGS ?=

# The order of `make test`: what fails fast comes first.
CHECKS := lint unit docs-lint build sanity contract integration

ROOT := $(CURDIR)
LINK := .build/collections/ansible_collections/hoody/cloud
TREE := .build/tree/ansible_collections/hoody/cloud
SOURCES := plugins playbooks extensions tests .ci docs

# A checkout is not a user's machine: no token, profile, configuration or proxy of theirs may change a result.
# Only pip gets their home and path, because that is where they said where packages come from.
ifndef USER_HOME
USER_HOME := $(HOME)
USER_PATH := $(PATH)
endif
export USER_HOME USER_PATH
export HOME := $(ROOT)/.build/home
export PATH := $(if $(filter /%,$(VENV)),,$(ROOT)/)$(VENV)/bin:$(USER_PATH)
# Where Python may not keep what it has compiled, each worker and each playbook would compile it all again.
unexport $(filter-out ANSIBLE_CORE,$(filter HOODY_% ANSIBLE_% PYTHONPATH PYTHONDONTWRITEBYTECODE PYTEST_ADDOPTS,$(.VARIABLES)))
export LC_ALL := $(if $(filter Darwin,$(shell uname)),en_US,C).UTF-8
export NO_PROXY := 127.0.0.1,localhost,$(or $(NO_PROXY),$(no_proxy))
export no_proxy := $(NO_PROXY)
export ANSIBLE_CONFIG := $(ROOT)/.build/ansible.cfg
export ANSIBLE_HOME := $(ROOT)/.build/ansible
export ANSIBLE_COLLECTIONS_PATH := $(ROOT)/.build/collections
export HYPOTHESIS_STORAGE_DIRECTORY := $(ROOT)/.build/hypothesis
# With another $HOME, git no longer reads there that this folder may belong to somebody else (containers, CI).
export GIT_CONFIG_COUNT := 1
export GIT_CONFIG_KEY_0 := safe.directory
export GIT_CONFIG_VALUE_0 := $(ROOT)
ifdef CI
export ANSIBLE_NOCOLOR := 1
export NO_COLOR := 1
endif

heading = @printf '\n==> %s\n'
install = @HOME='$(USER_HOME)' PATH='$(USER_PATH)' sh .ci/venv.sh '$(VENV)' '$(PYTHON)' '$(ANSIBLE_CORE)'
# Most tests wait for the emulator's delays, so there are more workers than cores; a playbook keeps its core busy.
pytest = pytest --numprocesses=4 $(ARGS)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo emulator survey test $(CHECKS) test-matrix docs docs-test release bench torture format coverage clean distclean runtime dev docs-tools tree

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@printf '\n  %s\n' 'ARGS="..." is passed on to emulator, survey, unit, contract, integration, sanity and test-matrix.' \
		'PYTHON=python3.12 and ANSIBLE_CORE="ansible-core==2.18.*" choose what .venv is made of.'

demo: runtime ## Show the main job on the emulator: create, configure, list, repeat, remove
	@python -m tests.demo $(ARGS)

emulator: runtime ## Serve the stand-in Hoody API on loopback and print its address and token
	@python -m tests.emulator $(ARGS)

# The one target that is about a real account: it gets what a user's environment says of one.
survey: export HOODY_TOKEN := $(value HOODY_TOKEN)
survey: export HOODY_API_TOKEN := $(value HOODY_API_TOKEN)
survey: export HOODY_API_URL := $(HOODY_API_URL)
survey: export HOODY_REALM := $(HOODY_REALM)
survey: runtime ## Find out what the API of HOODY_TOKEN does, or the emulator, and write that into .build/survey
	@python -m tests.survey $(ARGS)

test: dev ## Run every check, the quick ones first
	@begin=$$(date +%s); \
	for check in $(CHECKS); do \
		$(MAKE) --no-print-directory $$check || { printf '\nmake test: FAILED in "make %s"\n' $$check; exit 1; }; \
	done; \
	printf '\nmake test: all passed in %s s: %s\n' $$(($$(date +%s) - begin)) '$(CHECKS)'

lint: dev ## Style and types: ruff, mypy, vermin, shellcheck, yamllint, reuse, ansible-lint (production profile)
	$(heading) 'ruff'
	@ruff check --output-format concise $(SOURCES)
	@ruff format --check --output-format concise $(SOURCES)
	$(heading) 'mypy'
	@mypy
	$(heading) 'vermin: modules run on the oldest Python that tests/config.yml promises'
	@vermin --target=3.9- --no-tips --violations --eval-annotations plugins/modules plugins/module_utils
	$(heading) 'shellcheck'
	@shellcheck .ci/run .ci/*.sh
	$(heading) 'yamllint'
	@yamllint --strict .
	$(heading) 'reuse: every file says whose it is and under which licence'
	@reuse lint --lines
	$(heading) 'ansible-lint'
	@ansible-lint -q --strict

unit: dev ## Unit and property tests
	$(heading) 'unit tests'
	@pytest --numprocesses=auto --dist=worksteal $(ARGS) tests/unit

contract: dev ## Hold the emulator against the API description (schemathesis), and the survey against the emulator
	$(heading) 'contract tests'
	@$(pytest) tests/contract

integration: dev ## Real ansible-playbook and ansible-inventory against the real emulator
	$(heading) 'integration tests'
	@pytest --numprocesses=4 --dist=worksteal --durations=15 $(ARGS) tests/integration

docs-lint: dev ## Plugin documentation and changelog (antsibull-docs, antsibull-changelog)
	$(heading) 'antsibull-docs'
	@# It makes a copy to lint; a second copy on Ansible's path would mix its file names up.
	@env -u ANSIBLE_COLLECTIONS_PATH antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs all --disallow-unknown-collection-refs .
	$(heading) 'antsibull-changelog'
	@antsibull-changelog lint

sanity: dev tree ## ansible-test sanity, with no ignore file
	$(heading) 'ansible-test sanity'
	@cd '$(TREE)' && HOME='$(USER_HOME)' python '$(ROOT)/.ci/sanity.py' '$(HOME)' $(ARGS)

build: dev tree ## Build the collection archive into .build/dist and import it as Galaxy does
	$(heading) 'ansible-galaxy collection build'
	@rm -rf .build/dist
	@ansible-galaxy collection build '$(TREE)' --output-path .build/dist
	$(heading) 'galaxy-importer'
	@sh .ci/importer.sh .build/dist/hoody-cloud-*.tar.gz

release: build ## Prove that the archive works: install it alone, run its README's first playbook from there
	$(heading) 'what is in the archive, and whether it works'
	@python .ci/release.py .build/dist/hoody-cloud-*.tar.gz .build/release

docs: docs-tools ## Build the documentation site into .build/docs/html
	$(heading) 'antsibull-docs'
	@# It wants a folder that nobody else can write to.
	@rm -rf .build/docs && mkdir -p .build/docs && mkdir -m 700 .build/docs/rst
	@antsibull-docs --config-file docs/site/antsibull-docs.cfg collection --use-current --squash-hierarchy \
		--fail-on-error --dest-dir .build/docs/rst hoody.cloud
	@antsibull-changelog generate --output .build/docs/rst/changelog.rst --output-format rst
	@python docs/site/assemble.py .build/docs/rst
	$(heading) 'sphinx'
	@sphinx-build --builder html --conf-dir docs/site --quiet --fail-on-warning --keep-going \
		.build/docs/rst .build/docs/html
	@printf 'The site begins at %s\n' .build/docs/html/index.html

docs-test: dev docs ## Look at the built site: links, search, buttons, and that it asks nobody else for anything
	$(heading) 'the documentation site in Chromium, where there is one'
	@pytest $(ARGS) tests/integration/test_site.py

torture: dev ## Fleets under fire: ARGS="--minutes 30 --seed 7 --containers 300"
	@python -m tests.torture $(ARGS)

test-matrix: ## Unit and integration tests on ansible-core 2.16 to 2.22, as far as their Pythons are here
	@sh .ci/matrix.sh '$(MAKE)'

bench: dev ## Measure tasks, inventories and fleets beside a floor, and how fast the emulator is
	@python -m tests.benchmark

format: dev ## Format the Python code and repair what ruff can repair
	@ruff check --fix --exit-zero --output-format concise $(SOURCES)
	@ruff format $(SOURCES)

coverage: dev ## Line and branch coverage of the plugins by unit and integration tests, and what is not covered
	$(heading) 'unit and integration tests with coverage'
	@rm -rf .build/coverage && mkdir -p .build/coverage
	@coverage run -m pytest --numprocesses=4 --dist=worksteal $(ARGS) tests/unit/plugins tests/integration
	@# Processes that a test kills leave half a file behind, which is left out.
	@coverage combine --quiet 2>/dev/null
	@coverage report

clean: ## Remove what was built, keep .venv
	rm -rf .build

distclean: clean ## Remove everything that is not source
	rm -rf .venv* .ansible .hypothesis .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What the targets above stand on.

runtime: $(LINK) .build/ansible.cfg
	$(install) runtime

dev: $(LINK) .build/ansible.cfg
	$(install) dev

docs-tools: $(LINK) .build/ansible.cfg
	$(install) docs

# The repository under the path that Ansible and Python look for, whatever the folder is called.
$(LINK):
	@mkdir -p '$(HOME)' '$(@D)'
	@ln -sfn ../../../.. $@

# An empty configuration: without one, Ansible would go on and find the machine's.
.build/ansible.cfg:
	@mkdir -p '$(HOME)'
	@: >$@

tree:
	@sh .ci/tree.sh '$(TREE)'
