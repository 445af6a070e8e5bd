# movierec: `make run` sets everything up and opens the app, `make test` sets up and runs the tests.
# Nothing else is needed but a Python 3.11 (or uv, which fetches one) and a package index.

VENV        ?= .venv
PIP_FLAGS   ?=
CONSTRAINTS := .ci/constraints.txt
BIN         := $(VENV)/bin

# The first of these that is a Python 3.11; uv can fetch one where the machine has none.
FIND_PYTHON = for p in python3.11 python3 python; do \
	  if $$p -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then echo $$p; exit; fi; done; \
	  if command -v uv >/dev/null 2>&1; then uv python find 3.11 2>/dev/null || { uv python install -q 3.11 && uv python find 3.11; }; fi

.PHONY: help run test lint drill bench snapshots clean
.DEFAULT_GOAL := help

help:
	@echo "make run    install, set up (once), open the app"
	@echo "make test   install, run the whole test suite"
	@echo "make lint   ruff, mypy --strict, the import contracts"
	@echo "make drill  the long drills: random keys, kill -9"
	@echo "make bench  the benchmarks behind the README's figures; MOVIEREC_HOME=DIR names trained versions for the app's"

run: $(VENV)/.installed
	$(BIN)/movierec setup
	$(BIN)/movierec

test: $(VENV)/.installed-dev
	$(BIN)/pytest

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check engine tui tests
	$(BIN)/ruff format --check engine tui tests
	$(BIN)/mypy
	$(BIN)/lint-imports

drill: $(VENV)/.installed-dev
	MOVIEREC_DRILL=1 $(BIN)/pytest -m drill

bench: $(VENV)/.installed-dev
	for b in tests/benchmarks/bench_*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

# Look at the pictures before committing what this rewrites.
snapshots: $(VENV)/.installed-dev
	$(BIN)/pytest tests/tui/screens --snapshot-update

$(VENV)/bin/python:
	@python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then \
	  echo "movierec needs Python 3.11 (DGL has no wheels for later ones), and there is none here." >&2; \
	  echo "Install python3.11 and its venv module, or uv (https://docs.astral.sh/uv/), and run make again." >&2; exit 1; fi; \
	echo "making $(VENV) with $$python"; \
	$$python -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "that Python has no venv module: install it (Debian: apt install python3.11-venv) and run make again." >&2; exit 1; }

$(VENV)/.installed: pyproject.toml $(CONSTRAINTS) | $(VENV)/bin/python
	@echo "installing what movierec needs: a minute or more"
	$(BIN)/python -m pip install -q --disable-pip-version-check $(PIP_FLAGS) -c $(CONSTRAINTS) -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml $(CONSTRAINTS) | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check $(PIP_FLAGS) -c $(CONSTRAINTS) -e '.[dev]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
