/* A row as text, to be sealed with others: each text with its length in front ("6:王桂"), so that a
 * text may hold anything. "-" is no text. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "modules/intake/row.h"

static void write_text(struct text_buffer *out, const char *text)
{
    if (!text) {
        text_add_char(out, '-');
        return;
    }
    size_t length = strlen(text), digits = 0;
    char number[24];
    do
        number[sizeof number - ++digits] = (char)('0' + length % 10);
    while ((length /= 10) > 0);
    text_add_n(out, number + sizeof number - digits, digits);
    text_add_char(out, ':');
    text_add(out, text);
}

static void write_number(struct text_buffer *out, int64_t number)
{
    text_addf(out, "%lld;", (long long)number);
}

void intake_row_write(const struct intake_row *row, struct text_buffer *out)
{
    write_number(out, row->number);
    for (size_t i = 0; i < intake_person_type.field_count; i++)
        write_text(out, record_get_text(&intake_person_type.fields[i], &row->person));
    write_number(out, (int64_t)row->remark_count);
    for (size_t i = 0; i < row->remark_count; i++) {
        const struct intake_remark *remark = &row->remarks[i];
        write_number(out, remark->is_problem ? -remark->column - 1 : remark->column);
        write_text(out, remark->msgid);
        for (size_t j = 0; j < INTAKE_REMARK_ARGS; j++)
            write_text(out, remark->args[j]);
    }
    write_number(out, (int64_t)row->cell_count);
    for (size_t i = 0; i < row->cell_count; i++)
        write_text(out, row->cells[i]);
}

static bool parse_number(const char **at, const char *end, int64_t *number)
{
    char *stop = NULL;
    *number = strtoll(*at, &stop, 10);
    if (stop == *at || stop >= end || *stop != ';')
        return false;
    *at = stop + 1;
    return true;
}

static bool parse_text(const char **at, const char *end, const char **text, struct arena *arena)
{
    char *stop = NULL;
    if (*at >= end)
        return false;
    if (**at == '-') {
        *text = NULL;
        ++*at;
        return true;
    }
    unsigned long length = strtoul(*at, &stop, 10);
    if (stop == *at || *stop != ':' || length > (size_t)(end - stop - 1))
        return false;
    *text = arena_copy_n(arena, stop + 1, length);
    *at = stop + 1 + length;
    return true;
}

static bool parse_remarks(const char **at, const char *end, struct intake_row *row,
                          struct arena *arena)
{
    int64_t count, column;
    if (!parse_number(at, end, &count) || count < 0 || count > INTAKE_REMARKS)
        return false;
    for (int64_t i = 0; i < count; i++) {
        struct intake_remark *remark = &row->remarks[i];
        if (!parse_number(at, end, &column) || !parse_text(at, end, &remark->msgid, arena))
            return false;
        remark->is_problem = column < 0;
        remark->column = column < 0 ? -column - 1 : column;
        for (size_t j = 0; j < INTAKE_REMARK_ARGS; j++)
            if (!parse_text(at, end, &remark->args[j], arena))
                return false;
    }
    row->remark_count = (size_t)count;
    return true;
}

bool intake_row_parse(const char **at, const char *end, struct intake_row *row, struct arena *arena)
{
    int64_t count;
    *row = (struct intake_row){0};
    if (!parse_number(at, end, &row->number))
        return false;
    for (size_t i = 0; i < intake_person_type.field_count; i++)
        if (!parse_text(at, end, record_text(&intake_person_type.fields[i], &row->person), arena))
            return false;
    if (!parse_remarks(at, end, row, arena) || !parse_number(at, end, &count) || count < 0 ||
        count > end - *at)
        return false;
    row->cells = arena_array(arena, (size_t)count + 1, sizeof *row->cells);
    row->cell_count = (size_t)count;
    for (int64_t i = 0; i < count; i++)
        if (!parse_text(at, end, &row->cells[i], arena))
            return false;
    return true;
}
