/* The set of page templates, and what all forms of a view share: masking, showing, walking a list. */
#include "web/view.h"

#include <string.h>

#include "base/bug.h"
#include "web/shell.h"
#include "web/view_internal.h"

extern const struct view_source shell_views[], chart_views[];
extern const size_t shell_view_count, chart_view_count;

struct page {
    const char *name;
    const struct record_type *type;
    struct view_program programs[LANGUAGE__COUNT];
};

struct views {
    struct arena *arena; /* of everything compiled */
    struct view_source *sources;
    size_t source_count, source_capacity;
    struct page *pages;
    size_t page_count, page_capacity;
};

static const struct field root_fields[] = {
    {"shell", NULL, FIELD_RECORD, FIELD_AT(struct view_root, shell), .type = &view_shell_type},
};
const struct record_type view_root_type = RECORD_TYPE("root", NULL, struct view_root, root_fields);

struct views *views_new(void)
{
    struct arena *arena = arena_new();
    struct views *set = arena_alloc(arena, sizeof *set);
    set->arena = arena;
    views_add(set, shell_views, shell_view_count);
    views_add(set, chart_views, chart_view_count);
    return set;
}

void views_free(struct views *set)
{
    if (set != NULL)
        arena_free(set->arena);
}

void views_add(struct views *set, const struct view_source *sources, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        set->sources = arena_grow(set->arena, set->sources, set->source_count,
                                  &set->source_capacity, sizeof *set->sources);
        set->sources[set->source_count++] = sources[i];
    }
}

const char *views_source(const struct views *set, const char *name)
{
    for (size_t i = 0; i < set->source_count; i++)
        if (strcmp(set->sources[i].name, name) == 0)
            return set->sources[i].text;
    return NULL;
}

static const struct page *find_page(const struct views *set, const char *name,
                                    const struct record_type *type)
{
    for (size_t i = 0; i < set->page_count; i++)
        if (set->pages[i].type == type && strcmp(set->pages[i].name, name) == 0)
            return &set->pages[i];
    return NULL;
}

enum result views_compile(struct views *set, const char *page, const struct record_type *type,
                          struct error *error)
{
    if (find_page(set, page, type) != NULL)
        return RESULT_OK;
    const char *source = views_source(set, page);
    if (source == NULL)
        return error_set(error, RESULT_NOT_FOUND, NULL, N_("There is no template “%1”."), page);
    struct page compiled = {page, type, {{0}}};
    for (int i = 0; i < LANGUAGE__COUNT; i++) {
        enum result result = view_compile(set, page, source, (enum language)i, type, set->arena,
                                          &compiled.programs[i], error);
        if (result != RESULT_OK)
            return result;
    }
    set->pages = arena_grow(set->arena, set->pages, set->page_count, &set->page_capacity,
                            sizeof *set->pages);
    set->pages[set->page_count++] = compiled;
    return RESULT_OK;
}

bool views_has(const struct views *set, const char *page, const struct record_type *type)
{
    return find_page(set, page, type) != NULL;
}

const struct view_program *views_program(const struct views *set, const char *page,
                                         const struct record_type *type, enum language language)
{
    const struct page *found = find_page(set, page, type);
    ALWAYS(found != NULL);
    return &found->programs[language];
}

/* ---- shared by the forms --------------------------------------------------------------------- */

bool view_is_hidden(const struct view_context *context, const struct field *field)
{
    return (field->privacy == PRIVACY_PERSONAL && !context->rights.personal) ||
           (field->privacy == PRIVACY_SENSITIVE && !context->rights.sensitive);
}

bool view_is_masked(const struct view_context *context, const struct field *field)
{
    return (field->flags & FIELD_MASK_ALWAYS) != 0 || view_is_hidden(context, field);
}

const char *view_show(const struct view_context *context, const struct field *field,
                      const void *record)
{
    const char *text =
        record_show(field, record, context->language, context->offset, context->arena);
    return view_is_masked(context, field) ? record_mask(field->kind, text, context->arena) : text;
}

enum result view_next(struct view_cursor *cursor, struct arena *arena, const void **row,
                      struct error *error)
{
    const struct record_list *list = cursor->list;
    *row = NULL;
    if (cursor->ended)
        return RESULT_OK;
    if (list->next == NULL) {
        cursor->ended = cursor->index >= list->count;
        if (!cursor->ended)
            *row = (const char *)list->rows + cursor->index++ * cursor->type->size;
        return RESULT_OK;
    }
    if (cursor->row == NULL)
        cursor->row = arena_alloc(arena, cursor->type->size);
    bool more = false;
    enum result result = list->next(list->cursor, cursor->row, &more, error);
    cursor->ended = result != RESULT_OK || !more;
    cursor->index++;
    if (!cursor->ended)
        *row = cursor->row;
    return result;
}

const struct field *view_table(const struct record_type *type)
{
    for (size_t i = 0; i < type->field_count; i++)
        if (type->fields[i].kind == FIELD_LIST)
            return &type->fields[i];
    return NULL;
}
