# SPDX-License-Identifier: MIT
# ar-tools: `make demo` shows it, `make check` proves it. Everything that is built goes to build/ (BUILD=dir: elsewhere).

VERSION := 0.1.0
prefix ?= /usr/local
PREFIX ?= $(prefix)
BUILD ?= build
FUZZ_SECONDS ?= 10
ifeq ($(origin CC),default)
CC := gcc
endif

WARN := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual \
        -Wwrite-strings -Wundef -Wvla
ifdef WERROR
WARN += -Werror
endif
CFLAGS ?= -O3 -g
AR_CFLAGS := -std=c17 -fno-tree-slp-vectorize -D_POSIX_C_SOURCE=200809L -Ilib -I$(BUILD)/gen $(WARN) $(CFLAGS) -pthread -MMD -MP \
             -DAR_VERSION='"$(VERSION)"'
AR_LIBS := -Wl,--as-needed -lcsv -lpcre2-8 -lutf8proc -lxlsxwriter -lz -lexpat -pthread

LIB_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(sort $(wildcard lib/*/*.c))) $(BUILD)/obj/gen/iso4217.o \
           $(BUILD)/obj/gen/profiles.o $(BUILD)/obj/gen/laws.o $(BUILD)/obj/gen/letters.o
PROFILES := $(sort $(wildcard lib/import/profiles/*.profile))
LAWS := $(sort $(wildcard lib/collections/laws/*.tsv))
LETTERS := $(sort $(wildcard lib/collections/letters/*.txt))
FILTERS := $(patsubst bin/%.c,%,$(sort $(wildcard bin/ar-*.c)))
BINS := $(FILTERS:%=$(BUILD)/bin/%)
UNITS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(sort $(wildcard tests/unit/*.c)))
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(sort $(wildcard tests/fuzz/*.c)))
BASH_DIR := share/bash-completion/completions
ZSH_DIR := share/zsh/site-functions
FISH_DIR := share/fish/vendor_completions.d
COMPLETIONS := $(FILTERS:%=$(BUILD)/$(BASH_DIR)/%) $(FILTERS:%=$(BUILD)/$(ZSH_DIR)/_%) \
               $(FILTERS:%=$(BUILD)/$(FISH_DIR)/%.fish)
BENCHES := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(sort $(wildcard tests/bench/*.c)))
FAULTS := $(BUILD)/faults/shim.so $(BUILD)/faults/sum

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all units deps demo check unit cases faults drift bench asan valgrind fuzz fuzz-run lint install uninstall clean distclean

all: $(BINS) $(COMPLETIONS)
units: $(UNITS)

# ---- what is built -------------------------------------------------------------------------------------------------

# Prints what is made; V=1: how.
Q = @$(if $(V),set -x;,echo "  $@";) 

$(BUILD)/obj/%.o: %.c | deps-build
	@mkdir -p $(@D)
	$(Q)$(CC) $(AR_CFLAGS) -c -o $@ $<

$(BUILD)/gen/iso4217.c: lib/base/iso4217.tsv lib/base/iso4217.awk
	@mkdir -p $(@D)
	$(Q)awk -f lib/base/iso4217.awk lib/base/iso4217.tsv >$@

$(BUILD)/gen/profiles.c: lib/base/texts.awk $(PROFILES)
	@mkdir -p $(@D)
	$(Q)LC_ALL=C awk -v header=import/profile.h -v row=ar_profile_ready -v table=ar_profiles_ready -f $< $(PROFILES) >$@

$(BUILD)/gen/letters.c: lib/base/texts.awk $(LETTERS)
	@mkdir -p $(@D)
	@echo "  $@"; LC_ALL=C awk -v header=collections/template_set.h -v row=ar_template_ready -v table=ar_templates_ready \
	    -f $< $(LETTERS) >$@

$(BUILD)/gen/laws.c: lib/collections/tables.awk $(LAWS)
	@mkdir -p $(@D)
	$(Q)LC_ALL=C awk -f lib/collections/tables.awk $(LAWS) >$@

$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c | deps-build
	@mkdir -p $(@D)
	$(Q)$(CC) $(AR_CFLAGS) -c -o $@ $<

$(BUILD)/lib/libar.a: $(LIB_OBJ)
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)ar rcs $@ $^

$(BUILD)/bin/%: $(BUILD)/obj/bin/%.o $(BUILD)/lib/libar.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(AR_CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/lib/libar.a $(AR_LIBS)

$(BUILD)/unit/%: $(BUILD)/obj/tests/unit/%.o $(BUILD)/lib/libar.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(AR_CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/lib/libar.a $(AR_LIBS) -lcmocka

$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/lib/libar.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(AR_CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $< $(BUILD)/lib/libar.a $(AR_LIBS)

$(BUILD)/bench/%: $(BUILD)/obj/tests/bench/%.o $(BUILD)/lib/libar.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(AR_CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/lib/libar.a $(AR_LIBS)

$(BUILD)/faults/%.so: tests/faults/%.c | deps-build
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu17 -O1 -g $(WARN) -fPIC -shared -o $@ $< -ldl

$(BUILD)/faults/%: tests/faults/%.c | deps-build
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu17 -O1 -g $(WARN) -o $@ $<

COMPLETE = @mkdir -p $(@D) && $< --options | awk -f lib/cli/completions.awk -v filter=$*
$(BUILD)/$(BASH_DIR)/%: $(BUILD)/bin/% lib/cli/completions.awk
	$(COMPLETE) -v shell=bash >$@
$(BUILD)/$(ZSH_DIR)/_%: $(BUILD)/bin/% lib/cli/completions.awk
	$(COMPLETE) -v shell=zsh >$@
$(BUILD)/$(FISH_DIR)/%.fish: $(BUILD)/bin/% lib/cli/completions.awk
	$(COMPLETE) -v shell=fish >$@

# ---- what it needs from Debian: silent, offline and fast when all is there; NODEPS=1 leaves it to you -----------------

deps: deps-build deps-check
deps-check deps-lint deps-fuzz deps-valgrind deps-bench: deps-build
deps-%:
	@$(if $(NODEPS),:,tests/deps $*)

# ---- what it proves ------------------------------------------------------------------------------------------------

demo: all
	@PATH="$$PWD/$(BUILD)/bin:$$PATH" sh -c 'cd examples && sh demo.sh'

check: deps-check all $(UNITS) $(FAULTS)
	@BUILD=$(BUILD) tests/run unit cases pages examples drift faults mail
unit: deps-check $(UNITS)
	@BUILD=$(BUILD) tests/run unit
cases: all
	@BUILD=$(BUILD) tests/run cases pages examples
drift: all
	@BUILD=$(BUILD) tests/run drift
faults: deps-check all $(FAULTS)
	@BUILD=$(BUILD) tests/run faults

bench: deps-bench all $(BENCHES)
	@BUILD=$(BUILD) tests/bench/run

SANITIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
asan:
	@$(MAKE) --no-print-directory BUILD=build/asan CFLAGS='$(SANITIZE)' SANITIZED=1 check

valgrind: deps-valgrind all
	@BUILD=$(BUILD) tests/run valgrind

fuzz: deps-fuzz
	@$(MAKE) --no-print-directory BUILD=build/fuzz CC=clang \
	    CFLAGS='$(SANITIZE) -fsanitize=fuzzer-no-link -DFUZZING' fuzz-run
fuzz-run: $(FUZZERS)
	@BUILD=$(BUILD) FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_RUNS=$(FUZZ_RUNS) tests/run fuzz

lint: deps-lint deps-check
	@tests/lint

# ---- where it goes -------------------------------------------------------------------------------------------------

# In quotes wherever a shell sees it: a folder may have a blank in its name, and what stands before that is no folder to remove.
ROOT = $(DESTDIR)$(PREFIX)
PAGES = $(wildcard man/*.[157])
SHARE = $(ROOT)/share/ar-tools

install: all
	install -d "$(ROOT)/bin" "$(ROOT)/$(BASH_DIR)" "$(ROOT)/$(ZSH_DIR)" "$(ROOT)/$(FISH_DIR)" "$(SHARE)/profiles" \
	    "$(SHARE)/laws" "$(SHARE)/letters"
	install -d $(foreach n,1 5 7,"$(ROOT)/share/man/man$(n)")
	install -m 755 $(BINS) "$(ROOT)/bin"
	install -m 644 $(FILTERS:%=$(BUILD)/$(BASH_DIR)/%) "$(ROOT)/$(BASH_DIR)"
	install -m 644 $(FILTERS:%=$(BUILD)/$(ZSH_DIR)/_%) "$(ROOT)/$(ZSH_DIR)"
	install -m 644 $(FILTERS:%=$(BUILD)/$(FISH_DIR)/%.fish) "$(ROOT)/$(FISH_DIR)"
	for n in 1 5 7; do for p in man/*.$$n; do \
	    if test -f $$p; then install -m 644 $$p "$(ROOT)/share/man/man$$n" || exit; fi; done; done
	install -m 644 $(PROFILES) "$(SHARE)/profiles"
	install -m 644 $(LAWS) "$(SHARE)/laws"
	install -m 644 $(LETTERS) "$(SHARE)/letters"

uninstall:
	rm -f $(foreach f,$(FILTERS),"$(ROOT)/bin/$(f)" "$(ROOT)/$(BASH_DIR)/$(f)" "$(ROOT)/$(ZSH_DIR)/_$(f)" \
	    "$(ROOT)/$(FISH_DIR)/$(f).fish")
	rm -f $(foreach p,$(notdir $(PAGES)),"$(ROOT)/share/man/man$(subst .,,$(suffix $(p)))/$(p)")
	rm -rf "$(SHARE)"

clean distclean:
	rm -rf "$(BUILD)"

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
