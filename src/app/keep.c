/* Keeping the data safe: doctor, backup, restore. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app.h"
#include "base/text.h"

static enum result name_a_file(struct error *error)
{
    return error_set(error, RESULT_INVALID, NULL, N_("Name one file."));
}

enum result doctor_command(struct cli *cli, int argc, char **argv, struct error *error)
{
    (void)argv;
    if (argc > 1)
        return error_set(error, RESULT_INVALID, NULL, N_("doctor takes no words of its own."));
    struct store_health health;
    enum result result = store_check(cli->services->store, &health, cli->arena, error);
    if (result != RESULT_OK)
        return result;
    if (cli->json) {
        struct text_buffer json;
        text_buffer_init(&json);
        text_addf(&json, "{\"version\":\"%s\",\"engine\":", APP_VERSION);
        text_add_json(&json, health.engine);
        text_addf(&json,
                  ",\"size_bytes\":%" PRId64 ",\"is_sound\":%s,\"problem\":", health.size_bytes,
                  health.is_sound ? "true" : "false");
        if (health.problem != NULL)
            text_add_json(&json, health.problem);
        else
            text_add(&json, "null");
        text_add(&json, "}\n");
        fputs(json.at, cli->out);
        text_buffer_fini(&json);
    } else {
        fprintf(cli->out, "Kaifong %s, %s, %.1f MB\n", APP_VERSION, health.engine,
                (double)health.size_bytes / 1e6);
        fprintf(cli->out, "%s\n",
                language_text(cli->language, health.is_sound ? N_("The data is sound.")
                                                             : N_("The data is damaged.")));
    }
    if (!health.is_sound)
        return error_set(error, RESULT_IO, NULL,
                         N_("The data is damaged: %1. Restore the latest backup."),
                         health.problem != NULL ? health.problem : "");
    return RESULT_OK;
}

enum result backup_command(struct cli *cli, int argc, char **argv, struct error *error)
{
    const char *file = argc == 2 ? argv[1] : NULL;
    if (file == NULL)
        return name_a_file(error);
    if (access(file, F_OK) == 0)
        return error_set(error, RESULT_CONFLICT, NULL,
                         N_("%1 is there already. Choose another name."), file);
    enum result result = store_backup(cli->services->store, file, error);
    if (result == RESULT_OK && !cli->quiet)
        fprintf(cli->err, "%s\n",
                language_format(cli->arena, cli->language,
                                N_("The copy is in %1. Keep the key files apart from it."), file));
    return result;
}

/* ---- restore --------------------------------------------------------------------------------- */

static enum result copy_file(const char *from, const char *to, struct error *error)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return error_set(error, RESULT_NOT_FOUND, NULL, N_("%1 cannot be read: %2."), from,
                         strerror(errno));
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = out >= 0;
    ssize_t moved = 1;
    while (ok && moved > 0) {
        moved = copy_file_range(in, NULL, out, NULL, 1 << 30, 0);
        ok = moved >= 0;
    }
    ok = ok && fsync(out) == 0;
    int failure = errno;
    close(in);
    if (out >= 0)
        close(out);
    if (ok)
        return RESULT_OK;
    return error_set(error, failure == ENOSPC ? RESULT_FULL : RESULT_IO, NULL,
                     N_("%1 cannot be written: %2."), to, strerror(failure));
}

/* SQLite's file begins with these words (fileformat.html, 1.3). */
static bool is_database(const char *path)
{
    static const char words[16] = "SQLite format 3";
    char begin[sizeof words];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool is = fd >= 0 && read(fd, begin, sizeof begin) == (ssize_t)sizeof begin &&
              memcmp(begin, words, sizeof words) == 0;
    if (fd >= 0)
        close(fd);
    return is;
}

/* Opens the copy as a store of its own: that takes its lock and says whether it is whole. */
static enum result check_copy(const char *path, struct arena *arena, struct error *error)
{
    struct store_options options = {.path = path, .readers = 1};
    struct store *store = NULL;
    if (!is_database(path))
        return error_set(error, RESULT_MALFORMED, NULL,
                         N_("This is not a copy that kaifong backup has made."));
    enum result result = store_open_file(&options, &store, error);
    struct store_health health = {.is_sound = true};
    if (result == RESULT_OK)
        result = store_check(store, &health, arena, error);
    store_free(store);
    if (result == RESULT_OK && !health.is_sound)
        result = error_set(error, RESULT_MALFORMED, NULL,
                           N_("The copy is damaged and was not put back: %1."),
                           health.problem != NULL ? health.problem : "");
    return result;
}

/* Moves the database and what belongs to it (-wal, -shm) to another name; missing ones are fine. */
static void move_database(const char *from, const char *to, struct arena *arena)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        const char *old = arena_printf(arena, "%s%s", from, endings[i]);
        const char *new = arena_printf(arena, "%s%s", to, endings[i]);
        if (rename(old, new) != 0)
            unlink(new);
    }
}

/* Only while nobody has the folder: takes the store's lock to be sure, and lets go before it moves. */
static enum result check_nobody(const char *database, struct error *error)
{
    if (access(database, F_OK) != 0)
        return RESULT_OK;
    struct store_options options = {.path = database, .readers = 1};
    struct store *store = NULL;
    enum result result = store_open_file(&options, &store, error);
    store_free(store);
    /* A damaged database is what one restores over; a taken one is not. */
    return result == RESULT_CONFLICT
               ? error_set(error, RESULT_CONFLICT, "data",
                           N_("A server is at work in this folder. Stop it first."))
               : RESULT_OK;
}

enum result restore_command(struct cli *cli, int argc, char **argv, struct error *error)
{
    const char *file = argc == 2 ? argv[1] : NULL;
    if (file == NULL)
        return name_a_file(error);
    enum result result = RESULT_OK;
    const char *database = arena_printf(cli->arena, "%s/kaifong.db", cli->data);
    const char *fresh = arena_printf(cli->arena, "%s/kaifong.db.restoring", cli->data);
    const char *kept = arena_printf(cli->arena, "%s/kaifong.db.before-restore", cli->data);
    if (mkdir(cli->data, 0700) != 0 && errno != EEXIST)
        result = error_set(error, RESULT_IO, "data", N_("The folder %1 cannot be made: %2."),
                           cli->data, strerror(errno));
    if (result == RESULT_OK)
        result = check_nobody(database, error);
    if (result == RESULT_OK)
        result = copy_file(file, fresh, error);
    if (result == RESULT_OK)
        result = check_copy(fresh, cli->arena, error);
    if (result != RESULT_OK) {
        unlink(fresh);
        return result;
    }
    move_database(database, kept, cli->arena);
    move_database(fresh, database, cli->arena);
    if (!cli->quiet)
        fprintf(cli->err, "%s\n",
                language_format(cli->arena, cli->language,
                                N_("%1 is in use now. What was there before is in %2."), file,
                                kept));
    return RESULT_OK;
}
