# Everything here needs make and a Python 3.11–3.14; each target sets up .venv when it must.
.POSIX:
.SUFFIXES:
.PHONY: help report test checks suite lab notebooks docs docs-site pictures bench same lock clean

ARTICLE = data/articles/tass_2019-02-25_lavrov.txt
NOTEBOOK = positions
OUT = report.html
BENCH =
# what `make same` compares the working tree with, and which parts: seed data tests …; all without
BASE = HEAD
ONLY =
LOCK =
# all that tests need; the extra train is PyTorch, which only a new model of positions needs
EXTRAS = --extra lab --extra edit --extra corpora --extra vader --extra inception --extra dask --extra docs --extra dev

BIN = .venv/bin
STAMP = .venv/.installed
# the newest Python on which all checks have run and that can make a virtual environment, else 3.14
PYTHON = $$(for python in python3.13 python3.12 python3.11 python3.14 python3 python; do \
	"$$python" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' \
	2>/dev/null && echo "$$python" && break; done)

# JupyterLab refuses root, whom containers often run as, unless it is told
AS_ROOT = $$(test "$$(id -u)" -ne 0 || echo --allow-root)

help:
	@echo 'make report     a page about the article in data/ (or ARTICLE=… NOTEBOOK=… OUT=…)'
	@echo 'make lab        the notebooks in JupyterLab'
	@echo 'make test       every check: style, types, layers, tests, notebooks (about 8 minutes)'
	@echo 'make notebooks  execute the committed notebooks anew'
	@echo 'make docs       write the generated pages of docs/ anew'
	@echo 'make docs-site  build the site of docs/ and the notebooks into build/docs'
	@echo 'make pictures   take the pictures of README.md anew (needs Chromium)'
	@echo 'make bench      measure speed and memory into benchmarks/results.md (half an hour)'
	@echo 'make same       does it make the same rows as BASE=commit? (ten minutes; ONLY="seed data": one)'
	@echo 'make lock       resolve requirements.lock from pyproject.toml (LOCK=--upgrade: the newest)'
	@echo 'make clean      remove .venv and what tools leave behind'

report: $(STAMP)
	@$(BIN)/rhetoric report '$(ARTICLE)' --out '$(OUT)' --notebook '$(NOTEBOOK)'
	@echo 'Open it in a browser: $(OUT)'

test: checks suite

checks: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

suite: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

lab: $(STAMP)
	$(BIN)/jupyter lab $(AS_ROOT) notebooks

notebooks: $(STAMP)
	$(BIN)/python tests/notebooks/refresh_notebooks.py

docs: $(STAMP)
	$(BIN)/python docs/generate.py

docs-site: $(STAMP)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo 'Serve it: $(BIN)/python -m http.server --directory build/docs'

pictures: $(STAMP)
	$(BIN)/python docs/pictures.py

bench: $(STAMP)
	$(BIN)/python benchmarks/run.py $(BENCH)

same: $(STAMP)
	@only='$(ONLY)'; $(BIN)/python benchmarks/same.py against '$(BASE)' $${only:+--only $$only}

lock: $(BIN)/python
	$(BIN)/python -m pip install --quiet --upgrade uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url $(EXTRAS) --no-header $(LOCK) pyproject.toml -o requirements.lock

clean:
	rm -rf .venv .same .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage

$(BIN)/python:
	@python="$(PYTHON)"; test -n "$$python" || { \
		echo 'No Python 3.11, 3.12, 3.13 or 3.14 with venv found: install one, or name it: make PYTHON=…' >&2; \
		exit 2; }; \
	echo "Setting up .venv with $$($$python --version) (about a minute, once) …" >&2; \
	"$$python" -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=24.2'

$(STAMP): $(BIN)/python requirements.lock pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --only-binary :all: -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $(STAMP)
