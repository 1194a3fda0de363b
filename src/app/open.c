/* Opening a data folder: store, schema, keys, jobs; and closing it in the reverse order. */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app.h"
#include "base/bug.h"
#include "modules/access/access.h"
#include "modules/access/vault.h"
#include "store/job.h"

enum { KEPT_BYTES = 2 * 1024 * 1024 };

/* The folder is its owner's alone: everything in it is personal. */
static enum result make_folder(const char *path, struct error *error)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return RESULT_OK;
    return error_set(error, RESULT_IO, "data", N_("The folder %1 cannot be made: %2."), path,
                     strerror(errno));
}

/* 32 random bytes that only this program reads; made at the first start. */
static enum result read_web_key(struct app *app, struct error *error)
{
    const char *path = config_path(app->config, "web.key", app->arena);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        ssize_t got = read(fd, app->web_key, sizeof app->web_key);
        close(fd);
        if (got == (ssize_t)sizeof app->web_key)
            return RESULT_OK;
    }
    const char *fresh = config_path(app->config, "web.key.new", app->arena);
    chance_fill(&app->services.chance, app->web_key, sizeof app->web_key);
    fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = fd >= 0 &&
              write(fd, app->web_key, sizeof app->web_key) == (ssize_t)sizeof app->web_key &&
              fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    if (ok && rename(fresh, path) == 0)
        return RESULT_OK;
    return error_set(error, RESULT_IO, "data", N_("The file %1 cannot be written: %2."), path,
                     strerror(errno));
}

/* The modules' tables in their order. */
static enum result migrate(struct app *app, struct error *error)
{
    size_t count = app_module_count(), used = 0;
    const struct migration **lists = arena_array(app->arena, count + 1, sizeof(struct migration *));
    size_t *counts = arena_array(app->arena, count + 1, sizeof *counts);
    for (size_t i = 0; i < count; i++) {
        if (app_modules[i]->migrations == NULL)
            continue;
        lists[used] = app_modules[i]->migrations;
        counts[used++] = *app_modules[i]->migration_count;
    }
    return store_migrate(app->services.store, lists, counts, used, error);
}

static enum result prepare(struct app *app, struct error *error)
{
    for (size_t i = 0; app_modules[i] != NULL; i++) {
        const struct module *module = app_modules[i];
        if (module->statements == NULL)
            continue;
        enum result result = store_prepare_all(app->services.store, module->statements,
                                               *module->statement_count, error);
        if (result != RESULT_OK)
            return result;
    }
    return RESULT_OK;
}

static enum result open_jobs(struct app *app, struct error *error)
{
    size_t count = 0;
    for (size_t i = 0; app_modules[i] != NULL; i++)
        for (size_t j = 0; app_modules[i]->jobs != NULL && app_modules[i]->jobs[j] != NULL; j++)
            count++;
    const struct job_kind **kinds = arena_array(app->arena, count + 1, sizeof(struct job_kind *));
    size_t used = 0;
    for (size_t i = 0; app_modules[i] != NULL; i++)
        for (size_t j = 0; app_modules[i]->jobs != NULL && app_modules[i]->jobs[j] != NULL; j++)
            kinds[used++] = app_modules[i]->jobs[j];
    return jobs_open(app->services.store, &app->services, kinds, count, &app->services.jobs, error);
}

/* A database that holds sealed values has a key already: one that is missing is not replaced, because
 * a new one would open nothing. */
static enum result open_vault(struct app *app, struct error *error)
{
    const struct config *config = app->config;
    const char *key =
        config->key != NULL ? config->key : config_path(config, "kaifong.key", app->arena);
    bool has_sealed = false;
    enum result result = access_has_sealed(app->services.store, &has_sealed, error);
    if (result == RESULT_OK)
        result = vault_open(key, !has_sealed, app->services.chance, &app->services.vault, error);
    if (result == RESULT_OK)
        result = vault_check(app->services.vault, app->services.store, error);
    if (result == RESULT_OK)
        result = vault_sweep(app->services.vault, &app->services, NULL, error);
    return result;
}

static enum result open_parts(struct app *app, struct error *error)
{
    const struct config *config = app->config;
    struct store_options options = {
        .path = config_path(config, "kaifong.db", app->arena),
#ifdef KAIFONG_DEBUG
        .debug_scans = true,
#endif
    };
    enum result result = store_open_file(&options, &app->services.store, error);
    if (result == RESULT_OK)
        result = migrate(app, error);
    if (result == RESULT_OK)
        result = prepare(app, error);
    if (result == RESULT_OK)
        result = read_web_key(app, error);
    if (result == RESULT_OK)
        result = open_vault(app, error);
    if (result == RESULT_OK)
        result = open_jobs(app, error);
    return result;
}

enum result app_open(const struct config *config, struct app *app, struct error *error)
{
    /* A request takes some hundred kilobytes and gives them back. Going to the kernel for them each time
     * costs a tenth of a page, so each thread keeps up to two megabytes. */
    mallopt(M_MMAP_THRESHOLD, KEPT_BYTES);
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    *app = (struct app){.arena = arena_new(), .config = config};
    app->services.clock = clock_system();
    app->services.chance = chance_kernel();
    app->services.version = APP_VERSION;
    app->services.offset = CALENDAR_CHINA_OFFSET;
    app->services.ids = &app->ids;
    app->services.modules = app_modules;
    id_source_init(&app->ids, app->services.clock, app->services.chance);
    enum result result = make_folder(config->data, error);
    if (result == RESULT_OK)
        result = open_parts(app, error);
    if (result != RESULT_OK)
        app_close(app);
    return result;
}

void app_close(struct app *app)
{
    jobs_close(app->services.jobs);
    store_free(app->services.store);
    vault_close(app->services.vault);
    arena_free(app->arena);
    *app = (struct app){0};
}
