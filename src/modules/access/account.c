/* Accounts: who works with Kaifong. Whoever looks after one must look after every place in which it
 * has a role; otherwise a new password given in one community would open another. */
#include <string.h>

#include "access_sql.h"
#include "base/text.h"
#include "modules/access/access.h"
#include "modules/access/audit.h"
#include "modules/access/look_after.h"
#include "modules/access/token.h"

enum { ACCOUNT_NAME_MAX = 40, ROLE_ACCOUNTS_MAX = 500, TENANTS_OF_ACCOUNT_MAX = 1000 };

static int64_t time_or_none(int64_t moment)
{
    return moment == RECORD_NONE ? 0 : moment;
}

static int64_t actor(const struct principal *who)
{
    return who && who->account ? who->account : RECORD_NONE;
}

/* ---- who may look after whom ----------------------------------------------------------------- */

static enum result is_below(struct tx *tx, int64_t above, int64_t tenant_id, bool *below,
                            struct arena *arena, struct error *error)
{
    if (tenant_id == above) {
        *below = true;
        return RESULT_OK;
    }
    struct tenant tenant;
    enum result result = tenant_get(tx, tenant_id, &tenant, arena, error);
    *below = result == RESULT_OK && tenant.parent_id == above;
    return result;
}

enum result access_check_below(struct tx *tx, const struct principal *who, int64_t tenant,
                               struct error *error)
{
    if (!who) {
        return RESULT_OK;
    }
    struct arena *arena = arena_new();
    bool below = false;
    enum result result = is_below(tx, who->scope.tenant, tenant, &below, arena, error);
    arena_free(arena);
    if (result == RESULT_OK && !(below && principal_can(who, &access_accounts_capability))) {
        result = error_set(error, RESULT_FORBIDDEN, NULL,
                           N_("You may give roles in your own community only."));
    }
    return result;
}

enum result access_check_look_after(struct services *services, struct tx *tx,
                                    const struct principal *who, int64_t account_id,
                                    struct account *account, struct arena *arena,
                                    struct error *error)
{
    enum result result = account_get(tx, account_id, account, arena, error);
    if (result != RESULT_OK || !who) {
        return result;
    }
    struct access_sql_grant_coming *tenants = NULL;
    size_t count = 0;
    result = store_list(tx, &access_sql_grant_coming,
                        &(struct access_sql_grant_coming_params){
                            .account = account_id, .now = clock_now(&services->clock)},
                        TENANTS_OF_ACCOUNT_MAX, (void **)&tenants, &count, arena, error);
    bool is_inside = false, is_known = account->home_id == who->scope.tenant;
    if (result == RESULT_OK) {
        result = is_below(tx, who->scope.tenant, account->home_id, &is_inside, arena, error);
    }
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        bool below = false;
        result = is_below(tx, who->scope.tenant, tenants[i].tenant_id, &below, arena, error);
        is_inside = is_inside && below;
        is_known = is_known || below;
    }
    if (result != RESULT_OK) {
        return result;
    }
    if (!principal_can(who, &access_accounts_capability) || (!is_inside && !is_known)) {
        return error_set(error, RESULT_NOT_FOUND, NULL, N_("There is no such account here."));
    }
    if (account_id == who->account) {
        return error_set(
            error, RESULT_FORBIDDEN, NULL,
            N_("Somebody else has to do this for you: nobody changes their own rights."));
    }
    if (!is_inside) {
        return error_set(
            error, RESULT_FORBIDDEN, NULL,
            N_("%1 works in other communities too. The street looks after this account."),
            account->name);
    }
    return RESULT_OK;
}

/* ---- adding and reading ---------------------------------------------------------------------- */

/* A login is typed on phones: letters and digits of any script, and . _ - @; no blanks. */
static char *login_clean(const char *login, struct arena *arena, struct error *error)
{
    char *clean = text_lower(arena, text_clean(arena, login ? login : ""));
    size_t length = text_length(clean);
    bool good = length >= ACCESS_LOGIN_MIN && length <= ACCESS_LOGIN_MAX;
    for (const char *at = clean; good && *at;) {
        uint32_t c = text_next(&at);
        good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-' || c == '@' || text_is_han(c);
    }
    if (!good) {
        (void)error_set(error, RESULT_INVALID, "login",
                        N_("A sign-in name has 2 to 40 letters, digits or Chinese characters, and "
                           ". _ - @ between them."));
        return NULL;
    }
    return clean;
}

static char *name_clean(const char *name, struct arena *arena, struct error *error)
{
    char *clean = text_clean(arena, name ? name : "");
    if (text_is_empty(clean) || text_length(clean) > ACCOUNT_NAME_MAX) {
        (void)error_set(error, RESULT_INVALID, "name",
                        N_("Please give the person's name, at most 40 characters."));
        return NULL;
    }
    return clean;
}

enum result account_add(struct services *services, struct tx *tx, const struct principal *who,
                        int64_t home, const char *login, const char *name, int64_t *account_id,
                        struct error *error)
{
    enum result result = access_check_below(tx, who, home, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct arena *arena = arena_new();
    const char *clean_login = login_clean(login, arena, error);
    const char *clean_name = clean_login ? name_clean(name, arena, error) : NULL;
    struct access_sql_account_insert row;
    bool added = false;
    if (!clean_name) {
        result = RESULT_INVALID;
    } else {
        result = store_find(
            tx, &access_sql_account_insert,
            &(struct access_sql_account_insert_params){.account = id_new(services->ids),
                                                       .home = home,
                                                       .login = clean_login,
                                                       .name = clean_name,
                                                       .now = clock_now(&services->clock),
                                                       .who = actor(who)},
            &row, &added, arena, error);
    }
    if (result == RESULT_OK && !added) {
        result =
            error_set(error, RESULT_CONFLICT, "login",
                      N_("Somebody has the sign-in name %1 already. Please choose another one."),
                      clean_login);
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, who,
                           &(struct audit_event){.action = "access.account_add",
                                                 .subject = "account",
                                                 .subject_id = row.account_id},
                           error);
    }
    if (result == RESULT_OK) {
        *account_id = row.account_id;
    }
    arena_free(arena);
    return result;
}

enum result access_rename(struct services *services, struct tx *tx, int64_t account_id,
                          const char *login, const char *name, struct error *error)
{
    struct arena *arena = arena_new();
    const char *clean_login = login_clean(login, arena, error);
    const char *clean_name = clean_login ? name_clean(name, arena, error) : NULL;
    struct account other;
    bool found = false;
    enum result result = clean_name ? RESULT_OK : RESULT_INVALID;
    if (result == RESULT_OK) {
        result = account_find(tx, clean_login, &other, &found, arena, error);
    }
    if (result == RESULT_OK && found && other.account_id != account_id) {
        result =
            error_set(error, RESULT_CONFLICT, "login",
                      N_("Somebody has the sign-in name %1 already. Please choose another one."),
                      clean_login);
    }
    if (result == RESULT_OK) {
        result = store_run(tx, &access_sql_account_set_name,
                           &(struct access_sql_account_set_name_params){
                               .account = account_id, .login = clean_login, .name = clean_name},
                           NULL, error);
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, NULL,
                           &(struct audit_event){.action = "access.account_rename",
                                                 .subject = "account",
                                                 .subject_id = account_id,
                                                 .fields = "login name"},
                           error);
    }
    arena_free(arena);
    return result;
}

enum result account_get(struct tx *tx, int64_t account_id, struct account *account,
                        struct arena *arena, struct error *error)
{
    struct access_sql_account_get row;
    bool found = false;
    enum result result = store_find(tx, &access_sql_account_get,
                                    &(struct access_sql_account_get_params){.account = account_id},
                                    &row, &found, arena, error);
    if (result == RESULT_OK && !found) {
        result = error_set(error, RESULT_NOT_FOUND, NULL, N_("There is no such account here."));
    }
    if (result == RESULT_OK) {
        *account = (struct account){row.account_id,
                                    row.home_id,
                                    row.login,
                                    row.name,
                                    row.state,
                                    row.created_at,
                                    time_or_none(row.signed_in_at)};
    }
    return result;
}

enum result account_find(struct tx *tx, const char *login, struct account *account, bool *found,
                         struct arena *arena, struct error *error)
{
    struct access_sql_account_by_login row;
    const char *clean = text_lower(arena, text_clean(arena, login ? login : ""));
    enum result result = store_find(tx, &access_sql_account_by_login,
                                    &(struct access_sql_account_by_login_params){.login = clean},
                                    &row, found, arena, error);
    if (result == RESULT_OK && *found) {
        *account = (struct account){row.account_id,
                                    row.home_id,
                                    row.login,
                                    row.name,
                                    row.state,
                                    row.created_at,
                                    time_or_none(row.signed_in_at)};
    }
    return result;
}

enum result account_list(struct tx *tx, const struct scope *scope, int64_t now,
                         const char *after_name, int64_t after_id, size_t limit,
                         struct account **accounts, size_t *count, struct arena *arena,
                         struct error *error)
{
    struct access_sql_account_list *rows = NULL;
    size_t rows_count = 0;
    enum result result = store_list(
        tx, &access_sql_account_list,
        &(struct access_sql_account_list_params){.tenant = scope->tenant,
                                                 .now = now,
                                                 .after_name = after_name ? after_name : "",
                                                 .after_id = after_id,
                                                 .limit = (int64_t)limit},
        limit, (void **)&rows, &rows_count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct account *list = arena_array(arena, rows_count ? rows_count : 1, sizeof *list);
    for (size_t i = 0; i < rows_count; i++) {
        list[i] = (struct account){.account_id = rows[i].account_id,
                                   .login = rows[i].login,
                                   .name = rows[i].name,
                                   .state = rows[i].state,
                                   .signed_in_at = time_or_none(rows[i].signed_in_at)};
    }
    *accounts = list;
    *count = rows_count;
    return RESULT_OK;
}

enum result account_list_role(struct tx *tx, int64_t tenant, enum role role, int64_t now,
                              struct account **accounts, size_t *count, struct arena *arena,
                              struct error *error)
{
    struct access_sql_account_by_role *rows = NULL;
    size_t rows_count = 0;
    enum result result = store_list(
        tx, &access_sql_account_by_role,
        &(struct access_sql_account_by_role_params){
            .tenant = tenant, .role = role_code(role), .now = now, .limit = ROLE_ACCOUNTS_MAX},
        ROLE_ACCOUNTS_MAX, (void **)&rows, &rows_count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct account *list = arena_array(arena, rows_count ? rows_count : 1, sizeof *list);
    for (size_t i = 0; i < rows_count; i++) {
        list[i] = (struct account){rows[i].account_id,
                                   rows[i].home_id,
                                   rows[i].login,
                                   rows[i].name,
                                   rows[i].state,
                                   rows[i].created_at,
                                   time_or_none(rows[i].signed_in_at)};
    }
    *accounts = list;
    *count = rows_count;
    return RESULT_OK;
}

/* ---- changing -------------------------------------------------------------------------------- */

static enum result set_state(struct services *services, struct tx *tx, const struct principal *who,
                             int64_t account_id, const char *state, const char *action,
                             const char *reason, struct error *error)
{
    enum result result = store_run(
        tx, &access_sql_account_set_state,
        &(struct access_sql_account_set_state_params){.account = account_id, .state = state}, NULL,
        error);
    if (result != RESULT_OK) {
        return result;
    }
    return audit_add(
        services, tx, who,
        &(struct audit_event){
            .action = action, .subject = "account", .subject_id = account_id, .reason = reason},
        error);
}

static enum result end_sessions(struct services *services, struct tx *tx, int64_t account_id,
                                const char *keep, struct error *error)
{
    unsigned char hash[TOKEN_HASH_SIZE] = {0}; /* no token hashes to this */
    (void)access_token_hash(keep, hash);
    enum result result = store_run(tx, &access_sql_session_remove_others,
                                   &(struct access_sql_session_remove_others_params){
                                       .account = account_id, .keep = {hash, sizeof hash}},
                                   NULL, error);
    if (result != RESULT_OK) {
        return result;
    }
    return store_run(tx, &access_sql_link_end_all,
                     &(struct access_sql_link_end_all_params){.account = account_id,
                                                              .now = clock_now(&services->clock)},
                     NULL, error);
}

enum result account_suspend(struct services *services, struct tx *tx, const struct principal *who,
                            int64_t account_id, const char *reason, struct error *error)
{
    struct arena *arena = arena_new();
    struct account account;
    enum result result =
        access_check_look_after(services, tx, who, account_id, &account, arena, error);
    if (result == RESULT_OK) {
        result = end_sessions(services, tx, account_id, NULL, error);
    }
    if (result == RESULT_OK) {
        result = set_state(services, tx, who, account_id, "suspended", "access.account_suspend",
                           reason, error);
    }
    arena_free(arena);
    return result;
}

enum result account_resume(struct services *services, struct tx *tx, const struct principal *who,
                           int64_t account_id, struct error *error)
{
    struct arena *arena = arena_new();
    struct account account;
    struct access_sql_account_get row;
    enum result result =
        access_check_look_after(services, tx, who, account_id, &account, arena, error);
    if (result == RESULT_OK && !text_equal(account.state, "suspended")) {
        result = error_set(error, RESULT_CONFLICT, NULL, N_("This account is not suspended."));
    }
    if (result == RESULT_OK) {
        result = store_get(tx, &access_sql_account_get,
                           &(struct access_sql_account_get_params){.account = account_id}, &row,
                           arena, error);
    }
    if (result == RESULT_OK) {
        result = set_state(services, tx, who, account_id, row.password_hash ? "active" : "invited",
                           "access.account_resume", NULL, error);
    }
    arena_free(arena);
    return result;
}

enum result account_set_password(struct services *services, struct tx *tx,
                                 const struct principal *who, int64_t account_id, const char *hash,
                                 const char *keep_session, struct error *error)
{
    enum result result =
        store_run(tx, &access_sql_account_set_password,
                  &(struct access_sql_account_set_password_params){
                      .account = account_id, .hash = hash, .now = clock_now(&services->clock)},
                  NULL, error);
    if (result == RESULT_OK) {
        result = end_sessions(services, tx, account_id, keep_session, error);
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, who,
                           &(struct audit_event){.action = "access.password_set",
                                                 .subject = "account",
                                                 .subject_id = account_id},
                           error);
    }
    return result;
}
