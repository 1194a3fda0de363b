/* Sessions. The cookie holds a token, the database its hash; a session ends by sign-out, when it was
 * not used for long, after its length, with the role under which it was opened, and with the account's
 * suspension. What the guard asks of access is here too. */
#include <string.h>

#include "access_sql.h"
#include "base/bug.h"
#include "base/text.h"
#include "modules/access/access.h"
#include "modules/access/audit.h"
#include "modules/access/scope.h"
#include "modules/access/token.h"

enum { SESSIONS_SHOWN = 50, DEVICE_MAX = 120, ADDRESS_MAX = 46 };

/* ---- opening --------------------------------------------------------------------------------- */

static enum result insert_session(struct services *services, struct tx *tx, int64_t account_id,
                                  int64_t tenant, enum role role, const char *address,
                                  const char *device, char token[ACCESS_TOKEN_SIZE],
                                  struct error *error)
{
    int64_t now = clock_now(&services->clock);
    char made[ACCESS_TOKEN_SIZE], short_address[ADDRESS_MAX], short_device[DEVICE_MAX];
    unsigned char hash[TOKEN_HASH_SIZE];
    access_token_make(made);
    ALWAYS(access_token_hash(made, hash));
    text_copy_to(short_address, sizeof short_address, address ? address : "");
    text_copy_to(short_device, sizeof short_device, device ? device : "");
    enum result result =
        store_run(tx, &access_sql_session_remove_ended,
                  &(struct access_sql_session_remove_ended_params){
                      .account = account_id, .now = now, .idle = now - ACCESS_SESSION_IDLE},
                  NULL, error);
    if (result == RESULT_OK) {
        result = store_run(
            tx, &access_sql_session_insert,
            &(struct access_sql_session_insert_params){.hash = {hash, sizeof hash},
                                                       .session = id_new(services->ids),
                                                       .account = account_id,
                                                       .tenant = tenant,
                                                       .role = role_code(role),
                                                       .now = now,
                                                       .ends = now + ACCESS_SESSION_LENGTH,
                                                       .address = short_address,
                                                       .device = short_device},
            NULL, error);
    }
    if (result == RESULT_OK) {
        memcpy(token, made, sizeof made);
    }
    return result;
}

static enum result remove_session(struct tx *tx, const char *token, struct error *error)
{
    unsigned char hash[TOKEN_HASH_SIZE];
    if (!access_token_hash(token, hash)) {
        return RESULT_OK;
    }
    return store_run(tx, &access_sql_session_remove,
                     &(struct access_sql_session_remove_params){.hash = {hash, sizeof hash}}, NULL,
                     error);
}

/* Where the session that is being replaced was, if it was this account's and it may still work there:
 * who signs in again goes on where they were. */
static enum result former_place(struct tx *tx, const char *token, int64_t account_id,
                                const struct place_of_work *places, size_t count,
                                const struct place_of_work **former, struct arena *arena,
                                struct error *error)
{
    struct access_sql_session_get row;
    unsigned char hash[TOKEN_HASH_SIZE];
    bool found = false;
    *former = NULL;
    if (!access_token_hash(token, hash)) {
        return RESULT_OK;
    }
    enum result result =
        store_find(tx, &access_sql_session_get,
                   &(struct access_sql_session_get_params){.hash = {hash, sizeof hash}}, &row,
                   &found, arena, error);
    for (size_t i = 0; result == RESULT_OK && found && i < count; i++) {
        if (row.account_id == account_id && places[i].tenant_id == row.tenant_id &&
            places[i].role == role_from_code(row.role)) {
            *former = &places[i];
        }
    }
    return result;
}

/* One's home before other places, and the role with more to do before one with less. */
static const struct place_of_work *first_place(const struct place_of_work *places, size_t count,
                                               int64_t home)
{
    const struct place_of_work *best = NULL;
    for (size_t i = 0; i < count; i++) {
        bool is_home = places[i].tenant_id == home, best_is_home = best && best->tenant_id == home;
        if (!best || (is_home && !best_is_home) ||
            (is_home == best_is_home && places[i].tenant_id == best->tenant_id &&
             places[i].role < best->role)) {
            best = &places[i];
        }
    }
    return best;
}

enum result session_open(struct services *services, struct tx *tx, int64_t account_id,
                         const char *address, const char *device, const char *replaces,
                         char token[ACCESS_TOKEN_SIZE], struct error *error)
{
    struct arena *arena = arena_new();
    struct account account;
    struct place_of_work *places = NULL;
    const struct place_of_work *place = NULL;
    size_t count = 0;
    int64_t now = clock_now(&services->clock);
    enum result result = account_get(tx, account_id, &account, arena, error);
    if (result == RESULT_OK && !text_equal(account.state, "active")) {
        result = error_set(error, RESULT_FORBIDDEN, NULL,
                           N_("This account is suspended. Please ask whoever looks after it."));
    }
    if (result == RESULT_OK) {
        result = principal_places(tx, account_id, now, &places, &count, arena, error);
    }
    if (result == RESULT_OK && count == 0) {
        result = error_set(error, RESULT_FORBIDDEN, NULL,
                           N_("You have no role at present. Please ask your secretary."));
    }
    if (result == RESULT_OK) {
        result = former_place(tx, replaces, account_id, places, count, &place, arena, error);
    }
    if (result == RESULT_OK) {
        result = remove_session(tx, replaces, error);
    }
    if (result == RESULT_OK) {
        place = place ? place : first_place(places, count, account.home_id);
        result = insert_session(services, tx, account_id, place->tenant_id, place->role, address,
                                device, token, error);
    }
    if (result == RESULT_OK) {
        result = store_run(
            tx, &access_sql_account_signed_in,
            &(struct access_sql_account_signed_in_params){.account = account_id, .now = now}, NULL,
            error);
    }
    arena_free(arena);
    return result;
}

enum result session_switch(struct services *services, struct tx *tx, const struct principal *who,
                           const char *old_token, int64_t tenant, enum role role,
                           const char *address, const char *device, char token[ACCESS_TOKEN_SIZE],
                           struct error *error)
{
    struct arena *arena = arena_new();
    struct principal there;
    enum result result = principal_as(tx, who->account, tenant, role, clock_now(&services->clock),
                                      arena, &there, error);
    if (result == RESULT_OK) {
        result = remove_session(tx, old_token, error);
    }
    if (result == RESULT_OK) {
        result =
            insert_session(services, tx, who->account, tenant, role, address, device, token, error);
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, &there,
                           &(struct audit_event){.action = "access.switch",
                                                 .subject = "tenant",
                                                 .subject_id = tenant,
                                                 .address = address},
                           error);
    }
    arena_free(arena);
    return result;
}

/* ---- ending ---------------------------------------------------------------------------------- */

enum result session_end(struct services *services, struct tx *tx, const struct principal *who,
                        const char *token, struct error *error)
{
    enum result result = remove_session(tx, token, error);
    if (result == RESULT_OK && who && who->account) {
        result = audit_add(services, tx, who,
                           &(struct audit_event){.action = "access.sign_out",
                                                 .subject = "account",
                                                 .subject_id = who->account},
                           error);
    }
    return result;
}

enum result session_end_own(struct services *services, struct tx *tx, const struct principal *who,
                            int64_t session_id, struct error *error)
{
    int64_t changed = 0;
    enum result result = store_run(tx, &access_sql_session_remove_own,
                                   &(struct access_sql_session_remove_own_params){
                                       .account = who->account, .session = session_id},
                                   &changed, error);
    if (result == RESULT_OK && changed == 0) {
        result = error_set(error, RESULT_NOT_FOUND, NULL, N_("This session has ended already."));
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, who,
                           &(struct audit_event){.action = "access.session_end",
                                                 .subject = "session",
                                                 .subject_id = session_id},
                           error);
    }
    return result;
}

enum result session_list(struct tx *tx, int64_t account_id, int64_t now, const char *token,
                         struct session_row **rows, size_t *count, struct arena *arena,
                         struct error *error)
{
    struct access_sql_session_list *found = NULL;
    size_t found_count = 0;
    unsigned char hash[TOKEN_HASH_SIZE] = {0};
    bool has_token = access_token_hash(token, hash);
    enum result result =
        store_list(tx, &access_sql_session_list,
                   &(struct access_sql_session_list_params){.account = account_id,
                                                            .now = now,
                                                            .idle = now - ACCESS_SESSION_IDLE,
                                                            .limit = SESSIONS_SHOWN},
                   SESSIONS_SHOWN, (void **)&found, &found_count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct session_row *list = arena_array(arena, found_count + 1, sizeof *list);
    for (size_t i = 0; i < found_count; i++) {
        bool is_this = has_token && found[i].token_hash.length == sizeof hash &&
                       memcmp(found[i].token_hash.at, hash, sizeof hash) == 0;
        list[i] = (struct session_row){
            found[i].session_id, found[i].created_at, found[i].seen_at, found[i].ends_at,
            found[i].address,    found[i].device,     is_this};
    }
    *rows = list;
    *count = found_count;
    return RESULT_OK;
}

/* ---- for the guard --------------------------------------------------------------------------- */

static bool is_over(const struct access_sql_session_who *row, int64_t now)
{
    return row->ends_at <= now || row->seen_at + ACCESS_SESSION_IDLE <= now ||
           !text_equal(row->state, "active");
}

static enum result authenticate(struct services *services, struct tx *tx, const char *token,
                                int64_t now, struct arena *arena, struct principal *who,
                                bool *touch, struct error *error)
{
    (void)services;
    struct access_sql_session_who row;
    unsigned char hash[TOKEN_HASH_SIZE];
    bool found = false, has_role = false;
    *who = (struct principal){0};
    *touch = false;
    if (!access_token_hash(token, hash)) {
        return RESULT_OK;
    }
    enum result result =
        store_find(tx, &access_sql_session_who,
                   &(struct access_sql_session_who_params){.hash = {hash, sizeof hash}}, &row,
                   &found, arena, error);
    if (result != RESULT_OK || !found || is_over(&row, now)) {
        return result;
    }
    struct principal principal = {.account = row.account_id,
                                  .name = row.name,
                                  .tenant_name = row.tenant_name,
                                  .street_name =
                                      row.street_name ? row.street_name : row.tenant_name};
    int64_t street = row.street_id == RECORD_NONE ? 0 : row.street_id;
    enum role role = role_from_code(row.role);
    if (role < ROLE__COUNT) {
        result = access_scope_of(tx, row.account_id, row.tenant_id, street, role, now, &principal,
                                 &has_role, arena, error);
    }
    if (result == RESULT_OK && has_role) {
        *who = principal;
        *touch = row.seen_at + ACCESS_SESSION_TOUCH <= now;
    }
    return result;
}

/* A form is carried over only if it can be filed where it was typed: the account still has that role
 * there (session_open() leads back to it). */
static enum result ended_session(struct services *services, struct tx *tx, const char *token,
                                 int64_t *account, struct error *error)
{
    struct arena *arena = arena_new();
    struct access_sql_session_get row;
    struct principal there;
    unsigned char hash[TOKEN_HASH_SIZE];
    bool found = false;
    enum result result = RESULT_OK;
    *account = 0;
    if (access_token_hash(token, hash)) {
        result = store_find(tx, &access_sql_session_get,
                            &(struct access_sql_session_get_params){.hash = {hash, sizeof hash}},
                            &row, &found, arena, error);
    }
    if (result == RESULT_OK && found) {
        struct error ignored;
        enum result has_role =
            principal_as(tx, row.account_id, row.tenant_id, role_from_code(row.role),
                         clock_now(&services->clock), arena, &there, &ignored);
        if (error_is_trouble(has_role)) {
            result = has_role;
            *error = ignored;
        }
        *account = has_role == RESULT_OK ? row.account_id : 0;
    }
    arena_free(arena);
    return result;
}

static enum result touch_session(struct services *services, struct tx *tx, const char *token,
                                 int64_t now, struct error *error)
{
    (void)services;
    unsigned char hash[TOKEN_HASH_SIZE];
    if (!access_token_hash(token, hash)) {
        return RESULT_OK;
    }
    return store_run(
        tx, &access_sql_session_touch,
        &(struct access_sql_session_touch_params){.hash = {hash, sizeof hash}, .now = now}, NULL,
        error);
}

static enum result audit_route(struct request *request, struct error *error)
{
    static const char *const methods[METHOD__COUNT] = {
        [METHOD_GET] = "GET", [METHOD_POST] = "POST"};
    const struct principal *who = request->who && request->who->account ? request->who : NULL;
    const char *action = arena_printf(request->arena, "%s %s", methods[request->route->method],
                                      request->route->path);
    return audit_add(request->services, request->tx, who,
                     &(struct audit_event){.action = action,
                                           .address = request->address,
                                           .request_id = request->request_id},
                     error);
}

const struct guard_access access_guard = {
    .authenticate = authenticate,
    .touch = touch_session,
    .csrf = access_token_csrf,
    .ended = ended_session,
    .audit = audit_route,
};
