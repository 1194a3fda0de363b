/* The search box. A query is looked at word by word: letters are pinyin or a Latin name, characters are
 * a name or a place, digits are the tail of a phone or of a citizen id, and what has both is a room.
 * Ranges of tokens are read in the order of the index with a cursor, and reading stops as soon as there
 * are enough hits. */
#include "modules/people/search.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "modules/access/vault.h"
#include "modules/people/load.h"
#include "modules/people/query.h"
#include "modules/people/rows.h"
#include "modules/place/key.h"

enum { WORDS_MAX = 6, PLACES_MAX = 12, EXAMINED_MAX = 20000, TAIL_MIN = 4, ID_LENGTH = 18 };
#define ABOVE_EVERYTHING "\xF4\x8F\xBF\xBF"

struct search {
    struct services *services;
    struct tx *tx;
    const struct principal *who;
    const char *grids, *today;
    struct search_hit *hits;
    size_t count, limit;
    /* With more than one word: only who lives in one of these ranges of address keys. */
    struct place_range within[PLACES_MAX];
    size_t within_count;
    bool has_within;
    struct arena *arena;
};

/* ---- hits ------------------------------------------------------------------------------------ */

static bool is_full(const struct search *search)
{
    return search->count >= search->limit;
}

static struct search_hit *new_hit(struct search *search, const char *kind, int64_t id)
{
    if (is_full(search))
        return NULL;
    for (size_t i = 0; i < search->count; i++)
        if (search->hits[i].id == id && strcmp(search->hits[i].kind, kind) == 0)
            return NULL;
    struct search_hit *hit = &search->hits[search->count++];
    *hit = (struct search_hit){.kind = kind, .id = id, .age = RECORD_NONE};
    return hit;
}

static bool lies_within(const struct search *search, const char *address_key)
{
    for (size_t i = 0; i < search->within_count; i++)
        if (strcmp(address_key, search->within[i].from) >= 0 &&
            strcmp(address_key, search->within[i].to) < 0)
            return true;
    return !search->has_within;
}

static void add_resident(struct search *search, const struct people_sql_search_range *row,
                         const char *why)
{
    struct arena *arena = search->arena;
    struct resident_line line;
    if (!lies_within(search, row->address_key))
        return;
    struct search_hit *hit = new_hit(search, "resident", row->resident_id);
    if (hit == NULL)
        return;
    line_from_row((const struct people_sql_resident_list *)row, RESIDENT_BY_PINYIN, search->today,
                  &line);
    hit->path = arena_printf(arena, "/residents/%lld", (long long)row->resident_id);
    hit->name = arena_copy(arena, row->name);
    hit->detail = arena_copy(arena, row->address);
    hit->phone = arena_copy(arena, row->phone);
    hit->sex = arena_copy(arena, row->sex);
    hit->age = line.age;
    hit->household_id = line.household_id;
    hit->why = why;
}

static void add_place(struct search *search, const struct place *place)
{
    struct search_hit *hit = new_hit(search, "place", place->place_id);
    if (hit == NULL)
        return;
    hit->path = arena_printf(search->arena, "/places/%lld", (long long)place->place_id);
    hit->name = place->address;
    hit->detail = place->grid_name;
    hit->why = "place";
}

/* ---- reading tokens -------------------------------------------------------------------------- */

/* Reads a range; `cut` (may be NULL) says what the name must fit. */
static enum result read_range(struct search *search, const char *from, const char *to,
                              const struct segmentation *cut, const char *why, struct error *error)
{
    struct store_cursor *cursor;
    const struct people_sql_search_range_params params = {.tenant = search->who->scope.tenant,
                                                          .grids = search->grids,
                                                          .from = from,
                                                          .to = to,
                                                          .limit = EXAMINED_MAX};
    enum result result =
        store_open(search->tx, people_in_scope(&people_sql_search_range, &search->who->scope, 0, 0),
                   &params, &cursor, error);
    if (result != RESULT_OK)
        return result;
    bool more = true;
    while (!is_full(search)) {
        struct people_sql_search_range row;
        result = store_next(cursor, &row, &more, error);
        if (result != RESULT_OK || !more)
            break;
        struct syllable syllables[SYLLABLES_MAX];
        bool fits = cut == NULL ||
                    query_fits(cut, syllables, syllables_of(row.name, syllables, search->arena));
        if (!fits && row.former_name != NULL)
            fits =
                query_fits(cut, syllables, syllables_of(row.former_name, syllables, search->arena));
        if (fits)
            add_resident(search, &row, why);
    }
    store_close(cursor);
    return result;
}

static enum result by_letters(struct search *search, const char *letters, struct error *error)
{
    /* Most people spell it out; what they mean by initials and mixtures comes after that. */
    const char *full = arena_printf(search->arena, "%c%s", TOKEN_FULL, letters);
    enum result result = read_range(search, full, arena_printf(search->arena, "%s\x7f", full), NULL,
                                    "pinyin", error);
    if (result != RESULT_OK || is_full(search))
        return result;
    struct segmentation *cuts = arena_array(search->arena, SEGMENTATIONS_MAX, sizeof *cuts);
    size_t count = query_segment(letters, cuts, search->arena);
    for (size_t i = 0; i < count && result == RESULT_OK && !is_full(search); i++)
        result = read_range(search, cuts[i].from, cuts[i].to, &cuts[i], "pinyin", error);
    return result;
}

static enum result by_latin(struct search *search, const char *word, struct error *error)
{
    const char *from = arena_printf(search->arena, "%c%s", TOKEN_LATIN, word);
    return read_range(search, from, arena_printf(search->arena, "%s" ABOVE_EVERYTHING, from), NULL,
                      "name", error);
}

static enum result by_characters(struct search *search, const char *word, struct error *error)
{
    /* As the tokens are: Han characters only, simplified. */
    char *token = arena_alloc(search->arena, strlen(word) * 2 + 1);
    size_t length = 0;
    for (const char *at = word; *at != '\0';) {
        uint32_t c = text_next(&at);
        if (text_is_han(c))
            length += text_encode(pinyin_simplified(c), token + length);
    }
    token[length] = '\0';
    return read_range(search, token, arena_printf(search->arena, "%s" ABOVE_EVERYTHING, token),
                      NULL, "name", error);
}

/* Whoever sees phones masked could learn a whole one from the answers, so only the end that the mask
 * shows is looked for. */
static enum result by_phone(struct search *search, const char *digits, struct error *error)
{
    if (!search->who->sees_personal && strlen(digits) != TAIL_MIN)
        return RESULT_OK;
    const char *from = token_of_phone(digits, search->arena);
    return read_range(search, from, arena_printf(search->arena, "%s:", from), NULL, "phone", error);
}

/* ---- citizen ids ----------------------------------------------------------------------------- */

/* The last four may be searched by everybody who reads residents, because the mask shows them; more by
 * who may see the whole. */
static enum result by_citizen_id(struct search *search, const char *typed, struct error *error)
{
    size_t length = strlen(typed);
    bool may_see = principal_can(search->who, &people_identity);
    if (length != TAIL_MIN && !(may_see && (length == 5 || length == 6 || length == ID_LENGTH)))
        return RESULT_OK;
    int64_t tenant = search->who->scope.tenant;
    struct arena *arena = search->arena;
    struct people_sql_search_citizen_params params = {
        .tenant = tenant,
        .grids = search->grids,
        .tail = people_citizen_tail(search->services, tenant, typed, arena),
        .limit = EXAMINED_MAX};
    if (length == ID_LENGTH)
        params.index = people_citizen_index(search->services, tenant, typed, arena);
    void *rows;
    size_t count;
    enum result result = store_list(
        search->tx, people_in_scope(&people_sql_search_citizen, &search->who->scope, 0, 0), &params,
        EXAMINED_MAX, &rows, &count, arena, error);
    const struct people_sql_search_citizen *found = rows;
    for (size_t i = 0; result == RESULT_OK && i < count && !is_full(search); i++) {
        const char *whole = typed;
        if (length == 5 || length == 6)
            result = vault_unseal(search->services->vault, search->tx, tenant, VAULT_REGISTER,
                                  found[i].citizen_id, &whole, arena, error);
        if (result == RESULT_OK && text_ends(whole, typed))
            add_resident(search, (const struct people_sql_search_range *)&found[i], "citizen_id");
    }
    return result;
}

/* ---- places and firms ------------------------------------------------------------------------ */

static enum result add_people_of(struct search *search, const struct place *place,
                                 struct error *error)
{
    struct place_range range = place_range(place->path_key, search->arena);
    void *rows;
    size_t count, left = search->limit - search->count;
    enum result result =
        store_list(search->tx, people_in_scope(&people_sql_search_place, &search->who->scope, 0, 0),
                   &(struct people_sql_search_place_params){.tenant = search->who->scope.tenant,
                                                            .grids = search->grids,
                                                            .from = range.from,
                                                            .to = range.to,
                                                            .limit = (int64_t)left},
                   left, &rows, &count, search->arena, error);
    const struct people_sql_search_range *found = rows;
    for (size_t i = 0; result == RESULT_OK && i < count; i++)
        add_resident(search, &found[i], "room");
    return result;
}

static enum result find_places(struct search *search, const char *text, struct place **places,
                               size_t *count, struct error *error)
{
    enum result result = place_find(search->tx, &search->who->scope, NULL, text, PLACES_MAX, places,
                                    count, search->arena, error);
    if (result == RESULT_OK && *count == 0)
        result = place_find_named(search->tx, &search->who->scope, text, PLACES_MAX, places, count,
                                  search->arena, error);
    return result;
}

static enum result by_place(struct search *search, const char *text, struct error *error)
{
    struct place *places;
    size_t count;
    enum result result = find_places(search, text, &places, &count, error);
    for (size_t i = 0; result == RESULT_OK && i < count; i++)
        add_place(search, &places[i]);
    for (size_t i = 0; result == RESULT_OK && i < count && !is_full(search); i++)
        if (place_kind_is_dwelling(places[i].kind) && search->who->sees_personal)
            result = add_people_of(search, &places[i], error);
    return result;
}

static enum result by_firm(struct search *search, const char *text, struct error *error)
{
    void *rows;
    size_t count;
    if (!search->who->scope.all_grids)
        return RESULT_OK;
    enum result result =
        store_list(search->tx, &people_sql_search_firm,
                   &(struct people_sql_search_firm_params){
                       .tenant = search->who->scope.tenant,
                       .from = text,
                       .to = arena_printf(search->arena, "%s" ABOVE_EVERYTHING, text)},
                   PLACES_MAX * 2, &rows, &count, search->arena, error);
    const struct people_sql_search_firm *firms = rows;
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        struct search_hit *hit = new_hit(search, "firm", firms[i].firm_id);
        if (hit == NULL)
            continue;
        hit->path = arena_printf(search->arena, "/firms/%lld", (long long)firms[i].firm_id);
        hit->name = firms[i].name;
        hit->detail = firms[i].address;
        hit->why = "firm";
    }
    return result;
}

/* ---- words ----------------------------------------------------------------------------------- */

struct word {
    const char *text;
    bool has_han, has_digit, has_letter, is_door;
};

static struct word look_at(const char *text, struct arena *arena)
{
    struct word word = {.text = text};
    struct address address;
    for (const char *at = text; *at != '\0';) {
        uint32_t c = text_next(&at);
        word.has_han |= text_is_han(c);
        word.has_digit |= c >= '0' && c <= '9';
        word.has_letter |= c >= 'a' && c <= 'z';
    }
    address_parse(arena, text, &address);
    word.is_door = (word.has_han || word.has_digit) && place_door(&address, arena) != NULL;
    return word;
}

/* Digits, perhaps with an x at the end: a phone or an id. */
static bool is_number(const char *text)
{
    size_t length = strlen(text), digits = strspn(text, "0123456789");
    return digits > 0 && (digits == length || (digits + 1 == length && text[digits] == 'x'));
}

static enum result find_number(struct search *search, const char *text, struct error *error)
{
    size_t length = strlen(text);
    enum result result = RESULT_OK;
    if (length < TAIL_MIN)
        return by_place(search, text, error);
    if (text[length - 1] != 'x' && length <= 12)
        result = by_phone(search, text, error);
    char *upper = arena_copy(search->arena, text);
    if (upper[length - 1] == 'x')
        upper[length - 1] = 'X';
    if (result == RESULT_OK)
        result = by_citizen_id(search, upper, error);
    return result;
}

static enum result find_word(struct search *search, const struct word *word, struct error *error)
{
    enum result result = RESULT_OK;
    if (is_number(word->text))
        return find_number(search, word->text, error);
    if (word->has_digit || (word->has_han && word->is_door))
        result = by_place(search, word->text, error);
    if (word->has_han && !word->has_digit) {
        if (result == RESULT_OK)
            result = by_characters(search, word->text, error);
        if (result == RESULT_OK && !word->is_door)
            result = by_place(search, word->text, error);
        if (result == RESULT_OK)
            result = by_firm(search, word->text, error);
    } else if (!word->has_digit && word->has_letter) {
        result = by_letters(search, word->text, error);
        if (result == RESULT_OK)
            result = by_latin(search, word->text, error);
    }
    return result;
}

static size_t split(const char *query, const char *words[WORDS_MAX], struct arena *arena)
{
    size_t count = 0;
    for (const char *at = query; *at != '\0' && count < WORDS_MAX;) {
        size_t length = strcspn(at, " ");
        if (length > 0)
            words[count++] = arena_copy_n(arena, at, length);
        at += length + strspn(at + length, " ");
    }
    return count;
}

/* "chen wei ming" and "chen'wei'ming" are chenweiming; ü is v. NULL if there is anything but letters. */
static const char *letters_of(const char *query, struct arena *arena)
{
    char *letters = arena_alloc(arena, strlen(query) + 1);
    size_t length = 0;
    for (const char *at = query; *at != '\0';) {
        uint32_t c = text_next(&at);
        if (c == 0xFC || c == 0xDC)
            c = 'v';
        if (c == ' ' || c == '\'' || c == 0x2019)
            continue;
        if (c < 'a' || c > 'z')
            return NULL;
        letters[length++] = (char)c;
    }
    return length == 0 ? NULL : letters;
}

/* Several words: those that are places narrow down the others. */
static enum result narrow(struct search *search, const char *const *texts, size_t count,
                          const char **rest, struct error *error)
{
    enum result result = RESULT_OK;
    *rest = NULL;
    for (size_t i = 0; i < count && result == RESULT_OK; i++) {
        struct place *places;
        size_t found;
        struct word word = look_at(texts[i], search->arena);
        bool may_be_place = word.has_digit || word.is_door || (i > 0 && word.has_han);
        if (!may_be_place || is_number(texts[i])) {
            *rest = *rest == NULL ? texts[i] : arena_printf(search->arena, "%s%s", *rest, texts[i]);
            continue;
        }
        result = find_places(search, texts[i], &places, &found, error);
        search->has_within = true;
        search->within_count = 0;
        for (size_t j = 0; result == RESULT_OK && j < found; j++)
            if (search->who->sees_personal || !place_kind_is_dwelling(places[j].kind))
                search->within[search->within_count++] =
                    place_range(places[j].path_key, search->arena);
    }
    return result;
}

/* 灯湖花园 3栋 1204 is one door; 陈 3栋 is a name at a place. */
static enum result by_words(struct search *search, const char *clean, const char *const *words,
                            size_t count, struct error *error)
{
    struct address address;
    const char *rest;
    address_parse(search->arena, clean, &address);
    enum result result = RESULT_OK;
    if (address.room[0] != '\0')
        result = by_place(search, clean, error);
    if (result != RESULT_OK || search->count > 0)
        return result;
    result = narrow(search, words, count, &rest, error);
    if (result != RESULT_OK)
        return result;
    if (rest == NULL) {
        search->has_within = false; /* nothing but a place: 灯湖花园 3栋 */
        return by_place(search, clean, error);
    }
    struct word word = look_at(rest, search->arena);
    return find_word(search, &word, error);
}

enum result search_find(struct services *services, struct tx *tx, const struct principal *who,
                        const char *query, const char *today, size_t limit,
                        struct search_hit **hits, size_t *count, struct arena *arena,
                        struct error *error)
{
    struct search search = {.services = services,
                            .tx = tx,
                            .who = who,
                            .grids = place_scope_grids(&who->scope, arena),
                            .today = today,
                            .hits = arena_array(arena, limit, sizeof *search.hits),
                            .limit = limit,
                            .arena = arena};
    const char *clean = text_lower(arena, text_clean(arena, query == NULL ? "" : query));
    const char *words[WORDS_MAX];
    enum result result = RESULT_OK;
    if (clean[0] == '\0' || strlen(clean) > LIMIT_SEARCH_BYTES)
        goto out;
    size_t word_count = split(clean, words, arena);
    const char *letters = letters_of(clean, arena);
    if (letters != NULL) {
        result = by_letters(&search, letters, error);
        if (result == RESULT_OK)
            result = by_latin(&search, clean, error);
    } else if (word_count == 1) {
        struct word word = look_at(words[0], arena);
        result = find_word(&search, &word, error);
    } else {
        result = by_words(&search, clean, words, word_count, error);
    }
out:
    if (result == RESULT_OK) {
        *hits = search.hits;
        *count = search.count;
    }
    return result;
}
