# What one does with a checkout. `make up` and `make test` need nothing but Python 3.11 or newer and make.

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_TESTS := $(VENV)/.installed-tests
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt

.PHONY: help up install test lint bench constraints
.DEFAULT_GOAL := help

help:  ## list what can be made
	@sed -n 's/^\([a-z]*\):.*  ## /  make \1: /p' $(MAKEFILE_LIST)

up: $(INSTALLED)  ## start the product on http://localhost:8000
	@exec $(BIN)/audiostudio up

install: $(INSTALLED)  ## install the product into .venv

test: $(INSTALLED_TESTS)  ## run every test
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(PYTEST_ARGUMENTS)

lint: $(INSTALLED_TESTS)  ## check style, types and the import rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(INSTALLED_TESTS)  ## print the figures the documents quote
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit; done

constraints:  ## pin what a fresh installation resolves to today
	sh deploy/pin-constraints.sh > constraints.txt.new
	mv constraints.txt.new constraints.txt

$(BIN)/python:
	@python=$$(sh deploy/find-python.sh $(PYTHON)) && { $$python -m venv $(VENV) || { rm -rf $(VENV); exit 1; }; }

$(INSTALLED): pyproject.toml constraints.txt | $(BIN)/python
	$(PIP_INSTALL) --editable .
	@touch $@

$(INSTALLED_TESTS): pyproject.toml constraints.txt deploy/debian-test-packages.txt | $(BIN)/python
	@sh deploy/install-debian-packages.sh deploy/debian-test-packages.txt
	$(PIP_INSTALL) --editable '.[test,lint]'
	@touch $(INSTALLED) $@
