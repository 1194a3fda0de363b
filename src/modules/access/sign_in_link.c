/* Signing in by a one-time link, and as one of the roles of a demo; and where to go then. */
#include <string.h>

#include "access_sql.h"
#include "base/bug.h"
#include "base/text.h"
#include "modules/access/audit.h"
#include "modules/access/look_after.h"
#include "modules/access/sign_in.h"
#include "modules/access/token.h"

static const char *const link_kinds[LINK__COUNT] = {
    [LINK_INVITATION] = "invitation",
    [LINK_PASSWORD] = "password",
    [LINK_FIRST] = "first",
    [LINK_DEMO] = "demo",
};

static enum result link_lost(struct error *error)
{
    return error_set(error, RESULT_NOT_FOUND, NULL,
                     N_("This link has been used or is too old. Please ask for a new one."));
}

static enum result link_check_maker(struct services *services, struct tx *tx,
                                    const struct principal *who, int64_t account_id,
                                    enum sign_in_link_kind kind, struct error *error)
{
    struct arena *arena = arena_new();
    struct account account = {0};
    enum result result = RESULT_OK;
    if (who && who->account && kind != LINK_INVITATION && kind != LINK_PASSWORD) {
        result = error_set(error, RESULT_FORBIDDEN, NULL, N_("Only the program makes such links."));
    } else if (who && who->account) {
        result = access_check_look_after(services, tx, who, account_id, &account, arena, error);
    } else {
        result = account_get(tx, account_id, &account, arena, error);
    }
    if (result == RESULT_OK && text_equal(account.state, "suspended")) {
        result = error_set(error, RESULT_CONFLICT, NULL,
                           N_("This account is suspended. Let it in again first."));
    }
    arena_free(arena);
    return result;
}

enum result sign_in_link_add(struct services *services, struct tx *tx, const struct principal *who,
                             int64_t account_id, enum sign_in_link_kind kind, int64_t length,
                             char token[ACCESS_TOKEN_SIZE], struct error *error)
{
    ALWAYS(kind < LINK__COUNT);
    char made[ACCESS_TOKEN_SIZE];
    unsigned char hash[TOKEN_HASH_SIZE];
    int64_t now = clock_now(&services->clock);
    access_token_make(made);
    ALWAYS(access_token_hash(made, hash));
    enum result result = link_check_maker(services, tx, who, account_id, kind, error);
    if (result == RESULT_OK && kind != LINK_DEMO) {
        result = store_run(tx, &access_sql_link_end_kind,
                           &(struct access_sql_link_end_kind_params){
                               .account = account_id, .kind = link_kinds[kind], .now = now},
                           NULL, error);
    }
    if (result == RESULT_OK && kind == LINK_DEMO) {
        /* An account of a demo never sets a password: its link is all it has. */
        result = store_run(
            tx, &access_sql_account_set_state,
            &(struct access_sql_account_set_state_params){.account = account_id, .state = "active"},
            NULL, error);
    }
    if (result == RESULT_OK) {
        result = store_run(tx, &access_sql_link_insert,
                           &(struct access_sql_link_insert_params){
                               .hash = {hash, sizeof hash},
                               .link = id_new(services->ids),
                               .account = account_id,
                               .kind = link_kinds[kind],
                               .now = now,
                               .who = who && who->account ? who->account : RECORD_NONE,
                               .expires = now + length},
                           NULL, error);
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, who,
                           &(struct audit_event){.action = "access.link_add",
                                                 .subject = "account",
                                                 .subject_id = account_id,
                                                 .fields = link_kinds[kind]},
                           error);
    }
    if (result == RESULT_OK) {
        memcpy(token, made, sizeof made);
    }
    return result;
}

enum result sign_in_link_get(struct services *services, struct tx *tx, const char *token,
                             struct sign_in_link *link, struct arena *arena, struct error *error)
{
    struct access_sql_link_get row;
    struct account account;
    unsigned char hash[TOKEN_HASH_SIZE];
    bool found = false;
    if (!access_token_hash(token, hash)) {
        return link_lost(error);
    }
    enum result result = store_find(
        tx, &access_sql_link_get, &(struct access_sql_link_get_params){.hash = {hash, sizeof hash}},
        &row, &found, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    if (!found || row.used_at != RECORD_NONE || row.expires_at <= clock_now(&services->clock)) {
        return link_lost(error);
    }
    result = account_get(tx, row.account_id, &account, arena, error);
    if (result == RESULT_OK) {
        *link = (struct sign_in_link){row.account_id, row.kind, account.name, account.login,
                                      account.home_id};
    }
    return result;
}

enum result sign_in_by_link(struct services *services, struct tx *tx, const char *token,
                            const char *hash, const struct sign_in_from *from,
                            char session[ACCESS_TOKEN_SIZE], struct error *error)
{
    struct arena *arena = arena_new();
    struct sign_in_link link = {0};
    unsigned char token_hash[TOKEN_HASH_SIZE] = {0};
    int64_t changed = 0;
    enum result result = sign_in_link_get(services, tx, token, &link, arena, error);
    if (result == RESULT_OK) {
        (void)access_token_hash(token, token_hash);
        result =
            store_run(tx, &access_sql_link_use,
                      &(struct access_sql_link_use_params){.hash = {token_hash, sizeof token_hash},
                                                           .now = clock_now(&services->clock)},
                      &changed, error);
    }
    if (result == RESULT_OK && changed != 1) {
        result = link_lost(error);
    }
    if (result == RESULT_OK && !hash && !text_equal(link.kind, link_kinds[LINK_DEMO])) {
        result = error_set(error, RESULT_INVALID, "password", N_("Please choose a password."));
    }
    if (result == RESULT_OK && hash) {
        struct principal self = {.account = link.account_id, .scope.tenant = link.home_id};
        result = account_set_password(services, tx, &self, link.account_id, hash, NULL, error);
    }
    if (result == RESULT_OK) {
        result = sign_in_open(services, tx, link.account_id, from, link.kind, session, error);
    }
    arena_free(arena);
    return result;
}

/* ---- in a demo ------------------------------------------------------------------------------- */

static bool is_loopback(const char *address)
{
    return address && (text_starts(address, "127.") || text_equal(address, "::1") ||
                       text_starts(address, "::ffff:127."));
}

enum result sign_in_demo_list(struct services *services, struct tx *tx, const char *address,
                              struct demo_role **demo, size_t *count, struct arena *arena,
                              struct error *error)
{
    enum { DEMO_ROLES_MAX = 20 };
    const char *setting = "0";
    struct access_sql_link_demo_accounts *rows = NULL;
    size_t rows_count = 0;
    enum result result = setting_get(tx, 0, ACCESS_SETTING_DEMO, "0", &setting, arena, error);
    if (result == RESULT_OK && is_loopback(address) && text_equal(setting, "1")) {
        result = store_list(
            tx, &access_sql_link_demo_accounts,
            &(struct access_sql_link_demo_accounts_params){.now = clock_now(&services->clock)},
            DEMO_ROLES_MAX, (void **)&rows, &rows_count, arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    struct demo_role *list = arena_array(arena, rows_count + 1, sizeof *list);
    for (size_t i = 0; i < rows_count; i++) {
        list[i] = (struct demo_role){rows[i].account_id, rows[i].name,
                                     role_label(role_from_code(rows[i].role)), rows[i].tenant_name};
    }
    *demo = list;
    *count = rows_count;
    return RESULT_OK;
}

enum result sign_in_demo(struct services *services, struct tx *tx, int64_t account_id,
                         const struct sign_in_from *from, char token[ACCESS_TOKEN_SIZE],
                         struct error *error)
{
    struct arena *arena = arena_new();
    struct demo_role *demo = NULL;
    size_t count = 0;
    bool is_one = false;
    enum result result =
        sign_in_demo_list(services, tx, from->address, &demo, &count, arena, error);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        is_one = is_one || demo[i].account_id == account_id;
    }
    arena_free(arena);
    if (result == RESULT_OK && !is_one) {
        result = error_set(error, RESULT_NOT_FOUND, NULL, N_("There is no such account here."));
    }
    return result == RESULT_OK ? sign_in_open(services, tx, account_id, from, "demo", token, error)
                               : result;
}

/* ---- where to go then ------------------------------------------------------------------------ */

const char *sign_in_next(const char *next)
{
    bool good = next && next[0] == '/' && next[1] != '/' && next[1] != '\\';
    for (const char *at = next; good && *at; at++) {
        good = (unsigned char)*at > ' ' && *at != '\\' && *at != 0x7f;
    }
    return good ? next : "/";
}
