/* Small secret files: read whole into guarded memory, replaced by rename. */
#include "modules/access/vault_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"

enum { FILE_BYTES_MAX = 64 * 1024 * 1024 }; /* far more shares than any city has */

void *vault_guarded(size_t size)
{
    void *at = sodium_malloc(size);
    if (!at) {
        BUG("out of memory for keys");
    }
    memset(at, 0, size);
    return at;
}

static enum result trouble(const char *path, int number, struct error *error)
{
    return error_set(error, number == ENOSPC ? RESULT_FULL : RESULT_IO, NULL,
                     N_("The key file %1 cannot be read or written: %2."), path, strerror(number));
}

enum result vault_damaged(const char *path, int64_t line, struct error *error)
{
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)line);
    return error_set(error, RESULT_IO, NULL,
                     N_("The key file %1 is damaged in line %2. Put back a sound copy of it."),
                     path, number);
}

enum result vault_read(const char *path, char **text, struct error *error)
{
    *text = NULL;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return errno == ENOENT ? RESULT_OK : trouble(path, errno, error);
    }
    enum result result = RESULT_OK;
    struct stat status;
    if (fstat(file, &status) != 0) {
        result = trouble(path, errno, error);
    } else if ((status.st_mode & 077) != 0) {
        result = error_set(error, RESULT_IO, NULL,
                           N_("The key file %1 can be read by others. Allow it to its owner only "
                              "(chmod 600), then start again."),
                           path);
    } else if (status.st_size > FILE_BYTES_MAX) {
        result = vault_damaged(path, 1, error);
    }
    size_t length = 0, size = result == RESULT_OK ? (size_t)status.st_size : 0;
    char *bytes = result == RESULT_OK ? vault_guarded(size + 1) : NULL;
    while (result == RESULT_OK && length < size) {
        ssize_t got = read(file, bytes + length, size - length);
        if (got < 0 && errno != EINTR) {
            result = trouble(path, errno, error);
        } else if (got == 0) {
            break;
        } else if (got > 0) {
            length += (size_t)got;
        }
    }
    (void)close(file);
    if (result != RESULT_OK) {
        sodium_free(bytes);
        return result;
    }
    *text = bytes;
    return RESULT_OK;
}

static bool write_all(int file, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t done = write(file, bytes, size);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            return false;
        }
        bytes += done;
        size -= (size_t)done;
    }
    return true;
}

/* So that the new name itself is on disk. */
static bool sync_folder_of(const char *path)
{
    char *folder = strdup(path);
    char *slash = folder ? strrchr(folder, '/') : NULL;
    if (slash) {
        slash[slash == folder] = '\0';
    }
    int file = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = file >= 0 && fsync(file) == 0;
    if (file >= 0) {
        (void)close(file);
    }
    free(folder);
    return synced;
}

enum result vault_write(const char *path, const char *bytes, size_t size, struct error *error)
{
    size_t length = strlen(path) + sizeof ".new";
    char *temporary = malloc(length);
    ALWAYS(temporary);
    snprintf(temporary, length, "%s.new", path);
    enum result result = RESULT_OK;
    (void)unlink(temporary);
    int file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        result = trouble(path, errno, error);
    } else {
        bool written = write_all(file, bytes, size) && fsync(file) == 0;
        int number = errno;
        written = close(file) == 0 && written;
        if (!written || rename(temporary, path) != 0 || !sync_folder_of(path)) {
            result = trouble(path, written ? errno : number, error);
            (void)unlink(temporary);
        }
    }
    free(temporary);
    return result;
}
