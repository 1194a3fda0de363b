# Kaifong's build. People use ./dev; this file is what it calls.
#
#   make [PROFILE=release|asan] kaifong | tests | test-NAME | lint
#
# Every room of src/ is an archive; a test program links only the rooms that its room may know, so that
# the layering is also a fact of the linker.

PROFILE ?= release
CC := gcc
BUILD ?= build
B := $(BUILD)/$(PROFILE)
GEN := $(BUILD)/gen

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
            -Wvla -Wformat=2 -Wwrite-strings -Wno-missing-field-initializers -Werror
PACKAGES := libmicrohttpd sqlite3 libsodium jansson xlsxwriter libzip expat freexl
CPPFLAGS := -Isrc -I$(GEN) -Itests -D_GNU_SOURCE $(shell pkg-config --cflags $(PACKAGES))
LIBS := $(shell pkg-config --libs $(PACKAGES)) -lpthread -lm
CFLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
CFLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
               -fno-omit-frame-pointer -DKAIFONG_DEBUG=1
LDFLAGS_asan := -fsanitize=address,undefined
# libFuzzer comes with clang; the fuzz profile is built with it.
CFLAGS_fuzz := -O1 -g -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all -DKAIFONG_DEBUG=1
LDFLAGS_fuzz := -fsanitize=address,undefined
ifeq ($(PROFILE),fuzz)
CC := clang
endif
CFLAGS := -std=c17 $(WARNINGS) $(CFLAGS_$(PROFILE)) -MMD -MP
LDFLAGS := $(LDFLAGS_$(PROFILE))

MODULES := access place people inbox intake screening
NEEDS_access :=
NEEDS_place := access
NEEDS_people := place access
NEEDS_inbox := access
NEEDS_intake := inbox people place access
NEEDS_screening := intake inbox people place access

ROOMS := base record store sheet web
# What a room's test program links besides its own room, outermost first.
BELOW_base :=
BELOW_record := base
BELOW_store := record base
BELOW_sheet := record base
BELOW_web := sheet store record base

SQL := $(foreach m,$(MODULES),$(if $(wildcard src/modules/$(m)/$(m).sql),$(m)))
SQL_HEADERS := $(SQL:%=$(GEN)/%_sql.h)
sources = $(wildcard src/$(1)/*.c)
objects = $(patsubst src/%.c,$(B)/%.o,$(call sources,$(1)))

.PHONY: all kaifong tests print-tests print-flags fuzzers benches clean
.SECONDARY:
.DELETE_ON_ERROR:
all: kaifong

# ---- generated: tables from .sql, .po, views and Unihan -----------------------------------------
$(GEN) $(GEN)/bin:
	@mkdir -p $@
$(GEN)/bin/%: tools/%.c | $(GEN)/bin
	@mkdir -p $(@D)
	$(CC) -std=c17 $(WARNINGS) -D_GNU_SOURCE -O1 -o $@ $<
$(GEN)/bin/sqlgen: tools/sqlgen.c src/store/token.c src/store/token.h | $(GEN)/bin
	$(CC) -std=c17 $(WARNINGS) -D_GNU_SOURCE -Isrc -O1 -o $@ $(filter %.c,$^)
$(GEN)/store_sql.h $(GEN)/store_sql.c &: src/store/store.sql $(GEN)/bin/sqlgen $(wildcard src/store/migrations/*.sql)
	$(GEN)/bin/sqlgen store $< src/store/migrations $(GEN)
# A small world for the store's own tests.
$(GEN)/sample_sql.h $(GEN)/sample_sql.c &: src/store/test/sample.sql $(GEN)/bin/sqlgen $(wildcard src/store/test/migrations/*.sql)
	$(GEN)/bin/sqlgen sample $< src/store/test/migrations $(GEN)
define sql_rules
$(GEN)/$(1)_sql.h $(GEN)/$(1)_sql.c &: src/modules/$(1)/$(1).sql $(GEN)/bin/sqlgen $(wildcard src/modules/$(1)/migrations/*.sql)
	$(GEN)/bin/sqlgen $(1) $$< src/modules/$(1)/migrations $(GEN)
endef
$(foreach m,$(SQL),$(eval $(call sql_rules,$(m))))
$(GEN)/%_views.c: $(GEN)/bin/embed FORCE
	@$(GEN)/bin/embed views $* src/modules/$*/views > $@.new && { cmp -s $@.new $@ || mv $@.new $@; }; rm -f $@.new
# What the web room shows: its own templates, the icons that anything names, style sheet and scripts.
NPM := node_modules
$(GEN)/shell_views.c $(GEN)/chart_views.c: $(GEN)/%_views.c: $(GEN)/bin/embed FORCE
	@$(GEN)/bin/embed views $* src/web/views/$* > $@.new && { cmp -s $@.new $@ || mv $@.new $@; }; rm -f $@.new
$(GEN)/icon_table.c: $(GEN)/bin/embed FORCE
	@test -d $(NPM)/lucide-static || { echo "Lucide is missing: run ./dev build, or npm ci"; exit 1; }
	@$(GEN)/bin/embed icons $(NPM)/lucide-static src > $@.new && { cmp -s $@.new $@ || mv $@.new $@; }; rm -f $@.new
STATIC := $(GEN)/static/kaifong.css $(GEN)/static/kaifong.js $(GEN)/static/htmx.js $(GEN)/static/favicon.svg
$(GEN)/static/kaifong.%: assets/kaifong.%
	@mkdir -p $(@D) && cp $< $@ && gzip -9nkf $@
$(GEN)/static/favicon.svg: assets/favicon.svg
	@mkdir -p $(@D) && cp $< $@ && gzip -9nkf $@
$(GEN)/static/htmx.js: package-lock.json
	@mkdir -p $(@D) && sed '/^\/\/# sourceMappingURL/d' $(NPM)/htmx.org/dist/htmx.min.js > $@ && gzip -9nkf $@
$(GEN)/static_table.c: $(GEN)/bin/embed $(STATIC)
	$(GEN)/bin/embed static 'kaifong.css=text/css; charset=utf-8=$(GEN)/static/kaifong.css' \
	    'kaifong.js=text/javascript; charset=utf-8=$(GEN)/static/kaifong.js' \
	    'htmx.js=text/javascript; charset=utf-8=$(GEN)/static/htmx.js' \
	    'favicon.svg=image/svg+xml=$(GEN)/static/favicon.svg' > $@.new && mv $@.new $@
$(GEN)/language_table.c: $(wildcard po/zh_CN/*.po) $(GEN)/bin/pogen
	$(GEN)/bin/pogen $(wildcard po/zh_CN/*.po) > $@.new && mv $@.new $@
UNIHAN := /usr/share/unicode/Unihan_Readings.txt.bz2 /usr/share/unicode/Unihan_IRGSources.txt.bz2 \
          /usr/share/unicode/Unihan_Variants.txt.bz2
$(GEN)/unihan_table.c: $(GEN)/bin/unihan $(UNIHAN)
	bzcat $(UNIHAN) | $(GEN)/bin/unihan > $@.new && mv $@.new $@
SHAPES := /usr/share/unicode/Unihan_DictionaryLikeData.txt.bz2
$(GEN)/shape_table.c: $(GEN)/bin/shape $(SHAPES)
	bzcat $(SHAPES) | $(GEN)/bin/shape > $@.new && mv $@.new $@
.PHONY: FORCE
FORCE:

# ---- compile --------------------------------------------------------------------------------------
$(B)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(B)/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(B)/check.o: tests/check.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

define room_rules
$(B)/lib$(1).a: $(call objects,$(1)) $(EXTRA_$(1):%=$(B)/gen/%.o)
	@rm -f $$@; ar rcs $$@ $$^
$(B)/test/$(1)/%: src/$(1)/test/%.c $(B)/check.o $(HELP_$(1):%=$(B)/%.o) $(B)/lib$(1).a $(BELOW_$(1):%=$(B)/lib%.a)
	@mkdir -p $$(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -o $$@ $$(filter-out %.h,$$^) $(LDFLAGS) $(LIBS) $(TEST_LIBS_$(1))
TESTS += $(patsubst src/$(1)/test/%.c,$(B)/test/$(1)/%,$(wildcard src/$(1)/test/*_test.c))
endef
EXTRA_base := language_table
EXTRA_web := shell_views chart_views icon_table static_table
TEST_LIBS_web := -lcurl
TEST_LIBS_store := -DSQLGEN='"$(GEN)/bin/sqlgen"'
EXTRA_store := store_sql
# Objects that the room's tests share.
HELP_store := gen/sample_sql $(patsubst src/%.c,%,$(filter-out %_test.c,$(wildcard src/store/test/*.c)))
$(foreach r,$(ROOMS),$(eval $(call room_rules,$(r))))
$(call objects,store): | $(GEN)/store_sql.h
$(HELP_store:%=$(B)/%.o): | $(GEN)/sample_sql.h

EXTRA_people := unihan_table shape_table
SQL_OF = $(patsubst %,$(GEN)/%_sql.h,$(filter $(SQL),$(1)))
define module_rules
$(call objects,modules/$(1)): | $(call SQL_OF,$(1) $(NEEDS_$(1)))
$(B)/libmodule_$(1).a: $(call objects,modules/$(1)) $(if $(filter $(1),$(SQL)),$(B)/gen/$(1)_sql.o) $(B)/gen/$(1)_views.o $(EXTRA_$(1):%=$(B)/gen/%.o)
	@rm -f $$@; ar rcs $$@ $$^
$(B)/test/$(1)/%: src/modules/$(1)/test/%.c $(B)/check.o $(B)/libmodule_$(1).a $(NEEDS_$(1):%=$(B)/libmodule_%.a) $(B)/libweb.a $(B)/libsheet.a $(B)/libstore.a $(B)/librecord.a $(B)/libbase.a
	@mkdir -p $$(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -o $$@ $$(filter-out %.h,$$^) $(LDFLAGS) $(LIBS)
TESTS += $(patsubst src/modules/$(1)/test/%.c,$(B)/test/$(1)/%,$(wildcard src/modules/$(1)/test/*_test.c))
endef
$(foreach m,$(MODULES),$(eval $(call module_rules,$(m))))

# ---- the program ------------------------------------------------------------------------------------
REVERSED := screening intake inbox people place access
KAIFONG_LIBS := $(REVERSED:%=$(B)/libmodule_%.a) $(B)/libweb.a $(B)/libsheet.a $(B)/libstore.a $(B)/librecord.a $(B)/libbase.a
$(call objects,app): | $(SQL_HEADERS)
$(B)/kaifong: $(call objects,app) $(EXTRA_app:%=$(B)/gen/%.o) $(KAIFONG_LIBS)
	$(CC) $(CFLAGS) -o $@ $^ $(LDFLAGS) $(LIBS)
$(BUILD)/kaifong: $(BUILD)/release/kaifong
	cp -f $< $@
kaifong: $(if $(filter release,$(PROFILE)),$(BUILD)/kaifong,$(B)/kaifong)
# Tests of the program itself link all of it with another main.
$(B)/test/app/%: src/app/test/%.c $(B)/check.o $(filter-out %/main.o,$(call objects,app)) $(EXTRA_app:%=$(B)/gen/%.o) $(KAIFONG_LIBS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -o $@ $(filter-out %.h,$^) $(LDFLAGS) $(LIBS)
TESTS += $(patsubst src/app/test/%.c,$(B)/test/app/%,$(wildcard src/app/test/*_test.c))
tests: $(TESTS)
print-flags:
	@echo '-std=c17 $(WARNINGS) $(CPPFLAGS) -DSQLGEN="sqlgen"'
print-tests:
	@printf '%s\n' $(TESTS)

# ---- fuzz targets and benchmark programs: they may link everything ---------------------------------
FUZZERS := $(patsubst fuzz/%.c,$(B)/bin/%,$(wildcard fuzz/*.c))
$(B)/bin/%: fuzz/%.c $(KAIFONG_LIBS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -fsanitize=fuzzer -o $@ $(filter-out %.h,$^) $(LDFLAGS) $(LIBS)
fuzzers: $(FUZZERS)
BENCHES := $(patsubst bench/%.c,$(B)/bench/%,$(wildcard bench/*.c))
$(B)/bench/%: bench/%.c $(KAIFONG_LIBS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -o $@ $(filter-out %.h,$^) $(LDFLAGS) $(LIBS)
# The one that serves pages is the program with another main.
$(B)/bench/http: bench/http.c $(filter-out %/main.o,$(call objects,app)) $(EXTRA_app:%=$(B)/gen/%.o) $(KAIFONG_LIBS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -o $@ $(filter-out %.h,$^) $(LDFLAGS) $(LIBS)
benches: $(BENCHES)
clean:
	rm -rf $(BUILD)
-include $(shell find $(B) -name '*.d' 2>/dev/null)
