/* The vault: encryption and keyed hashes of sensitive fields.
 *
 * Sensitive values are sealed with XChaCha20-Poly1305 (libsodium) under the data key of their
 * collection; the associated data is tenant and collection, so that a value cannot be moved. A data
 * key stands in the table data_key, itself sealed under the master key, which lies outside the
 * database in a file that only the program reads. Destroying a collection deletes its data key: then
 * neither the database nor a backup of it gives the values.
 *
 * For exact search a value has a blind index: a keyed hash (BLAKE2b, 16 bytes) of its normal form. Its
 * key is another one, per tenant, derived from the master key.
 *
 * Errors: RESULT_IO with a clear sentence for a lost or a wrong master key; RESULT_NOT_FOUND from
 * vault_open_value when the collection was destroyed. */
#ifndef ACCESS_VAULT_H
#define ACCESS_VAULT_H

#include "store/store.h"
#include "web/module.h"

struct vault;

enum { VAULT_INDEX_SIZE = 16 };

/* Opens the vault with the master key file `path`; makes the file (mode 0600) if `create`. */
MUST_USE enum result vault_open(const char *path, bool create, struct chance chance,
                                struct vault **vault, struct error *error);
void vault_close(struct vault *vault); /* wipes its keys; takes NULL */

/* The standing collection of a tenant for its register (citizen ids and the like). */
#define VAULT_REGISTER "register"

/* Starts a collection: purpose, basis and retention are said when it begins and kept with it. In a
 * write transaction. Starting one that exists changes nothing. `keep_until` 0: until it is destroyed. */
struct vault_collection {
    const char *name;       /* "register", or "campaign:ID" */
    const char *purpose;
    const char *basis;      /* code: consent, statutory_duty, emergency, contract, public_interest */
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

/* The blind index of a normalised value of `field` ("citizen_id", "citizen_id_tail"). */
struct store_bytes vault_index(const struct vault *vault, int64_t tenant, const char *field,
                               const char *text, struct arena *arena);

/* Destroys a collection's key. In a write transaction. */
MUST_USE enum result vault_destroy(struct vault *vault, struct services *services, struct tx *tx,
                                   int64_t tenant, const char *collection, struct error *error);

#endif
