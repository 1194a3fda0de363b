/* Tenants, accounts, roles and their scope: the operations on a real store. */
#include "modules/access/audit.h"
#include "world.h"

/* One step of a test with everything it may need. */
struct step {
    struct world *world;
    struct principal who;
    int64_t account, tenant, grant;
    enum role role;
    struct principal out;
    const char *text;
    size_t count;
};

static enum result as(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return principal_as(tx, step->account, step->tenant, step->role, step->world->now,
                        step->world->arena, &step->out, error);
}

static struct principal principal(struct world *world, int64_t account, int64_t tenant)
{
    struct step step = {.world = world, .account = account, .tenant = tenant, .role = ROLE__COUNT};
    CHECK_INT(world_run(world, LANE_READ, as, &step), RESULT_OK);
    return step.out;
}

static enum result principal_result(struct world *world, int64_t account, int64_t tenant,
                                    enum role role)
{
    struct step step = {.world = world, .account = account, .tenant = tenant, .role = role};
    return world_run(world, LANE_READ, as, &step);
}

static void scope_follows_the_grants(void)
{
    struct world world;
    world_init(&world, NULL, NULL, 0);
    struct principal who = principal(&world, world.worker, world.denghu);
    CHECK_INT(who.roles, 1 << ROLE_GRID_WORKER);
    CHECK(!who.scope.all_grids);
    CHECK_INT(who.scope.grid_count, 2);
    CHECK(scope_has_grid(&who.scope, 11));
    CHECK(scope_has_grid(&who.scope, 12));
    CHECK(!scope_has_grid(&who.scope, 13));
    CHECK(!scope_has_grid(&who.scope, 0));
    CHECK(who.sees_personal);
    CHECK_TEXT(who.name, "陈嘉怡");
    CHECK_TEXT(who.tenant_name, "灯湖社区");
    CHECK_TEXT(who.street_name, "桂城街道");
    who = principal(&world, world.viewer, world.denghu);
    CHECK(who.scope.all_grids);
    CHECK(scope_has_grid(&who.scope, 0));
    CHECK(!who.sees_personal);
    CHECK(!principal_can(&who, &access_accounts_capability));
    CHECK(principal_can(&who, &access_self_capability));
    CHECK(!principal_can(&who, NULL));
    CHECK(!principal_can(NULL, &access_self_capability));
    world_fini(&world);
}

static void a_role_ends_at_the_border_of_its_tenant(void)
{
    struct world world;
    world_init(&world, NULL, NULL, 0);
    CHECK_INT(principal_result(&world, world.secretary, world.fengming, ROLE__COUNT),
              RESULT_FORBIDDEN);
    CHECK_INT(principal_result(&world, world.secretary, world.street, ROLE__COUNT),
              RESULT_FORBIDDEN);
    /* The officer's role in the street holds in each of its communities. */
    CHECK(principal(&world, world.officer, world.fengming).scope.all_grids);
    CHECK(principal(&world, world.officer, world.denghu).scope.tenant == world.denghu);
    CHECK_INT(principal_result(&world, world.viewer, world.denghu, ROLE_SECRETARY),
              RESULT_FORBIDDEN);
    world_fini(&world);
}

static enum result give(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    struct grant grant = {.tenant_id = step->tenant,
                          .account_id = step->account,
                          .role = step->role,
                          .all_grids = true};
    return grant_add(&step->world->services, tx, step->who.roles ? &step->who : NULL, &grant,
                     &step->grant, error);
}

/* Two roles never add up: the viewer of everything who works in two grids sees the data of persons
 * in these two only. */
static void roles_do_not_widen_each_other(void)
{
    struct world world;
    world_init(&world, NULL, NULL, 0);
    struct step step = {
        .world = &world, .account = world.worker, .tenant = world.denghu, .role = ROLE_VIEWER};
    CHECK_INT(world_run(&world, LANE_WRITE, give, &step), RESULT_OK);
    struct principal who = principal(&world, world.worker, world.denghu);
    CHECK_INT(who.roles, 1 << ROLE_GRID_WORKER);
    CHECK(!who.scope.all_grids);
    CHECK(who.sees_personal);
    CHECK_INT(world_run(&world, LANE_READ, as, &step), RESULT_OK);
    CHECK(step.out.scope.all_grids);
    CHECK(!step.out.sees_personal);
    CHECK_INT(step.out.roles, 1 << ROLE_VIEWER);
    /* The same role twice is refused. */
    CHECK_INT(world_run(&world, LANE_WRITE, give, &step), RESULT_CONFLICT);
    world_fini(&world);
}

static enum result move(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    static const int64_t grids[] = {12, 13};
    struct grant *grants = NULL;
    enum result result = grant_list(tx, step->account, step->world->now, &grants, &step->count,
                                    step->world->arena, error);
    if (result != RESULT_OK || step->count != 1)
        return result;
    step->grant = grants[0].grant_id;
    return grant_set_grids(&step->world->services, tx, NULL, step->tenant, step->grant, grids, 2,
                           error);
}

static void moving_to_another_grid_takes_effect_at_that_moment(void)
{
    struct world world;
    world_init(&world, NULL, NULL, 0);
    struct step step = {.world = &world, .account = world.worker, .tenant = world.denghu};
    world.now += CALENDAR_DAY;
    CHECK_INT(world_run(&world, LANE_WRITE, move, &step), RESULT_OK);
    struct principal who = principal(&world, world.worker, world.denghu);
    CHECK(!scope_has_grid(&who.scope, 11));
    CHECK(scope_has_grid(&who.scope, 12));
    CHECK(scope_has_grid(&who.scope, 13));
    world.now -= CALENDAR_HOUR; /* the day before, it was so */
    who = principal(&world, world.worker, world.denghu);
    CHECK(scope_has_grid(&who.scope, 11));
    CHECK(!scope_has_grid(&who.scope, 13));
    world_fini(&world);
}

static enum result end(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return grant_end(&step->world->services, tx, step->who.roles ? &step->who : NULL, step->tenant,
                     step->grant, error);
}

static void a_role_ends_and_is_refused_then(void)
{
    struct world world;
    world_init(&world, NULL, NULL, 0);
    struct step step = {
        .world = &world, .account = world.viewer, .tenant = world.fengming, .role = ROLE_VIEWER};
    CHECK_INT(world_run(&world, LANE_WRITE, give, &step), RESULT_OK);
    CHECK_INT(principal_result(&world, world.viewer, world.fengming, ROLE__COUNT), RESULT_OK);
    world.now += 1;
    step.tenant = world.denghu; /* the id of another tenant's grant names nothing */
    CHECK_INT(world_run(&world, LANE_WRITE, end, &step), RESULT_NOT_FOUND);
    step.tenant = world.fengming;
    CHECK_INT(world_run(&world, LANE_WRITE, end, &step), RESULT_OK);
    CHECK_INT(principal_result(&world, world.viewer, world.fengming, ROLE__COUNT),
              RESULT_FORBIDDEN);
    CHECK_INT(world_run(&world, LANE_WRITE, end, &step), RESULT_NOT_FOUND);
    world_fini(&world);
}

/* ---- who may look after whom ----------------------------------------------------------------- */

static enum result suspend(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return account_suspend(&step->world->services, tx, &step->who, step->account, "left", error);
}

static enum result resume(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return account_resume(&step->world->services, tx, &step->who, step->account, error);
}

static enum result invite(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    char token[ACCESS_TOKEN_SIZE];
    return sign_in_link_add(&step->world->services, tx, &step->who, step->account, LINK_PASSWORD,
                            CALENDAR_DAY, token, error);
}

static void nobody_reaches_beyond_their_tenant(void)
{
    struct world world;
    world_init(&world, NULL, NULL, 0);
    struct step step = {.world = &world};
    step.who = principal(&world, world.secretary, world.denghu);
    static const struct {
        world_work *work;
    } works[] = {{suspend}, {invite}};
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        step.account = world.officer; /* of the street: not known here */
        CHECK_INT(world_run(&world, LANE_WRITE, works[i].work, &step), RESULT_NOT_FOUND);
        step.account = world.secretary; /* oneself */
        CHECK_INT(world_run(&world, LANE_WRITE, works[i].work, &step), RESULT_FORBIDDEN);
    }
    /* A worker of two communities is looked after by the street. */
    struct step other = {
        .world = &world, .account = world.worker, .tenant = world.fengming, .role = ROLE_VIEWER};
    CHECK_INT(world_run(&world, LANE_WRITE, give, &other), RESULT_OK);
    step.account = world.worker;
    CHECK_INT(world_run(&world, LANE_WRITE, suspend, &step), RESULT_FORBIDDEN);
    CHECK_INT(world_run(&world, LANE_WRITE, invite, &step), RESULT_FORBIDDEN);
    step.who = principal(&world, world.officer, world.street);
    CHECK_INT(world_run(&world, LANE_WRITE, suspend, &step), RESULT_OK);
    CHECK_INT(principal_result(&world, world.worker, world.denghu, ROLE__COUNT), RESULT_FORBIDDEN);
    CHECK_INT(world_run(&world, LANE_WRITE, invite, &step), RESULT_CONFLICT);
    CHECK_INT(world_run(&world, LANE_WRITE, resume, &step), RESULT_OK);
    CHECK_INT(world_run(&world, LANE_WRITE, resume, &step), RESULT_CONFLICT);
    CHECK_INT(principal_result(&world, world.worker, world.denghu, ROLE__COUNT), RESULT_OK);
    /* Roles: in one's own community only, and never for oneself; a viewer gives none. */
    struct step grant = {.world = &world, .account = world.viewer, .role = ROLE_SECRETARY};
    grant.who = principal(&world, world.secretary, world.denghu);
    grant.tenant = world.fengming;
    CHECK_INT(world_run(&world, LANE_WRITE, give, &grant), RESULT_FORBIDDEN);
    grant.tenant = world.street;
    CHECK_INT(world_run(&world, LANE_WRITE, give, &grant), RESULT_FORBIDDEN);
    grant.tenant = world.denghu;
    grant.account = world.secretary;
    grant.role = ROLE_ADMINISTRATOR;
    CHECK_INT(world_run(&world, LANE_WRITE, give, &grant), RESULT_FORBIDDEN);
    grant.who = principal(&world, world.viewer, world.denghu);
    grant.account = world.worker;
    CHECK_INT(world_run(&world, LANE_WRITE, give, &grant), RESULT_FORBIDDEN);
    world_fini(&world);
}

static enum result add(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return account_add(&step->world->services, tx, NULL, step->tenant, step->text, "某人",
                       &step->account, error);
}

static void logins_are_folded_checked_and_unique(void)
{
    struct world world;
    world_init(&world, NULL, NULL, 0);
    static const struct {
        const char *login;
        enum result want;
    } cases[] = {
        {"", RESULT_INVALID},
        {"a", RESULT_INVALID},
        {"two words", RESULT_INVALID},
        {"x<script>", RESULT_INVALID},
        {"MAI", RESULT_CONFLICT},
        {" Ｍai ", RESULT_CONFLICT},
        {"霍敏", RESULT_OK},
        {"Huo.Min-2@dh", RESULT_OK},
        {"huo.min-2@DH", RESULT_CONFLICT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct step step = {.world = &world, .tenant = world.denghu, .text = cases[i].login};
        CHECK_INT(world_run(&world, LANE_WRITE, add, &step), cases[i].want);
    }
    world_fini(&world);
}

static enum result list(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    struct account *accounts = NULL;
    struct scope scope = {.tenant = step->tenant, .all_grids = true};
    return account_list(tx, &scope, step->world->now, NULL, 0, 50, &accounts, &step->count,
                        step->world->arena, error);
}

static enum result places(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    struct place_of_work *found = NULL;
    return principal_places(tx, step->account, step->world->now, &found, &step->count,
                            step->world->arena, error);
}

static enum result find_tenant(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    struct tenant tenant;
    enum result result = tenant_get_by_code(tx, step->text, &tenant, step->world->arena, error);
    step->tenant = result == RESULT_OK ? tenant.tenant_id : 0;
    return result;
}

static void lists_show_what_belongs_there(void)
{
    struct world world;
    world_init(&world, NULL, NULL, 0);
    struct step step = {.world = &world, .tenant = world.denghu};
    CHECK_INT(world_run(&world, LANE_READ, list, &step), RESULT_OK);
    CHECK_INT(step.count, 3);
    step.tenant = world.fengming;
    CHECK_INT(world_run(&world, LANE_READ, list, &step), RESULT_OK);
    CHECK_INT(step.count, 0);
    step.account = world.officer;
    CHECK_INT(world_run(&world, LANE_READ, places, &step), RESULT_OK);
    CHECK_INT(step.count, 3);
    step.account = world.worker;
    CHECK_INT(world_run(&world, LANE_READ, places, &step), RESULT_OK);
    CHECK_INT(step.count, 1);
    step.text = "020";
    CHECK_INT(world_run(&world, LANE_READ, find_tenant, &step), RESULT_OK);
    CHECK(step.tenant == world.denghu);
    step.text = "凤鸣社区";
    CHECK_INT(world_run(&world, LANE_READ, find_tenant, &step), RESULT_OK);
    CHECK(step.tenant == world.fengming);
    step.text = "0";
    CHECK_INT(world_run(&world, LANE_READ, find_tenant, &step), RESULT_OK);
    CHECK(step.tenant == world.denghu);
    step.text = "999";
    CHECK_INT(world_run(&world, LANE_READ, find_tenant, &step), RESULT_NOT_FOUND);
    world_fini(&world);
}

static void every_statement_can_be_prepared(void)
{
    struct world world;
    struct error error = {0};
    world_init(&world, NULL, NULL, 0);
    CHECK_INT(store_prepare_all(world.store, access_statements, access_statement_count, &error),
              RESULT_OK);
    CHECK_TEXT(error.msgid ? language_error(world.arena, LANGUAGE_ENGLISH, &error) : NULL, NULL);
    world_fini(&world);
}

/* ---- the trail ------------------------------------------------------------------------------- */

struct named {
    const char *name, *phone;
    int64_t age;
};

static void changes_are_named_without_their_values(void)
{
    static const struct field fields[] = {
        {"name", "Name", FIELD_NAME, FIELD_AT(struct named, name)},
        {"phone", "Phone", FIELD_PHONE, FIELD_AT(struct named, phone)},
        {"age", "Age", FIELD_INT, FIELD_AT(struct named, age)},
    };
    static const struct record_type type = RECORD_TYPE("named", "Named", struct named, fields);
    struct arena *arena = arena_new();
    struct named a = {"陈伟", "13800000000", 3}, b = {"陈伟", NULL, 4}, c = {"陈伟", NULL, 4};
    CHECK_TEXT(audit_changes(&type, &a, &b, arena), "phone age");
    CHECK_TEXT(audit_changes(&type, &b, &c, arena), "");
    arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(scope_follows_the_grants),
        CHECK_TEST(a_role_ends_at_the_border_of_its_tenant),
        CHECK_TEST(roles_do_not_widen_each_other),
        CHECK_TEST(moving_to_another_grid_takes_effect_at_that_moment),
        CHECK_TEST(a_role_ends_and_is_refused_then),
        CHECK_TEST(nobody_reaches_beyond_their_tenant),
        CHECK_TEST(logins_are_folded_checked_and_unique),
        CHECK_TEST(lists_show_what_belongs_there),
        CHECK_TEST(every_statement_can_be_prepared),
        CHECK_TEST(changes_are_named_without_their_values),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
