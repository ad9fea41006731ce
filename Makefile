# Two commands to remember: `make run` and `make test`. Both call `make setup`, which installs what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
NODE_STAMP := frontend/node_modules/.installed
DIST := frontend/dist/index.html
FRONTEND := $(shell find frontend/src frontend/public locales -type f 2>/dev/null) \
	frontend/index.html $(wildcard frontend/*.ts frontend/*.mjs) frontend/package.json \
	schema/schema.graphql
QALA := $(BIN)/python -m app.cli
COMPILE = uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 $(ARGS)
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup run test check generated bench bench-scale lock clean

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 11

setup: $(STAMP) $(DIST) ## install everything, build the page

run: setup ## start a demo city at http://localhost:8000 (PORT=..., QALA_HOME=... respected)
	@$(QALA) demo $(ARGS)

test: setup ## run all tests
	@scripts/chromium
	@cd frontend && "$(CURDIR)/scripts/node" npm test --silent
	@$(BIN)/python -m $(if $(ARGS),pytest $(ARGS),tests.parallel)

check: setup ## format, lint, types, import rules, texts, rules of the repository
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m scripts.generated --check
	@$(BIN)/python -m scripts.locales --check
	@$(BIN)/python -m scripts.rules
	@cd frontend && "$(CURDIR)/scripts/node" npm run check --silent
	@cd frontend && "$(CURDIR)/scripts/node" npm run budget --silent

generated: $(STAMP) ## write every file that is made from code and catalogues (docs/generated.md)
	@$(BIN)/python -m scripts.generated

bench: setup ## measure beside other servers (ARGS=--help; installs them on first use)
	@$(BIN)/python -m tests.bench $(ARGS)
bench-scale: setup ## measure reads over SIZE requests (10000; several: 10000,1000000; KEEP=folder keeps them)
	@$(BIN)/python -m tests.bench.scale --size $(or $(SIZE),10000) $(if $(KEEP),--keep $(KEEP)) \
	    $(if $(LOG_MONTHS),--log-months $(LOG_MONTHS)) $(ARGS)

lock: $(STAMP) ## resolve the dependencies anew
	@$(BIN)/$(COMPILE) pyproject.toml -o requirements.lock
	@$(BIN)/$(COMPILE) --extra dev pyproject.toml -o requirements-dev.lock
	@cd tests/bench/peers && "$(CURDIR)/$(BIN)"/$(COMPILE) requirements.in -o requirements.lock

clean: ## remove what setup made; leaves ./var alone
	@rm -rf $(VENV) frontend/node_modules frontend/dist frontend/src/gql

$(STAMP): requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "QalaControl needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
		|| { echo "python3 cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing Python packages ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@cp scripts/qala $(BIN)/qala && chmod +x $(BIN)/qala
	@touch $@

$(NODE_STAMP): frontend/package-lock.json | $(STAMP)
	@echo "Installing front-end packages ..."
	@cd frontend && "$(CURDIR)/scripts/node" npm ci --silent --no-audit --no-fund
	@touch $@

$(DIST): $(NODE_STAMP) $(FRONTEND)
	@echo "Building the page ..."
	@cd frontend && "$(CURDIR)/scripts/node" npm run build --silent
	@touch $@
