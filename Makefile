# Unknot: everything a developer or an operator types. `make` alone prints this list.
.DEFAULT_GOAL := help
.PHONY: help run test faults check bench screenshots words lock
SHELL := /bin/bash
export PORT ?= 8000

help: ## print this list
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## start the demo clinic on this machine (PORT=8000)
	@tools/run.sh

test: ## run every test, with real browsers and a real PostgreSQL
	@tools/test.sh

faults: ## kill the server, its database and its disk under load, again and again (about six minutes)
	@tools/environment.sh dev && tools/system.sh postgresql && .venv/bin/python -m tests.faults && .venv/bin/python -m tests.faults --postgres

check: ## look the code, the knowledge and the settings over without running them (under a minute)
	@tools/environment.sh dev && .venv/bin/python tools/check.py

bench: ## measure what has a target, and print one table
	@tools/environment.sh dev && .venv/bin/python tools/bench.py

screenshots: ## make the pictures of the README
	@tools/environment.sh dev && tools/system.sh chromium libatomic1 && .venv/bin/python tools/screenshots.py

words: ## gather what pages say into the catalogues of the other languages, and compile them
	@tools/environment.sh dev && .venv/bin/python tools/words.py

lock: ## write constraints.txt anew from what pyproject.toml asks for
	@tools/environment.sh dev && .venv/bin/python tools/lock.py
