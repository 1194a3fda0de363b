/* Every operation of access that writes, with each of its calls to the store failing in turn: the right
 * error, nothing half-written, still usable. */
#include "modules/access/audit.h"
#include "modules/access/sign_in.h"
#include "store/torture.h"
#include "world.h"

struct step {
    struct world *world;
    struct principal who;
    const char *token;
    int64_t grant;
};

static struct services *services_of(struct step *step)
{
    return &step->world->services;
}

static enum result add_tenant(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    int64_t id = 0;
    return tenant_add(services_of(step), tx, NULL,
                      &(struct tenant){.kind = "community",
                                       .code = "440605011001",
                                       .name = "桂一社区",
                                       .parent_id = step->world->street,
                                       .offset = 480},
                      &id, error);
}

static enum result add_account(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    int64_t id = 0;
    return account_add(services_of(step), tx, &step->who, step->world->denghu, "huo", "霍敏", &id,
                       error);
}

static enum result suspend(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return account_suspend(services_of(step), tx, &step->who, step->world->worker, "left", error);
}

static enum result set_password(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return account_set_password(services_of(step), tx, &step->who, step->world->worker, "hash",
                                step->token, error);
}

static enum result add_grant(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    static const int64_t grids[] = {11, 12, 13};
    int64_t id = 0;
    return grant_add(services_of(step), tx, &step->who,
                     &(struct grant){.tenant_id = step->world->denghu,
                                     .account_id = step->world->viewer,
                                     .role = ROLE_GRID_WORKER,
                                     .grids = grids,
                                     .grid_count = 3},
                     &id, error);
}

static enum result set_grids(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    static const int64_t grids[] = {12, 14};
    return grant_set_grids(services_of(step), tx, &step->who, step->world->denghu, step->grant,
                           grids, 2, error);
}

static enum result end_grant(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return grant_end(services_of(step), tx, &step->who, step->world->denghu, step->grant, error);
}

static enum result open_session(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    char token[ACCESS_TOKEN_SIZE];
    return session_open(services_of(step), tx, step->world->worker, "192.0.2.1", "Firefox",
                        step->token, token, error);
}

static enum result switch_place(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    struct principal officer = {.account = step->world->officer};
    char token[ACCESS_TOKEN_SIZE];
    return session_switch(services_of(step), tx, &officer, step->token, step->world->fengming,
                          ROLE_SECRETARY, "192.0.2.1", NULL, token, error);
}

static enum result add_link(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    char token[ACCESS_TOKEN_SIZE];
    return sign_in_link_add(services_of(step), tx, &step->who, step->world->worker, LINK_PASSWORD,
                            CALENDAR_DAY, token, error);
}

/* A wrong password: it is counted and written down, or neither. */
static enum result fail_to_sign_in(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    struct sign_in_proof proof = {.account_id = step->world->worker};
    struct sign_in_from from = {.address = "192.0.2.1"};
    struct error refusal;
    char token[ACCESS_TOKEN_SIZE];
    return sign_in_finish(services_of(step), tx, "chen", &proof, &from, token, &refusal, error);
}

static enum result sign_in(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    struct sign_in_proof proof = {
        .account_id = step->world->worker, .matches = true, .hash = "set"};
    struct sign_in_from from = {.address = "192.0.2.1", .replaces = step->token};
    struct error refusal;
    char token[ACCESS_TOKEN_SIZE];
    return sign_in_finish(services_of(step), tx, "chen", &proof, &from, token, &refusal, error);
}

static enum result begin_collection(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return vault_begin(
        step->world->vault, services_of(step), tx, step->world->denghu,
        &(struct vault_collection){.name = "campaign:1", .purpose = "x", .basis = "emergency"},
        error);
}

static enum result destroy_collection(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return vault_destroy(step->world->vault, services_of(step), tx, step->world->denghu,
                         VAULT_REGISTER, error);
}

static enum result first_start(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    char token[ACCESS_TOKEN_SIZE];
    return access_first_start(services_of(step), tx, token, error);
}

static enum result find_worker_grant(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    struct grant *grants = NULL;
    size_t count = 0;
    enum result result = grant_list(tx, step->world->worker, step->world->now, &grants, &count,
                                    step->world->arena, error);
    step->grant = result == RESULT_OK && count > 0 ? grants[0].grant_id : 0;
    return result == RESULT_OK
               ? principal_of(tx, step->world->secretary, step->world->denghu, step->world->now,
                              step->world->arena, &step->who, error)
               : result;
}

static void writes_are_whole_or_not_at_all(void)
{
    static const struct {
        const char *name;
        world_work *work;
        bool of_officer;
    } works[] = {
        {"add_tenant", add_tenant, false},
        {"add_account", add_account, false},
        {"add_grant", add_grant, false},
        {"set_grids", set_grids, false},
        {"open_session", open_session, false},
        {"switch_place", switch_place, true},
        {"set_password", set_password, false},
        {"add_link", add_link, false},
        {"fail_to_sign_in", fail_to_sign_in, false},
        {"sign_in", sign_in, false},
        {"end_grant", end_grant, false},
        {"suspend", suspend, false},
        {"begin_collection", begin_collection, false},
        {"destroy_collection", destroy_collection, false},
        {"first_start", first_start, false},
    };
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        struct fault_plan plan = {0};
        struct store_fault seam = fault_plan_seam(&plan);
        struct world world;
        struct torture_report report = {0};
        world_init_with(&world, &seam, NULL, NULL, 0);
        struct step step = {.world = &world};
        step.token = world_sign_in(&world, works[i].of_officer ? world.officer : world.worker);
        CHECK_INT(world_run(&world, LANE_READ, find_worker_grant, &step), RESULT_OK);
        world.now += CALENDAR_SECOND;
        struct torture torture = {.work = works[i].work, .self = &step, .lane = LANE_WRITE};
        if (!CHECK(torture_run(world.store, &plan, &torture, &report)) || report.problem[0]) {
            printf("    %s: %s\n", works[i].name, report.problem);
        }
        CHECK(report.calls > 1);
        fault_plan_set(&plan, 0, RESULT_OK);
        world_fini(&world);
    }
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {CHECK_TEST(writes_are_whole_or_not_at_all)};
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
