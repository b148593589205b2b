# make run          installs what it lacks, builds the release, serves a living demo on http://127.0.0.1:3000
# make run DEMO=0   the same, empty
# make check        the inner loop: format, clippy, unit and engine tests, on SQLite alone
# make test         everything that must be green; SEED=… repeats the random parts of another run
# make nightly      what takes a night: CASES=2000 random histories of a new SEED, FUZZ=20000 bad inputs, KILLS=50
# make crash        the program killed at random moments, KILLS=50 times on each database
# make bench        the figures, ONLY=name for one of them
# make dev          a development build, with the style guide at /styleguide
# make format       formats all code
# make shots        makes the pictures of the README
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.SILENT:
.DEFAULT_GOAL := help

DEMO ?= 2000
ONLY ?=
KILLS ?= 50
CASES ?= 2000
FUZZ ?= 20000
# A change is judged by the same random inputs as the one before it; make nightly draws others.
SEED ?= 2
export PATH := $(HOME)/.cargo/bin:$(PATH)

SERVER := target/release/reprieve

.PHONY: help run dev test nightly crash bench format shots build tools-build tools-test check formatted licenses clippy unit end2end

help:
	sed -n 's/^# //p' Makefile | head -n 10

run: build
	flags=""
	if [ "$(DEMO)" != 0 ]; then flags="--demo $(DEMO)"; fi
	exec $(SERVER) serve $$flags

dev: tools-build
	node frontend/build.mjs --dev
	exec cargo run --locked -p reprieve -- serve --demo 200 --database sqlite:data/development.db

build: tools-build
	echo "== building the server"
	cargo build --locked --release -p reprieve
	echo "== building the site"
	node frontend/build.mjs

test: tools-test
	echo "== SEED=$(SEED)"
	export SEED=$(SEED) REPRIEVE_SEED=$(SEED) PROPTEST_RNG_SEED=$(SEED)
	end2end/step.sh "format" $(MAKE) formatted licenses
	end2end/step.sh "clippy" $(MAKE) clippy
	end2end/step.sh "tests, compiled" cargo test --locked --no-run
	# Tests wait for databases half of their time: the release is built meanwhile.
	end2end/step.sh --memory "unit, property, engine and HTTP tests, and the release build" $(MAKE) --jobs=2 unit build
	end2end/step.sh --memory "end to end" $(MAKE) end2end
	end2end/step.sh "crash test" node end2end/crash.mjs 5 25000

check:
	end2end/step.sh "format" $(MAKE) formatted
	end2end/step.sh "clippy" $(MAKE) clippy
	end2end/step.sh --memory "unit and engine tests on SQLite" \
		cargo test --locked -p domain -p engine -- --skip Postgres --skip postgres

formatted:
	cargo fmt --all --check
	leptosfmt --check --quiet app/src frontend/src

licenses:
	cargo deny --locked --config .deny.toml check bans licenses sources

clippy:
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked -p app --features ssr -- -D warnings
	cargo clippy --locked -p frontend --target wasm32-unknown-unknown -- -D warnings

unit:
	end2end/postgres.sh cargo test --locked

end2end:
	cd end2end && npx playwright test

nightly: build
	end2end/tools.sh test
	seed=$(if $(filter file,$(origin SEED)),$$(date +%s),$(SEED))
	echo "== SEED=$$seed"
	export SEED=$$seed REPRIEVE_SEED=$$seed PROPTEST_RNG_SEED=$$seed REPRIEVE_MODEL_CASES=$(CASES) REPRIEVE_FUZZ=$(FUZZ) REPRIEVE_RACES=100
	end2end/step.sh --memory "races" end2end/postgres.sh cargo test --locked -p engine --test it
	end2end/step.sh --memory "random histories" cargo test --locked -p engine --test model
	end2end/step.sh --memory "bad input" cargo test --locked -p reprieve --test it fuzz::
	end2end/step.sh "crash test" node end2end/crash.mjs $(KILLS)

crash: build
	end2end/tools.sh test
	node end2end/crash.mjs $(KILLS)

bench: build
	end2end/tools.sh test
	node end2end/bench.mjs "$(ONLY)"

format:
	cargo fmt --all
	leptosfmt --quiet app/src frontend/src

shots: build
	end2end/tools.sh test
	node end2end/shots.mjs

tools-build:
	end2end/tools.sh build

tools-test:
	end2end/tools.sh test
