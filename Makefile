# Needs python3 (3.11 or newer) and make; everything else is fetched into .venv.
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help lab test dream test-colab bench timings battery faults clean

help:  ## show this list
	@$(PYTHON) -c "import re; [print(f'make {name:<12}{text}') for name, text in re.findall(r'^([a-z-]+):.*?## (.*)', open('Makefile').read(), re.M)]"

lab:  ## open the first lesson in JupyterLab
	@$(PYTHON) scripts/bootstrap.py course
	.venv/bin/dreamkit lab

dream:  ## dream on the sample cat, into dream.png
	@$(PYTHON) scripts/bootstrap.py
	.venv/bin/dreamkit dream sample:cat -o dream.png

test:  ## all quick checks: style, imports, tests, notebooks
	@$(PYTHON) scripts/run_tests.py

test-colab:  ## the package and lesson 00 beside the versions Google Colab has
	@$(PYTHON) scripts/test_colab.py

bench:  ## dreamkit beside TensorFlow's tutorial, Keras's example and PyTorch, into benchmarks/
	@$(PYTHON) scripts/bootstrap.py bench
	.venv/bin/python -m benchmarks

timings:  ## run every notebook and write its machine time into its header
	@$(PYTHON) scripts/bootstrap.py course test
	.venv/bin/python scripts/timings.py

battery:  ## bad and odd input at every public entrance, and docs/reliability.md of what came
	@$(PYTHON) scripts/bootstrap.py course test
	.venv/bin/python scripts/battery.py --write

faults:  ## kills, full disks, lost folders, misleading servers, many dreams: docs/reliability.md too
	@$(PYTHON) scripts/bootstrap.py course test
	.venv/bin/python scripts/faults.py --write

clean:  ## remove the environments, caches and built files
	rm -rf .venv .venv-colab .venv-bootstrap build dist .pytest_cache .ruff_cache .import_linter_cache .mypy_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
