/* SQLite: the file. Opening and locking it, copying it while it is in use, checking it. */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/limits.h"
#include "base/text.h"

enum { APPLICATION_ID = 0x4B414946 /* "KAIF" */, CHECKPOINT_PAGES = 1000, COPY_PAGES = 2048 };

static char *joined(const char *a, const char *b)
{
    size_t length = strlen(a) + strlen(b) + 1;
    char *out = malloc(length);
    ALWAYS(out != NULL);
    snprintf(out, length, "%s%s", a, b);
    return out;
}

static enum result file_error(struct error *error, const char *path)
{
    enum result code = errno == ENOSPC ? RESULT_FULL : RESULT_IO;
    return error_set(error, code, NULL, N_("%1: %2."), path, strerror(errno));
}

/* A private database lies in memory where there is a file system for that. */
static enum result make_private(struct engine *engine, struct error *error)
{
    static const char *const places[] = {"/dev/shm", "/tmp"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        engine->folder = joined(places[i], "/kaifong-XXXXXX");
        if (mkdtemp(engine->folder) != NULL) {
            engine->path = joined(engine->folder, "/private.db");
            return RESULT_OK;
        }
        free(engine->folder);
        engine->folder = NULL;
    }
    return file_error(error, "/tmp");
}

static void remove_private(const struct engine *engine)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal", ".lock"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char *path = joined(engine->path, endings[i]);
        unlink(path);
        free(path);
    }
    rmdir(engine->folder);
}

/* One program at a time. The lock is on a file of its own: closing any descriptor of the database
 * file would drop SQLite's locks on it (POSIX). */
static enum result take_lock(struct engine *engine, struct error *error)
{
    ALWAYS(engine->path != NULL);
    char *path = joined(engine->path, ".lock");
    engine->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    enum result result = RESULT_OK;
    if (engine->lock < 0)
        result = file_error(error, path);
    else if (flock(engine->lock, LOCK_EX | LOCK_NB) != 0)
        result =
            errno == EWOULDBLOCK
                ? error_set(error, RESULT_CONFLICT, NULL,
                            N_("Another kaifong has %1 open. Stop it first, or let it do this."),
                            engine->path)
                : file_error(error, path);
    free(path);
    return result;
}

/* Creates the file if need be; in any case only its owner may read it. */
static enum result make_file(const struct engine *engine, struct error *error)
{
    int file = open(engine->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0 && errno == ELOOP) /* a link is followed, but its target must exist */
        file = open(engine->path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return file_error(error, engine->path);
    struct stat status;
    enum result result = RESULT_OK;
    if (fstat(file, &status) != 0 ||
        ((status.st_mode & 077) != 0 && fchmod(file, status.st_mode & 0700) != 0))
        result = file_error(error, engine->path);
    close(file);
    return result;
}

static enum result ask_int(sqlite3 *db, const char *sql, int64_t *out)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return code == SQLITE_ROW ? RESULT_OK : RESULT_IO;
}

/* A file that is no database, or another program's, is left alone. */
static enum result claim(const struct engine *engine, struct error *error)
{
    sqlite3 *db = NULL;
    int64_t application = 0, tables = 0;
    int code = sqlite3_open_v2(engine->path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                               engine->vfs);
    if (code == SQLITE_OK)
        sqlite3_busy_timeout(db, 1000);
    enum result result = RESULT_OK;
    if (code != SQLITE_OK || ask_int(db, "PRAGMA application_id", &application) != RESULT_OK ||
        ask_int(db, "SELECT count(*) FROM sqlite_schema", &tables) != RESULT_OK)
        result = error_set(error, RESULT_IO, NULL, N_("%1 cannot be opened as a database: %2."),
                           engine->path, sqlite3_errmsg(db));
    else if (application != APPLICATION_ID && tables > 0)
        result = error_set(error, RESULT_CONFLICT, NULL,
                           N_("%1 is a database of another program. Choose another file."),
                           engine->path);
    else if (application != APPLICATION_ID &&
             sqlite3_exec(db, "PRAGMA application_id = 0x4B414946", NULL, NULL, NULL) != SQLITE_OK)
        result = error_set(error, RESULT_IO, NULL, N_("%1 cannot be written: %2."), engine->path,
                           sqlite3_errmsg(db));
    sqlite3_close(db);
    return result;
}

enum result sqlite_file_open(const struct store_options *options, struct engine **out,
                             struct error *error)
{
    /* Nobody asks SQLite how much memory it has, and counting takes a lock that all threads share. Only
     * the first store of a process can say so; later it is refused, and was said. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    struct engine *engine = calloc(1, sizeof *engine);
    ALWAYS(engine != NULL);
    engine->lock = -1;
    engine->vfs = options->vfs;
    engine->checkpoint = options->checkpoint > 0 ? options->checkpoint : CHECKPOINT_PAGES;
    engine->statement_seconds =
        options->statement_seconds > 0 ? options->statement_seconds : LIMIT_STATEMENT_SECONDS;
    engine->debug_scans = options->debug_scans;
#ifdef KAIFONG_DEBUG
    engine->debug_scans = true;
#endif
    enum result result = RESULT_OK;
    if (text_equal(options->path, ":memory:"))
        result = make_private(engine, error);
    else
        engine->path = joined(options->path, "");
    if (result == RESULT_OK)
        result = take_lock(engine, error);
    if (result == RESULT_OK)
        result = make_file(engine, error);
    if (result == RESULT_OK)
        result = claim(engine, error);
    if (result != RESULT_OK) {
        sqlite_file_close(engine);
        return result;
    }
    *out = engine;
    return RESULT_OK;
}

void sqlite_file_close(struct engine *engine)
{
    if (engine->folder != NULL)
        remove_private(engine);
    if (engine->lock >= 0)
        close(engine->lock);
    free(engine->folder);
    free(engine->path);
    free(engine);
}

/* ---- copying --------------------------------------------------------------------------------- */

/* Copies all pages of one snapshot: the read transaction holds it still while others write. */
static enum result copy_pages(struct connection *from, sqlite3 *to, struct error *error)
{
    enum result result = RESULT_OK;
    int64_t any = 0;
    int code = sqlite3_exec(from->db, "BEGIN", NULL, NULL, NULL);
    if (code != SQLITE_OK || ask_int(from->db, "SELECT count(*) FROM sqlite_schema", &any) != 0)
        return sqlite_trouble(from, sqlite3_errcode(from->db), "backup", error);
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from->db, "main");
    if (backup != NULL)
        while ((code = sqlite3_backup_step(backup, COPY_PAGES)) == SQLITE_OK)
            ;
    else
        code = sqlite3_errcode(to);
    sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE)
        result = sqlite_trouble(NULL, code, "backup", error);
    sqlite3_exec(from->db, "COMMIT", NULL, NULL, NULL);
    return result;
}

static int read_text(void *out, int columns, char **values, char **names)
{
    (void)columns;
    (void)names;
    struct text_buffer *buffer = out;
    text_addf(buffer, "%s%s", buffer->length > 0 ? "; " : "", values[0] != NULL ? values[0] : "");
    return 0;
}

static enum result verify_copy(sqlite3 *db, const char *path, struct error *error)
{
    struct text_buffer said;
    text_buffer_init(&said);
    int code = sqlite3_exec(db, "PRAGMA quick_check(3)", read_text, &said, NULL);
    enum result result = RESULT_OK;
    if (code != SQLITE_OK || !text_equal(text_buffer_get(&said), "ok"))
        result = error_set(error, RESULT_IO, NULL, N_("The copy %1 is not sound: %2."), path,
                           text_buffer_get(&said));
    text_buffer_fini(&said);
    return result;
}

static enum result copy_to(struct engine *engine, const char *path, struct error *error)
{
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return file_error(error, path);
    close(file);
    struct connection *from = NULL;
    sqlite3 *to = NULL;
    enum result result = sqlite_connect(engine, CONNECTION_READ, &from, error);
    if (result == RESULT_OK) {
        int code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
        result = code == SQLITE_OK ? copy_pages(from, to, error)
                                   : sqlite_trouble(NULL, code, "backup", error);
    }
    /* One plain file: a copy has no log beside it. */
    if (result == RESULT_OK &&
        sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK)
        result = sqlite_trouble(NULL, sqlite3_errcode(to), "backup", error);
    if (result == RESULT_OK)
        result = verify_copy(to, path, error);
    sqlite3_close(to);
    sqlite_disconnect(from);
    return result;
}

static enum result sync_path(const char *path, struct error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return file_error(error, path);
    enum result result = fsync(file) == 0 ? RESULT_OK : file_error(error, path);
    close(file);
    return result;
}

enum result sqlite_file_backup(struct engine *engine, const char *path, struct error *error)
{
    char *part = joined(path, ".part");
    char *folder = joined(path, "");
    char *slash = strrchr(folder, '/');
    if (slash != NULL)
        slash[slash == folder] = '\0';
    enum result result = copy_to(engine, part, error);
    if (result == RESULT_OK)
        result = sync_path(part, error);
    if (result == RESULT_OK && rename(part, path) != 0)
        result = file_error(error, path);
    if (result == RESULT_OK)
        result = sync_path(slash != NULL ? folder : ".", error);
    if (result != RESULT_OK)
        unlink(part);
    free(folder);
    free(part);
    return result;
}

/* ---- checking -------------------------------------------------------------------------------- */

enum result sqlite_file_check(struct engine *engine, struct store_health *health,
                              struct arena *arena, struct error *error)
{
    struct connection *connection = NULL;
    enum result result = sqlite_connect(engine, CONNECTION_READ, &connection, error);
    if (result != RESULT_OK)
        return result;
    struct text_buffer said, keys;
    text_buffer_init(&said);
    text_buffer_init(&keys);
    int64_t pages = 0, page_size = 0;
    int code = sqlite3_exec(connection->db, "PRAGMA integrity_check(10)", read_text, &said, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(connection->db, "PRAGMA foreign_key_check", read_text, &keys, NULL);
    if (code == SQLITE_OK && (ask_int(connection->db, "PRAGMA page_count", &pages) != RESULT_OK ||
                              ask_int(connection->db, "PRAGMA page_size", &page_size) != RESULT_OK))
        code = SQLITE_IOERR;
    bool is_corrupt = (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
    if (is_corrupt)
        text_add(&said, sqlite3_errmsg(connection->db));
    if (code != SQLITE_OK && !is_corrupt) {
        result = sqlite_trouble(connection, code, "check", error);
    } else {
        bool is_whole = text_equal(text_buffer_get(&said), "ok");
        *health =
            (struct store_health){.engine = arena_printf(arena, "SQLite %s", sqlite3_libversion()),
                                  .size_bytes = pages * page_size,
                                  .is_sound = is_whole && keys.length == 0};
        if (!is_whole)
            health->problem = arena_copy(arena, text_buffer_get(&said));
        else if (keys.length > 0)
            health->problem =
                arena_printf(arena, "rows that refer to nothing in: %s", text_buffer_get(&keys));
    }
    text_buffer_fini(&said);
    text_buffer_fini(&keys);
    sqlite_disconnect(connection);
    return result;
}
