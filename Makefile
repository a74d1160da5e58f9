# Two commands: `make run` shows an answer, `make test` proves it. Each does all its set-up.
SWIFT  ?= swift
PREFIX ?= /usr/local
BIN    := .build/release/faultline
LOG    ?= Corpus/dependency/npm-404.log

# The packages are asked for only where something is missing, so that an offline machine that has
# them works too. root installs directly, others through sudo.
PACKAGES := libpcre2-dev zlib1g-dev libexpat1-dev libsqlite3-dev pkg-config
SUDO     := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# One file that runs wherever glibc is: the Swift runtime and the C libraries are linked in. The
# folder holds only their archives, so that the linker finds no shared ones there.
ARCHIVES := .build/static
STATIC   := --static-swift-stdlib -Xlinker -L$(CURDIR)/$(ARCHIVES) -Xlinker -s

# SwiftPM keeps its plan while no source folder changed; a new rule file or log needs a new one.
FRESH := --disable-build-manifest-caching

.PHONY: help run build test lint bench install deps evaluate compare-flakes \
  compare screenshots exports integrations load demo clean

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make run            build it and explain a log that ships with the project (LOG=… for your own)
run: build
	@# The corpus marks its cause lines and says how each log was made: a user's log has neither.
	@sed -e '/^#: /d' -e 's/[⟦⟧]//g' $(LOG) | $(BIN) explain -

deps:
	@dpkg -s $(PACKAGES) >/dev/null 2>&1 || { $(SUDO) apt-get update -q && \
	  $(SUDO) apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends $(PACKAGES); }

build: deps $(ARCHIVES)
	$(SWIFT) build $(FRESH) -c release --product faultline $(STATIC)

$(ARCHIVES): deps
	@mkdir -p $@
	@for name in libpcre2-8 libz libexpat libsqlite3 libstdc++; do \
	  file=$$(gcc -print-file-name=$$name.a); ln -sfn "$$(realpath "$$file")" $@/$$name.a; done

# Servers and clients with time limits do not share their threads with tests that train a model for
# half a minute: Swift has one thread for each core.
TESTING := $(FRESH) -c release -Xswiftc -enable-testing --scratch-path .build/tests
TIMED   := PipelinesTests|ServiceTests

## make test           all tests (release build: they run the engine over the whole corpus)
test: deps
	$(SWIFT) test $(TESTING) --explicit-target-dependency-import-check error --skip "$(TIMED)"
	$(SWIFT) test $(TESTING) --skip-build --filter "$(TIMED)"

## make compare-flakes our flake detector beside the field's, on a real history and the simulator
HISTORIES ?= ../shared/history
compare-flakes: build
	$(BIN) flakes-compare $(HISTORIES)/ozone-2020.csv.gz --labels $(HISTORIES)/ozone-2020-labels.csv \
	  --simulate > Tests/FlakinessTests/comparison.txt

## make compare        buckets and lines beside scikit-learn, Drain3 and grep on the same folds
compare: build
	bash Tests/compare.sh $(BIN) > Tests/TriageTests/comparison.md

## make demo           the service on a made-up organisation: pages, API, a signed webhook to try
demo: build
	bash Tests/demo.sh $(BIN)

## make load           webhooks, questions, kills and hostile clients against the service
load: build
	bash Tests/load.sh $(BIN)

## make screenshots    the weekly review as pictures and PDF, from a simulated store (needs chromium)
screenshots: build
	bash Tests/screenshots.sh $(BIN) .build/screenshots

## make exports       quarantine exports against the real tools that are installed
exports: build
	PATH="$(CURDIR)/.build/release:$$PATH" bash Tests/exports.sh $(BIN)

## make integrations  the files a CI user copies: parsed, checked, run without network and executable
integrations: build
	bash Tests/integrations.sh $(BIN)

## make lint           formatting and warnings
lint: deps
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Plugins
	$(SWIFT) build $(FRESH) -c release -Xswiftc -warnings-as-errors --scratch-path .build/lint

## make bench          throughput against wc, grep and ripgrep in the same run
bench: build
	@bash Tests/bench.sh $(BIN)

## make evaluate       leave-one-family-out figures of the corpus (the committed snapshot)
evaluate: build
	$(BIN) corpus evaluate Corpus > Tests/TriageTests/evaluation.txt
	@head -40 Tests/TriageTests/evaluation.txt

## make install        PREFIX=/usr/local; the one file works anywhere
install: build
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/faultline

clean:
	$(SWIFT) package clean
