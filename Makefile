# The project's commands. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
DATA ?= demo-data
BIN := .venv/bin
# Two workers suit two cores, each takes whole files, which share a site; `make test WORKERS=0` runs in one process.
WORKERS ?= 2
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# What asks no database is tested once.
WITHOUT_DATABASE = core fuzz tools

.PHONY: help
help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: .venv/.runtime .venv/.catalogues ## Make .venv with what is pinned, and the command .venv/bin/undersigned
	@echo "Ready: .venv/bin/undersigned"

.venv/.runtime: requirements.txt pyproject.toml
	@tools/setup runtime

CATALOGUES := $(wildcard src/undersigned/locale/*/LC_MESSAGES/django.po)
.venv/.catalogues: $(CATALOGUES) | .venv/.runtime
	@$(if $(CATALOGUES),$(BIN)/python -m tools.messages compile)
	@touch $@

.venv/.development: requirements-dev.txt .venv/.runtime | .venv/.catalogues
	@tools/setup development

.PHONY: demo
demo: setup $(DATA)/.imported ## Start a server with a demonstration coalition and letters in ./demo-data
	@$(BIN)/undersigned serve --data $(DATA)

$(DATA)/.imported:
	@$(BIN)/undersigned demo --data $(DATA)
	@touch $@

.PHONY: test
test: .venv/.development ## Run all tests, on SQLite and on PostgreSQL, with a real browser
	@tools/test-env
	@$(BIN)/python -m tools.html_checker || echo "The test by the HTML checker will be left out."
	@echo "== on SQLite =="
	@UNDERSIGNED_TEST_DATABASE=sqlite $(PYTEST)
	@echo "== on PostgreSQL =="
	@UNDERSIGNED_TEST_DATABASE=postgresql $(PYTEST) $(WITHOUT_DATABASE:%=--ignore=tests/%)

.PHONY: check
check: .venv/.development ## Check style, types, contracts, migrations and our own rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/architecture

.PHONY: bench
bench: .venv/.development ## Measure, each figure against the machine's own limit (BENCH=quick: a part of it)
	@$(BIN)/python -m bench

.PHONY: bench-quotes
bench-quotes: .venv/.development ## Measure how well quotations are found, attributed and judged, and how fast
	@$(BIN)/python -m bench quotes_found quotes_altered quotes_start

.PHONY: screenshots
screenshots: .venv/.development ## Make the pictures of the documentation
	@tools/test-env
	@UNDERSIGNED_SCREENSHOTS=docs $(BIN)/python -m pytest -n 0 -m browser tests/journeys tests/web

.PHONY: messages
messages: .venv/.development ## Bring the catalogues of translations in step with the sentences
	@$(BIN)/python -m tools.messages

.PHONY: reference
reference: .venv/.development ## Write the pages of the reference that the code tells
	@$(BIN)/python -m tools.make_reference

.PHONY: train-quotes
train-quotes: .venv/.development ## Train the models that find quotations on corpus/
	@$(BIN)/python -m tools.train_quotes

PINS = $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-annotate \
  --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options $(UPGRADE)
.PHONY: pins
pins: .venv/.development ## Write the pinned requirements anew (UPGRADE=--upgrade for newer ones)
	@$(PINS) -o requirements.txt requirements.in requirements-build.in
	@$(PINS) -o requirements-dev.txt requirements-dev.in
	@! grep -n '://' requirements.txt requirements-dev.txt

.PHONY: clean
clean: ## Remove what these commands made, but no data
	@rm -rf .venv build .mypy_cache .ruff_cache .import_linter_cache .hypothesis src/*.egg-info
	@find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
