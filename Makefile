# Casepost's daily commands.
#
#   make run      install what is missing, build, and run a whole desk on sample mails (in desk/)
#   make test     install what the tests need, check the format, run every test
#   make quick    only the tests that need no server: seconds, while you work
#   make check    format and warnings: what a review should not have to say
#   make format   format the code
#   make bench    all that has a goal, in one table with peers and the machine, added to docs/performance.md: parsing,
#                 signatures, taking mail in, from arrival to acknowledgement, sending, memory, pages, an idle desk, and a
#                 desk of a million cases beside one of a thousand (BENCH='parser send' for some, '--without scale' for
#                 an hour and a half less, '--quick' for a look whether it works)
#   make corpora  a table of what the parser makes of real mail beside what others expect of it
#   make pictures the contact sheets of all mails, in docs/templates
#   make simulate a year of a desk's life in minutes, checked day by day (SIMULATE='--cases 90 --days 200' for less)
#   make soak     half an hour in which everything around a running desk breaks, and then what agrees (SOAK='--minutes 5')
#   make prove    at length what is promised of nothing lost and nothing twice: a thousand kills, and more faults
#                 (PROVE='--short', PROVE='kills --kills 200 --seed 1'); make test has the short form of it
#   make fuzz     ten minutes for each part of what reads mail under libFuzzer (FUZZ='--seconds 60 html' for less)
#   make build    the release binary: .build/release/casepost
#   make install  installs what make build built, with man pages, completions and units, under PREFIX=/usr/local
#                 (DESTDIR=… for a copy of that tree); make uninstall removes it again
#   make deb      a Debian package of it: .build/casepost_VERSION_ARCHITECTURE.deb
#   make man      its man pages, in .build/man
#   make clean    remove what was built, and the desk
#   make help     this text
#
# Rules: every target works twice in a row, for root and for a user with sudo, and from an empty cache. A target is one
# line of work; what takes more lives in scripts/. What has to be installed is listed in packages/.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: run test quick check format bench corpora simulate soak prove pictures fuzz build install uninstall deb man \
        clean help packages lint

# Tests of these targets start no server and no other program.
QUICK := ArchitectureTests|CoreTests|ParserTests|MailAuthTests|TemplatesTests|StoreTests|NotifierTests
CODE  := Package.swift Sources Tests Fuzz bench
# With Swift's own libraries in it the program starts in half the time, and runs where no Swift is.
RELEASE := swift build --configuration release --static-swift-stdlib

# Where make install installs.
PREFIX ?= /usr/local

# So many tests run at a time: all at once would be in each other's way, above all those that start servers, and where
# something is to run out of time everything would.
AT_A_TIME := SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=6

# What the tests of the program sent, to be read by others than who wrote it.
SENT := $(CURDIR)/.build/sent-mail

run: build
	scripts/run-desk

test: PACKAGES = run test soak
test: packages lint
	$(AT_A_TIME) swift test --skip CasepostTests
	rm -rf $(SENT)
	$(AT_A_TIME) CASEPOST_SENT_MAIL=$(SENT) swift test --skip-build --filter CasepostTests
	scripts/check-sent-mail $(SENT) .build/debug/casepost
	CASEPOST=.build/debug/casepost scripts/prove --short

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
	$(RELEASE) --product casepost-scale
	scripts/bench $(BENCH)

fuzz: packages
	scripts/fuzz $(FUZZ)

corpora: build
	scripts/measure-corpora $(CORPORA)

pictures: PACKAGES = run pictures
pictures: build
	scripts/contact-sheet

simulate: build
	scripts/simulate-year $(SIMULATE)

soak: PACKAGES = run soak
soak: build
	scripts/soak $(SOAK)

prove: PACKAGES = run soak
prove: build
	scripts/prove $(PROVE)

build: packages
	$(RELEASE) --product casepost

install:
	scripts/install-files --destdir "$(DESTDIR)" --prefix "$(PREFIX)"

uninstall:
	scripts/install-files --destdir "$(DESTDIR)" --prefix "$(PREFIX)" --remove

deb: PACKAGES = run deb
deb: packages build
	scripts/build-deb

man: build
	scripts/make-man-pages .build/release/casepost .build/man

packages:
	scripts/install-packages $(or $(PACKAGES),run)

clean:
	swift package clean
	rm -rf desk .fuzz/build

help:
	@sed -n '/^$$/q; s/^# \{0,1\}//p' Makefile
