# make demo and make test set up everything they need from a fresh checkout:
# Python 3.11 with venv, make, and a package index.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
RUN := $(BIN)/python
PIP := $(BIN)/pip install --disable-pip-version-check --constraint constraints.txt

SETS ?= $(addprefix $(TENPRINT_DATA)/,fvc2002_db1_b fvc2002_db3_b fvc2004_db2_b)

# Where modules are not kept compiled, each process of the tests compiles all of them again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup setup-locked lock transfer-setup cluster-setup languages dev-setup train-setup demo demo-cluster explore test test-all check audit docs reference node buf format proto bench serve soak weights clean

help:  ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.kernels  ## Make the environment of the service in .venv, and compile its kernels

.venv/.complete: pyproject.toml constraints.txt
	@echo "setup: packages of about 285 MB are downloaded (85 MB of them the network that finds minutiae), 760 MB on disk"
	$(PYTHON) -m venv .venv
	$(PIP) setuptools
	$(PIP) --no-build-isolation --editable '.[server]'
	$(PIP) --no-deps pyfing
	@touch $@

.venv/.kernels: .venv/.complete $(wildcard matcher/*.py matcher/*/*.py)
	@echo "setup: kernels are compiled for this processor: about a minute of one core"
	$(BIN)/tenprint compile
	@touch $@

# `make setup` takes any build of the pinned versions, such as the wheels of a mirror that builds its
# own. These take the builds of requirements.lock alone.
setup-locked:  ## Make the environment in .venv from builds whose hashes are on record
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -qq --require-hashes --no-deps --requirement requirements-dev.lock
	$(BIN)/pip install -qq --no-deps --no-build-isolation --no-index --editable .
	@touch .venv/.complete .venv/.dev

LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --constraint constraints.txt
# pyfing is installed without its dependencies.
ALONE := printf 'pyfing\nsetuptools\n' | $(LOCK) --no-deps -

lock: dev-setup  ## Write the hashes of all builds of the pinned versions (package index)
	$(LOCK) pyproject.toml --extra server --extra transfer --extra traces --extra oidc --output-file requirements.lock
	$(ALONE) >> requirements.lock
	$(LOCK) pyproject.toml --extra server --extra cluster --output-file requirements-cluster.lock
	$(ALONE) >> requirements-cluster.lock
	$(LOCK) pyproject.toml --extra server --extra transfer --extra bench --extra dev --output-file requirements-dev.lock
	$(ALONE) >> requirements-dev.lock

transfer-setup: setup  ## Add what `gallery export` and `gallery import` need (pyarrow, 55 MB)
	$(PIP) --no-build-isolation --editable '.[server,transfer]'

cluster-setup: dev-setup  ## Add what galleries on a cluster need (Ray, 360 MB)
	$(PIP) --no-build-isolation --editable '.[server,transfer,cluster,bench,dev]'

dev-setup: .venv/.dev  ## Add what tests, checks and benchmarks need (about 175 MB)

# Tests of the console drive the system's browser; without one they skip and say so.
.venv/.dev: .venv/.complete
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && echo "setup: the browser of the console's tests is installed (Debian's chromium)" \
	  && apt-get update -qq && apt-get install -qq --yes --no-install-recommends chromium; } \
	  || echo "setup: no chromium: the console's tests in a browser will skip"
	$(PIP) --no-build-isolation --editable '.[server,transfer,bench,dev]'
	@touch $@

GENERATORS := protobuf-compiler protobuf-compiler-grpc protobuf-compiler-grpc-java-plugin protoc-gen-go-1-5 protoc-gen-go-grpc

languages:  ## Install what generates stubs for Java, C# and Go (Debian's packages); without them their tests skip
	@command -v protoc > /dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null \
	  && echo "languages: the generators of stubs are installed (Debian's packages)" \
	  && apt-get update -qq && apt-get install -qq --yes --no-install-recommends $(GENERATORS); } \
	  || echo "languages: no protoc: the tests of stubs in other languages will skip"

train-setup: .venv/.train  ## Add what training needs (PyTorch)

.venv/.train: .venv/.dev
	$(PIP) --no-build-isolation --editable '.[train]'
	@touch $@

demo: setup  ## Enrol synthetic people, submit bookings, show what came out
	$(BIN)/tenprint demo

# A private PostgreSQL, a head of Ray, three nodes and two services as processes here, all on loopback.
demo-cluster: cluster-setup  ## Book at two services on galleries in partitions with replicas, and kill a node in the middle
	$(RUN) -m tests.cluster.demonstration

# New matches wait for people of the LESC, so that their screen has work.
explore: setup  ## Start the service and its console on the data of make demo, one sign-in for each role
	@test -d out/demo/bookings || { echo "explore: make demo first: it makes the data"; exit 1; }
	@echo "explore: when the line says ready, open http://127.0.0.1:50080/ and choose: Try it, or the desk of one of ten roles"
	$(BIN)/tenprint serve --insecure-loopback --activation nationwide --lesc-specialists 0 --data out/demo/bookings

PYTEST := $(BIN)/pytest --numprocesses 2 --dist loadgroup --durations 25 --durations-min 10

test: setup dev-setup  ## Run the tests a change needs first: about 13 minutes on two cores
	$(PYTEST) -m "not slow"

test-all: setup train-setup languages  ## Run the slow tests too: about an hour on two cores
	$(PYTEST) --cache-clear -m "not repeated and not whole" || { test $$? -eq 1 && $(RUN) -m tests.again; }

SOURCES := matcher ebts database gallery cluster interop lesc_stub synthesis services console tenprint server.py \
  benchmarks training examples

check: dev-setup docs buf  ## Format, lint, types, what bandit finds dangerous, protos by Buf, the site of the documentation
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive $(SOURCES)

audit: dev-setup  ## Ask for known vulnerabilities of what is installed; says NOT CHECKED if nobody answers
	$(RUN) -m tests.deployment.dependencies

docs: dev-setup  ## Build the site of the documentation in build/site; a broken link is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

reference: dev-setup  ## Write docs/reference from the code and the protos
	$(RUN) -m tests.reference

node: examples/node/node_modules/.package-lock.json proto/node_modules/.package-lock.json  ## Install what the Node example and the check of the protos by Buf need (npm)

%/node_modules/.package-lock.json: %/package-lock.json
	cd $* && npm ci --ignore-scripts

buf: dev-setup  ## Lint the protos and compare them with the last release (Buf, from npm); says NOT CHECKED without npm
	@if command -v npm > /dev/null; then $(MAKE) --no-print-directory node; \
	else echo "protos: NOT CHECKED by Buf, because npm is not installed"; fi
	$(BIN)/pytest --quiet tests/test_protos.py

format: dev-setup  ## Put the code into the house's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

proto: dev-setup  ## Generate tenprint/v1 from proto/
	$(RUN) -m tests.stubs

bench: setup dev-setup  ## Measure what is quick to measure: a rendered print's cost, accuracy where SETS are
	$(RUN) -m benchmarks.synthesis
	@if [ -d "$(firstword $(SETS))" ]; then \
	  $(RUN) -m benchmarks.accuracy $(SETS) --ppi 500 --json out/accuracy.json --plot out; \
	else echo "no print sets at the given SETS: accuracy not measured"; fi

serve: setup  ## Start the server on embedded defaults
	$(RUN) server.py --insecure-loopback

# `make soak faults`: the word after soak names the loop.
SOAK := $(filter-out soak,$(MAKECMDGOALS))
soak: setup dev-setup  ## Run a long loop at full count: make soak faults
	@case "$(SOAK)" in \
	  faults) $(RUN) -m tests.kill.soak --count 50 --json out/soak/faults.json ;; \
	  services) $(RUN) -m tests.kill.several_soak --count 50 --out out/soak/services.json ;; \
	  kill-index) $(RUN) -m tests.kill.gallery_soak --count 50 --out out/soak/kill-index.json ;; \
	  people) $(RUN) -m tests.interop.people.soak --examples 2000 --out out/soak/people.json ;; \
	  stateful) $(RUN) -m tests.gallery.soak --examples 1000 --out out/soak/stateful.json ;; \
	  fuzz) $(RUN) -m tests.fuzz.soak --out out/soak/fuzz ;; \
	  requests) $(RUN) -m tests.fuzz.requests_soak --count 50000 --out out/soak/requests.json ;; \
	  mutation) $(RUN) -m tests.fuzz.mutation --out out/soak/mutation.json ;; \
	  lesc) $(RUN) -m tests.kill.lesc_soak --count 10000 --out out/soak/lesc.json ;; \
	  endurance) $(RUN) -m benchmarks.endurance --json out/soak/endurance.json --plot out/soak/endurance.png ;; \
	  memory) $(RUN) -m benchmarks.memory --json out/soak/memory.json --plot out/soak ;; \
	  postgresql) $(PYTEST) -m repeated ;; \
	  whole) $(PYTEST) -m whole ;; \
	  cluster) $(RUN) -m tests.cluster.kill_soak --out out/soak/cluster.json ;; \
	  congruence) $(RUN) -m tests.cluster.congruence_soak --out out/soak/congruence.json ;; \
	  identification) $(RUN) -m benchmarks.identification.soak --out out/soak/identification ;; \
	  *) echo "make soak NAME, where NAME is: faults, services, kill-index, people, stateful, fuzz, requests, mutation, lesc, endurance, memory, postgresql, whole, cluster, congruence, identification"; exit 2 ;; \
	esac

ifneq (,$(filter soak,$(MAKECMDGOALS)))
.PHONY: faults services kill-index people stateful fuzz requests mutation lesc endurance memory postgresql whole cluster congruence identification
faults services kill-index people stateful fuzz requests mutation lesc endurance memory postgresql whole cluster congruence identification: ; @:
endif

weights: setup train-setup  ## Make the learned numbers in matcher/ again: hours
	$(RUN) -m training.train
	$(RUN) -m training.calibration
	$(RUN) -m training.several_fingers --folder out/several-fingers

clean:  ## Remove what was built; data/ and out/ stay
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache
