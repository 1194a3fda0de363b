/* Tasks and notices. */
#include "modules/inbox/inbox.h"

#include <string.h>

#include "base/bug.h"
#include "base/text.h"
#include "inbox_sql.h"
#include "modules/access/access.h"

enum { SEPARATOR = 0x1f }; /* between the arguments; the door lets no control character in */

/* ---- texts ----------------------------------------------------------------------------------- */

static const char *join(const struct inbox_text *text, struct arena *arena)
{
    struct text_buffer joined;
    text_buffer_init(&joined);
    for (size_t i = 0; i < INBOX_ARGS && text->args[i]; i++) {
        if (i > 0) {
            text_add_char(&joined, SEPARATOR);
        }
        text_add(&joined, text->args[i]);
    }
    const char *copy = arena_copy(arena, text_buffer_get(&joined));
    text_buffer_fini(&joined);
    return copy;
}

static struct inbox_text split(const char *msgid, const char *joined, struct arena *arena)
{
    struct inbox_text text = {.msgid = msgid};
    const char *at = joined;
    for (size_t i = 0; i < INBOX_ARGS && at && *at; i++) {
        const char *end = strchr(at, SEPARATOR);
        text.args[i] = end ? arena_copy_n(arena, at, (size_t)(end - at)) : at;
        at = end ? end + 1 : NULL;
    }
    return text;
}

const char *inbox_text_say(const struct inbox_text *text, enum language language,
                           struct arena *arena)
{
    if (!text->msgid) {
        return "";
    }
    size_t count = 0;
    while (count < INBOX_ARGS && text->args[count]) {
        count++;
    }
    return text_format(arena, language_text(language, text->msgid), text->args, count);
}

/* ---- tasks ----------------------------------------------------------------------------------- */

static int64_t none_if_zero(int64_t value)
{
    return value ? value : RECORD_NONE;
}

static int64_t zero_if_none(int64_t value)
{
    return value == RECORD_NONE ? 0 : value;
}

enum result task_add(struct services *services, struct tx *tx, int64_t tenant,
                     const struct task *task, struct error *error)
{
    ALWAYS(task->kind && task->icon && task->title.msgid && task->path && task->path[0] == '/');
    struct arena *arena = arena_new();
    enum result result =
        store_run(tx, &inbox_sql_task_put,
                  &(struct inbox_sql_task_put_params){
                      .tenant = tenant,
                      .task = id_new(services->ids),
                      .kind = task->kind,
                      .subject = task->subject,
                      .icon = task->icon,
                      .title = task->title.msgid,
                      .title_args = join(&task->title, arena),
                      .detail = task->detail.msgid,
                      .detail_args = join(&task->detail, arena),
                      .path = task->path,
                      .due = none_if_zero(task->due_at),
                      .account = none_if_zero(task->account),
                      .role = task->account ? NULL : role_code(task->role),
                      .grid = task->account ? RECORD_NONE : none_if_zero(task->grid),
                      .now = clock_now(&services->clock)},
                  NULL, error);
    arena_free(arena);
    return result;
}

enum result task_done(struct services *services, struct tx *tx, int64_t tenant, const char *kind,
                      int64_t subject, const struct principal *who, struct error *error)
{
    return store_run(tx, &inbox_sql_task_settle,
                     &(struct inbox_sql_task_settle_params){.tenant = tenant,
                                                            .kind = kind,
                                                            .subject = subject,
                                                            .state = who ? "done" : "gone",
                                                            .who = who ? none_if_zero(who->account)
                                                                       : RECORD_NONE,
                                                            .now = clock_now(&services->clock)},
                     NULL, error);
}

static struct task_row row_of(const struct inbox_sql_task_mine *row, struct arena *arena)
{
    return (struct task_row){.task_id = row->task_id,
                             .kind = row->kind,
                             .icon = row->icon,
                             .subject = row->subject_id,
                             .title = split(row->title, row->title_args, arena),
                             .detail = split(row->detail, row->detail_args, arena),
                             .path = row->path,
                             .due_at = zero_if_none(row->due_at),
                             .created_at = row->created_at,
                             .account = zero_if_none(row->account_id),
                             .account_name = row->account_name,
                             .grid = zero_if_none(row->grid_id)};
}

/* The one role under which a principal acts; an operator has them all and no tasks of a role. */
static const char *acting_role(const struct principal *who)
{
    for (enum role role = 0; role < ROLE__COUNT; role++) {
        if (who->roles == 1U << role) {
            return role_code(role);
        }
    }
    return "";
}

/* A task of a grid is within the scope of whoever has the grid; one of the whole tenant is everybody's
 * who has its role; one of an account only that account's, or of those who see the whole tenant. */
static bool is_within(const struct inbox_sql_task_mine *row, const struct principal *who)
{
    if (row->account_id != RECORD_NONE) {
        return row->account_id == who->account || who->scope.all_grids;
    }
    bool is_mine = text_equal(row->role, acting_role(who));
    return row->grid_id == RECORD_NONE ? is_mine || who->scope.all_grids
                                       : scope_has_grid(&who->scope, row->grid_id);
}

enum result task_list_for(struct tx *tx, const struct principal *who, bool is_all, size_t limit,
                          struct task_row **rows, size_t *count, struct arena *arena,
                          struct error *error)
{
    enum { READ_MAX = 1000 }; /* open tasks of one community; grids are compared below */
    /* The two statements have the same columns. */
    struct inbox_sql_task_mine *found = NULL;
    size_t found_count = 0, used = 0;
    enum result result =
        is_all ? store_list(tx, &inbox_sql_task_open,
                            &(struct inbox_sql_task_open_params){.tenant = who->scope.tenant,
                                                                 .limit = READ_MAX},
                            READ_MAX, (void **)&found, &found_count, arena, error)
               : store_list(tx, &inbox_sql_task_mine,
                            &(struct inbox_sql_task_mine_params){.tenant = who->scope.tenant,
                                                                 .account = who->account,
                                                                 .role = acting_role(who),
                                                                 .limit = READ_MAX},
                            READ_MAX, (void **)&found, &found_count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct task_row *list = arena_array(arena, limit + 1, sizeof *list);
    for (size_t i = 0; i < found_count && used < limit; i++) {
        if (is_within(&found[i], who)) {
            list[used++] = row_of(&found[i], arena);
        }
    }
    *rows = list;
    *count = used;
    return RESULT_OK;
}

enum result task_hand_over(struct services *services, struct tx *tx, int64_t tenant, int64_t from,
                           int64_t to, int64_t *moved, struct error *error)
{
    (void)services;
    return store_run(tx, &inbox_sql_task_move,
                     &(struct inbox_sql_task_move_params){
                         .tenant = tenant, .from_account = from, .to_account = to},
                     moved, error);
}

/* ---- notices --------------------------------------------------------------------------------- */

enum result notice_add(struct services *services, struct tx *tx, int64_t tenant, int64_t account,
                       const struct inbox_text *text, const char *path, struct error *error)
{
    struct arena *arena = arena_new();
    enum result result =
        store_run(tx, &inbox_sql_notice_insert,
                  &(struct inbox_sql_notice_insert_params){.tenant = tenant,
                                                           .account = account,
                                                           .notice = id_new(services->ids),
                                                           .text = text->msgid,
                                                           .text_args = join(text, arena),
                                                           .path = path,
                                                           .now = clock_now(&services->clock)},
                  NULL, error);
    arena_free(arena);
    return result;
}

enum result notice_list(struct tx *tx, const struct principal *who, size_t limit,
                        struct notice_row **rows, size_t *count, struct arena *arena,
                        struct error *error)
{
    struct inbox_sql_notice_unread *found = NULL;
    size_t found_count = 0;
    enum result result = store_list(
        tx, &inbox_sql_notice_unread,
        &(struct inbox_sql_notice_unread_params){
            .tenant = who->scope.tenant, .account = who->account, .limit = (int64_t)limit},
        limit, (void **)&found, &found_count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct notice_row *list = arena_array(arena, found_count + 1, sizeof *list);
    for (size_t i = 0; i < found_count; i++) {
        list[i] =
            (struct notice_row){found[i].notice_id, split(found[i].text, found[i].text_args, arena),
                                found[i].path, found[i].created_at};
    }
    *rows = list;
    *count = found_count;
    return RESULT_OK;
}

enum result notice_read(struct services *services, struct tx *tx, const struct principal *who,
                        int64_t up_to, struct error *error)
{
    return store_run(tx, &inbox_sql_notice_mark,
                     &(struct inbox_sql_notice_mark_params){.tenant = who->scope.tenant,
                                                            .account = who->account,
                                                            .up_to = up_to,
                                                            .now = clock_now(&services->clock)},
                     NULL, error);
}
