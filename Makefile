# Two commands do everything: `make demo` and `make test`. Both set the machine up first.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)
DEBS := libfluidsynth3 musescore-general-soundfont libmysofa1 espeak-ng fonts-nanum libegl1 libgl1 libfontconfig1 poppler-utils chromium
export OMP_NUM_THREADS = 1
export OPENBLAS_NUM_THREADS = 1
unexport PYTHONDONTWRITEBYTECODE    # else every program that a test starts compiles ours anew, most of a second each

.PHONY: help setup demo test lint types unit wheel soak fuzz bench bench-feeling bench-composing bench-orchestra bench-masters bench-sound bench-farm bench-long web clean
help:                ## what there is
	@grep -hE '^[a-z-]+: .*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 18

setup: .venv/.ready  ## everything this needs on Debian or Ubuntu; elsewhere a clear list

.venv/.debs: Makefile
	@if command -v apt-get >/dev/null; then \
	  missing=$$(for each in $(DEBS); do dpkg -s $$each >/dev/null 2>&1 || echo $$each; done); \
	  if [ -n "$$missing" ]; then echo "setup 1 of 4: system packages, a minute or two:" $$missing; \
	    $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq $$missing >/dev/null; \
	  else echo "setup 1 of 4: system packages are there"; fi; \
	else echo "No apt here. Install by hand: libfluidsynth 2.3 or newer, MuseScore_General_Full.sf3, libmysofa with"; \
	  echo "MIT_KEMAR_normal_pinna.sofa, espeak-ng (demo film), poppler, Chromium (tests of the pages). 'yeoun doctor' says what is missing."; fi
	@mkdir -p .venv && touch $@

.venv/.ready: pyproject.toml constraints.txt .venv/.debs
	@echo "setup 2 of 4: an environment of its own in .venv, some seconds"
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	@echo "setup 3 of 4: Python packages by constraints.txt, some minutes the first time (network)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@echo "setup 4 of 4: compiling the sample loops and unpacking the bank of sounds (400 MB), about a minute"
	@$(BIN)/python -m yeoun.performing.warm
	@echo "setup is done: make demo, or make test"
	@touch $@

demo: setup          ## make the demo film, score it, say what to open
	@$(BIN)/yeoun demo --out out/last_bus

test: setup lint types unit  ## lint, types, tests: what has to pass before anything lands

lint: setup          ## style, layers and cycles
	@$(BIN)/ruff check src tests
	@layers=$$($(BIN)/lint-imports --no-cache) || { echo "$$layers"; exit 1; }

types: setup         ## strict types
	@$(BIN)/mypy

unit: setup          ## the tests
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile

wheel: setup         ## build the wheel and prove it in a fresh environment; DEMO=1 makes the whole demo with it
	@$(BIN)/python -m tests.wheel $(if $(DEMO),--demo)

bench: setup         ## figures: each stage beside its baseline, into docs/bench; CLIP=another film, PAPERS="--subtitles F ..."
	@$(BIN)/python -m tests.bench --date $$(date +%F) $(if $(CLIP),--clip "$(CLIP)" $(PAPERS))

soak: setup          ## the long tests (tests/soak): some hours and 45 GB of disk, before a release; ONLY=words of a test's name
	@$(BIN)/python -m pytest tests/soak -q --timeout 7200 $(if $(ONLY),-k "$(ONLY)")

fuzz: setup          ## every reader under atheris, SECONDS=60 each; READER="srt edl" for some; inputs that break one go to out/fuzz
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev,fuzz]'
	@$(BIN)/python -m tests.reading.fuzz --seconds $(or $(SECONDS),60) $(if $(READER),--reader $(READER))

bench-feeling: setup ## how well scenes are read, heard, seen and felt: writes docs/bench/feeling.md; SECTIONS="words speed" for some
	@$(BIN)/python -m tests.bench.feeling $$(date +%F) docs/bench $(SECTIONS)

bench-composing: setup ## what was asked of cues against what is in their notes: writes docs/bench/composing.md; SECTIONS="hits heart" for some
	@$(BIN)/python -m tests.bench.composing $$(date +%F) docs/bench $(SECTIONS)

bench-orchestra: setup ## how cues are given to players: layers, light, legibility, memory; writes docs/bench/orchestra.md; SECTIONS="light" for some
	@$(BIN)/python -m tests.bench.orchestra $$(date +%F) docs/bench $(SECTIONS)

bench-masters: setup ## mixes and masters by other code than made them: writes docs/bench/masters.md; SECTIONS="words meters" for some
	@$(BIN)/python -m tests.bench.masters $$(date +%F) docs/bench $(SECTIONS)

bench-sound: setup   ## instruments, Korean models and ornaments on rendered notes: writes docs/bench/sound.md; SECTIONS="daegeum" for some
	@$(BIN)/python -m tests.bench.sound $$(date +%F) docs/bench $(SECTIONS)

bench-farm: setup    ## how the farm scales on this machine: writes docs/bench/farm.md
	@$(BIN)/python -m tests.farm.bench out/bench_store

bench-long: setup    ## films of 5, 15 and 60 minutes end to end: hours, and 45 GB of disk; writes docs/bench/long.md
	@$(BIN)/python -m tests.bench.long all $$(date +%F) docs/bench

web:                 ## for developers: build the pages of the studio from web/ into the package (Node 20.19 or newer; users need none)
	@cd web && npm ci --no-audit --no-fund && npm run build

clean:               ## forget the environment and what was made
	rm -rf .venv out build dist
