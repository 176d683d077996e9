# make run, make test: everything from a fresh machine (CPython 3.11 to 3.13, make, a package index).
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test check bench slow backbone-check reach-check validation-check clean

$(VENV)/.run: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

run: $(VENV)/.run            ## replay the Hanno ramp on the bundled network
	$(BIN)/onehour run hanno-ecmo-ramp --replications 30 --out runs/hanno-ecmo-ramp

test: $(VENV)/.dev           ## the tests
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

slow: $(VENV)/.dev           ## wheels in clean environments
	$(BIN)/python -m pytest -m slow

check: $(VENV)/.dev          ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.dev          ## side by side with the peers, in one run
	$(BIN)/python benchmarks/bench_roads.py --large
	$(BIN)/python benchmarks/bench_reach.py
	$(BIN)/python benchmarks/bench_build.py
	$(BIN)/python benchmarks/bench_store.py
	$(BIN)/python benchmarks/bench_simulation.py
	$(BIN)/python benchmarks/bench_supply.py
	$(BIN)/python benchmarks/bench_run.py
	$(BIN)/python benchmarks/bench_journal.py
	$(BIN)/python benchmarks/bench_study.py

backbone-check: $(VENV)/.dev ## the bundled roads against OpenStreetMap (needs ONEHOUR_OSM_DATA)
	$(BIN)/python benchmarks/check_backbone.py --report docs/backbone-check.md

reach-check: $(VENV)/.dev    ## reach on two networks, and against the usual recipe (needs ONEHOUR_OSM_DATA)
	$(BIN)/python benchmarks/check_reach.py --report docs/reach-check.md

validation-check: $(VENV)/.dev ## known answers beside simulated ones
	PYTHONPATH=. $(BIN)/python benchmarks/check_validation.py --report docs/validation.md

clean:
	rm -rf $(VENV) build dist runs
