# Fieldapp: the commands. Each one first sets up what it needs; `make help` lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench simulate kills powercuts matrix journeys pictures lock clean

PY := .venv/bin/python

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make this checkout runnable: system packages, .venv, locked packages (fast when done)
	@.ci/setup

demo: setup ## Start a demo town: the central server, an agent's tablet and a desk (Ctrl-C ends all)
	@exec $(PY) -m fieldapp.demo

test: setup ## Run every check: ruff, mypy, import-linter, pytest; fails if any fails
	@$(PY) -m tests.house.gate

.PHONY: test-postgresql migration kill-database
test-postgresql: setup ## Run the tests of the server with every store on a real PostgreSQL
	@ON_POSTGRESQL=1 $(PY) -m pytest -q tests/server tests/stories/test_on_postgresql.py

SAYS ?=
migration: setup ## Write the next step of the server's tables: make migration SAYS="what changes"
	@$(PY) -m tests.server.migration_draft "$(SAYS)"

lint: setup ## Run the checks that only read: ruff, mypy, import-linter, the house rules
	@$(PY) -m tests.house.gate --lint

BENCH ?=
REPORTS ?=
bench: setup ## Measure against peers, print a table, write build/bench.json: make bench BENCH=peers REPORTS=100000
	@$(PY) -m tests.bench $(foreach one,$(BENCH),--only $(one)) $(foreach one,$(REPORTS),--reports $(one)) \
		$(foreach one,$(EXTRACT),--extract $(one))

pictures: setup ## Take the reference pictures of every screen anew: make pictures STOPS="today task"
	@$(PY) -m tests.fieldapp.tour.pictures $(STOPS)

SEEDS ?= 100000
simulate: setup ## Run SEEDS storms on all cores; goes on where it stopped: make simulate SEEDS=100000
	@$(PY) -m tests.simulation --seeds $(SEEDS)

KILLS ?= 20
RUNS ?= 100
kills: setup ## Kill a tablet KILLS times in the middle of a form, in a real browser: make kills KILLS=20
	@$(PY) -m tests.stories.killed_form --kills $(KILLS)

CUTS ?= 10000
powercuts: setup ## Cut the power CUTS times on each database engine, at FULL and (the control) at NORMAL: make powercuts CUTS=10000
	@$(PY) -m tests.fieldapp.vault.power_cuts --cuts $(CUTS)

matrix: setup ## Kill, freeze, cut and choke real processes and look for what is missing: make matrix RUNS=100
	@$(PY) -m tests.matrix --runs $(RUNS)

kill-database: setup ## Kill -9 PostgreSQL KILLS times under devices that write, and look for what is missing
	@ON_POSTGRESQL=1 DATABASE_KILLS=$(KILLS) $(PY) -m pytest -q tests/stories/test_on_postgresql.py

JOURNEYS ?=
SIZES ?=
LANGS ?=
journeys: setup ## Walk what people do all day, in a real browser: make journeys JOURNEYS="report task" SIZES=800x1280 LANGS=en
	@$(PY) -m tests.journeys $(JOURNEYS) $(foreach one,$(SIZES),--size $(one)) $(foreach one,$(LANGS),--language $(one)) \
		$(foreach one,$(REPORTS),--reports $(one)) $(if $(AGAIN),--again)

lock: ## Pin anew after a change of dependencies in pyproject.toml (needs uv)
	@uv lock --quiet --upgrade
	@uv export --quiet --frozen --all-extras --no-emit-project --no-annotate --no-header >requirements.lock
	@echo "requirements.lock: $$(grep -c == requirements.lock) packages, no host"

clean: ## Remove what was built (not .venv, not the data of a demo town)
	@rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	@find fieldapp sync tests -name __pycache__ -type d -prune -exec rm -rf {} +
