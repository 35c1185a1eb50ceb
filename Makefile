# Two commands matter: `make demo` and `make test`. Each sets up everything it needs inside this folder.

# Nothing of the caller's Python set-up may leak in.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP VIRTUAL_ENV
export PYTHONDONTWRITEBYTECODE =

VENV    := .venv
PY      := $(VENV)/bin/python
BIN     := $(VENV)/bin
WORKERS ?= 2

.PHONY: help demo demo-tools test lint format imports generated unit bench docs soak lock native wheel clean

help:                       ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 18

demo: $(VENV)/.ready-run    ## the incidents, stopped, in a throw-away repository
	@$(PY) -m demo.run

demo-tools: $(VENV)/.ready-dev  ## the incidents with the real tools: destroyed, stopped, rehearsed, run, undone
	@$(PY) -m demo.tools && $(PY) -m demo.drills && $(PY) -m demo.broker

test: $(VENV)/.ready-dev lint imports generated unit   ## every check there is

lint: $(VENV)/.ready-dev    ## ruff, formatting, mypy, the workflow
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/zizmor --offline --no-progress --quiet .github action.yml integrations/github/keyturn.yml

format: $(VENV)/.ready-dev  ## rewrite the sources in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

imports: $(VENV)/.ready-dev ## imports point one way
	$(BIN)/lint-imports --no-cache

generated: $(VENV)/.ready-dev   ## fail when a generated file is stale
	$(PY) -m tools.generate --check

unit: $(VENV)/.ready-dev    ## the tests themselves
	$(PY) -m pytest -n $(WORKERS) --dist worksteal

docs: $(VENV)/.ready-dev    ## rewrite the generated pages
	$(PY) -m tools.generate

bench: $(VENV)/.ready-dev   ## measure speed and accuracy, and write the pages (BEFORE=REVISION measures that one too)
	$(PY) -m benchmarks.run $(if $(BEFORE),--before $(BEFORE)); status=$$?; $(PY) -m tools.generate docs/benchmarks.md docs/accuracy.md && exit $$status

soak: $(VENV)/.ready-dev    ## the long property and load tests, in full
	SOAK_SHARE=1.0 $(PY) -m pytest -n $(WORKERS) --dist worksteal -m soak

lock:                       ## refresh the pinned requirements (needs uv)
	tools/lock.sh

native: $(VENV)/.ready-dev  ## build the native client of the hooks into the environment
	$(PY) -m tools.build_native $(BIN)/keyturn-hook

wheel: $(VENV)/.ready-dev   ## build the wheel into dist/ (KEYTURN_NATIVE=1: with the native client, for this platform)
	$(BIN)/hatchling build -t wheel

clean:                      ## remove what the targets above made
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.ready-run: requirements/runtime.txt requirements/build.txt pyproject.toml tools/setup.sh
	@tools/setup.sh $(VENV) runtime
	@touch $@

$(VENV)/.ready-dev: requirements/runtime.txt requirements/dev.txt pyproject.toml tools/setup.sh
	@tools/setup.sh $(VENV) dev
	@touch $@ $(VENV)/.ready-run
