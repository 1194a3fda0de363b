/* Signing in. Name and password are compared outside of any transaction, because it takes tens of
 * milliseconds; the decision is made in the write lane, one attempt after the other, so that many
 * attempts at once do not get more guesses than the lockout allows. */
#include "modules/access/sign_in.h"

#include <sodium.h>
#include <string.h>

#include "access_sql.h"
#include "base/bug.h"
#include "base/text.h"
#include "modules/access/audit.h"
#include "modules/access/look_after.h"
#include "modules/access/token.h"
#include "modules/access/vault.h"
#include "store/lane.h"

/* ---- the lockout ------------------------------------------------------------------------------- */

enum { LIMIT_LOGIN, LIMIT_ADDRESS, LIMIT_KINDS };

static const struct {
    const char *name;
    int64_t failures;
} limits[LIMIT_KINDS] = {
    [LIMIT_LOGIN] = {"login", SIGN_IN_FAILURES_LOGIN},
    [LIMIT_ADDRESS] = {"address", SIGN_IN_FAILURES_ADDRESS},
};

struct limit_row {
    int kind;
    struct store_bytes subject;
    int64_t failures, started, locked_until;
};

static const char *clean_login(const char *login, struct arena *arena)
{
    return text_lower(arena, text_clean(arena, login ? login : ""));
}

static enum result limit_read(struct services *services, struct tx *tx, int kind,
                              const char *subject, struct limit_row *row, struct arena *arena,
                              struct error *error)
{
    struct access_sql_limit_get found;
    bool is_there = false;
    *row = (struct limit_row){.kind = kind};
    row->subject = vault_index(services->vault, 0, limits[kind].name, subject, arena);
    enum result result = store_find(
        tx, &access_sql_limit_get,
        &(struct access_sql_limit_get_params){.kind = limits[kind].name, .subject = row->subject},
        &found, &is_there, arena, error);
    if (result == RESULT_OK && is_there) {
        row->failures = found.failures;
        row->started = found.started_at;
        row->locked_until = found.locked_until;
    }
    return result;
}

static enum result limits_read(struct services *services, struct tx *tx, const char *login,
                               const char *address, struct limit_row rows[LIMIT_KINDS],
                               struct arena *arena, struct error *error)
{
    enum result result = limit_read(services, tx, LIMIT_LOGIN, clean_login(login, arena),
                                    &rows[LIMIT_LOGIN], arena, error);
    if (result == RESULT_OK) {
        result = limit_read(services, tx, LIMIT_ADDRESS, address ? address : "",
                            &rows[LIMIT_ADDRESS], arena, error);
    }
    return result;
}

static bool is_locked(const struct limit_row rows[LIMIT_KINDS], int64_t now)
{
    return rows[LIMIT_LOGIN].locked_until > now || rows[LIMIT_ADDRESS].locked_until > now;
}

static enum result limit_count(struct tx *tx, struct limit_row *row, int64_t now,
                               struct error *error)
{
    if (row->started + SIGN_IN_WINDOW <= now) {
        row->failures = 0;
        row->started = now;
    }
    row->failures++;
    if (row->failures >= limits[row->kind].failures) {
        row->failures = 0;
        row->locked_until = now + SIGN_IN_LOCKED;
    }
    return store_run(tx, &access_sql_limit_set,
                     &(struct access_sql_limit_set_params){.kind = limits[row->kind].name,
                                                           .subject = row->subject,
                                                           .failures = row->failures,
                                                           .started = row->started,
                                                           .locked = row->locked_until},
                     NULL, error);
}

static enum result limits_count(struct tx *tx, struct limit_row rows[LIMIT_KINDS], int64_t now,
                                struct error *error)
{
    enum result result = store_run(
        tx, &access_sql_limit_prune,
        &(struct access_sql_limit_prune_params){.before = now - 2 * SIGN_IN_WINDOW}, NULL, error);
    for (int kind = 0; result == RESULT_OK && kind < LIMIT_KINDS; kind++) {
        result = limit_count(tx, &rows[kind], now, error);
    }
    return result;
}

/* ---- by password --------------------------------------------------------------------------------- */

struct lookup {
    struct services *services;
    const char *login, *address;
    struct arena *arena;
    bool is_locked, found;
    struct access_sql_account_by_login account;
};

static enum result look_up(void *self, struct tx *tx, struct error *error)
{
    struct lookup *lookup = self;
    struct limit_row rows[LIMIT_KINDS];
    enum result result = limits_read(lookup->services, tx, lookup->login, lookup->address, rows,
                                     lookup->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    lookup->is_locked = is_locked(rows, clock_now(&lookup->services->clock));
    return store_find(tx, &access_sql_account_by_login,
                      &(struct access_sql_account_by_login_params){
                          .login = clean_login(lookup->login, lookup->arena)},
                      &lookup->account, &lookup->found, lookup->arena, error);
}

enum result sign_in_compare(struct services *services, const char *login, const char *password,
                            const char *address, struct sign_in_proof *proof, struct error *error)
{
    struct lookup lookup = {
        .services = services, .login = login, .address = address, .arena = arena_new()};
    *proof = (struct sign_in_proof){0};
    enum result result = lane_call(services->store, LANE_READ, look_up, &lookup, error);
    if (result == RESULT_OK && !lookup.is_locked) {
        const char *hash = lookup.found ? lookup.account.password_hash : NULL;
        proof->account_id = lookup.found ? lookup.account.account_id : 0;
        proof->matches = password_matches(hash, password);
        text_copy_to(proof->hash, sizeof proof->hash, hash ? hash : "");
    }
    arena_free(lookup.arena);
    return result;
}

static void say_locked(struct error *refusal)
{
    (void)error_set(
        refusal, RESULT_TOO_MANY, NULL,
        N_("Too many wrong passwords. For safety nobody can sign in under this name for "
           "15 minutes; whoever looks after your account can send you a new link."));
}

/* The account that the proof is about, if it still has the password that was compared. */
static enum result proof_holds(struct tx *tx, const struct sign_in_proof *proof, bool *holds,
                               struct arena *arena, struct error *error)
{
    struct access_sql_account_get row;
    bool found = false;
    enum result result =
        store_find(tx, &access_sql_account_get,
                   &(struct access_sql_account_get_params){.account = proof->account_id}, &row,
                   &found, arena, error);
    *holds = result == RESULT_OK && found && proof->matches && row.password_hash &&
             strcmp(row.password_hash, proof->hash) == 0;
    return result;
}

/* Locked out, wrong, or right: the failure is counted, the lockout lifted by who knows the password. */
static enum result judge(struct services *services, struct tx *tx, const char *login,
                         const char *address, const struct sign_in_proof *proof, bool *right,
                         struct error *refusal, struct arena *arena, struct error *error)
{
    struct limit_row rows[LIMIT_KINDS];
    int64_t now = clock_now(&services->clock);
    *right = false;
    enum result result = limits_read(services, tx, login, address, rows, arena, error);
    if (result == RESULT_OK && is_locked(rows, now)) {
        say_locked(refusal);
        return RESULT_OK;
    }
    if (result == RESULT_OK) {
        result = proof_holds(tx, proof, right, arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    if (*right) {
        return store_run(
            tx, &access_sql_limit_remove,
            &(struct access_sql_limit_remove_params){.kind = limits[LIMIT_LOGIN].name,
                                                     .subject = rows[LIMIT_LOGIN].subject},
            NULL, error);
    }
    (void)error_set(refusal, RESULT_INVALID, "password",
                    N_("The sign-in name or the password is wrong."));
    return limits_count(tx, rows, now, error);
}

/* In the trail of the account's home; for an unknown name in that of the instance. */
static enum result audit_refused(struct services *services, struct tx *tx, int64_t account_id,
                                 const char *address, const char *request_id, struct error *error)
{
    struct arena *arena = arena_new();
    struct account account = {0};
    struct principal home = {0};
    enum result result = RESULT_OK;
    if (account_id) {
        result = account_get(tx, account_id, &account, arena, error);
        home.scope.tenant = account.home_id;
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, &home,
                           &(struct audit_event){.action = "access.sign_in_refused",
                                                 .subject = account_id ? "account" : NULL,
                                                 .subject_id = account_id,
                                                 .address = address,
                                                 .request_id = request_id},
                           error);
    }
    arena_free(arena);
    return result;
}

/* Opens the session and writes who came in, in the trail of where they are now. */
static enum result come_in(struct services *services, struct tx *tx, int64_t account_id,
                           const struct sign_in_from *from, const char *how,
                           char token[ACCESS_TOKEN_SIZE], struct error *error)
{
    struct arena *arena = arena_new();
    struct principal who;
    bool touch = false;
    enum result result = session_open(services, tx, account_id, from->address, from->device,
                                      from->replaces, token, error);
    if (result == RESULT_OK) {
        result = access_guard.authenticate(services, tx, token, clock_now(&services->clock), arena,
                                           &who, &touch, error);
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, &who,
                           &(struct audit_event){.action = "access.sign_in",
                                                 .subject = "account",
                                                 .subject_id = account_id,
                                                 .fields = how,
                                                 .address = from->address,
                                                 .request_id = from->request_id},
                           error);
    }
    arena_free(arena);
    return result;
}

enum result sign_in_finish(struct services *services, struct tx *tx, const char *login,
                           const struct sign_in_proof *proof, const struct sign_in_from *from,
                           char token[ACCESS_TOKEN_SIZE], struct error *refusal,
                           struct error *error)
{
    struct arena *arena = arena_new();
    bool right = false;
    *refusal = (struct error){0};
    enum result result =
        judge(services, tx, login, from->address, proof, &right, refusal, arena, error);
    arena_free(arena);
    if (result == RESULT_OK && right) {
        /* Suspended, or without a role: said to who knew the password only. */
        return come_in(services, tx, proof->account_id, from, "password", token, error);
    }
    if (result == RESULT_OK && refusal->code == RESULT_INVALID) {
        result =
            audit_refused(services, tx, proof->account_id, from->address, from->request_id, error);
    }
    return result;
}

enum result sign_in_confirm(struct services *services, struct tx *tx, const struct principal *who,
                            const char *login, const char *address,
                            const struct sign_in_proof *proof, struct error *refusal,
                            struct error *error)
{
    struct arena *arena = arena_new();
    bool right = false;
    *refusal = (struct error){0};
    enum result result = judge(services, tx, login, address, proof, &right, refusal, arena, error);
    arena_free(arena);
    if (result == RESULT_OK && right && proof->account_id != who->account) {
        return error_set(error, RESULT_FORBIDDEN, NULL, N_("This is not your own account."));
    }
    return result;
}

/* ---- by a link ------------------------------------------------------------------------------------ */

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
    struct account account;
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
        result = store_run(tx, &access_sql_account_set_state,
                           &(struct access_sql_account_set_state_params){.account = account_id,
                                                                         .state = "active"},
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
    struct sign_in_link link;
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
        result = come_in(services, tx, link.account_id, from, link.kind, session, error);
    }
    arena_free(arena);
    return result;
}

/* ---- in a demo ------------------------------------------------------------------------------------ */

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
    return result == RESULT_OK ? come_in(services, tx, account_id, from, "demo", token, error)
                               : result;
}

/* ---- where to go then ------------------------------------------------------------------------------ */

const char *sign_in_next(const char *next)
{
    bool good = next && next[0] == '/' && next[1] != '/' && next[1] != '\\';
    for (const char *at = next; good && *at; at++) {
        good = (unsigned char)*at > ' ' && *at != '\\' && *at != 0x7f;
    }
    return good ? next : "/";
}
