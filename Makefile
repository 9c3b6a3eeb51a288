# Each target makes its own .venv from nothing; a stamp remembers what is installed.
PYTHON ?= python3
BIN := .venv/bin

help:  ## say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ –/'

.venv/pip:
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@touch $@

# What each target needs beside the library itself.
.venv/demo: EXTRAS = [report,cli,arrow]
.venv/test: EXTRAS = [all]
.venv/test: GROUPS = --group test --group oracle
.venv/browser: EXTRAS = [report]
.venv/browser: GROUPS = --group test --group browser
.venv/spark: EXTRAS = [spark]
.venv/spark: GROUPS = --group test
.venv/check: EXTRAS = [all]
.venv/check: GROUPS = --group check --group test --group oracle --group browser
.venv/docs: EXTRAS = [all]
.venv/docs: GROUPS = --group docs
.venv/bench: EXTRAS = [all]
.venv/bench: GROUPS = --group bench
.venv/demo .venv/test .venv/browser .venv/spark .venv/check .venv/docs .venv/bench: .venv/pip pyproject.toml
	@echo "Installing what $(@F) needs"
	@$(BIN)/python -m pip install --quiet --editable ".$(EXTRAS)" $(GROUPS)
	@touch $@

demo: .venv/demo  ## build the Sörmland report from nine synthetic extracts into demo/
	$(BIN)/python -m vnr demo --out demo

test: .venv/test  ## run all tests, with full branch coverage of model, results, register and metrics
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --cov --cov-report= -q
	$(BIN)/python -m coverage report --fail-under=100

browser: .venv/browser  ## lay the report out in Chromium, on three widths and on paper, and search the documentation
	$(BIN)/python -m pytest -q -m browser tests/browser

downstream: .venv/pip  ## try the wheel and a tiny package that stands on it, on each Python found
	$(BIN)/python tests/downstream/run.py

spark: .venv/spark  ## count on a real Spark of two workers; needs Java
	@command -v java >/dev/null || \
	  { apt-get update -qq && apt-get install -yqq default-jre-headless >/dev/null; } || \
	  echo "no Java here: the tests on Spark are skipped"
	$(BIN)/python -m pytest -q -m spark tests/spark

fuzz: .venv/test  ## look for a minute for what the generative tests haven't seen
	$(BIN)/python tests/fuzz.py $(SEED)

check: .venv/check  ## ruff and mypy, and right and wrong calls in pyright too
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python --warnings

docs: .venv/docs  ## build the documentation and run its notebooks; warnings are errors
	$(BIN)/python -m sphinx -W --keep-going -q -j auto -b html docs docs/_build/html

SIZES ?= 1e5 1e6 1e7
bench: .venv/bench  ## measure each job beside other libraries, at SIZES, for docs/explanation/speed.md
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE -u PYTHONDONTWRITEBYTECODE $(BIN)/python benchmarks/table.py $(SIZES) --write

.PHONY: help demo test browser downstream spark fuzz check docs bench
