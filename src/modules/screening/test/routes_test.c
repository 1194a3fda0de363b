/* The routes of screening through the guard: what works, what is denied, what is refused; the way of a
 * grid worker through the list without scripts; and what two people on one card see. */
#include "modules/access/access.h"
#include "modules/people/people.h"
#include "route_check.h"
#include "world.h"

struct site {
    struct world *world;
    struct guard *guard;
    struct route_check check;
    char secretary[ACCESS_TOKEN_SIZE], worker[ACCESS_TOKEN_SIZE], other[ACCESS_TOKEN_SIZE];
    char path[200];
};

static enum result open_sessions(void *self, struct tx *tx, struct error *error)
{
    struct site *site = self;
    struct world *world = site->world;
    enum result result = session_open(&world->services, tx, world->secretary.account, "192.0.2.1",
                                      "test", NULL, site->secretary, error);
    if (result == RESULT_OK) {
        result = session_open(&world->services, tx, world->accounts[0], "192.0.2.1", "test", NULL,
                              site->worker, error);
    }
    if (result == RESULT_OK) {
        result = session_open(&world->services, tx, world->accounts[1], "192.0.2.1", "test", NULL,
                              site->other, error);
    }
    return result;
}

static enum result fill_list(void *self, struct tx *tx, struct error *error)
{
    return world_list(self, tx, 60, 0, error);
}

static void site_open(struct site *site)
{
    static const struct module *const modules[] = {&access_module, &screening_module};
    struct error error = {0};
    *site = (struct site){.world = world_new()};
    check_ok(world_do(site->world, fill_list, &error), &error);
    check_ok(lane_call(site->world->store, LANE_WRITE, open_sessions, site, &error), &error);
    const struct guard_options options = {.services = &site->world->services,
                                          .modules = modules,
                                          .module_count = 2,
                                          .access = &access_guard};
    check_ok(guard_new(&options, &site->guard, &error), &error);
    route_check_begin(&site->check, site->guard, &access_guard);
}

static void site_close(struct site *site)
{
    guard_free(site->guard);
    world_free(site->world);
}

/* "/screening/ID" with `rest`. */
static const char *at(struct site *site, const char *rest)
{
    snprintf(site->path, sizeof site->path, "/screening/%lld%s", (long long)site->world->campaign,
             rest);
    return site->path;
}

struct finding {
    struct site *site;
    int64_t number;
    struct screening_entry entry;
};

static enum result find_entry(void *self, struct tx *tx, struct error *error)
{
    struct finding *finding = self;
    return world_pick(finding->site->world, tx, finding->number, &finding->entry, error);
}

static struct screening_entry entry_of(struct site *site, int64_t number)
{
    struct finding finding = {.site = site, .number = number};
    struct error error = {0};
    check_ok(lane_call(site->world->store, LANE_WRITE, find_entry, &finding, &error), &error);
    return finding.entry;
}

static const char *entry_path(struct site *site, int64_t number)
{
    char rest[64];
    snprintf(rest, sizeof rest, "/entries/%lld", (long long)entry_of(site, number).entry_id);
    return at(site, rest);
}

static void every_route_says_yes_no_and_why(void)
{
    struct site site;
    site_open(&site);
    struct route_check *check = &site.check;
    char form[400];
    /* The secretary divides the list first, so that the worker has somebody. */
    snprintf(form, sizeof form, "account=%lld&account=%lld&way=fresh",
             (long long)site.world->accounts[0], (long long)site.world->accounts[1]);
    route_check_post(check, site.secretary, at(&site, "/workers"), form);
    CHECK_INT(check->status, 303);
    route_check_post(check, site.worker, at(&site, "/workers"), form);
    CHECK_INT(check->status, 403);
    route_check_post(check, site.secretary, at(&site, "/workers"), "way=dance");
    CHECK_INT(check->status, 422);

    static const char *const pages[] = {
        "", "/progress", "/workers", "/mine", "/next", "/export", "/sheet?recipient=a&purpose=b"};
    for (size_t page = 0; page < sizeof pages / sizeof pages[0]; page++) {
        char wrong[120];
        route_check_get(check, site.secretary, at(&site, pages[page]));
        if (!CHECK(check->status == 200 || check->status == 303)) {
            printf("  %s: %d\n%.600s\n", pages[page], check->status, check->body);
        }
        route_check_get(check, NULL, at(&site, pages[page]));
        snprintf(wrong, sizeof wrong, "%s%cfish=1", pages[page],
                 strchr(pages[page], '?') ? '&' : '?');
        route_check_get(check, site.secretary, at(&site, wrong));
        CHECK(check->status == 400 || check->status == 422);
    }
    route_check_get(check, site.secretary, "/screening");
    CHECK(route_check_holds(check, "返桂人员排查"));
    route_check_get(check, NULL, "/screening");
    route_check_get(check, site.secretary, "/screening?fish=1");
    route_check_get(check, site.secretary, "/screening/new");
    CHECK_INT(check->status, 200);
    route_check_get(check, site.worker, "/screening/new");
    route_check_get(check, site.secretary, "/screening/new?fish=1");

    route_check_post(check, site.secretary, "/screening",
                     "title=t&purpose=p&basis=emergency&due_day=2026-12-01&source=none");
    CHECK_INT(check->status, 303);
    route_check_post(check, site.worker, "/screening", "title=t");
    CHECK_INT(check->status, 403);
    route_check_post(check, site.secretary, "/screening",
                     "title=t&purpose=p&basis=emergency&due_day=2020-01-01");
    CHECK_INT(check->status, 422);

    route_check_get(check, site.worker, entry_path(&site, 1));
    CHECK_INT(check->status, 200);
    CHECK(route_check_holds(check, "四川成都"));
    route_check_get(check, site.worker, entry_path(&site, 60)); /* not theirs */
    CHECK_INT(check->status, 404);
    snprintf(form, sizeof form, "%s?fish=1", entry_path(&site, 1));
    route_check_get(check, site.worker, form);
    CHECK_INT(check->status, 422);

    route_check_post(check, site.worker, entry_path(&site, 1), "version=1&result=reached");
    CHECK_INT(check->status, 303);
    route_check_post(check, NULL, entry_path(&site, 1), "version=1&result=reached");
    route_check_post(check, site.worker, entry_path(&site, 2), "version=1&result=call_back");
    CHECK_INT(check->status, 422);

    snprintf(form, sizeof form, "%s/helped", entry_path(&site, 1));
    route_check_post(check, site.worker, form, "");
    CHECK_INT(check->status, 303);
    route_check_post(check, NULL, form, "");
    route_check_post(check, site.worker, form, "fish=1");
    CHECK_INT(check->status, 422);

    snprintf(form, sizeof form, "entry=%lld&account=%lld", (long long)entry_of(&site, 3).entry_id,
             (long long)site.world->accounts[2]);
    route_check_post(check, site.secretary, at(&site, "/assign"), form);
    CHECK_INT(check->status, 303);
    CHECK_INT(entry_of(&site, 3).account_id, site.world->accounts[2]);
    route_check_post(check, site.worker, at(&site, "/assign"), form);
    route_check_post(check, site.secretary, at(&site, "/assign"), "account=5");
    route_check_post(check, site.secretary, at(&site, "/people"), "residence=floating");
    CHECK_INT(check->status, 303);
    route_check_post(check, site.worker, at(&site, "/people"), "");
    route_check_post(check, site.secretary, at(&site, "/people"), "residence=moon");
    route_check_post(check, site.secretary, at(&site, "/close"), ""); /* people are open */
    CHECK_INT(check->status, 409);
    route_check_post(check, site.worker, at(&site, "/close"), "");
    /* A campaign without people can be closed. */
    route_check_post(check, site.secretary, "/screening",
                     "title=t&purpose=p&basis=emergency&due_day=2026-12-01&source=none");
    const char *location = route_check_header(check, "Location");
    CHECK(location != NULL && strstr(location, "/workers") != NULL);
    snprintf(form, sizeof form, "%.*s/close", (int)(strstr(location, "/workers") - location),
             location);
    route_check_post(check, site.secretary, form, "");
    CHECK_INT(check->status, 303);
    route_check_end(check, screening_module.routes, screening_module.route_count);
    site_close(&site);
}

static void saving_brings_the_next_one(void)
{
    struct site site;
    site_open(&site);
    struct route_check *check = &site.check;
    char form[400], path[200];
    snprintf(form, sizeof form, "account=%lld&way=fresh", (long long)site.world->accounts[0]);
    route_check_post(check, site.secretary, at(&site, "/workers"), form);
    route_check_get(check, site.worker, at(&site, "/next"));
    CHECK_INT(check->status, 303);
    snprintf(path, sizeof path, "%s", route_check_header(check, "Location"));
    for (int person = 0; person < 5; person++) {
        route_check_get(check, site.worker, path);
        CHECK_INT(check->status, 200);
        CHECK(route_check_holds(check, "name=\"version\" value=\"1\""));
        route_check_post(check, site.worker, path,
                         person % 2 ? "version=1&result=no_answer&channel=call"
                                    : "version=1&result=reached&channel=call&answer_1=没有");
        CHECK_INT(check->status, 303);
        char after[200];
        snprintf(after, sizeof after, "%s", route_check_header(check, "Location"));
        CHECK(strstr(after, "/next?after=") != NULL);
        route_check_get(check, site.worker, after);
        CHECK_INT(check->status, 303);
        const char *next = route_check_header(check, "Location");
        CHECK(next != NULL && strcmp(next, path) != 0);
        snprintf(path, sizeof path, "%s", next);
    }
    route_check_get(check, site.worker, at(&site, "/mine"));
    CHECK_INT(check->status, 200);
    site_close(&site);
    arena_free(check->arena);
}

static void help_is_asked_and_given(void)
{
    struct site site;
    site_open(&site);
    struct route_check *check = &site.check;
    const char *path = arena_copy(site.world->arena, entry_path(&site, 1));
    route_check_post(check, site.worker, path, "version=1&result=reached&answer_3=买菜送药");
    CHECK_INT(check->status, 303);
    CHECK(entry_of(&site, 1).help_asked > 0);
    route_check_get(check, site.worker, path);
    CHECK(route_check_holds(check, "/helped"));
    char helped[200];
    snprintf(helped, sizeof helped, "%s/helped", path);
    route_check_post(check, site.worker, helped, "");
    CHECK_INT(check->status, 303);
    CHECK(entry_of(&site, 1).help_given > 0);
    route_check_get(check, site.worker, path);
    CHECK(strstr(check->body, "/helped") == NULL);
    site_close(&site);
    arena_free(check->arena);
}

static void two_people_see_each_other(void)
{
    struct site site;
    site_open(&site);
    struct route_check *check = &site.check;
    const char *path = arena_copy(site.world->arena, entry_path(&site, 1));
    route_check_post(check, site.worker, path, "version=1&result=reached&note=她很好");
    CHECK_INT(check->status, 303);
    route_check_post(check, site.secretary, path,
                     "version=1&result=refused&note=不肯说&answer_1=有");
    CHECK_INT(check->status, 409);
    CHECK(route_check_holds(check, "梁志伟"));
    CHECK(route_check_holds(check, "她很好"));
    CHECK(route_check_holds(check, "不肯说"));
    CHECK(route_check_holds(check, "keep_both"));
    CHECK(route_check_holds(check, "name=\"version\" value=\"2\""));
    check->accept = "application/json";
    route_check_post(check, site.secretary, path, "version=1&result=refused");
    CHECK_INT(check->status, 409);
    check->accept = NULL;
    route_check_post(check, site.secretary, path, "version=1&result=refused&keep_both=1");
    CHECK_INT(check->status, 303);
    CHECK_TEXT(entry_of(&site, 1).status, "reached");
    CHECK_INT(entry_of(&site, 1).attempts, 2);
    route_check_post(check, site.secretary, path, "version=3&result=refused&correct=1");
    CHECK_INT(check->status, 303);
    CHECK_TEXT(entry_of(&site, 1).status, "refused");
    site_close(&site);
    arena_free(check->arena);
}

static void figures_lead_to_their_lists(void)
{
    struct site site;
    site_open(&site);
    struct route_check *check = &site.check;
    route_check_post(check, site.worker, entry_path(&site, 1), "version=1&result=no_answer");
    check->accept = "application/json";
    route_check_get(check, site.secretary, at(&site, "?status=tried"));
    CHECK_INT(check->status, 200);
    CHECK(route_check_holds(check, "\"total\":1"));
    CHECK(route_check_holds(check, "陈0"));
    route_check_get(check, site.secretary, at(&site, "?search=0041"));
    CHECK(route_check_holds(check, "陈41"));
    route_check_get(check, site.worker, at(&site, "?search=0041"));
    CHECK(strstr(check->body, "陈41") == NULL);
    check->accept = NULL;
    route_check_get(check, site.secretary,
                    at(&site, "/sheet?recipient=%E8%A1%97%E9%81%93&purpose=x&as=xlsx"));
    CHECK_INT(check->status, 200);
    CHECK(check->call.response.body_size > 4000 && memcmp(check->body, "PK", 2) == 0);
    route_check_get(check, site.secretary, at(&site, "/sheet?recipient=a&purpose=x&as=csv"));
    CHECK(route_check_holds(check, "13800000000"));
    route_check_get(check, site.secretary, at(&site, "/sheet?recipient=a"));
    CHECK_INT(check->status, 422);
    site_close(&site);
    arena_free(check->arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(every_route_says_yes_no_and_why), CHECK_TEST(saving_brings_the_next_one),
        CHECK_TEST(help_is_asked_and_given),         CHECK_TEST(two_people_see_each_other),
        CHECK_TEST(figures_lead_to_their_lists),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
