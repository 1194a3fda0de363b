/* A disk that can lose its power. Each file has its durable bytes and the writes since the last sync. */
#include "powercut.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/chance.h"

enum { SECTOR = 512, FILES_MAX = 8 };

struct bytes {
    unsigned char *at;
    size_t size, capacity;
};

struct pending { /* a write, or a truncation where `data` is NULL */
    int64_t sequence;
    size_t offset, size;
    unsigned char *data;
    struct pending *next;
};

struct disk_file {
    char *path;
    struct bytes durable, current;
    bool is_durable; /* it exists after a cut */
    struct pending *first, **end;
};

struct powercut {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    pthread_mutex_t mutex;
    struct disk_file files[FILES_MAX];
    size_t file_count;
    int64_t sequence, syncs, room; /* room: bytes left, -1 without end */
    int failing_syncs, failing_writes;
    void (*at_sync)(void *self, struct powercut *powercut, int64_t number);
    void *self;
};

struct open_file {
    sqlite3_file base;
    struct powercut *powercut;
    struct disk_file *disk; /* NULL: passed on only */
    sqlite3_file *real;
};

/* ---- bytes ----------------------------------------------------------------------------------- */

static void bytes_resize(struct bytes *bytes, size_t size)
{
    if (size > bytes->capacity) {
        bytes->capacity = size * 2;
        bytes->at = realloc(bytes->at, bytes->capacity);
        ALWAYS(bytes->at != NULL);
    }
    if (size > bytes->size)
        memset(bytes->at + bytes->size, 0, size - bytes->size);
    bytes->size = size;
}

static void bytes_write(struct bytes *bytes, size_t offset, const void *data, size_t size)
{
    if (size == 0)
        return;
    if (offset + size > bytes->size)
        bytes_resize(bytes, offset + size);
    ALWAYS(bytes->at != NULL);
    memcpy(bytes->at + offset, data, size);
}

static void bytes_apply(struct bytes *bytes, const struct pending *pending)
{
    if (pending->data != NULL)
        bytes_write(bytes, pending->offset, pending->data, pending->size);
    else
        bytes_resize(bytes, pending->offset);
}

/* Only some of the write's sectors arrive. */
static void bytes_apply_torn(struct bytes *bytes, const struct pending *pending,
                             struct chance_seed *seed)
{
    if (pending->data == NULL)
        return;
    for (size_t at = 0; at < pending->size;) {
        size_t end = ((pending->offset + at) / SECTOR + 1) * SECTOR - pending->offset;
        if (end > pending->size)
            end = pending->size;
        if (chance_below(seed, 2) == 0)
            bytes_write(bytes, pending->offset + at, pending->data + at, end - at);
        at = end;
    }
}

static void note(struct powercut *powercut, struct disk_file *disk, size_t offset, const void *data,
                 size_t size)
{
    struct pending *pending = calloc(1, sizeof *pending);
    ALWAYS(pending != NULL);
    *pending = (struct pending){++powercut->sequence, offset, size, NULL, NULL};
    if (data != NULL) {
        pending->data = malloc(size > 0 ? size : 1);
        ALWAYS(pending->data != NULL);
        memcpy(pending->data, data, size);
    }
    *disk->end = pending;
    disk->end = &pending->next;
    bytes_apply(&disk->current, pending);
}

static void settle(struct disk_file *disk)
{
    for (struct pending *pending = disk->first, *next; pending != NULL; pending = next) {
        next = pending->next;
        bytes_apply(&disk->durable, pending);
        free(pending->data);
        free(pending);
    }
    disk->first = NULL;
    disk->end = &disk->first;
    disk->is_durable = true;
}

/* ---- images ---------------------------------------------------------------------------------- */

static void write_image(const char *folder, const struct disk_file *disk, const struct bytes *bytes)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, strrchr(disk->path, '/') + 1);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ALWAYS(file >= 0 && write(file, bytes->at, bytes->size) == (ssize_t)bytes->size);
    close(file);
}

static void image_file(const struct disk_file *disk, struct bytes *image, enum cut cut,
                       int64_t last, struct chance_seed *seed)
{
    bytes_resize(image, disk->durable.size);
    if (image->size > 0)
        memcpy(image->at, disk->durable.at, image->size);
    for (const struct pending *pending = disk->first; pending != NULL; pending = pending->next) {
        uint64_t luck = chance_below(seed, 4);
        if (cut == CUT_NONE || (cut == CUT_TORN && pending->sequence < last) ||
            (cut == CUT_REORDERED && luck < 2))
            bytes_apply(image, pending);
        else if ((cut == CUT_TORN && pending->sequence == last) ||
                 (cut == CUT_REORDERED && luck == 2))
            bytes_apply_torn(image, pending, seed);
    }
}

void powercut_image(struct powercut *powercut, const char *folder, enum cut cut, uint64_t number)
{
    struct chance_seed seed = {number};
    int64_t first = powercut->sequence + 1;
    for (size_t i = 0; i < powercut->file_count; i++)
        if (powercut->files[i].first != NULL && powercut->files[i].first->sequence < first)
            first = powercut->files[i].first->sequence;
    int64_t last = first + (int64_t)chance_below(&seed, (uint64_t)(powercut->sequence - first) + 2);
    for (size_t i = 0; i < powercut->file_count; i++) {
        const struct disk_file *disk = &powercut->files[i];
        bool is_there = disk->is_durable || cut == CUT_NONE ||
                        (cut != CUT_WHOLE && chance_below(&seed, 2) == 0);
        if (!is_there)
            continue;
        struct bytes image = {0};
        image_file(disk, &image, cut, last, &seed);
        write_image(folder, disk, &image);
        free(image.at);
    }
}

/* ---- SQLite's file methods ------------------------------------------------------------------- */

static struct open_file *of(sqlite3_file *file)
{
    return (struct open_file *)file;
}

static int file_close(sqlite3_file *file)
{
    return of(file)->real->pMethods->xClose(of(file)->real);
}

static int file_read(sqlite3_file *file, void *out, int size, sqlite3_int64 offset)
{
    return of(file)->real->pMethods->xRead(of(file)->real, out, size, offset);
}

static int file_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
    struct open_file *open = of(file);
    struct powercut *powercut = open->powercut;
    int code = SQLITE_OK;
    pthread_mutex_lock(&powercut->mutex);
    size_t end = (size_t)offset + (size_t)size;
    int64_t growth = end > open->disk->current.size ? (int64_t)(end - open->disk->current.size) : 0;
    if (powercut->failing_writes > 0) {
        powercut->failing_writes--;
        code = SQLITE_IOERR_WRITE;
    } else if (powercut->room >= 0 && growth > powercut->room) {
        code = SQLITE_FULL;
    } else {
        powercut->room -= powercut->room >= 0 ? growth : 0;
        note(powercut, open->disk, (size_t)offset, data, (size_t)size);
    }
    pthread_mutex_unlock(&powercut->mutex);
    return code != SQLITE_OK ? code : open->real->pMethods->xWrite(open->real, data, size, offset);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct open_file *open = of(file);
    pthread_mutex_lock(&open->powercut->mutex);
    if (open->powercut->room >= 0 && (size_t)size < open->disk->current.size)
        open->powercut->room += (int64_t)(open->disk->current.size - (size_t)size);
    note(open->powercut, open->disk, (size_t)size, NULL, 0);
    pthread_mutex_unlock(&open->powercut->mutex);
    return open->real->pMethods->xTruncate(open->real, size);
}

/* Nothing need reach a real disk: the program lives on. */
static int file_sync(sqlite3_file *file, int flags)
{
    (void)flags;
    struct open_file *open = of(file);
    struct powercut *powercut = open->powercut;
    int code = SQLITE_OK;
    pthread_mutex_lock(&powercut->mutex);
    powercut->syncs++;
    if (powercut->failing_syncs > 0) {
        powercut->failing_syncs--;
        code = SQLITE_IOERR_FSYNC;
    } else {
        if (powercut->at_sync != NULL)
            powercut->at_sync(powercut->self, powercut, powercut->syncs);
        settle(open->disk);
    }
    pthread_mutex_unlock(&powercut->mutex);
    return code;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return of(file)->real->pMethods->xFileSize(of(file)->real, size);
}

static int file_lock(sqlite3_file *file, int level)
{
    return of(file)->real->pMethods->xLock(of(file)->real, level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    return of(file)->real->pMethods->xUnlock(of(file)->real, level);
}

static int file_check_lock(sqlite3_file *file, int *out)
{
    return of(file)->real->pMethods->xCheckReservedLock(of(file)->real, out);
}

static int file_control(sqlite3_file *file, int operation, void *argument)
{
    return of(file)->real->pMethods->xFileControl(of(file)->real, operation, argument);
}

static int file_sector(sqlite3_file *file)
{
    return of(file)->real->pMethods->xSectorSize(of(file)->real);
}

static int file_device(sqlite3_file *file)
{
    return of(file)->real->pMethods->xDeviceCharacteristics(of(file)->real);
}

static int file_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return of(file)->real->pMethods->xShmMap(of(file)->real, page, size, extend, out);
}

static int file_map_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return of(file)->real->pMethods->xShmLock(of(file)->real, offset, n, flags);
}

static void file_map_barrier(sqlite3_file *file)
{
    of(file)->real->pMethods->xShmBarrier(of(file)->real);
}

static int file_unmap(sqlite3_file *file, int remove)
{
    return of(file)->real->pMethods->xShmUnmap(of(file)->real, remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* no memory-mapped reading */
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_device,
    .xShmMap = file_map,
    .xShmLock = file_map_lock,
    .xShmBarrier = file_map_barrier,
    .xShmUnmap = file_unmap,
};

/* ---- the layer ------------------------------------------------------------------------------- */

static struct disk_file *find_disk(struct powercut *powercut, const char *path)
{
    for (size_t i = 0; i < powercut->file_count; i++)
        if (strcmp(powercut->files[i].path, path) == 0)
            return &powercut->files[i];
    ALWAYS(powercut->file_count < FILES_MAX);
    struct disk_file *disk = &powercut->files[powercut->file_count++];
    disk->path = strdup(path);
    disk->end = &disk->first;
    int file = open(path, O_RDONLY);
    char part[4096];
    for (ssize_t got; file >= 0 && (got = read(file, part, sizeof part)) > 0;)
        bytes_write(&disk->durable, disk->durable.size, part, (size_t)got);
    if (file >= 0)
        close(file);
    disk->is_durable = disk->durable.size > 0;
    bytes_write(&disk->current, 0, disk->durable.at != NULL ? disk->durable.at : (void *)"",
                disk->durable.size);
    return disk;
}

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                    int *out)
{
    struct powercut *powercut = vfs->pAppData;
    struct open_file *opened = of(file);
    bool is_ours =
        (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
    memset(opened, 0, sizeof *opened);
    opened->powercut = powercut;
    opened->real = (sqlite3_file *)(opened + 1);
    if (!is_ours) /* a temporary file: not ours at all */
        return powercut->real->xOpen(powercut->real, name, file, flags, out);
    pthread_mutex_lock(&powercut->mutex);
    opened->disk = find_disk(powercut, name);
    pthread_mutex_unlock(&powercut->mutex);
    int code = powercut->real->xOpen(powercut->real, name, opened->real, flags, out);
    if (code == SQLITE_OK)
        file->pMethods = &methods;
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    struct powercut *powercut = vfs->pAppData;
    pthread_mutex_lock(&powercut->mutex);
    for (size_t i = 0; i < powercut->file_count; i++)
        if (strcmp(powercut->files[i].path, name) == 0) {
            struct disk_file *disk = &powercut->files[i];
            settle(disk);
            bytes_resize(&disk->durable, 0);
            bytes_resize(&disk->current, 0);
            disk->is_durable = false;
        }
    pthread_mutex_unlock(&powercut->mutex);
    return powercut->real->xDelete(powercut->real, name, sync);
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    struct powercut *powercut = vfs->pAppData;
    return powercut->real->xAccess(powercut->real, name, flags, out);
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
    struct powercut *powercut = vfs->pAppData;
    return powercut->real->xFullPathname(powercut->real, name, size, out);
}

struct powercut *powercut_new(const char *name)
{
    struct powercut *powercut = calloc(1, sizeof *powercut);
    ALWAYS(powercut != NULL);
    powercut->real = sqlite3_vfs_find(NULL);
    powercut->room = -1;
    pthread_mutex_init(&powercut->mutex, NULL);
    powercut->vfs = *powercut->real;
    powercut->vfs.pNext = NULL;
    powercut->vfs.zName = name;
    powercut->vfs.pAppData = powercut;
    powercut->vfs.szOsFile = (int)sizeof(struct open_file) + powercut->real->szOsFile;
    powercut->vfs.xOpen = vfs_open;
    powercut->vfs.xDelete = vfs_delete;
    powercut->vfs.xAccess = vfs_access;
    powercut->vfs.xFullPathname = vfs_full_path;
    ALWAYS(sqlite3_vfs_register(&powercut->vfs, 0) == SQLITE_OK);
    return powercut;
}

void powercut_free(struct powercut *powercut)
{
    sqlite3_vfs_unregister(&powercut->vfs);
    for (size_t i = 0; i < powercut->file_count; i++) {
        settle(&powercut->files[i]);
        free(powercut->files[i].durable.at);
        free(powercut->files[i].current.at);
        free(powercut->files[i].path);
    }
    pthread_mutex_destroy(&powercut->mutex);
    free(powercut);
}

void powercut_watch(struct powercut *powercut,
                    void (*at_sync)(void *self, struct powercut *powercut, int64_t number),
                    void *self)
{
    pthread_mutex_lock(&powercut->mutex);
    powercut->at_sync = at_sync;
    powercut->self = self;
    pthread_mutex_unlock(&powercut->mutex);
}

int64_t powercut_syncs(struct powercut *powercut)
{
    pthread_mutex_lock(&powercut->mutex);
    int64_t syncs = powercut->syncs;
    pthread_mutex_unlock(&powercut->mutex);
    return syncs;
}

void powercut_leave_room(struct powercut *powercut, int64_t bytes)
{
    pthread_mutex_lock(&powercut->mutex);
    powercut->room = bytes;
    pthread_mutex_unlock(&powercut->mutex);
}

void powercut_fail_syncs(struct powercut *powercut, int count)
{
    pthread_mutex_lock(&powercut->mutex);
    powercut->failing_syncs = count;
    pthread_mutex_unlock(&powercut->mutex);
}

void powercut_fail_writes(struct powercut *powercut, int count)
{
    pthread_mutex_lock(&powercut->mutex);
    powercut->failing_writes = count;
    pthread_mutex_unlock(&powercut->mutex);
}
