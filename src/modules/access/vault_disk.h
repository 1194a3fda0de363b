/* The key files of the vault on disk. Only vault_file.c uses this. */
#ifndef ACCESS_VAULT_DISK_H
#define ACCESS_VAULT_DISK_H

#include "base/error.h"

/* Zeroed memory in pages of its own, kept out of swap and core files; free with sodium_free(), which wipes
 * it. */
void *vault_guarded(size_t size);

/* The whole file with a NUL, in guarded memory; *text NULL if there is no such file. RESULT_IO for one that
 * others can read. */
MUST_USE enum result vault_read(const char *path, char **text, struct error *error);

/* Replaces the file as a whole, mode 0600: it is the old or the new one whenever the power goes. RESULT_IO
 * or RESULT_FULL. */
MUST_USE enum result vault_write(const char *path, const char *bytes, size_t size,
                                 struct error *error);

/* RESULT_IO that says in which line a file is damaged. */
enum result vault_damaged(const char *path, int64_t line, struct error *error);

#endif
