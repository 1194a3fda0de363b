/* Signing in by password. Name and password are compared outside of any transaction, because it takes tens of
 * milliseconds; the decision is made in the write lane, one attempt after the other, so that many
 * attempts at once do not get more guesses than the lockout allows. */
#include "modules/access/sign_in.h"

#include <string.h>

#include "access_sql.h"
#include "base/text.h"
#include "modules/access/audit.h"
#include "modules/access/lockout.h"
#include "store/lane.h"

/* ---- by password ----------------------------------------------------------------------------- */

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
    struct lockout lockout;
    enum result result = lockout_read(lookup->services, tx, lookup->login, lookup->address,
                                      &lockout, lookup->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    lookup->is_locked = lockout_is_closed(&lockout, clock_now(&lookup->services->clock));
    return store_find(tx, &access_sql_account_by_login,
                      &(struct access_sql_account_by_login_params){
                          .login = sign_in_clean_login(lookup->login, lookup->arena)},
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
    struct lockout lockout;
    int64_t now = clock_now(&services->clock);
    *right = false;
    enum result result = lockout_read(services, tx, login, address, &lockout, arena, error);
    if (result == RESULT_OK && lockout_is_closed(&lockout, now)) {
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
        return lockout_lift(tx, &lockout, error);
    }
    (void)error_set(refusal, RESULT_INVALID, "password",
                    N_("The sign-in name or the password is wrong."));
    return lockout_count(tx, &lockout, now, error);
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

enum result sign_in_open(struct services *services, struct tx *tx, int64_t account_id,
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
        return sign_in_open(services, tx, proof->account_id, from, "password", token, error);
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
