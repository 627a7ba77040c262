# `make` alone prints the targets. Each sets up what it needs: Python 3.11 to 3.14 (with venv) and make are enough.

PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null && { echo $$p; break; }; done)
PLATFORM := $(shell uname -sm | tr ' ' -)
BIN := .venv/bin
LOCK_TOOLS := .venv/lock-tools
ONLY ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help up demo demo-schools demo-turnover check test test-all bench docs lock

help: ## print these targets
	@sed -n 's/^\([a-z-]*\):.* ## /\1	/p' $(MAKEFILE_LIST) | while IFS='	' read -r target text; do \
		printf '  make %-13s %s\n' "$$target" "$$text"; done

up: .venv/installed ## start everything here: database, Temporal, worker, API; Ctrl-C stops it
	@$(BIN)/styrkedjan up

demo: .venv/installed ## play one initiative from its start to the check-in four years on
	@$(BIN)/styrkedjan demo

demo-schools: .venv/installed ## play a programme at seven schools, to what is left four years on
	@$(BIN)/styrkedjan demo --schools

demo-turnover: .venv/installed ## play seven schools' changes of principal, without and with handovers
	@$(BIN)/styrkedjan demo --turnover

check: .venv/installed ## lint, format, types, layers, migrations, docs, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/house

test: .venv/installed ## every test that needs only Python
	$(BIN)/pytest -q -n auto -m "not full"

test-all: .venv/installed ## the tests that need more (`.venv/bin/styrkedjan doctor --tests` lists what), and the demos
	$(BIN)/pytest -q -n auto -m full

bench: .venv/installed ## measure against peers; ONLY=name,name runs some
	$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY))

docs: .venv/installed ## write the pages that are made from the code
	$(BIN)/python -m styrkedjan.documentation

lock: .venv/installed ## pin the dependencies anew (UPGRADE=1 takes newer versions)
	@test -x $(LOCK_TOOLS)/bin/uv || { $(BIN)/python -m venv $(LOCK_TOOLS) && $(LOCK_TOOLS)/bin/pip install --quiet uv; }
	$(BIN)/python deploy/environment/lock.py --uv $(LOCK_TOOLS)/bin/uv $(if $(UPGRADE),--upgrade)

# The environment: made once, filled again when the lock changes, the project linked in when its metadata does.

.venv/installed: .venv/fetched pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/fetched: requirements.txt
	@test -n "$(PYTHON)" || { echo "Styrkedjan needs Python 3.11 to 3.14, and no such python3 was found." \
		"Install one (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.13)." >&2; exit 1; }
	@$(PYTHON) -m styrkedjan.platforms
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments." \
		"Install its venv module (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@$(BIN)/python -c 'import pip' 2>/dev/null || { rm -rf .venv && $(PYTHON) -m venv .venv; }
	@echo "Setting up .venv: $$(sed -n 's/^# $(PLATFORM): //p' requirements.txt): the servers of the embedded mode," \
		"the libraries, and what tests and checks use. Once, and again when requirements.txt changes."
	@{ $(BIN)/pip install --progress-bar off --disable-pip-version-check --no-deps --require-hashes -r requirements.txt \
		|| echo failed; } | awk '/^Collecting/ { printf "\r  %d: %-60s", ++n, $$2; fflush() } \
		/^Installing/ { printf "\r  %d fetched, installing %-40s\n", n, ""; fflush() } /^failed/ { exit 1 }'
	@touch $@
