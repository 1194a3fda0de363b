/* From an address as written to places. The door ("3-2-1204") is looked up in the tokens; what was
 * written in front of it (灯湖花园) then chooses among the candidates. */
#include "modules/place/place.h"

#include <string.h>

#include "base/bug.h"
#include "base/text.h"
#include "modules/place/key.h"
#include "modules/place/row.h"

enum { CANDIDATES_MAX = 500 };

static enum result by_token(struct tx *tx, const struct scope *scope, const char *token,
                            struct place **places, size_t *count, struct arena *arena,
                            struct error *error)
{
    void *rows;
    const struct statement *statement = store_variant(
        &place_sql_place_find_token, scope->all_grids ? 0 : PLACE_PLACE_FIND_TOKEN_WITH_SCOPE, 0);
    enum result result = store_list(
        tx, statement,
        &(struct place_sql_place_find_token_params){.tenant = scope->tenant,
                                                    .grids = place_scope_grids(scope, arena),
                                                    .token = token,
                                                    .limit = CANDIDATES_MAX},
        CANDIDATES_MAX, &rows, count, arena, error);
    if (result == RESULT_OK)
        *places = places_from_rows(rows, *count, arena);
    return result;
}

/* 2: the area is what the place's address begins with; 1: it is part of it; 0: it is not, or nothing
 * was asked. Addresses are compared in their common form, so that 花园二期 is 花园2期. */
static int area_fit(const char *address, const char *area, struct arena *arena)
{
    struct address read;
    address_parse(arena, address, &read);
    ALWAYS(read.place != NULL && area != NULL);
    if (strcmp(read.place, area) == 0)
        return 2;
    return strstr(address, area) != NULL ||
                   (read.place[0] != '\0' && strstr(area, read.place) != NULL)
               ? 1
               : 0;
}

/* Keeps what fits the area, best first (in walking order among equals). */
static size_t choose(const struct place *from, size_t count, const char *area, struct place *out,
                     size_t limit, struct arena *arena)
{
    size_t kept = 0;
    bool is_any = text_is_empty(area);
    for (int fit = 2; fit >= 1; fit--)
        for (size_t i = 0; i < count && kept < limit; i++)
            if (is_any ? fit == 2 : area_fit(from[i].address, area, arena) == fit)
                out[kept++] = from[i];
    /* An exact area leaves no doubt. */
    if (!is_any && kept > 0 && area_fit(out[0].address, area, arena) == 2)
        while (kept > 1 && area_fit(out[kept - 1].address, area, arena) != 2)
            kept--;
    return kept;
}

enum result place_find(struct tx *tx, const struct scope *scope, const char *compound,
                       const char *text, size_t limit, struct place **places, size_t *count,
                       struct arena *arena, struct error *error)
{
    *count = 0;
    struct address address, named;
    address_parse(arena, text, &address);
    address_parse(arena, compound, &named);
    const char *area = address.place[0] != '\0' ? address.place : named.place;
    const char *doors[] = {place_door(&address, arena), place_door_without_unit(&address, arena),
                           NULL};
    if (doors[0] == NULL)
        doors[0] = text_is_empty(area) ? NULL : area;
    struct place *found = arena_array(arena, limit, sizeof *found);
    for (size_t i = 0; doors[i] != NULL && *count == 0; i++) {
        struct place *candidates;
        size_t candidate_count;
        enum result result =
            by_token(tx, scope, doors[i], &candidates, &candidate_count, arena, error);
        if (result != RESULT_OK)
            return result;
        bool is_area_itself = doors[i] == area;
        *count =
            choose(candidates, candidate_count, is_area_itself ? NULL : area, found, limit, arena);
    }
    *places = found;
    return RESULT_OK;
}

enum result place_find_named(struct tx *tx, const struct scope *scope, const char *text,
                             size_t limit, struct place **places, size_t *count,
                             struct arena *arena, struct error *error)
{
    void *rows;
    const char *from = text_clean(arena, text);
    enum result result =
        store_list(tx,
                   store_variant(&place_sql_place_find_prefix,
                                 scope->all_grids ? 0 : PLACE_PLACE_FIND_PREFIX_WITH_SCOPE, 0),
                   &(struct place_sql_place_find_prefix_params){
                       .tenant = scope->tenant,
                       .grids = place_scope_grids(scope, arena),
                       .from = from,
                       .to = arena_printf(arena, "%s\xF4\x8F\xBF\xBF", from),
                       .limit = (int64_t)limit},
                   limit, &rows, count, arena, error);
    if (result == RESULT_OK)
        *places = places_from_rows(rows, *count, arena);
    return result;
}
