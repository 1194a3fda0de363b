/* Fuzzes the parsing of fields: the first byte chooses the kind. What is accepted must come back the
 * same when its plain text is parsed again, and its mask must be a mask. */
#include <stdint.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"
#include "record/phone.h"
#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct sample {
    int64_t number;
    const char *text;
};
static const struct choice choices[] = {{"reached", "Reached"}, {"none", "No answer"}, {0}};

static const char *parse(const struct field *field, struct sample *sample, const char *text,
                         struct arena *arena)
{
    struct error error = {0};
    enum result result = record_parse(field, sample, text, "2020-02-29", arena, &error);
    if (result != RESULT_OK) {
        ALWAYS(error.msgid != NULL && strcmp(error.field, "x") == 0);
        return NULL;
    }
    return record_plain(field, sample, 480, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const enum field_kind kinds[] = {
        FIELD_ID,          FIELD_INT,     FIELD_TENTH,  FIELD_FLAG,      FIELD_TIME,
        FIELD_DATE,        FIELD_TEXT,    FIELD_NAME,   FIELD_PHONE,     FIELD_CITIZEN_ID,
        FIELD_CREDIT_CODE, FIELD_ADDRESS, FIELD_CHOICE, FIELD_LONG_TEXT,
    };
    if (size == 0 || !text_check(bytes + 1, size - 1))
        return 0;
    enum field_kind kind = kinds[bytes[0] % (sizeof kinds / sizeof kinds[0])];
    struct field field = {
        .name = "x", .kind = kind, .choices = choices, .privacy = PRIVACY_PERSONAL};
    field.offset = record_kind_is_number(kind) ? FIELD_AT(struct sample, number)
                                               : FIELD_AT(struct sample, text);
    struct arena *arena = arena_new();
    char *typed = arena_copy_n(arena, bytes + 1, size - 1);
    struct sample sample = {0};
    char found[4][PHONE_SIZE];
    phone_find_all(typed, found, 4);
    const char *first = parse(&field, &sample, typed, arena);
    if (first != NULL && *first != '\0') {
        const char *second = parse(&field, &sample, first, arena);
        ALWAYS(second != NULL && strcmp(first, second) == 0);
        const char *mask = record_mask(kind, first, arena);
        ALWAYS(record_is_masked(mask));
        ALWAYS(strcmp(record_mask(kind, mask, arena), mask) == 0 || kind == FIELD_ADDRESS);
    }
    arena_free(arena);
    return 0;
}
