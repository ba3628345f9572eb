# Casepost's daily commands.
#
#   make run      install what is missing, build, and run a whole desk on sample mails (in desk/)
#   make test     install what the tests need, check the format, run every test
#   make quick    only the tests that need no server: seconds, while you work
#   make check    format and warnings: what a review should not have to say
#   make format   format the code
#   make bench    parsing beside GMime, signatures beside dkimpy, taking mail in beside what mbsync needs to copy it,
#                 sending notifications beside smtp-source and the memory that a long outbox takes, and lists and searches
#                 among a hundred thousand and a million cases, and 20,000 requests to each kind of page
#   make corpora  a table of what the parser makes of real mail beside what others expect of it
#   make pictures the contact sheets of all mails, in docs/templates
#   make simulate a year of a desk's life in minutes, checked day by day (SIMULATE='--cases 90 --days 200' for less)
#   make fuzz     ten minutes for each part of what reads mail under libFuzzer (FUZZ='--seconds 60 html' for less)
#   make build    the release binary: .build/release/casepost
#   make clean    remove what was built, and the desk
#   make help     this text
#
# Rules: every target works twice in a row, for root and for a user with sudo, and from an empty cache. A target is one
# line of work; what takes more lives in scripts/. What has to be installed is listed in packages/.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: run test quick check format bench corpora simulate pictures fuzz build clean help packages lint

# Tests of these targets start no server and no other program.
QUICK := ArchitectureTests|CoreTests|ParserTests|MailAuthTests|TemplatesTests|StoreTests|NotifierTests
CODE  := Package.swift Sources Tests Fuzz bench
# With Swift's own libraries in it the program starts in half the time, and runs where no Swift is.
RELEASE := swift build --configuration release --static-swift-stdlib

# What the tests of the program sent, to be read by others than who wrote it.
SENT := $(CURDIR)/.build/sent-mail

run: build
	scripts/run-desk

test: PACKAGES = run test
test: packages lint
	swift test --skip CasepostTests
	rm -rf $(SENT)
	CASEPOST_SENT_MAIL=$(SENT) swift test --skip-build --filter CasepostTests
	scripts/check-sent-mail $(SENT) .build/debug/casepost

quick: packages
	swift test --filter '^($(QUICK))\.'

check: PACKAGES = run test
check: packages lint
	swift build --build-tests

format:
	swift format --in-place --recursive --parallel $(CODE)

lint:
	swift format lint --strict --recursive --parallel $(CODE)

bench: PACKAGES = run bench
bench: packages build
	$(RELEASE) --product casepost-rate
	$(RELEASE) --product casepost-auth-rate
	scripts/bench-parser $(BENCH_PARSER)
	scripts/bench-auth $(BENCH_AUTH)
	scripts/bench-ingest $(BENCH)
	scripts/bench-send $(BENCH_SEND)
	scripts/bench-send --memory $(BENCH_SEND)
	scripts/bench-cases $(BENCH_CASES)
	scripts/bench-pages $(BENCH_PAGES)

fuzz: packages
	scripts/fuzz $(FUZZ)

corpora: build
	scripts/measure-corpora $(CORPORA)

pictures: PACKAGES = run pictures
pictures: build
	scripts/contact-sheet

simulate: build
	scripts/simulate-year $(SIMULATE)

build: packages
	$(RELEASE) --product casepost

packages:
	scripts/install-packages $(or $(PACKAGES),run)

clean:
	swift package clean
	rm -rf desk .fuzz/build

help:
	@sed -n '/^$$/q; s/^# \{0,1\}//p' Makefile
