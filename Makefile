# Thin on purpose: what a command does stands in portal/runtime.
PYTHON ?= python3
PORTAL := exec $(PYTHON) portal/runtime/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help run test bench lint screenshots reset

help:  ## list the commands
	@sed -n 's/^\([a-z]*\): .*## /  make \1	/p' $(MAKEFILE_LIST)
run:  ## the whole portal with its demo world, until Ctrl-C (PORT, PORTAL_VAR)
	@$(PORTAL) run
test:  ## the whole suite, browser tests included (ARGS="-k licenses")
	@$(PORTAL) test $(ARGS)
bench:  ## measure, on throw-away engines (ONLY=verification SIZES=10000,100000)
	@$(PORTAL) bench
lint:  ## every check that is not a test
	@$(PORTAL) lint
screenshots:  ## pictures for the README
	@$(PORTAL) screenshots
reset:  ## throw the demo data away
	@$(PORTAL) reset
