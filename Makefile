# Back Issues: "make serve" serves the archive, "make test" runs the tests; both set up what they need.

PORT ?= 8000
VENV ?= .venv
PYTHON ?=
RUN = $(VENV)/bin/python
PINS = $(RUN) -m piptools compile --quiet --generate-hashes --strip-extras --no-header --annotation-style=line \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

export PORT

.PHONY: serve compiler test test-browser checker validate screenshots lighthouse relevance bench check format pins translations clean

serve: $(VENV)/.serve
	@$(RUN) app.py

test: $(VENV)/.test
	@$(RUN) -m pytest -m "not browser"

test-browser: $(VENV)/.test
	@$(RUN) -m pytest -m browser

# Every kind of page, as the W3C's HTML checker reads it: needs Java and npm.
validate: $(VENV)/.test checker
	@$(RUN) -m pytest tests/browser/test_valid_html.py

checker: $(VENV)/.vnu

# Every kind of page, as it looks: one folder for each variant and a contact sheet beside it.
screenshots: $(VENV)/.test
	@$(RUN) -m looks screenshots

# Performance, accessibility, best practices and search engines, as Lighthouse scores them: needs npm.
lighthouse: $(VENV)/.test
	@$(RUN) -m looks.lighthouse screenshots

# Searches of a file, with the script that scores them beside it; INSTANCES are CORPUS=FOLDER, built with flask index.
SEARCHES ?= ../shared/queries/dev.jsonl
INSTANCES ?= instance

relevance: $(VENV)/.test
	@$(RUN) benchmarks/relevance.py $(SEARCHES) $(foreach each,$(INSTANCES),--instance $(each))

# How fast it is, beside other engines and, page by page, Datasette: of CONFIG=archive.toml, else the bundled
# issues, as they are and, for SIZES="0 1000000", made into about so many items. Indexes for the next run stay in
# KEEP=folder. With FOLDER=... also how fast those files are read. The figures lie in bench/, too.
SIZES ?= 0
OF = $(if $(CONFIG),--config $(CONFIG))

bench: $(VENV)/.test $(VENV)-bench/.made
	@mkdir -p bench
	@set -e; for size in $(SIZES); do $(RUN) -m benchmarks.searching $(OF) --size $$size \
		$(if $(KEEP),--keep $(KEEP)/$$size) --json bench/searching-$$size.json; done
	@$(RUN) -m benchmarks.building $(OF) --json bench/building.json
	@$(RUN) -m benchmarks.memory $(OF) $(if $(KEEP),--keep $(KEEP)/0) --json bench/memory.json
	@$(RUN) -m benchmarks.serving $(OF) --json bench/serving.json --datasette $(VENV)-bench/bin/datasette
	@$(if $(FOLDER),$(RUN) benchmarks/reading.py $(FOLDER))
	@$(RUN) -m benchmarks.table bench

check: $(VENV)/.test
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy

format: $(VENV)/.test
	@$(RUN) -m ruff check --fix .
	@$(RUN) -m ruff format .

pins: $(VENV)/.test
	@$(RUN) -m pip install --quiet pip-tools
	@$(PINS) --output-file=requirements.txt requirements.in
	@$(PINS) --output-file=requirements-dev.txt requirements-dev.in
	@$(PINS) --output-file=requirements-cc.txt requirements-cc.in
	@$(PINS) --allow-unsafe --output-file=requirements-bench.txt requirements-bench.in

# What templates and web/ say goes to the translators' files; an entry without a translation shows in English.
translations: $(VENV)/.serve
	@$(VENV)/bin/pybabel --quiet extract --mapping-file=pyproject.toml --keywords=lazy_gettext --add-location=file \
		--no-wrap --output-file=$(VENV)/messages.pot .
	@$(VENV)/bin/pybabel --quiet update --input-file=$(VENV)/messages.pot --output-dir=translations --no-wrap \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

clean:
	rm -rf .venv .venv-* .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is newer than the requirements that were installed, so an unchanged start installs nothing.
$(VENV)/.serve: requirements.txt requirements-cc.txt $(wildcard index/kernels/*.[ch]) index/kernels/compiling.py
	@VENV="$(VENV)" PYTHON="$(PYTHON)" sh .ci/venv requirements.txt
	@$(RUN) -c 'import index.kernels' 2>/dev/null || $(MAKE) --no-print-directory compiler
	@touch $@

# A C compiler, for a machine that has none of its own.
compiler:
	@echo "Back Issues: a C compiler is installed into $(VENV), which takes a minute"
	@VENV="$(VENV)" PYTHON="$(PYTHON)" sh .ci/venv requirements-cc.txt
	@$(RUN) -c 'import index.kernels'

$(VENV)/.test: requirements-dev.txt $(VENV)/.serve
	@VENV="$(VENV)" PYTHON="$(PYTHON)" sh .ci/venv requirements-dev.txt
	@touch $@

# What is compared with has libraries of its own, which ours shall not depend on.
$(VENV)-bench/.made: requirements-bench.txt
	@VENV="$(VENV)-bench" PYTHON="$(PYTHON)" sh .ci/venv requirements-bench.txt
	@touch $@

# Nothing of the package is run while it is installed: it would look for a Java of its own.
$(VENV)/.vnu: | $(VENV)/.test
	@npm install --silent --no-save --no-package-lock --ignore-scripts --prefix $(VENV)/vnu vnu-jar@26.9.27
	@touch $@
