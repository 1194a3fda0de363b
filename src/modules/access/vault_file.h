/* The two key files of the vault, and the secrets they hold while the program runs. Only vault.c and
 * its tests use this. Errors: RESULT_IO with a sentence that names the file. */
#ifndef ACCESS_VAULT_FILE_H
#define ACCESS_VAULT_FILE_H

#include "modules/access/vault.h"

enum { VAULT_KEY_SIZE = 32 };

const char *vault_path(const struct vault *vault);
const struct chance *vault_chance(const struct vault *vault);

/* The master key of that id, NULL for the present one; NULL if there is none. The vault's. */
const unsigned char *vault_master(const struct vault *vault, const char *id);
const char *vault_master_id(const struct vault *vault);
const unsigned char *vault_index_key(const struct vault *vault);

/* The share of a collection: a copy, false if there is none. */
bool vault_share_find(struct vault *vault, int64_t tenant, const char *collection,
                      int64_t generation, unsigned char out[VAULT_KEY_SIZE]);

/* The same, made and on disk if there was none. */
MUST_USE enum result vault_share_make(struct vault *vault, int64_t tenant, const char *collection,
                                      int64_t generation, unsigned char out[VAULT_KEY_SIZE],
                                      struct error *error);

/* Forgets a share in memory (whether there was one); vault_shares_save() makes it so on disk. */
bool vault_share_forget(struct vault *vault, int64_t tenant, const char *collection,
                        int64_t generation);
MUST_USE enum result vault_shares_save(struct vault *vault, struct error *error);

#endif
