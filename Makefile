# make run: everything from a fresh checkout to a served archive. make test: every check.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.PHONY: run test lint format lock messages clean

run: .venv/run.stamp
	@mkdir -p data
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@$(MANAGE) import_pages
	@$(MANAGE) update_index --verbosity 0
	@echo
	@echo "报藏  http://127.0.0.1:$(PORT)/    (Ctrl-C 停止)"
	@echo "编辑帐号 An editor's account:  $(MANAGE) createsuperuser    →  http://127.0.0.1:$(PORT)/admin/"
	@echo
	@$(BIN)/gunicorn archive.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --preload --no-control-socket

test: .venv/dev.stamp lint
	$(BIN)/python -m pytest

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --check --quiet templates
	$(BIN)/djlint --lint --quiet templates
	$(MANAGE) makemigrations --check --dry-run --verbosity 0

format: .venv/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet templates

# The locks are made from the readable ranges; one lock serves every Python from 3.11.
lock:
	$(PYTHON) -m pip install --quiet uv
	$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-dev.in -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf .venv staticfiles

.venv/run.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "报藏 needs Python 3.11 or newer; say which with make PYTHON=…"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@
