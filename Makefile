# make run: everything from a fresh checkout to a served archive. make test: what a change must pass.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# gunicorn's workers
export WEB_CONCURRENCY ?= 2

.PHONY: run check test test-all lint format messages screenshots lock clean

# Status 1 of import_pages: a page was held or refused, as it says; the others are served all the same.
run: .venv/run.stamp staticfiles/staticfiles.json
	@$(BIN)/python -c 'import socket; socket.create_server(("127.0.0.1", $(PORT))).close()' 2>/dev/null \
		|| { echo "端口 $(PORT) 不能用，多半已被占用。Port $(PORT) cannot be had; try another: make run PORT=8001"; exit 1; }
	@$(MANAGE) migrate --verbosity 0
	@echo "导入 Importing seeds/"
	@$(MANAGE) import_pages || [ $$? -eq 1 ]
	@$(MANAGE) update_index --age 1 --verbosity 0
	@echo
	@echo "报藏  http://127.0.0.1:$(PORT)/    (Ctrl-C 停止)"
	@echo "编辑帐号 An editor's account:  $(MANAGE) createsuperuser    →  http://127.0.0.1:$(PORT)/admin/"
	@echo
	@$(BIN)/python -m gunicorn --config python:archive.gunicorn --bind 127.0.0.1:$(PORT)

# Between edits: what needs neither record, browser nor server.
QUICK := alignment architecture body calendar characters codec folding highlight ingest_plan line_roles personal_numbers \
	query reading_measure role_chain sources wrapped_roles
QUICK := $(QUICK:%=tests/test_%.py) $(filter-out %_time.py,$(wildcard tests/test_parsing*.py))

check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest --quiet --numprocesses auto --dist worksteal $(QUICK)

test: .venv/dev.stamp lint
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal -m "not wide"

# As CI does: the smoke runs of the benchmarks and the widest matrices too.
test-all: .venv/dev.stamp lint
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -m djlint --check --quiet templates
	$(BIN)/python -m djlint --lint --quiet templates
	$(MANAGE) makemigrations --check --dry-run --verbosity 0

format: .venv/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m djlint --reformat --quiet templates

# The English of the interface, after a change of its texts: collects them, says what is not translated, compiles. Needs gettext.
messages: .venv/run.stamp
	$(MANAGE) makemessages --locale en --no-obsolete --no-wrap --add-location file --ignore tests --ignore benchmarks
	msgattrib --untranslated --no-wrap locale/en/LC_MESSAGES/django.po
	msgattrib --only-fuzzy --no-wrap locale/en/LC_MESSAGES/django.po
	$(MANAGE) compilemessages --locale en --ignore .venv

screenshots: .venv/dev.stamp
	$(BIN)/python tests/screenshots.py

# The locks are made from the readable ranges; one lock serves every Python from 3.11.
lock:
	$(PYTHON) -m pip install --quiet uv
	$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-dev.in -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf .venv staticfiles

# A .venv without pip is one whose making failed halfway.
.venv/run.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "报藏需要 Python 3.11 或更新，$(PYTHON) 不是。It needs Python 3.11 or newer, name one: make run PYTHON=python3.12"; exit 1; }
	@echo "安装 Installing into .venv (a minute the first time)"
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	@echo "安装 Installing what the tests need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# Compressing takes seconds: only when a file or what makes the files changed.
staticfiles/staticfiles.json: .venv/run.stamp archive/settings.py $(shell find static)
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch $@
