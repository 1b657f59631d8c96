# Every target works from a bare clone: the first one sets up .venv, which takes a minute or two and needs the
# network once; after that everything works offline. Another interpreter: make reports PYTHON=python3.13
PYTHON ?= python3
WORKERS ?= 2

VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
RUN := $(BIN)/python
PIP := $(RUN) -m pip --disable-pip-version-check --quiet
PYTEST := $(RUN) -m pytest --numprocesses $(WORKERS) --dist loadgroup
TEMPLATE := $(wildcard parkit/report/template/*.*)
CHECKED := parkit tools tests benchmarks $(wildcard notebooks)

# Vietnamese on every console, Windows too.
export PYTHONUTF8 = 1

.PHONY: help setup reports profiles test quick check lint types imports sizes addresses benchmark fuzz mutants licences lock lab clean

help: ## list what there is (this list)
	@echo "parkit: make what?"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1	\2/p' Makefile | while IFS='	' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

setup: $(VENV)/.parkit ## install the locked packages and parkit into .venv

reports: setup ## build the reports of all bundled schemes and years into reports/
	@echo "Building the reports of all bundled schemes and years; this takes a few minutes."
	@$(BIN)/parkit run
	@echo "Done. Open reports/index.html (Vietnamese) or reports/en/index.html (English) in a browser."

profiles: setup ## build the reports and a profile of every unit
	@echo "Building all reports and the profile of every unit; this takes several minutes."
	@$(BIN)/parkit run --profiles
	@echo "Done. The profiles lie beside the reports of each year, in the folder units."

test: setup ## run all tests
	@echo "Running all tests in $(WORKERS) processes."
	@$(PYTEST)

quick: setup ## run the tests that take under a minute in all
	@echo "Running the quick tests in $(WORKERS) processes."
	@$(PYTEST) -m "not slow"

check: lint types imports sizes addresses ## linter, formatter, types, import direction, sizes, addresses

lint: setup
	@echo "Linter and formatter:"
	@$(RUN) -m ruff check $(CHECKED) && $(RUN) -m ruff format --check $(CHECKED)

types: setup
	@echo "Types:"
	@$(RUN) -m mypy

imports: setup
	@$(RUN) tools/check_imports.py

sizes: setup
	@$(RUN) tools/check_sizes.py

addresses: setup
	@$(RUN) tools/check_addresses.py

benchmark: setup ## measure parkit beside other ways and write reports/benchmark.md; one group: GROUP=intake
	@echo "Measuring; this takes up to half an hour, on a machine with nothing else to do."
	@$(RUN) -m benchmarks.run $(GROUP)

fuzz: setup ## edit schemes and spoil workbooks at random: MINUTES=10; again: SEED=4711
	@$(RUN) tools/fuzz.py $(or $(MINUTES),10) $(SEED)

mutants: setup ## break parkit/analysis on purpose and list what no test notices: MODULES="parkit/analysis/rank.py" SAMPLE=60
	@SAMPLE=$(or $(SAMPLE),0) $(RUN) tools/mutants.py $(MODULES)

licences: setup ## write the licences of all locked packages to docs/licences.md
	@$(RUN) tools/write_licences.py

lock: setup ## take the newest versions into requirements.lock and environment.yml (needs the network)
	@echo "Looking for the newest versions that fit pyproject.toml."
	@$(PIP) install uv
	@$(RUN) -m uv --quiet --no-config --system-certs pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--fork-strategy fewest --generate-hashes --upgrade --custom-compile-command "make lock" --output-file requirements.lock
	@$(RUN) tools/write_environment.py
	@echo "Wrote requirements.lock and environment.yml. Try them: make test"

lab: setup ## open the notebooks in JupyterLab
	@$(RUN) -m jupyterlab notebooks

clean: ## remove the reports, processed data and caches; .venv stays
	@find reports -mindepth 1 ! -name README.md -delete
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
	@find data/processed -mindepth 1 ! -name README.md -delete
	@find $(CHECKED) \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +
	@echo "Removed what is generated. To start over from nothing, also delete $(VENV)."

# The packages. Redone when the lock changes.
$(VENV)/.packages: requirements.lock
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		found=$$("$(PYTHON)" --version 2>/dev/null) || found="not to be found"; \
		echo "parkit needs Python 3.11 or newer, and $(PYTHON) is $$found. Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)"; \
		exit 1; }
	@test -x $(RUN) || { echo "Creating $(VENV) with $$("$(PYTHON)" --version)."; "$(PYTHON)" -m venv $(VENV); }
	@echo "Installing the packages of requirements.lock into $(VENV) (a minute or two)."
	@$(PIP) install --require-hashes --requirement requirements.lock
	@touch $@

# parkit itself, editable. Redone when its metadata or the page template, which is copied, change.
$(VENV)/.parkit: $(VENV)/.packages pyproject.toml $(TEMPLATE)
	@echo "Installing parkit into $(VENV)."
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@
