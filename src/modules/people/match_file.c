/* Files for `kaifong match`: columns by heading, and the pairs of all clusters. */
#include "modules/people/match_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/limits.h"
#include "base/text.h"
#include "sheet/reader.h"

/* ---- reading --------------------------------------------------------------------------------- */

/* Where a column goes in struct match_input. */
#define AT(member) offsetof(struct match_input, member)
static const struct {
    const char *heading;
    size_t at;
} columns[] = {
    {"name", AT(name)},
    {"full_name", AT(name)},
    {"姓名", AT(name)},
    {"surname", AT(surname)},
    {"given_name", AT(given_name)},
    {"former_name", AT(former_name)},
    {"曾用名", AT(former_name)},
    {"sex", AT(sex)},
    {"gender", AT(sex)},
    {"性别", AT(sex)},
    {"date_of_birth", AT(birth)},
    {"birth_date", AT(birth)},
    {"出生日期", AT(birth)},
    {"citizen_id", AT(citizen_id)},
    {"身份证号", AT(citizen_id)},
    {"身份证号码", AT(citizen_id)},
    {"公民身份号码", AT(citizen_id)},
    {"phone", AT(phones[0])},
    {"phone_2", AT(phones[1])},
    {"电话", AT(phones[0])},
    {"手机", AT(phones[0])},
    {"手机号", AT(phones[0])},
    {"联系电话", AT(phones[0])},
    {"address", AT(address)},
    {"地址", AT(address)},
    {"住址", AT(address)},
    {"现住址", AT(address)},
    {"street_number", AT(street_number)},
    {"address_1", AT(address_1)},
    {"address_2", AT(address_2)},
    {"suburb", AT(suburb)},
    {"postcode", AT(postcode)},
    {"state", AT(state)},
};
enum { NOT_TAKEN = -1, IS_ID = -2 };

static enum result read_bytes(const char *path, void **bytes, size_t *size, struct arena *arena,
                              struct error *error)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL)
        return error_set(error, RESULT_NOT_FOUND, NULL, N_("The file %1 cannot be opened: %2."),
                         path, strerror(errno));
    enum result result = RESULT_OK;
    long length = fseek(stream, 0, SEEK_END) == 0 ? ftell(stream) : -1;
    if (length < 0 || length > LIMIT_UPLOAD_BYTES) {
        result = error_set(error, RESULT_TOO_LARGE, NULL, N_("The file %1 is too large."), path);
    } else {
        rewind(stream);
        *bytes = arena_alloc(arena, (size_t)length + 1);
        *size = fread(*bytes, 1, (size_t)length, stream);
    }
    fclose(stream);
    return result;
}

static int column_of(const char *heading, const char *id_column, struct arena *arena)
{
    const char *clean = text_lower(arena, text_clean(arena, heading));
    if (text_equal(clean, text_lower(arena, id_column)))
        return IS_ID;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        if (text_equal(clean, columns[i].heading))
            return (int)i;
    }
    return NOT_TAKEN;
}

static enum result read_headings(struct sheet_reader *reader, const char *path,
                                 const char *id_column, int *kinds, size_t *count,
                                 struct arena *arena, struct error *error)
{
    struct sheet_row row;
    bool more = true, has_id = false;
    enum result result = sheet_reader_next(reader, &row, &more, error);
    if (result != RESULT_OK)
        return result;
    *count = more ? row.count : 0;
    for (size_t i = 0; i < *count && i < LIMIT_SHEET_COLUMNS; i++) {
        kinds[i] = column_of(row.cells[i].text, id_column, arena);
        has_id |= kinds[i] == IS_ID;
    }
    if (!has_id)
        return error_set(error, RESULT_INVALID, "id", N_("%1 has no column called %2."), path,
                         id_column);
    return RESULT_OK;
}

static void add_row(struct match_file *file, size_t *capacity, const struct sheet_row *row,
                    const int *kinds, size_t count, struct arena *arena)
{
    struct match_input input = {0};
    const char *id = "";
    for (size_t i = 0; i < row->count && i < count; i++) {
        const char *text = row->cells[i].text;
        if (kinds[i] == IS_ID)
            id = text_clean(arena, text);
        else if (kinds[i] >= 0 && text[0] != '\0')
            *(const char **)((char *)&input + columns[kinds[i]].at) = text;
    }
    match_list_add(file->list, &input);
    file->ids = arena_grow(arena, file->ids, file->count, capacity, sizeof file->ids[0]);
    file->ids[file->count++] = id;
}

enum result match_file_open(const char *path, const char *id_column, struct match_file *file,
                            struct arena *arena, struct error *error)
{
    void *bytes = NULL;
    size_t size = 0, count = 0, capacity = 0;
    struct sheet_reader *reader = NULL;
    int kinds[LIMIT_SHEET_COLUMNS] = {0};
    struct match_file read = {0};
    enum result result = read_bytes(path, &bytes, &size, arena, error);
    if (result == RESULT_OK)
        result = sheet_reader_open(bytes, size, &reader, error);
    if (result == RESULT_OK)
        result = read_headings(reader, path, id_column, kinds, &count, arena, error);
    if (result != RESULT_OK)
        goto out;
    read.list = match_list_new(NULL);
    for (bool more = true; more;) {
        struct sheet_row row;
        result = sheet_reader_next(reader, &row, &more, error);
        if (result != RESULT_OK)
            break;
        if (more)
            add_row(&read, &capacity, &row, kinds, count, arena);
    }
    if (result == RESULT_OK)
        *file = read;
    else
        match_list_free(read.list);
out:
    sheet_reader_close(reader);
    return result;
}

void match_file_close(struct match_file *file)
{
    match_list_free(file->list);
    file->list = NULL;
}

/* ---- pairs ----------------------------------------------------------------------------------- */

struct found {
    struct match_pair *pairs;
    size_t count, capacity;
    struct arena *arena;
};

static void add_pair(struct found *found, size_t a, size_t b, double probability)
{
    found->pairs = arena_grow(found->arena, found->pairs, found->count, &found->capacity,
                              sizeof found->pairs[0]);
    found->pairs[found->count++] = (struct match_pair){a, b, probability, MATCH_CERTAIN};
}

struct member {
    size_t cluster, row;
};

static int by_cluster(const void *a, const void *b)
{
    const struct member *p = a, *q = b;
    if (p->cluster != q->cluster)
        return (p->cluster > q->cluster) - (p->cluster < q->cluster);
    return (p->row > q->row) - (p->row < q->row);
}

static int by_rows(const void *a, const void *b)
{
    const struct match_pair *p = a, *q = b;
    if (p->a != q->a)
        return (p->a > q->a) - (p->a < q->a);
    return (p->b > q->b) - (p->b < q->b);
}

static double probability_of(const struct match_pair *pairs, size_t count, size_t a, size_t b,
                             double otherwise)
{
    struct match_pair wanted = {a, b, 0, MATCH_CERTAIN};
    const struct match_pair *pair =
        count == 0 ? NULL : bsearch(&wanted, pairs, count, sizeof pairs[0], by_rows);
    return pair != NULL ? pair->probability : otherwise;
}

/* All pairs within each cluster; a pair that was not judged itself has the least probability of the
 * pairs judged certain. */
static void pairs_of_clusters(const struct match_list *list, const struct match_pair *judged,
                              size_t judged_count, struct found *found)
{
    size_t rows = match_list_count(list);
    size_t *cluster = arena_array(found->arena, rows + 1, sizeof cluster[0]);
    struct member *members = arena_array(found->arena, rows + 1, sizeof members[0]);
    match_clusters(list, judged, judged_count, cluster);
    double least = 1;
    for (size_t i = 0; i < judged_count; i++) {
        if (judged[i].verdict == MATCH_CERTAIN && judged[i].probability < least)
            least = judged[i].probability;
    }
    for (size_t i = 0; i < rows; i++)
        members[i] = (struct member){cluster[i], i};
    qsort(members, rows, sizeof members[0], by_cluster);
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = i + 1; j < rows && members[j].cluster == members[i].cluster; j++)
            add_pair(found, members[i].row, members[j].row,
                     probability_of(judged, judged_count, members[i].row, members[j].row, least));
    }
}

static void within(const struct match_file *file, struct found *found)
{
    struct match_model model;
    struct match_pair *judged = NULL;
    size_t count = 0;
    struct match_index *index = match_index_new(file->list);
    match_train(&model, index, NULL);
    match_pairs(index, &model, &judged, &count, found->arena, NULL, NULL);
    pairs_of_clusters(file->list, judged, count, found);
    match_index_free(index);
}

static void between(const struct match_file *a, const struct match_file *b, struct found *found)
{
    struct match_model model;
    struct match_index *index = match_index_new(a->list);
    struct arena *arena = arena_new();
    match_train(&model, index, b->list);
    for (size_t row = 0; row < b->count; row++) {
        struct match_answer answer;
        match_find(index, &model, b->list, row, &answer, arena);
        for (size_t i = 0; i < answer.count; i++) {
            if (answer.candidates[i].verdict == MATCH_CERTAIN)
                add_pair(found, answer.candidates[i].row, row, answer.candidates[i].probability);
        }
        arena_reset(arena);
    }
    arena_free(arena);
    match_index_free(index);
}

void match_files(const struct match_file *a, const struct match_file *b, struct match_pair **pairs,
                 size_t *count, struct arena *arena)
{
    struct found found = {.arena = arena};
    if (b == NULL)
        within(a, &found);
    else
        between(a, b, &found);
    if (found.count > 0)
        qsort(found.pairs, found.count, sizeof found.pairs[0], by_rows);
    *pairs = found.pairs;
    *count = found.count;
}
