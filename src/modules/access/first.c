/* The first start of an instance. There is no default account: the program makes one without a
 * password, prints a one-time link to it, and whoever opens the link says who they are. */
#include <string.h>

#include "access_sql.h"
#include "base/text.h"
#include "modules/access/access.h"
#include "modules/access/audit.h"
#include "modules/access/look_after.h"
#include "modules/access/sign_in.h"

#define FIRST_SETTING "access.first_account"
enum { COMMUNITY_CODE_DIGITS = 12, STREET_CODE_DIGITS = 9 };

static enum result give(struct services *services, struct tx *tx, int64_t tenant, int64_t account,
                        enum role role, struct error *error)
{
    int64_t grant_id = 0;
    return grant_add(
        services, tx, NULL,
        &(struct grant){
            .tenant_id = tenant, .account_id = account, .role = role, .all_grids = true},
        &grant_id, error);
}

/* Street, community and account with names that only the first page ever shows. */
static enum result make_first(struct services *services, struct tx *tx, int64_t *account,
                              struct error *error)
{
    int64_t street = 0, community = 0;
    char text[24];
    enum result result = tenant_add(
        services, tx, NULL,
        &(struct tenant){.kind = "street", .code = "0", .name = "街道", .offset = services->offset},
        &street, error);
    if (result == RESULT_OK) {
        result = tenant_add(services, tx, NULL,
                            &(struct tenant){.kind = "community",
                                             .code = "0-0",
                                             .name = "社区",
                                             .parent_id = street,
                                             .offset = services->offset},
                            &community, error);
    }
    if (result == RESULT_OK) {
        result = account_add(services, tx, NULL, community, "first", "管理员", account, error);
    }
    if (result == RESULT_OK) {
        result = give(services, tx, community, *account, ROLE_SECRETARY, error);
    }
    if (result == RESULT_OK) {
        result = give(services, tx, community, *account, ROLE_ADMINISTRATOR, error);
    }
    snprintf(text, sizeof text, "%lld", (long long)*account);
    return result == RESULT_OK ? setting_set(services, tx, NULL, 0, FIRST_SETTING, text, error)
                               : result;
}

enum result access_first_start(struct services *services, struct tx *tx,
                               char token[ACCESS_TOKEN_SIZE], struct error *error)
{
    struct arena *arena = arena_new();
    struct access_sql_account_any any;
    struct account account = {0};
    const char *text = NULL;
    int64_t first = 0;
    enum result result = store_get(tx, &access_sql_account_any, NULL, &any, arena, error);
    if (result == RESULT_OK) {
        result = setting_get(tx, 0, FIRST_SETTING, "", &text, arena, error);
    }
    if (result == RESULT_OK && !any.is_there) {
        result = make_first(services, tx, &first, error);
    } else if (result == RESULT_OK && !text_to_int(text, &first)) {
        first = 0;
    }
    if (result == RESULT_OK && first) {
        result = account_get(tx, first, &account, arena, error);
    }
    token[0] = '\0';
    if (result == RESULT_OK && first && text_equal(account.state, "invited")) {
        result =
            sign_in_link_add(services, tx, NULL, first, LINK_FIRST, CALENDAR_DAY, token, error);
    }
    arena_free(arena);
    return result;
}

static enum result check_names(const struct first_names *names, struct error *error)
{
    const struct {
        const char *field, *text;
    } wanted[] = {{"community", names->community},
                  {"code", names->code},
                  {"street", names->street},
                  {"name", names->name},
                  {"login", names->login}};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (text_is_empty(wanted[i].text)) {
            return error_set(error, RESULT_INVALID, wanted[i].field, N_("Please fill this in."));
        }
    }
    if (strlen(names->code) != COMMUNITY_CODE_DIGITS ||
        strspn(names->code, "0123456789") != COMMUNITY_CODE_DIGITS) {
        return error_set(error, RESULT_INVALID, "code",
                         N_("The division code of a community has 12 digits."));
    }
    return RESULT_OK;
}

enum result access_first_names(struct services *services, struct tx *tx, int64_t account_id,
                               const struct first_names *names, struct error *error)
{
    struct arena *arena = arena_new();
    struct account account;
    struct tenant community;
    enum result result = check_names(names, error);
    if (result == RESULT_OK) {
        result = account_get(tx, account_id, &account, arena, error);
    }
    if (result == RESULT_OK) {
        result = tenant_get(tx, account.home_id, &community, arena, error);
    }
    if (result == RESULT_OK) {
        result = store_run(
            tx, &access_sql_tenant_rename,
            &(struct access_sql_tenant_rename_params){.tenant = community.tenant_id,
                                                      .code = names->code,
                                                      .name = text_clean(arena, names->community)},
            NULL, error);
    }
    if (result == RESULT_OK) {
        result = store_run(tx, &access_sql_tenant_rename,
                           &(struct access_sql_tenant_rename_params){
                               .tenant = community.parent_id,
                               .code = arena_copy_n(arena, names->code, STREET_CODE_DIGITS),
                               .name = text_clean(arena, names->street)},
                           NULL, error);
    }
    if (result == RESULT_OK) {
        result = access_rename(services, tx, account_id, names->login, names->name, error);
    }
    arena_free(arena);
    return result;
}
