/* Access: who may do what, where, and until when.
 *
 * A tenant is a community, a street, or a network of communities; every row of every other module
 * belongs to one. An account is a person who works with Kaifong; it belongs to the instance, and
 * its home is the tenant that looks after it. A grant gives an account a role in a tenant for a
 * period, for all grids or for some; a grant in a street holds in each of its communities too.
 * Somebody with several roles acts under one at a time ("I am here as"), so that the rights of one
 * never widen the scope of another.
 *
 * Sessions and sign-in links are random tokens of 32 bytes, 43 characters of base64url; the
 * database holds only their hashes. Passwords are hashed with argon2id (libsodium), outside of any
 * transaction. Wrong passwords are counted per login and per address in the database, so that a
 * lockout survives a restart; an unknown login is answered, counted and worked on like a known one.
 *
 * Operations take the services, a transaction, and who asks, and return enum result with the error
 * filled (base/error.h). Times are milliseconds since 1970; 0 is "none". Unless said otherwise an
 * operation that changes something adds its audit row and leaves nothing behind when it fails. */
#ifndef ACCESS_ACCESS_H
#define ACCESS_ACCESS_H

#include "store/store.h"
#include "web/access.h"
#include "web/module.h"

extern const struct module access_module;
extern const struct guard_access access_guard;

/* See, make and suspend the accounts of one's tenant, and give roles. */
extern const struct capability access_accounts_capability;
/* Read the audit trail of one's tenant. */
extern const struct capability access_audit_capability;
/* One's own account, password and sessions: everybody who is signed in. */
extern const struct capability access_self_capability;

/* ---- tenants --------------------------------------------------------------------------------- */

struct tenant {
    int64_t tenant_id;
    const char *kind;        /* "street", "community" or "network" */
    const char *code;        /* of the division: 440605011020; unique */
    const char *name;        /* 灯湖社区 */
    int64_t parent_id;       /* the street; 0: none */
    const char *parent_name; /* 桂城街道; output only */
    int64_t offset;          /* minutes east of UTC at which its times are shown */
};

/* Adds one (tenant_id of `tenant` is ignored). RESULT_INVALID at "code" or "name"; RESULT_CONFLICT
 * if the code is taken. Begins its standing collection of sensitive values (access/vault.h). */
MUST_USE enum result tenant_add(struct services *services, struct tx *tx,
                                const struct principal *who, const struct tenant *tenant,
                                int64_t *tenant_id, struct error *error);

/* RESULT_NOT_FOUND. The code may be shortened for typing: its last digits if they name only one. */
MUST_USE enum result tenant_get(struct tx *tx, int64_t tenant_id, struct tenant *tenant,
                                struct arena *arena, struct error *error);
MUST_USE enum result tenant_get_by_code(struct tx *tx, const char *code, struct tenant *tenant,
                                        struct arena *arena, struct error *error);

/* All tenants below `parent_id` in the order of their codes; 0: all there are. */
MUST_USE enum result tenant_list(struct tx *tx, int64_t parent_id, struct tenant **tenants,
                                 size_t *count, struct arena *arena, struct error *error);

/* ---- accounts -------------------------------------------------------------------------------- */

enum {
    ACCESS_LOGIN_MIN = 2,
    ACCESS_LOGIN_MAX = 40,
    ACCESS_PASSWORD_MIN = 10,
    ACCESS_PASSWORD_MAX = 128
};

struct account {
    int64_t account_id;
    int64_t home_id;
    const char *login; /* in lower case */
    const char *name;  /* 麦婉仪 */
    const char *state; /* "invited", "active" or "suspended" */
    int64_t created_at;
    int64_t signed_in_at; /* 0: never */
};

/* Adds an account at `home`, in the state "invited": it can sign in once a password is set through
 * a link (sign_in_link_add). RESULT_INVALID at "login" or "name"; RESULT_CONFLICT if the login is
 * taken. `who` NULL is the program itself. */
MUST_USE enum result account_add(struct services *services, struct tx *tx,
                                 const struct principal *who, int64_t home, const char *login,
                                 const char *name, int64_t *account_id, struct error *error);

MUST_USE enum result account_get(struct tx *tx, int64_t account_id, struct account *account,
                                 struct arena *arena, struct error *error);
MUST_USE enum result account_find(struct tx *tx, const char *login, struct account *account,
                                  bool *found, struct arena *arena, struct error *error);

/* Accounts with a role in the tenant now, and those whose home it is, by (name, id) after the given
 * one; at most `limit`. created_at and home_id are not filled. */
MUST_USE enum result account_list(struct tx *tx, const struct scope *scope, int64_t now,
                                  const char *after_name, int64_t after_id, size_t limit,
                                  struct account **accounts, size_t *count, struct arena *arena,
                                  struct error *error);

/* The accounts that hold `role` in the tenant now (itself, not its street), for assigning work: at
 * most 500, by name. */
MUST_USE enum result account_list_role(struct tx *tx, int64_t tenant, enum role role, int64_t now,
                                       struct account **accounts, size_t *count,
                                       struct arena *arena, struct error *error);

/* Suspends, ending all sessions and links; or lets in again. RESULT_FORBIDDEN for an account that
 * has a role outside of `who`'s tenant and what lies below, and for one's own. */
MUST_USE enum result account_suspend(struct services *services, struct tx *tx,
                                     const struct principal *who, int64_t account_id,
                                     const char *reason, struct error *error);
MUST_USE enum result account_resume(struct services *services, struct tx *tx,
                                    const struct principal *who, int64_t account_id,
                                    struct error *error);

/* Stores a hash made by password_hash(), makes the account active, ends its other sessions (all but
 * `keep_session`, which may be NULL: a token) and its links. */
MUST_USE enum result account_set_password(struct services *services, struct tx *tx,
                                          const struct principal *who, int64_t account_id,
                                          const char *hash, const char *keep_session,
                                          struct error *error);

/* ---- roles and scope ------------------------------------------------------------------------- */

struct grant {
    int64_t grant_id;
    int64_t tenant_id;
    const char *tenant_name; /* output only */
    int64_t account_id;
    enum role role;
    bool all_grids;
    const int64_t *grids; /* of the tenant; access trusts the caller that they are */
    size_t grid_count;
    int64_t valid_from; /* 0: now */
    int64_t valid_to;   /* the first moment at which it no longer holds; 0: open */
};

/* Gives a role. `who` must be the program (NULL) or hold access.accounts in that very tenant or in
 * the street above. RESULT_INVALID for a role without scope; RESULT_FORBIDDEN for one's own
 * account; RESULT_CONFLICT if the account has that role there already (change its grids instead).
 */
MUST_USE enum result grant_add(struct services *services, struct tx *tx,
                               const struct principal *who, const struct grant *grant,
                               int64_t *grant_id, struct error *error);

/* Ends a grant now; sessions under it end with it. RESULT_NOT_FOUND in another tenant. */
MUST_USE enum result grant_end(struct services *services, struct tx *tx,
                               const struct principal *who, int64_t tenant, int64_t grant_id,
                               struct error *error);

/* Moves a grant to exactly these grids from now on; what held before stays as history. */
MUST_USE enum result grant_set_grids(struct services *services, struct tx *tx,
                                     const struct principal *who, int64_t tenant, int64_t grant_id,
                                     const int64_t *grids, size_t grid_count, struct error *error);

/* The grants of an account that hold at `now`, in all tenants. */
MUST_USE enum result grant_list(struct tx *tx, int64_t account_id, int64_t now,
                                struct grant **grants, size_t *count, struct arena *arena,
                                struct error *error);

/* The principal of an account in a tenant, under its first role there (secretary before grid worker
 * before viewer before administrator) or under `role`. RESULT_FORBIDDEN if it has none, or is not
 * active. For the command line and tests; the guard does the same from a session. */
MUST_USE enum result principal_of(struct tx *tx, int64_t account_id, int64_t tenant, int64_t now,
                                  struct arena *arena, struct principal *principal,
                                  struct error *error);
MUST_USE enum result principal_as(struct tx *tx, int64_t account_id, int64_t tenant, enum role role,
                                  int64_t now, struct arena *arena, struct principal *principal,
                                  struct error *error);

/* The program itself at work in a tenant (the operator at the command line): all grids, personal
 * fields whole, every role. Its account is 0; audit rows say so. */
MUST_USE enum result principal_operator(struct tx *tx, int64_t tenant, struct arena *arena,
                                        struct principal *principal, struct error *error);

/* Where somebody may work: a tenant and a role there. */
struct place_of_work {
    int64_t tenant_id;
    const char *tenant_name, *street_name, *code;
    enum role role;
};
MUST_USE enum result principal_places(struct tx *tx, int64_t account_id, int64_t now,
                                      struct place_of_work **places, size_t *count,
                                      struct arena *arena, struct error *error);

/* "secretary" and back (ROLE__COUNT if unknown); the msgid of its label. */
const char *role_code(enum role role);
enum role role_from_code(const char *code);
const char *role_label(enum role role);

/* ---- sessions and links ---------------------------------------------------------------------- */

enum { ACCESS_TOKEN_SIZE = 44 };                   /* 43 characters and a NUL */
#define ACCESS_SESSION_IDLE (12 * CALENDAR_HOUR)   /* unused for so long, a session has ended */
#define ACCESS_SESSION_LENGTH (7 * CALENDAR_DAY)   /* and after this anyway */
#define ACCESS_SESSION_TOUCH (5 * CALENDAR_MINUTE) /* how exactly its last use is written down */
#define ACCESS_INVITATION_LENGTH (7 * CALENDAR_DAY)

/* Opens a session for an active account with at least one role; `token` gets the secret for the
 * cookie. An earlier session of this browser (`replaces`, a token or NULL) ends: a token from
 * before the sign-in is worth nothing after it. */
MUST_USE enum result session_open(struct services *services, struct tx *tx, int64_t account_id,
                                  const char *address, const char *device, const char *replaces,
                                  char token[ACCESS_TOKEN_SIZE], struct error *error);

/* Ends the session of a token; an unknown one is no error. */
MUST_USE enum result session_end(struct services *services, struct tx *tx,
                                 const struct principal *who, const char *token,
                                 struct error *error);

struct session_row {
    int64_t session_id;
    int64_t created_at, seen_at, ends_at;
    const char *address, *device;
    int64_t is_this;
};
/* One's own, the last used first; `token` marks the present one. */
MUST_USE enum result session_list(struct tx *tx, int64_t account_id, int64_t now, const char *token,
                                  struct session_row **rows, size_t *count, struct arena *arena,
                                  struct error *error);
/* Ends one of one's own sessions by id. RESULT_NOT_FOUND for anybody else's. */
MUST_USE enum result session_end_own(struct services *services, struct tx *tx,
                                     const struct principal *who, int64_t session_id,
                                     struct error *error);

/* Moves on to another tenant or role of the account: ends the session and opens one there, under a new
 * token, so that a form that another tab still shows for the former place is refused instead of being
 * filed in the wrong community. RESULT_FORBIDDEN without such a role. */
MUST_USE enum result session_switch(struct services *services, struct tx *tx,
                                    const struct principal *who, const char *old_token,
                                    int64_t tenant, enum role role, const char *address,
                                    const char *device, char token[ACCESS_TOKEN_SIZE],
                                    struct error *error);

enum sign_in_link_kind { LINK_INVITATION, LINK_PASSWORD, LINK_FIRST, LINK_DEMO, LINK__COUNT };

/* A one-time link for an account: `token` goes into "/sign-in/link?token=...". Earlier links of the
 * same kind for this account end, except for the demo. Invitations and new passwords may be made by
 * who may look after the account (see account_suspend); the others only by the program. */
MUST_USE enum result sign_in_link_add(struct services *services, struct tx *tx,
                                      const struct principal *who, int64_t account_id,
                                      enum sign_in_link_kind kind, int64_t length,
                                      char token[ACCESS_TOKEN_SIZE], struct error *error);

/* ---- the instance ---------------------------------------------------------------------------- */

/* A setting of a tenant (0: the instance), or `fallback`. */
MUST_USE enum result setting_get(struct tx *tx, int64_t tenant, const char *name,
                                 const char *fallback, const char **value, struct arena *arena,
                                 struct error *error);
MUST_USE enum result setting_set(struct services *services, struct tx *tx,
                                 const struct principal *who, int64_t tenant, const char *name,
                                 const char *value, struct error *error);

/* The settings of access itself: "demo" is "1" for an instance whose people are invented. */
#define ACCESS_SETTING_DEMO "access.demo"

/* At the start of `serve`: if no account can sign in yet, makes a street, a community and an
 * administrator "admin" who is secretary too, and gives the one-time link's token ("" otherwise).
 */
MUST_USE enum result access_first_start(struct services *services, struct tx *tx,
                                        char token[ACCESS_TOKEN_SIZE], struct error *error);

/* Whether the database holds keys of sensitive values, which only the key files of old open. Before the
 * vault is there. */
MUST_USE enum result access_has_sealed(struct store *store, bool *has_sealed, struct error *error);

/* ---- passwords: no store; tens of milliseconds and 64 MiB each, so on a hashing worker only ---- */

enum { PASSWORD_HASH_SIZE = 128 };

/* RESULT_INVALID at "password" for one that is too short, too long, or contains the login. */
MUST_USE enum result password_check_rules(const char *password, const char *login,
                                          struct error *error);
MUST_USE enum result password_hash(const char *password, char out[PASSWORD_HASH_SIZE],
                                   struct error *error);
/* `hash` NULL does the same work against a hash that nothing matches, and is false. */
bool password_matches(const char *hash, const char *password);

#endif
