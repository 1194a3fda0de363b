/* The vault: encryption and keyed hashes of sensitive fields.
 *
 * Sensitive values are sealed with XChaCha20-Poly1305 (libsodium) under the data key of their
 * collection; the associated data is tenant, collection and generation, so that a value cannot be
 * moved. The data key stands in the table data_key, sealed under a key made of two parts that both lie
 * outside the database, in files that only the program reads: the master key, and the share of this
 * collection. Destroying a collection destroys its share; then neither the database nor any backup of
 * it gives the values, although the master key is still there for the others.
 *
 * The files: PATH holds the master keys (the first is used for new data keys, the others open what was
 * sealed before a rotation) and the key of the blind indexes; PATH.collections holds the shares, one
 * line each. Both are text, mode 0600, and are replaced by rename. Keep copies of both, apart from the
 * backups of the database.
 *
 * For exact search a value has a blind index: a keyed hash (BLAKE2b, 16 bytes) of its normal form, with
 * a key per tenant that a rotation of the master key leaves alone.
 *
 * Errors: RESULT_IO with a clear sentence for a lost or a wrong master key or share; RESULT_NOT_FOUND
 * from vault_seal and vault_unseal when the collection was destroyed or never begun; RESULT_IO for a
 * value that was altered. Thread-safe. */
#ifndef ACCESS_VAULT_H
#define ACCESS_VAULT_H

#include "store/store.h"
#include "web/module.h"

struct vault;

enum { VAULT_INDEX_SIZE = 16, VAULT_COLLECTION_MAX = 64 };

/* Opens the vault with the master key file `path`; makes the file (mode 0600) if `create` and there is
 * none. `create` is for a new database only: a new key does not open old values. */
MUST_USE enum result vault_open(const char *path, bool create, struct chance chance,
                                struct vault **vault, struct error *error);
void vault_close(struct vault *vault); /* wipes its keys; takes NULL */

/* The standing collection of a tenant for its register (citizen ids and the like). tenant_add()
 * begins it. */
#define VAULT_REGISTER "register"

/* Starts a collection: purpose, basis and retention are said when it begins and kept with it. In a
 * write transaction. Starting one that exists changes nothing; one that was destroyed starts anew with
 * another key. The name has letters, digits and - _ : only. `keep_until` 0: until it is destroyed. Its
 * share is on disk before this returns; if the transaction is rolled back it is there for the next. */
struct vault_collection {
    const char *name; /* "register", or "campaign:ID" */
    const char *purpose;
    const char *basis; /* code: consent, statutory_duty, emergency, contract, public_interest */
    int64_t keep_until;
};
MUST_USE enum result vault_begin(struct vault *vault, struct services *services, struct tx *tx,
                                 int64_t tenant, const struct vault_collection *collection,
                                 struct error *error);

/* Seals text (NULL gives .at NULL) in the arena; opens it again. */
MUST_USE enum result vault_seal(struct vault *vault, struct tx *tx, int64_t tenant,
                                const char *collection, const char *text,
                                struct store_bytes *sealed, struct arena *arena,
                                struct error *error);
MUST_USE enum result vault_unseal(struct vault *vault, struct tx *tx, int64_t tenant,
                                  const char *collection, struct store_bytes sealed,
                                  const char **text, struct arena *arena, struct error *error);

/* The same for any bytes, as a file has them; what comes back has a NUL behind it. */
MUST_USE enum result vault_seal_bytes(struct vault *vault, struct tx *tx, int64_t tenant,
                                      const char *collection, struct store_bytes plain,
                                      struct store_bytes *sealed, struct arena *arena,
                                      struct error *error);
MUST_USE enum result vault_unseal_bytes(struct vault *vault, struct tx *tx, int64_t tenant,
                                        const char *collection, struct store_bytes sealed,
                                        struct store_bytes *plain, struct arena *arena,
                                        struct error *error);

/* The blind index of a normalised value of `field` ("citizen_id", "citizen_id_tail"). */
struct store_bytes vault_index(const struct vault *vault, int64_t tenant, const char *field,
                               const char *text, struct arena *arena);

/* Are the master keys that the database's values were sealed under in the file? Asked at every start: a
 * key file of another database would open nothing, and seal new values that the right one cannot open.
 * A share that is missing is no reason not to start: a copy put back may hold what was destroyed since. */
MUST_USE enum result vault_check(struct vault *vault, struct store *store, struct error *error);

/* Destroys a collection's key in the database. In a write transaction; from its commit on nothing can
 * be opened or sealed. vault_sweep() then destroys the share, outside of any transaction, so that a
 * destruction that is rolled back has destroyed nothing; it is called after a destruction and at every
 * start (what a crash left over is swept then). `swept` (may be NULL) gets how many there were. */
MUST_USE enum result vault_destroy(struct vault *vault, struct services *services, struct tx *tx,
                                   int64_t tenant, const char *collection, struct error *error);
MUST_USE enum result vault_sweep(struct vault *vault, struct services *services, int64_t *swept,
                                 struct error *error);

#endif
