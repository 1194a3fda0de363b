/* The vault: sensitive values are sealed under the data key of their collection. That key is unsealed
 * for each use and wiped after it, so that only the master keys and the shares stay in memory, in
 * pages of their own that libsodium guards and keeps out of swap and core files. The two files are in
 * vault_file.c. */
#include "modules/access/vault.h"

#include <sodium.h>
#include <string.h>

#include "access_sql.h"
#include "base/bug.h"
#include "base/text.h"
#include "modules/access/access.h"
#include "modules/access/audit.h"
#include "modules/access/vault_file.h"
#include "store/lane.h"

enum {
    KEY_SIZE = VAULT_KEY_SIZE,
    NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_SIZE = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    SEALED_KEY_SIZE = NONCE_SIZE + KEY_SIZE + TAG_SIZE,
    VALUE_VERSION = 1,
    VALUE_HEAD = 3, /* version, generation in two bytes */
    CONTEXT_SIZE = 160,
};

/* What a sealed thing is bound to, as bytes. */
struct context {
    unsigned char at[CONTEXT_SIZE];
    size_t length;
};

static struct context context_of(const char *what, int64_t tenant, const char *collection,
                                 int64_t generation)
{
    struct context context = {0};
    int length = snprintf((char *)context.at, sizeof context.at, "kaifong %s\n%lld\n%s\n%lld", what,
                          (long long)tenant, collection, (long long)generation);
    ALWAYS(length > 0 && (size_t)length < sizeof context.at);
    context.length = (size_t)length;
    return context;
}

/* The key that seals a data key: both the master key and the share are needed for it. */
static void wrapping_key(const unsigned char *master, const unsigned char *share,
                         unsigned char out[KEY_SIZE])
{
    crypto_generichash(out, KEY_SIZE, share, KEY_SIZE, master, KEY_SIZE);
}

static enum result wrong_master(const struct vault *vault, const char *wanted, struct error *error)
{
    return error_set(error, RESULT_IO, NULL,
                     N_("The sensitive values were sealed under the master key %1, which is not in "
                        "the file %2. Put back the key file that belongs to this database."),
                     wanted, vault_path(vault));
}

static enum result lost_share(const struct vault *vault, const char *collection,
                              struct error *error)
{
    return error_set(error, RESULT_IO, NULL,
                     N_("The key share of the collection %1 is not in the file %2.collections. Put "
                        "back the file that belongs to this database."),
                     collection, vault_path(vault));
}

static enum result destroyed(const char *collection, struct error *error)
{
    return error_set(error, RESULT_NOT_FOUND, NULL,
                     N_("The sensitive values of the collection %1 no longer exist."), collection);
}

static enum result wrap(struct vault *vault, int64_t tenant, const char *collection,
                        int64_t generation, const unsigned char *data_key,
                        unsigned char out[SEALED_KEY_SIZE], struct error *error)
{
    unsigned char share[KEY_SIZE], key[KEY_SIZE];
    struct context context = context_of("data key", tenant, collection, generation);
    enum result result = vault_share_make(vault, tenant, collection, generation, share, error);
    if (result == RESULT_OK) {
        wrapping_key(vault_master(vault, NULL), share, key);
        chance_fill(vault_chance(vault), out, NONCE_SIZE);
        crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_SIZE, NULL, data_key, KEY_SIZE,
                                                   context.at, context.length, NULL, out, key);
    }
    sodium_memzero(share, sizeof share);
    sodium_memzero(key, sizeof key);
    return result;
}

static enum result unwrap(struct vault *vault, int64_t tenant, const char *collection,
                          int64_t generation, const char *master_id, struct store_bytes sealed,
                          unsigned char data_key[KEY_SIZE], struct error *error)
{
    if (!sealed.at) {
        return destroyed(collection, error);
    }
    const unsigned char *master = vault_master(vault, master_id);
    if (!master) {
        return wrong_master(vault, master_id, error);
    }
    unsigned char share[KEY_SIZE], key[KEY_SIZE];
    if (!vault_share_find(vault, tenant, collection, generation, share)) {
        return lost_share(vault, collection, error);
    }
    struct context context = context_of("data key", tenant, collection, generation);
    wrapping_key(master, share, key);
    const unsigned char *at = sealed.at;
    bool opened = sealed.length == SEALED_KEY_SIZE &&
                  crypto_aead_xchacha20poly1305_ietf_decrypt(data_key, NULL, NULL, at + NONCE_SIZE,
                                                             KEY_SIZE + TAG_SIZE, context.at,
                                                             context.length, at, key) == 0;
    sodium_memzero(share, sizeof share);
    sodium_memzero(key, sizeof key);
    return opened
               ? RESULT_OK
               : error_set(error, RESULT_IO, NULL,
                           N_("The data key of the collection %1 does not fit the key files. Put "
                              "back the key files that belong to this database."),
                           collection);
}

static bool is_collection_name(const char *name)
{
    size_t length = name ? strlen(name) : 0;
    return length > 0 && length <= VAULT_COLLECTION_MAX &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:") ==
               length;
}

enum result vault_begin(struct vault *vault, struct services *services, struct tx *tx,
                        int64_t tenant, const struct vault_collection *collection,
                        struct error *error)
{
    ALWAYS(is_collection_name(collection->name));
    struct arena *arena = arena_new();
    struct access_sql_key_latest latest;
    bool found = false;
    unsigned char data_key[KEY_SIZE], sealed[SEALED_KEY_SIZE];
    enum result result = store_find(
        tx, &access_sql_key_latest,
        &(struct access_sql_key_latest_params){.tenant = tenant, .collection = collection->name},
        &latest, &found, arena, error);
    if (result != RESULT_OK || (found && latest.sealed_key.at)) {
        goto out;
    }
    int64_t generation = found ? latest.generation + 1 : 1;
    chance_fill(vault_chance(vault), data_key, sizeof data_key);
    result = wrap(vault, tenant, collection->name, generation, data_key, sealed, error);
    if (result != RESULT_OK) {
        goto out;
    }
    result =
        store_run(tx, &access_sql_key_insert,
                  &(struct access_sql_key_insert_params){
                      .tenant = tenant,
                      .collection = collection->name,
                      .generation = generation,
                      .master = vault_master_id(vault),
                      .sealed = {sealed, sizeof sealed},
                      .purpose = collection->purpose,
                      .basis = collection->basis,
                      .keep_until = collection->keep_until ? collection->keep_until : RECORD_NONE,
                      .now = clock_now(&services->clock),
                  },
                  NULL, error);
    if (result == RESULT_OK) {
        struct principal program = {.scope.tenant = tenant};
        result = audit_add(services, tx, &program,
                           &(struct audit_event){.action = "access.collection_begin",
                                                 .subject = "collection",
                                                 .fields = collection->name},
                           error);
    }
out:
    sodium_memzero(data_key, sizeof data_key);
    arena_free(arena);
    return result;
}

enum result vault_seal(struct vault *vault, struct tx *tx, int64_t tenant, const char *collection,
                       const char *text, struct store_bytes *sealed, struct arena *arena,
                       struct error *error)
{
    struct store_bytes plain = {text, text ? strlen(text) : 0};
    return vault_seal_bytes(vault, tx, tenant, collection, plain, sealed, arena, error);
}

enum result vault_seal_bytes(struct vault *vault, struct tx *tx, int64_t tenant,
                             const char *collection, struct store_bytes plain,
                             struct store_bytes *sealed, struct arena *arena, struct error *error)
{
    if (!plain.at) {
        *sealed = (struct store_bytes){0};
        return RESULT_OK;
    }
    struct access_sql_key_latest row;
    bool found = false;
    enum result result = store_find(
        tx, &access_sql_key_latest,
        &(struct access_sql_key_latest_params){.tenant = tenant, .collection = collection}, &row,
        &found, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    if (!found) {
        return destroyed(collection, error);
    }
    unsigned char data_key[KEY_SIZE];
    result = unwrap(vault, tenant, collection, row.generation, row.master_key_id, row.sealed_key,
                    data_key, error);
    if (result != RESULT_OK) {
        return result;
    }
    size_t length = plain.length, size = VALUE_HEAD + NONCE_SIZE + length + TAG_SIZE;
    unsigned char *out = arena_alloc(arena, size);
    struct context context = context_of("value", tenant, collection, row.generation);
    out[0] = VALUE_VERSION;
    out[1] = (unsigned char)(row.generation >> 8);
    out[2] = (unsigned char)row.generation;
    chance_fill(vault_chance(vault), out + VALUE_HEAD, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + VALUE_HEAD + NONCE_SIZE, NULL, plain.at,
                                               length, context.at, context.length, NULL,
                                               out + VALUE_HEAD, data_key);
    sodium_memzero(data_key, sizeof data_key);
    *sealed = (struct store_bytes){out, size};
    return RESULT_OK;
}

static enum result altered(struct error *error)
{
    return error_set(
        error, RESULT_IO, NULL,
        N_("A sealed value was altered or belongs somewhere else. Run kaifong doctor."));
}

enum result vault_unseal(struct vault *vault, struct tx *tx, int64_t tenant, const char *collection,
                         struct store_bytes sealed, const char **text, struct arena *arena,
                         struct error *error)
{
    struct store_bytes plain = {0};
    enum result result =
        vault_unseal_bytes(vault, tx, tenant, collection, sealed, &plain, arena, error);
    if (result == RESULT_OK) {
        *text = plain.at;
    }
    return result;
}

enum result vault_unseal_bytes(struct vault *vault, struct tx *tx, int64_t tenant,
                               const char *collection, struct store_bytes sealed,
                               struct store_bytes *plain, struct arena *arena, struct error *error)
{
    if (!sealed.at) {
        *plain = (struct store_bytes){0};
        return RESULT_OK;
    }
    const unsigned char *at = sealed.at;
    if (sealed.length < VALUE_HEAD + NONCE_SIZE + TAG_SIZE || at[0] != VALUE_VERSION) {
        return altered(error);
    }
    int64_t generation = at[1] << 8 | at[2];
    struct access_sql_key_get row;
    bool found = false;
    enum result result =
        store_find(tx, &access_sql_key_get,
                   &(struct access_sql_key_get_params){
                       .tenant = tenant, .collection = collection, .generation = generation},
                   &row, &found, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    if (!found) {
        return destroyed(collection, error);
    }
    unsigned char data_key[KEY_SIZE];
    result = unwrap(vault, tenant, collection, generation, row.master_key_id, row.sealed_key,
                    data_key, error);
    if (result != RESULT_OK) {
        return result;
    }
    size_t length = sealed.length - VALUE_HEAD - NONCE_SIZE - TAG_SIZE;
    unsigned char *out = arena_alloc(arena, length + 1);
    struct context context = context_of("value", tenant, collection, generation);
    bool opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
                      out, NULL, NULL, at + VALUE_HEAD + NONCE_SIZE, length + TAG_SIZE, context.at,
                      context.length, at + VALUE_HEAD, data_key) == 0;
    sodium_memzero(data_key, sizeof data_key);
    if (!opened) {
        return altered(error);
    }
    *plain = (struct store_bytes){out, length};
    return RESULT_OK;
}

struct store_bytes vault_index(const struct vault *vault, int64_t tenant, const char *field,
                               const char *text, struct arena *arena)
{
    if (!text) {
        return (struct store_bytes){0};
    }
    unsigned char key[KEY_SIZE];
    struct context context = context_of("index", tenant, field, 0);
    crypto_generichash(key, sizeof key, context.at, context.length, vault_index_key(vault),
                       KEY_SIZE);
    unsigned char *out = arena_alloc(arena, VAULT_INDEX_SIZE);
    crypto_generichash(out, VAULT_INDEX_SIZE, (const unsigned char *)text, strlen(text), key,
                       sizeof key);
    sodium_memzero(key, sizeof key);
    return (struct store_bytes){out, VAULT_INDEX_SIZE};
}

enum result vault_destroy(struct vault *vault, struct services *services, struct tx *tx,
                          int64_t tenant, const char *collection, struct error *error)
{
    (void)vault;
    int64_t changed = 0;
    enum result result = store_run(
        tx, &access_sql_key_destroy,
        &(struct access_sql_key_destroy_params){
            .tenant = tenant, .collection = collection, .now = clock_now(&services->clock)},
        &changed, error);
    if (result != RESULT_OK) {
        return result;
    }
    if (changed == 0) {
        return destroyed(collection, error);
    }
    struct principal program = {.scope.tenant = tenant};
    return audit_add(services, tx, &program,
                     &(struct audit_event){.action = "access.collection_destroy",
                                           .subject = "collection",
                                           .fields = collection},
                     error);
}

static enum result read_any(void *self, struct tx *tx, struct error *error)
{
    return store_get(tx, &access_sql_key_any, NULL, self, NULL, error);
}

enum result access_has_sealed(struct store *store, bool *has_sealed, struct error *error)
{
    struct access_sql_key_any row = {0};
    enum result result = lane_call(store, LANE_READ, read_any, &row, error);
    *has_sealed = result == RESULT_OK && row.is_there;
    return result;
}

/* ---- do the key files belong to the database? ------------------------------------------------ */

enum { MASTERS_MAX = 100 };

struct masters {
    struct access_sql_key_masters *rows;
    size_t count;
    struct arena *arena;
};

static enum result read_masters(void *self, struct tx *tx, struct error *error)
{
    struct masters *masters = self;
    return store_list(tx, &access_sql_key_masters,
                      &(struct access_sql_key_masters_params){.limit = MASTERS_MAX}, MASTERS_MAX,
                      (void **)&masters->rows, &masters->count, masters->arena, error);
}

enum result vault_check(struct vault *vault, struct store *store, struct error *error)
{
    struct masters masters = {.arena = arena_new()};
    enum result result = lane_call(store, LANE_READ, read_masters, &masters, error);
    for (size_t i = 0; result == RESULT_OK && i < masters.count; i++) {
        if (!vault_master(vault, masters.rows[i].master_key_id)) {
            result = wrong_master(vault, masters.rows[i].master_key_id, error);
        }
    }
    arena_free(masters.arena);
    return result;
}

/* ---- destroying the shares of what was destroyed --------------------------------------------- */

enum { SWEEP_MAX = 100000 };

struct sweep {
    struct access_sql_key_destroyed *rows;
    size_t count;
    struct arena *arena;
};

static enum result read_destroyed(void *self, struct tx *tx, struct error *error)
{
    struct sweep *sweep = self;
    return store_list(tx, &access_sql_key_destroyed,
                      &(struct access_sql_key_destroyed_params){.limit = SWEEP_MAX}, SWEEP_MAX,
                      (void **)&sweep->rows, &sweep->count, sweep->arena, error);
}

enum result vault_sweep(struct vault *vault, struct services *services, int64_t *swept,
                        struct error *error)
{
    struct sweep sweep = {.arena = arena_new()};
    enum result result = lane_call(services->store, LANE_READ, read_destroyed, &sweep, error);
    int64_t gone = 0;
    for (size_t i = 0; result == RESULT_OK && i < sweep.count; i++) {
        gone += vault_share_forget(vault, sweep.rows[i].tenant_id, sweep.rows[i].collection,
                                   sweep.rows[i].generation);
    }
    if (result == RESULT_OK && gone > 0) {
        result = vault_shares_save(vault, error);
    }
    arena_free(sweep.arena);
    if (result == RESULT_OK && swept) {
        *swept = gone;
    }
    return result;
}
