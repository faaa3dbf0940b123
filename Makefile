# Everything a newcomer needs is Python 3.11 or later and make; the environment lives in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Two cores and up: tests run side by side. K narrows them: make test K=s3
JOBS ?= auto
K ?=

.PHONY: help demo test check dev golden docs schema bench faults clean

help:
	@echo "demo    run the whole job on the embedded AWS, and print where the pack is"
	@echo "test    every test (make test K=s3 for some)"
	@echo "check   format, lint, types, import contracts, generated files fresh"
	@echo "dev     the environment with all tools"
	@echo "golden  write the golden files again: read the difference like code"
	@echo "docs    write the generated pages again;  schema: the JSON Schema of the mappings"
	@echo "faults  every call under every fault: nothing may come out better (some minutes, all cores)"
	@echo "bench   calls beside bare botocore, workbooks beside plain openpyxl: time and memory (some minutes)"

# A new environment is made when what it is made from has changed; a half-made one is made again.
$(VENV)/.run: pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c .ci/constraints.txt -e '.[demo]'
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@echo "installing the tools into $(VENV) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c .ci/constraints.txt -e '.[demo,dev]'
	@touch $@

demo: $(VENV)/.run
	@$(BIN)/evidencemap demo

dev: $(VENV)/.dev

test: $(VENV)/.dev
	@$(BIN)/python -m pytest -n $(JOBS) $(if $(K),-k "$(K)")

check: $(VENV)/.dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python docs/generate.py --check
	@$(BIN)/evidencemap lint

golden: $(VENV)/.dev
	@$(BIN)/python tests/golden/make.py

docs schema: $(VENV)/.dev
	@$(BIN)/python docs/generate.py

bench: $(VENV)/.dev
	@$(BIN)/python tests/bench/bench.py
	@$(BIN)/python tests/bench/judging.py

faults: $(VENV)/.dev
	@$(BIN)/python tests/faults/campaign.py --page docs/reliability.md
	@$(BIN)/python tests/kills/campaign.py --tries 100

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
