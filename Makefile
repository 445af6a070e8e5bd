# movierec: `make run` sets everything up and opens the app, `make test` sets up and runs the tests.
# Nothing else is needed but a Python from 3.11 to 3.14 (or uv, which fetches one) and a package index.

# The environment's folder, and the Python it is made with: by default the newest that fits.
VENV      ?= .venv
PYTHON    ?=
# For pip, as in PIP_FLAGS='--index-url https://packages.example.org/simple'.
PIP_FLAGS ?=
BIN       := "$(VENV)/bin"
export PYTHON PIP_FLAGS

.PHONY: help run test lint drill bench snapshots install install-dev clean
.DEFAULT_GOAL := help

help:
	@echo "make run    install, set up (once), open the app"
	@echo "make test   install, run the whole test suite"
	@echo "make lint   ruff, mypy --strict, the import contracts"
	@echo "make drill  the long drills: random keys, kill -9, the short run on every other Python here"
	@echo "make bench  the benchmarks behind the README's figures; MOVIEREC_HOME=DIR names trained versions for the app's"
	@echo "PYTHON=python3.12 names the Python, VENV=DIR another environment; without them, the newest Python that fits and .venv"

run: install
	$(BIN)/movierec setup
	$(BIN)/movierec

test: install-dev
	$(BIN)/pytest

lint: install-dev
	$(BIN)/ruff check engine tui tests .ci
	$(BIN)/ruff format --check engine tui tests .ci
	$(BIN)/mypy
	$(BIN)/lint-imports

drill: install-dev
	MOVIEREC_DRILL=1 $(BIN)/pytest -m drill
	PYTHON="$(VENV)/bin/python" .ci/short-run --all

bench: install-dev
	for b in tests/benchmarks/bench_*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

# Look at the pictures before committing what this rewrites.
snapshots: install-dev
	$(BIN)/pytest tests/tui/screens --snapshot-update

install:
	@sh .ci/environment "$(VENV)"

install-dev:
	@sh .ci/environment "$(VENV)" dev

clean:
	rm -rf "$(VENV)" build dist .mypy_cache .ruff_cache .pytest_cache
