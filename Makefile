# GNU make. Each target first does what set-up is missing; docs/setup.md tells what that is.

PYTHON ?= python3
SETUP := @$(PYTHON) tools/bootstrap.py
RUN := .venv/bin/python
LOCK := --no-config pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--only-binary :all: --generate-hashes --no-emit-index-url --no-header --no-annotate

# Handed to the recipes through the environment, so that blanks, quotes, $ and Chinese in them survive.
override INPUT := $(value INPUT)
override OUTPUT := $(value OUTPUT)
override WHO := $(value WHO)
override COMPETENCY := $(value COMPETENCY)
override PREVIOUS := $(value PREVIOUS)
override REISSUE := $(value REISSUE)
override EXCEPT := $(value EXCEPT)
override AGAIN := $(value AGAIN)
override ANYWAY := $(value ANYWAY)
override EFFECTIVE := $(value EFFECTIVE)
override PASSWORDS := $(value PASSWORDS)
override RESEND := $(value RESEND)
override MOVED := $(value MOVED)
# ADOPT=0 and ADOPT=no adopt nothing; the same holds for SEND and ENCRYPT.
override SEND := $(filter 1 y yes true on 是,$(value SEND))
override ENCRYPT := $(filter 1 y yes true on 是,$(value ENCRYPT))
override ADOPT := $(filter 1 y yes true on 是,$(value ADOPT))
export INPUT OUTPUT REPORT_LANG PREVIOUS REISSUE WHO COMPETENCY FORMAT ADOPT EXCEPT AGAIN EFFECTIVE ANYWAY \
	TO SEND YES ENCRYPT PASSWORDS RESEND MOVED

.DEFAULT_GOAL := reports
.PHONY: help reports watch check recalibration mails mail-status explain handbook chart doctor test accept test-all nightly bench lint format lock samples translations pictures clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo '  make reports INPUT="folder" OUTPUT="folder" REPORT_LANG=en PREVIOUS="earlier folder" ARGS="more options"'

reports: ## Make all reports (the default); INPUT, OUTPUT, REPORT_LANG, PREVIOUS, REISSUE and ARGS are optional
	$(SETUP)
	@$(RUN) -m reportgen build $${INPUT:+"$$INPUT"} $${OUTPUT:+--output "$$OUTPUT"} \
		$${REPORT_LANG:+--lang "$$REPORT_LANG"} $${PREVIOUS:+--previous "$$PREVIOUS"} $${REISSUE:+--reissue "$$REISSUE"} $(ARGS); status=$$?; \
	case $$status in \
	1) echo '报告已生成，但有些数据没有采用，请看上面的说明。下面 make 的“Error 1”就是这个意思。' >&2; \
	   echo 'The reports are made, but some values were left out: see above. This is what make calls "Error 1".' >&2 ;; \
	2) echo '没有生成报告，原因在上面。' >&2; \
	   echo 'No report was made: the reason stands above.' >&2 ;; \
	esac; exit $$status

watch: ## Make the reports whenever the workbooks in INPUT change, until Ctrl-C; ARGS=--check only checks; OUTPUT, REPORT_LANG, PREVIOUS
	$(SETUP)
	@$(RUN) -m reportgen watch $${INPUT:+"$$INPUT"} $${OUTPUT:+--output "$$OUTPUT"} \
		$${REPORT_LANG:+--lang "$$REPORT_LANG"} $${PREVIOUS:+--previous "$$PREVIOUS"} $(ARGS)

check: ## Say what the workbooks in INPUT were taken for and which issues to fix (OUTPUT/problems.xlsx)
	$(SETUP)
	@$(RUN) -m reportgen check $${INPUT:+"$$INPUT"} $${OUTPUT:+--output "$$OUTPUT"} \
		$${REPORT_LANG:+--lang "$$REPORT_LANG"} $(ARGS)

recalibration: ## Show what the experts' votes change and whom it affects; ADOPT=1 adopts, EXCEPT, AGAIN, EFFECTIVE, ANYWAY
	$(SETUP)
	@$(RUN) -m reportgen recalibrate $${INPUT:+"$$INPUT"} $${OUTPUT:+--output "$$OUTPUT"} \
		$${REPORT_LANG:+--lang "$$REPORT_LANG"} $${ADOPT:+--adopt} $${EXCEPT:+--except "$$EXCEPT"} $${AGAIN:+--again "$$AGAIN"} \
		$${EFFECTIVE:+--effective "$$EFFECTIVE"} $${ANYWAY:+--anyway "$$ANYWAY"} $(ARGS)

mails: ## Write a mail per manager into OUTPUT/outbox to look at; SEND=1 sends them; TO=people, ENCRYPT=1, PASSWORDS, RESEND, MOVED, YES
	$(SETUP)
	@$(RUN) -m reportgen mail $${INPUT:+--input "$$INPUT"} $${REPORT_LANG:+--lang "$$REPORT_LANG"} $${TO:+--to "$$TO"} \
		$${SEND:+--send} $${YES:+--yes "$$YES"} $${ENCRYPT:+--encrypt} $${PASSWORDS:+--passwords "$$PASSWORDS"} \
		$${RESEND:+--resend "$$RESEND"} $${MOVED:+--moved "$$MOVED"} $(ARGS) -- "$${OUTPUT:-output}"; status=$$?; \
	case $$status in \
	1) echo '有的报告没有写成邮件，或有的邮件没有被接收，请看上面的说明。下面 make 的“Error 1”就是这个意思。' >&2; \
	   echo 'Some reports are in no mail, or some mails were not accepted: see above. This is what make calls "Error 1".' >&2 ;; \
	2) echo '没有写或没有发送任何邮件，原因在上面。' >&2; \
	   echo 'No mail was written or sent: the reason stands above.' >&2 ;; \
	esac; exit $$status

mail-status: ## Say what became of the mails
	$(SETUP)
	@$(RUN) -m reportgen mail $${INPUT:+--input "$$INPUT"} $${REPORT_LANG:+--lang "$$REPORT_LANG"} $(ARGS) -- status "$${OUTPUT:-output}"

explain: ## Say where the numbers of WHO ("id or name") come from; COMPETENCY for all about one; INPUT, REPORT_LANG
	$(SETUP)
	@$(RUN) -m reportgen explain $${INPUT:+--input "$$INPUT"} $${REPORT_LANG:+--lang "$$REPORT_LANG"} $(ARGS) \
		-- "$$WHO" $${COMPETENCY:+"$$COMPETENCY"}

handbook: ## Write the competency model as a handbook, handbook.pdf (or OUTPUT)
	$(SETUP)
	@$(RUN) -m reportgen handbook $${OUTPUT:+--output "$$OUTPUT"} $${REPORT_LANG:+--lang "$$REPORT_LANG"} $(ARGS)

chart: ## Save the radars of WHO ("id or name", or a grade) as pictures in charts/ (or OUTPUT); FORMAT=svg or pdf
	$(SETUP)
	@$(RUN) -m reportgen chart $${FORMAT:+--format "$$FORMAT"} $${OUTPUT:+--output "$$OUTPUT"} \
		$${REPORT_LANG:+--lang "$$REPORT_LANG"} $(ARGS) -- "$$WHO" $${INPUT:+"$$INPUT"}

doctor: ## Check this machine: libraries, fonts, packages
	$(SETUP)
	@$(RUN) -m reportgen doctor $(ARGS)

test: ## Run the tests that need no other programs
	$(SETUP) --dev
	@$(RUN) -m pytest -q -n auto -m "not services and not nightly" $(ARGS)

accept: ## Accept the HTML that the tests of reports came out with (see tests/actual) as the new golden texts
	$(SETUP) --dev
	@ACCEPT=1 $(RUN) -m pytest -q tests/reports/test_documents.py tests/reports/test_handbook.py
	@git --no-pager diff --stat -- tests/reports/golden

test-all: ## Run all tests, with LibreOffice and a browser, and measure branch coverage
	$(SETUP) --dev --services
	@$(RUN) -m pytest -n auto -m "not nightly" --cov=reportgen --cov-branch --cov-report= $(ARGS)
	@$(RUN) -m coverage report --skip-covered
	@$(RUN) -m coverage report --include='reportgen/assessment/*' --fail-under=100

nightly: ## Run the slow tests, and prove the set-up on bare Debian systems (root only)
	$(SETUP) --dev
	@$(RUN) -m pytest -m nightly $(ARGS) || [ $$? -eq 5 ]  # 5: there are none
	@bash tools/fresh_machine.sh trixie
	@bash tools/fresh_machine.sh bookworm

bench: ## Measure one report, reading, and whole runs against what people would pick instead; PEOPLE="10 100 1000"
	$(SETUP) --dev --bench
	@status=0; $(RUN) -m benchmarks.documents $${ROUNDS:+--rounds "$$ROUNDS"} || status=1; \
	$(RUN) -m benchmarks.reading || status=1; \
	$(RUN) -m benchmarks.runs $${PEOPLE:+--people $$PEOPLE} || status=1; exit $$status

lint: ## Check style and types
	$(SETUP) --dev
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m mypy

format: ## Format the code and mend what ruff can mend
	$(SETUP) --dev
	@$(RUN) -m ruff check --fix
	@$(RUN) -m ruff format

lock: ## Write the lock files anew from pyproject.toml; UPGRADE=1 takes newer versions
	@set -e; trap 'rm -rf "$$folder"' EXIT; folder=$$(mktemp -d); \
	uv=$$(ls .venv/bin/uv 2>/dev/null || command -v uv) || { \
		$(PYTHON) -m venv "$$folder/venv"; "$$folder/venv/bin/python" -m pip install --quiet uv; \
		uv="$$folder/venv/bin/uv"; }; \
	"$$uv" $(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements.lock; \
	"$$uv" $(LOCK) $(if $(UPGRADE),--upgrade) --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock; \
	"$$uv" $(LOCK) $(if $(UPGRADE),--upgrade) --group bench -c requirements.lock -o requirements-bench.lock

samples: ## Make the sample workbooks anew
	$(SETUP)
	@OPENPYXL_LXML=False $(RUN) tools/make_samples.py $(ARGS)

translations: ## Bring the translations and the README's problem codes up to date
	$(SETUP) --dev
	@$(RUN) tools/translations.py $(ARGS)
	@$(RUN) tools/problem_codes.py

pictures: ## Make the pictures of the documentation anew
	$(SETUP) --dev
	@$(RUN) tools/pictures.py $(ARGS)

clean: ## Remove .venv and all caches; reports in output/ stay
	@rm -rf .venv .venv-bench .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov build dist tests/actual
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
