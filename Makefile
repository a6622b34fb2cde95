# SPDX-License-Identifier: MIT
# ar-tools: `make demo` shows it, `make check` proves it. Everything that is built goes to build/.

VERSION := 0.1.0
PREFIX ?= /usr/local
CC ?= gcc
BUILD ?= build

WARN := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual \
        -Wwrite-strings -Wundef -Wvla
ifdef WERROR
WARN += -Werror
endif
CFLAGS ?= -O2 -g
AR_CFLAGS := -std=c17 -D_POSIX_C_SOURCE=200809L -Ilib -I$(BUILD)/gen $(WARN) $(CFLAGS) -pthread -MMD -MP \
             -DAR_VERSION='"$(VERSION)"'
AR_LIBS := -Wl,--as-needed -lcsv -lpcre2-8 -lutf8proc -lxlsxwriter -pthread

LIB_SRC := $(sort $(wildcard lib/*/*.c))
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/obj/%.o) $(BUILD)/obj/gen/iso4217.o
BIN_SRC := $(sort $(wildcard bin/ar-*.c))
BINS := $(BIN_SRC:bin/%.c=$(BUILD)/bin/%)
UNIT_SRC := $(sort $(wildcard tests/unit/*.c))
UNITS := $(UNIT_SRC:tests/unit/%.c=$(BUILD)/unit/%)

.DELETE_ON_ERROR:
.SECONDARY:

all: $(BINS)

$(BUILD)/obj/%.o: %.c | deps
	@mkdir -p $(@D)
	$(CC) $(AR_CFLAGS) -c -o $@ $<

$(BUILD)/gen/iso4217.c: lib/base/iso4217.tsv lib/base/iso4217.awk
	@mkdir -p $(@D)
	awk -f lib/base/iso4217.awk lib/base/iso4217.tsv >$@

$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c | deps
	@mkdir -p $(@D)
	$(CC) $(AR_CFLAGS) -c -o $@ $<

$(BUILD)/lib/libar.a: $(LIB_OBJ)
	@mkdir -p $(@D)
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/bin/%: $(BUILD)/obj/bin/%.o $(BUILD)/lib/libar.a
	@mkdir -p $(@D)
	$(CC) $(AR_CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/lib/libar.a $(AR_LIBS)

$(BUILD)/unit/%: $(BUILD)/obj/tests/unit/%.o $(BUILD)/lib/libar.a
	@mkdir -p $(@D)
	$(CC) $(AR_CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/lib/libar.a $(AR_LIBS) -lcmocka

unit: $(UNITS)
	@for t in $(UNITS); do $$t || exit 1; done

deps:

clean:
	rm -rf build

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

.PHONY: all unit deps clean
