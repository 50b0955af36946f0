# Wirescope's one entry point: `make` lists what it does.

# A folder or a file, the bundled corpus by default: make run CORPUS=~/articles
CORPUS ?= seeds
# The first free port from 8501 on, unless named: make run PORT=9000
PORT ?=
# Passed on to pytest: make test ARGS="tests/corpus -k dates"
ARGS ?=
export CORPUS

VENV := .venv
PYTHON_IN_VENV := $(VENV)/bin/python

# An upgrade of Python can leave an environment that no longer runs: it is then made anew.
ifneq ($(shell $(PYTHON_IN_VENV) -c 'print("runs")' 2>/dev/null),runs)
.PHONY: $(VENV)/run.stamp $(VENV)/dev.stamp
endif

.DEFAULT_GOAL := help
.PHONY: help run test check format eval bench screenshots clean

help:  ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

run: $(VENV)/run.stamp  ## open the dashboard in a browser (CORPUS=path, PORT=number)
	@corpus=$$(realpath -e -- "$$CORPUS") || exit 1; \
	WIRESCOPE_CORPUS="$$corpus" exec $(PYTHON_IN_VENV) -m streamlit run app.py \
		--server.address localhost $(if $(PORT),--server.port $(PORT))

test: $(VENV)/dev.stamp  ## check, then run every test (ARGS=what pytest is told)
	@$(MAKE) --no-print-directory check
	$(PYTHON_IN_VENV) -m pytest -n 2 --dist loadgroup $(ARGS)

check: $(VENV)/dev.stamp  ## lint, format and types
	$(PYTHON_IN_VENV) -m ruff check .
	$(PYTHON_IN_VENV) -m ruff format --check .
	$(PYTHON_IN_VENV) -m mypy

format: $(VENV)/dev.stamp  ## mend what lint and format can mend by themselves
	$(PYTHON_IN_VENV) -m ruff check --fix .
	$(PYTHON_IN_VENV) -m ruff format .

eval: $(VENV)/dev.stamp  ## measure what is recognised against labelled articles
	$(PYTHON_IN_VENV) -m benchmarks.quality

bench: $(VENV)/dev.stamp  ## measure speed and load beside its peers; can be stopped and goes on
	$(PYTHON_IN_VENV) -m benchmarks.speed

screenshots: $(VENV)/dev.stamp  ## take the pictures of docs/ anew
	$(PYTHON_IN_VENV) -m scripts.screenshots

clean:  ## remove the environment and everything that tools left
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/run.stamp: requirements.txt scripts/environment
	@scripts/environment $(VENV) requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt scripts/environment
	@scripts/environment $(VENV) requirements-dev.txt
	@touch $@ $(VENV)/run.stamp
