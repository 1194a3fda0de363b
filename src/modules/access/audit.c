/* The audit trail. A row is one INSERT in the transaction of its cause; nothing here can change or
 * remove one, and neither can SQL (triggers of the first migration). */
#include "modules/access/audit.h"

#include "access_sql.h"
#include "base/text.h"
#include "modules/access/access.h"

static const char *acting_role(const struct principal *who)
{
    for (enum role role = 0; who && role < ROLE__COUNT; role++) {
        if (who->roles == 1U << role) {
            return role_code(role);
        }
    }
    return NULL; /* nobody, or the operator with every role */
}

enum result audit_add(struct services *services, struct tx *tx, const struct principal *who,
                      const struct audit_event *event, struct error *error)
{
    return store_run(tx, &access_sql_audit_insert,
                     &(struct access_sql_audit_insert_params){
                         .tenant = who ? who->scope.tenant : 0,
                         .event = id_new(services->ids),
                         .now = clock_now(&services->clock),
                         .account = who && who->account ? who->account : RECORD_NONE,
                         .role = acting_role(who),
                         .action = event->action,
                         .subject = event->subject,
                         .subject_id = event->subject_id ? event->subject_id : RECORD_NONE,
                         .fields = event->fields,
                         .reason = event->reason,
                         .address = event->address,
                         .request_id = event->request_id,
                     },
                     NULL, error);
}

static bool is_same(const struct field *field, const void *a, const void *b)
{
    switch (field->kind) {
    case FIELD_ID:
    case FIELD_INT:
    case FIELD_TENTH:
    case FIELD_FLAG:
    case FIELD_TIME:
        return record_get_int(field, a) == record_get_int(field, b);
    case FIELD_RECORD:
    case FIELD_LIST:
    case FIELD_FORM:
    case FIELD_FILE:
        return true; /* no value of this record */
    default:
        return text_equal(record_get_text(field, a), record_get_text(field, b));
    }
}

const char *audit_changes(const struct record_type *type, const void *before, const void *after,
                          struct arena *arena)
{
    const char *names = NULL;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        if (!is_same(field, before, after)) {
            names = names ? arena_printf(arena, "%s %s", names, field->name) : field->name;
        }
    }
    return names ? names : "";
}
