/* The key files: lines of text, read whole into guarded memory at the start and replaced by rename
 * when a collection begins or ends. Shares are kept sorted, so that finding one is a binary search. */
#include "modules/access/vault_file.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"
#include "modules/access/vault_disk.h"

enum {
    MASTER_MAX = 16,
    MASTER_ID_SIZE = 17, /* 16 hexadecimal digits and a NUL */
    KEY_TEXT_SIZE = 45,  /* base64 of 32 bytes and a NUL */
    LINE_SIZE = 256,
};

struct master {
    char id[MASTER_ID_SIZE];
    unsigned char key[VAULT_KEY_SIZE];
};

struct share {
    int64_t tenant, generation;
    char collection[VAULT_COLLECTION_MAX + 1];
    unsigned char key[VAULT_KEY_SIZE];
};

struct secrets { /* in guarded memory */
    struct master masters[MASTER_MAX];
    unsigned char index_key[VAULT_KEY_SIZE];
};

struct vault {
    char *path, *shares_path;
    struct chance chance;
    struct secrets *secrets;
    size_t master_count;
    pthread_mutex_t lock; /* of the shares */
    struct share *shares; /* in guarded memory, sorted */
    size_t share_count, share_capacity;
};

const char *vault_path(const struct vault *vault)
{
    return vault->path;
}

const struct chance *vault_chance(const struct vault *vault)
{
    return &vault->chance;
}

const unsigned char *vault_master(const struct vault *vault, const char *id)
{
    for (size_t i = 0; i < vault->master_count; i++) {
        if (!id || strcmp(vault->secrets->masters[i].id, id) == 0) {
            return vault->secrets->masters[i].key;
        }
    }
    return NULL;
}

const char *vault_master_id(const struct vault *vault)
{
    return vault->secrets->masters[0].id;
}

const unsigned char *vault_index_key(const struct vault *vault)
{
    return vault->secrets->index_key;
}

/* ---- text ------------------------------------------------------------------------------------ */

static bool key_from_text(const char *text, unsigned char out[VAULT_KEY_SIZE])
{
    size_t length = 0;
    return sodium_base642bin(out, VAULT_KEY_SIZE, text, strlen(text), NULL, &length, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           length == VAULT_KEY_SIZE;
}

static void key_to_text(const unsigned char key[VAULT_KEY_SIZE], char out[KEY_TEXT_SIZE])
{
    sodium_bin2base64(out, KEY_TEXT_SIZE, key, VAULT_KEY_SIZE, sodium_base64_VARIANT_ORIGINAL);
}

/* A key's name: a hash of it, so that a wrong file is recognised as such. */
static void key_id(const unsigned char key[VAULT_KEY_SIZE], char out[MASTER_ID_SIZE])
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    static const unsigned char what[] = "kaifong master key id";
    crypto_generichash(hash, sizeof hash, key, VAULT_KEY_SIZE, what, sizeof what - 1);
    sodium_bin2hex(out, MASTER_ID_SIZE, hash, (MASTER_ID_SIZE - 1) / 2);
}

/* ---- the master keys ------------------------------------------------------------------------- */

static bool master_line(struct vault *vault, const char *line, bool *has_index)
{
    char kind[8], first[64], second[64];
    int count = sscanf(line, "%7s %63s %63s", kind, first, second);
    if (count < 1 || kind[0] == '#') {
        return true;
    }
    bool good = false;
    if (count == 2 && strcmp(kind, "index") == 0) {
        good = *has_index = key_from_text(first, vault->secrets->index_key);
    } else if (count == 3 && strcmp(kind, "key") == 0 && vault->master_count < MASTER_MAX) {
        struct master *master = &vault->secrets->masters[vault->master_count];
        good = key_from_text(second, master->key);
        key_id(master->key, master->id);
        good = good && strcmp(master->id, first) == 0;
        vault->master_count += good;
    }
    sodium_memzero(first, sizeof first);
    sodium_memzero(second, sizeof second);
    return good;
}

static enum result masters_parse(struct vault *vault, char *text, struct error *error)
{
    bool has_index = false;
    int64_t number = 0;
    for (char *line = text; *line;) {
        char *end = line + strcspn(line, "\n");
        bool is_last = *end == '\0';
        *end = '\0';
        number++;
        if (!master_line(vault, line, &has_index)) {
            return vault_damaged(vault->path, number, error);
        }
        line = is_last ? end : end + 1;
    }
    return vault->master_count > 0 && has_index ? RESULT_OK
                                                : vault_damaged(vault->path, number + 1, error);
}

static enum result masters_create(struct vault *vault, struct error *error)
{
    struct master *master = &vault->secrets->masters[0];
    chance_fill(&vault->chance, master->key, VAULT_KEY_SIZE);
    chance_fill(&vault->chance, vault->secrets->index_key, VAULT_KEY_SIZE);
    key_id(master->key, master->id);
    vault->master_count = 1;
    char key[KEY_TEXT_SIZE], index[KEY_TEXT_SIZE];
    key_to_text(master->key, key);
    key_to_text(vault->secrets->index_key, index);
    enum { SIZE = 600 };
    char *text = vault_guarded(SIZE);
    int length = snprintf(text, SIZE,
                          "# Kaifong's master key. Whoever has this file and the database can read "
                          "everything in it;\n"
                          "# without it nobody can. Keep a copy of this file, and of the file "
                          ".collections beside it,\n"
                          "# apart from the backups of the database.\n"
                          "key %s %s\nindex %s\n",
                          master->id, key, index);
    enum result result = vault_write(vault->path, text, (size_t)length, error);
    sodium_free(text);
    sodium_memzero(key, sizeof key);
    sodium_memzero(index, sizeof index);
    return result;
}

static enum result masters_open(struct vault *vault, bool create, struct error *error)
{
    char *text = NULL;
    enum result result = vault_read(vault->path, &text, error);
    if (result != RESULT_OK) {
        return result;
    }
    if (text) {
        result = masters_parse(vault, text, error);
        sodium_free(text);
        return result;
    }
    if (!create) {
        return error_set(error, RESULT_IO, NULL,
                         N_("The master key file %1 is missing. Without it the sensitive values of "
                            "this database cannot be read: put back a copy of it."),
                         vault->path);
    }
    return masters_create(vault, error);
}

/* ---- the shares ------------------------------------------------------------------------------ */

static int share_compare(const struct share *share, int64_t tenant, const char *collection,
                         int64_t generation)
{
    if (share->tenant != tenant) {
        return share->tenant < tenant ? -1 : 1;
    }
    int order = strcmp(share->collection, collection);
    if (order != 0) {
        return order;
    }
    return (share->generation > generation) - (share->generation < generation);
}

/* Where the share is, or would be. */
static size_t share_place(const struct vault *vault, int64_t tenant, const char *collection,
                          int64_t generation, bool *found)
{
    size_t low = 0, high = vault->share_count;
    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = share_compare(&vault->shares[middle], tenant, collection, generation);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void share_insert(struct vault *vault, const struct share *share)
{
    bool found = false;
    size_t place = share_place(vault, share->tenant, share->collection, share->generation, &found);
    if (found) {
        vault->shares[place] = *share;
        return;
    }
    if (vault->share_count == vault->share_capacity) {
        size_t capacity = vault->share_capacity ? 2 * vault->share_capacity : 64;
        struct share *larger = vault_guarded(capacity * sizeof *larger);
        if (vault->share_count > 0) {
            memcpy(larger, vault->shares, vault->share_count * sizeof *larger);
        }
        sodium_free(vault->shares); /* wipes */
        vault->shares = larger;
        vault->share_capacity = capacity;
    }
    memmove(&vault->shares[place + 1], &vault->shares[place],
            (vault->share_count - place) * sizeof *vault->shares);
    vault->shares[place] = *share;
    vault->share_count++;
}

static bool share_line(struct vault *vault, const char *line)
{
    if (line[0] == '#' || line[0] == '\0') {
        return true;
    }
    struct share share = {0};
    char key[64];
    long long tenant = 0, generation = 0;
    bool good = sscanf(line, "share %lld %64[^ ] %lld %63s", &tenant, share.collection, &generation,
                       key) == 4 &&
                key_from_text(key, share.key);
    share.tenant = tenant;
    share.generation = generation;
    if (good) {
        share_insert(vault, &share);
    }
    sodium_memzero(&share, sizeof share);
    sodium_memzero(key, sizeof key);
    return good;
}

static enum result shares_open(struct vault *vault, struct error *error)
{
    char *text = NULL;
    enum result result = vault_read(vault->shares_path, &text, error);
    int64_t number = 0;
    for (char *line = text; result == RESULT_OK && line && *line;) {
        char *end = line + strcspn(line, "\n");
        bool is_last = *end == '\0';
        *end = '\0';
        number++;
        if (!share_line(vault, line)) {
            result = vault_damaged(vault->shares_path, number, error);
        }
        line = is_last ? end : end + 1;
    }
    sodium_free(text);
    return result;
}

static enum result shares_save_locked(struct vault *vault, struct error *error)
{
    static const char head[] = "# Shares of the keys of Kaifong's collections. A line taken away "
                               "destroys its collection.\n";
    size_t size = sizeof head + vault->share_count * LINE_SIZE, length = sizeof head - 1;
    char *text = vault_guarded(size);
    memcpy(text, head, length);
    for (size_t i = 0; i < vault->share_count; i++) {
        const struct share *share = &vault->shares[i];
        char key[KEY_TEXT_SIZE];
        key_to_text(share->key, key);
        length += (size_t)snprintf(text + length, size - length, "share %lld %s %lld %s\n",
                                   (long long)share->tenant, share->collection,
                                   (long long)share->generation, key);
        sodium_memzero(key, sizeof key);
    }
    enum result result = vault_write(vault->shares_path, text, length, error);
    sodium_free(text);
    return result;
}

bool vault_share_find(struct vault *vault, int64_t tenant, const char *collection,
                      int64_t generation, unsigned char out[VAULT_KEY_SIZE])
{
    bool found = false;
    pthread_mutex_lock(&vault->lock);
    size_t place = share_place(vault, tenant, collection, generation, &found);
    if (found) {
        memcpy(out, vault->shares[place].key, VAULT_KEY_SIZE);
    }
    pthread_mutex_unlock(&vault->lock);
    return found;
}

static bool forget_locked(struct vault *vault, int64_t tenant, const char *collection,
                          int64_t generation)
{
    bool found = false;
    size_t place = share_place(vault, tenant, collection, generation, &found);
    if (found) {
        vault->share_count--;
        memmove(&vault->shares[place], &vault->shares[place + 1],
                (vault->share_count - place) * sizeof *vault->shares);
        sodium_memzero(&vault->shares[vault->share_count], sizeof *vault->shares);
    }
    return found;
}

enum result vault_share_make(struct vault *vault, int64_t tenant, const char *collection,
                             int64_t generation, unsigned char out[VAULT_KEY_SIZE],
                             struct error *error)
{
    if (vault_share_find(vault, tenant, collection, generation, out)) {
        return RESULT_OK;
    }
    struct share share = {.tenant = tenant, .generation = generation};
    text_copy_to(share.collection, sizeof share.collection, collection);
    chance_fill(&vault->chance, share.key, VAULT_KEY_SIZE);
    pthread_mutex_lock(&vault->lock);
    share_insert(vault, &share);
    enum result result = shares_save_locked(vault, error);
    if (result == RESULT_OK) {
        memcpy(out, share.key, VAULT_KEY_SIZE);
    } else {
        (void)forget_locked(vault, tenant, collection, generation);
    }
    pthread_mutex_unlock(&vault->lock);
    sodium_memzero(&share, sizeof share);
    return result;
}

bool vault_share_forget(struct vault *vault, int64_t tenant, const char *collection,
                        int64_t generation)
{
    pthread_mutex_lock(&vault->lock);
    bool found = forget_locked(vault, tenant, collection, generation);
    pthread_mutex_unlock(&vault->lock);
    return found;
}

enum result vault_shares_save(struct vault *vault, struct error *error)
{
    pthread_mutex_lock(&vault->lock);
    enum result result = shares_save_locked(vault, error);
    pthread_mutex_unlock(&vault->lock);
    return result;
}

/* ---- opening and closing --------------------------------------------------------------------- */

enum result vault_open(const char *path, bool create, struct chance chance, struct vault **vault,
                       struct error *error)
{
    if (sodium_init() < 0) {
        return error_set(error, RESULT_IO, NULL, N_("The machine gives no random numbers."));
    }
    struct vault *new = calloc(1, sizeof *new);
    size_t length = strlen(path) + sizeof ".collections";
    ALWAYS(new);
    new->path = strdup(path);
    new->shares_path = malloc(length);
    ALWAYS(new->path &&new->shares_path);
    snprintf(new->shares_path, length, "%s.collections", path);
    new->chance = chance;
    new->secrets = vault_guarded(sizeof *new->secrets);
    ALWAYS(pthread_mutex_init(&new->lock, NULL) == 0);
    enum result result = masters_open(new, create, error);
    if (result == RESULT_OK) {
        result = shares_open(new, error);
    }
    if (result != RESULT_OK) {
        vault_close(new);
        return result;
    }
    *vault = new;
    return RESULT_OK;
}

void vault_close(struct vault *vault)
{
    if (!vault) {
        return;
    }
    sodium_free(vault->secrets);
    sodium_free(vault->shares);
    (void)pthread_mutex_destroy(&vault->lock);
    free(vault->path);
    free(vault->shares_path);
    free(vault);
}
