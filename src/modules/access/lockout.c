/* The lockout: how many wrong passwords a sign-in name and an address had lately. It stands in the
 * database, so that it survives a restart; what was typed as a name is kept as a keyed hash only, since it
 * may have been a password. */
#include "modules/access/lockout.h"

#include "access_sql.h"
#include "base/text.h"
#include "modules/access/sign_in.h"
#include "modules/access/vault.h"

static const struct {
    const char *name;
    int64_t failures;
} limits[LIMIT_KINDS] = {
    [LIMIT_LOGIN] = {"login", SIGN_IN_FAILURES_LOGIN},
    [LIMIT_ADDRESS] = {"address", SIGN_IN_FAILURES_ADDRESS},
};

const char *sign_in_clean_login(const char *login, struct arena *arena)
{
    return text_lower(arena, text_clean(arena, login ? login : ""));
}

static enum result limit_read(struct services *services, struct tx *tx, int kind,
                              const char *subject, struct lockout_row *row, struct arena *arena,
                              struct error *error)
{
    struct access_sql_limit_get found;
    bool is_there = false;
    *row = (struct lockout_row){.kind = kind};
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

enum result lockout_read(struct services *services, struct tx *tx, const char *login,
                         const char *address, struct lockout *lockout, struct arena *arena,
                         struct error *error)
{
    enum result result = limit_read(services, tx, LIMIT_LOGIN, sign_in_clean_login(login, arena),
                                    &lockout->rows[LIMIT_LOGIN], arena, error);
    if (result == RESULT_OK) {
        result = limit_read(services, tx, LIMIT_ADDRESS, address ? address : "",
                            &lockout->rows[LIMIT_ADDRESS], arena, error);
    }
    return result;
}

bool lockout_is_closed(const struct lockout *lockout, int64_t now)
{
    return lockout->rows[LIMIT_LOGIN].locked_until > now ||
           lockout->rows[LIMIT_ADDRESS].locked_until > now;
}

static enum result limit_count(struct tx *tx, struct lockout_row *row, int64_t now,
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

enum result lockout_count(struct tx *tx, struct lockout *lockout, int64_t now, struct error *error)
{
    enum result result = store_run(
        tx, &access_sql_limit_prune,
        &(struct access_sql_limit_prune_params){.before = now - 2 * SIGN_IN_WINDOW}, NULL, error);
    for (int kind = 0; result == RESULT_OK && kind < LIMIT_KINDS; kind++) {
        result = limit_count(tx, &lockout->rows[kind], now, error);
    }
    return result;
}

enum result lockout_lift(struct tx *tx, const struct lockout *lockout, struct error *error)
{
    return store_run(
        tx, &access_sql_limit_remove,
        &(struct access_sql_limit_remove_params){.kind = limits[LIMIT_LOGIN].name,
                                                 .subject = lockout->rows[LIMIT_LOGIN].subject},
        NULL, error);
}
