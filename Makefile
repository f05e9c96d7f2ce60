# Sentinel. `make` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help dev test conformance seed seed-investor setup start build format bench bench-gateway bench-revocation bench-crash fuzz clean nuke

# Finds JDK 25 when a recipe needs it, so that `make clean` works without one.
MVN = JAVA_HOME="$$(scripts/find-jdk)" && export JAVA_HOME && ./mvnw -B -ntp

SOURCES := pom.xml $(wildcard */pom.xml) $(shell find */src/main -type f 2>/dev/null)
PROGRAM := demo/target/launch/class-path
AOT     := server/target/launch/sentinel.aot

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dev: build ## start everything here: stores, every role, demo data; Ctrl-C stops it
	@./sentinel dev

test: ## all tests, checks and formatting: what CI runs
	$(MVN) verify

conformance: ## the audit log judged by verifiers that share no code with it (needs Node 20)
	@if [ "$$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')" -ge 20 ] 2>/dev/null; then \
		node --test conformance/tlog/test.mjs && \
		$(MVN) -q -pl server -am -Dtest=IndependentVerifierTest -Dsurefire.failIfNoSpecifiedTests=false test && \
		echo "conformance: a running server and an export verify independently"; \
	else echo "conformance: skipped, no node of version 20 or later is on the PATH"; fi

seed: build ## a small set of payments: trains the model, leaves scored payments and open cases
	@./sentinel seed

seed-investor: build ## the same, larger and prettier
	@./sentinel seed --size investor

setup: build ## keys, self-signed TLS and .env with random secrets; makes only what is missing
	@./sentinel setup

start: build ## every role against the PostgreSQL and Redis that .env names
	@APP_ENV=production ./sentinel serve

build: $(AOT) ## compile and package, without tests

fuzz: ## hostile tokens, keys, proofs and forms: mutations by the hundred thousand, then Jazzer, SECONDS each
	$(MVN) -q -pl trust -am test -Dtest=UntrustedInputTest -Dsurefire.failIfNoSpecifiedTests=false \
		-Dsentinel.fuzz.rounds=500000 -Dsentinel.fuzz.seed="$$(date +%s)"
	@scripts/fuzz $(or $(SECONDS),60)

format: ## format every source file
	$(MVN) -q spotless:apply

bench: build ## measure: micro-benchmarks and CPU per token and per forwarded request
	@bench/run

bench-gateway: build ## measure: the gateway beside nginx, HAProxy and Spring Cloud Gateway (bench/peers/setup)
	@bench/gateway

bench-revocation: ## measure: from the decision to revoke until every verifier refuses
	@bench/revocation

bench-crash: ## kill identity 100 times under load and look for what was lost
	@bench/crash

clean: ## empty the demo's data (.sentinel)
	@if kill -0 "$$(cat .sentinel/running 2>/dev/null)" 2>/dev/null; then \
		echo "a demo runs here as process $$(cat .sentinel/running): stop it first" >&2; exit 1; fi
	@rm -rf .sentinel

nuke: clean ## also remove keys, .env files and everything built
	@rm -rf keys tls .env .env.local */target

$(PROGRAM): $(SOURCES)
	@echo "building sentinel"
	@$(MVN) -q -DskipTests package
	@scripts/class-paths

# The cache only makes starts faster: without it everything works.
$(AOT): $(PROGRAM)
	@./sentinel rehearse || echo "no AOT cache this time: starts take some seconds longer" >&2
