/* The pages by which the register is kept: grids, who is in charge, households, firms, and merging any
 * two. A part of people_web_test.c, which has the site, get() and post(). */
#ifndef PEOPLE_TEST_REGISTER_PAGES_H
#define PEOPLE_TEST_REGISTER_PAGES_H

/* The path that the answer redirects to, kept beyond the next request. */
static const char *location_of(struct site *site)
{
    const char *location = route_check_header(&site->check, "Location");
    return location == NULL ? "" : arena_copy(site->town.world.arena, location);
}

/* Adds "name=value&" of the hidden inputs of a form, but for the token, which post() brings. */
static void add_hidden_inputs(const char *form, const char *end, struct text_buffer *out)
{
    static const char start[] = "<input type=\"hidden\" name=\"";
    for (const char *at = form; (at = strstr(at, start)) != NULL && at < end;) {
        at += strlen(start);
        const char *name = at, *value = strstr(at, "value=\"") + strlen("value=\"");
        if (strncmp(name, "csrf\"", 5) != 0)
            text_addf(out, "%.*s=%.*s&", (int)strcspn(name, "\""), name, (int)strcspn(value, "\""),
                      value);
    }
}

/* Gets a page and sends its form like a browser without scripts: to the address that the form names, with
 * its hidden inputs and what is typed. The answer's status. */
static int send_form(struct site *site, const char *page, const char *typed)
{
    if (!CHECK_INT(get(site, site->secretary, page), 200))
        return 0;
    static const char start[] = "<form class=\"stack\" method=\"post\" action=\"";
    const char *form = strstr(site->check.body, start);
    if (!CHECK(form != NULL))
        return 0;
    form += strlen(start);
    struct text_buffer action, body;
    text_buffer_init(&action);
    text_buffer_init(&body);
    for (const char *at = form; *at != '"';) { /* &amp; in an address */
        text_add_char(&action, *at);
        at += strncmp(at, "&amp;", 5) == 0 ? 5 : 1;
    }
    add_hidden_inputs(form, strstr(form, "</form>"), &body);
    text_add(&body, typed);
    int status = post(site, site->secretary, text_buffer_get(&action), text_buffer_get(&body));
    if (status != 303)
        printf("    %s: %s with %s\n", page, text_buffer_get(&action), text_buffer_get(&body));
    text_buffer_fini(&action);
    text_buffer_fini(&body);
    return status;
}

/* What a page sends is what its route takes: nothing twice, nothing missing. */
static void forms_are_sent_as_they_stand(struct site *site)
{
    struct town *town = &site->town;
    struct arena *arena = town->world.arena;
    const struct {
        const char *page, *typed;
    } forms[] = {
        {"/residents/new", "name=周小玲&sex=2"},
        {with(site, "/residents/%d/edit", town->yuchi), "name=尉迟恭&sex=1&note=x"},
        {with(site, "/residents/%d/move", town->yuchi),
         "kind=registered&address=广西梧州&since=2020-02-01"},
        {with(site, "/residents/%d/care", town->yuchi),
         "care=alone&purpose=x&basis=consent&until=2020-06-30"},
        {with(site, "/residents/%d/job", town->yuchi), "firm=灯湖包装厂&since=2020-02-01"},
        {arena_printf(arena, "/residents/%lld/household?household=%lld", (long long)town->yuchi,
                      (long long)town->household),
         "relation=97"},
        {with(site, "/residents/%d/leave", town->yuchi), "status=away&day=2020-02-20&reason=x"},
        {arena_printf(arena, "/residents/%lld/merge?other=%lld", (long long)town->shan,
                      (long long)town->lv),
         "reason=same"},
        {"/places", "kind=compound&name=新苑"},
        {with(site, "/places/%d/edit", town->unit), "kind=unit&name=2单元&storey="},
        {with(site, "/places/%d", town->unit), "role=stair_lead&name=甲&valid_from=2020-02-01"},
        {"/grids/new", "name=其他&kind=ordinary"},
        {with(site, "/grids/new?parent=%d", town->branch), "name=05格&kind=ordinary"},
        {with(site, "/grids/%d/edit", town->grid[0]), "name=01格&kind=ordinary"},
        {with(site, "/grids/%d", town->grid[0]), "role=worker&name=乙&valid_from=2020-02-01"},
        {"/firms/new", "name=城西布行"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        CHECK_INT(send_form(site, forms[i].page, forms[i].typed), 303);
    CHECK_INT(send_form(site, arena_printf(arena, "%s/edit", location_of(site)),
                        "name=城西布行&headcount=3"),
              303);
}

static void grids_are_kept(struct site *site)
{
    struct town *town = &site->town;
    struct arena *arena = town->world.arena;
    /* Who looks after one grid sees that one, and no sums of others. */
    CHECK_INT(get(site, site->worker, "/grids"), 200);
    CHECK(route_check_holds(&site->check, "01格"));
    CHECK(strstr(site->check.body, "02格") == NULL);
    CHECK(strstr(site->check.body, with(site, "/grids/%d\"", town->branch)) == NULL);
    CHECK_INT(get(site, site->worker, with(site, "/grids/%d", town->grid[1])), 404);
    CHECK_INT(get(site, site->worker, with(site, "/grids/%d", town->branch)), 404);

    const char *form = "name=03格&code=&about=5栋&kind=ordinary&valid_from=2020-02-01&valid_to=";
    const char *below = with(site, "/grids?parent=%d", town->branch);
    CHECK_INT(get(site, site->secretary, "/grids/new"), 200);
    CHECK_INT(get(site, site->worker, "/grids/new"), 403);
    CHECK_INT(get(site, site->secretary, "/grids/new?x=1"), 422);
    CHECK_INT(get(site, site->secretary, with(site, "/grids/new?parent=%d", town->branch)), 200);
    CHECK_INT(post(site, site->worker, below, form), 403);
    CHECK_INT(post(site, site->secretary, below, "name=&kind=ordinary"), 422);
    CHECK_INT(post(site, site->secretary, below,
                   "name=03格&kind=ordinary&valid_from=2020-02-02&valid_to=2020-02-01"),
              422);
    CHECK(route_check_holds(&site->check, "The end lies before the beginning."));
    CHECK_INT(post(site, site->secretary, below, form), 303);
    const char *grid = location_of(site);
    CHECK_INT(get(site, site->secretary, grid), 200);
    CHECK(route_check_holds(&site->check, "03格"));
    CHECK_INT(post(site, site->secretary, with(site, "/grids?parent=%d", town->grid[0]), form),
              422); /* a fourth level */

    const char *edit = arena_printf(arena, "%s/edit", grid);
    CHECK_INT(get(site, site->secretary, edit), 200);
    CHECK_INT(get(site, site->worker, edit), 403);
    CHECK_INT(get(site, site->secretary, arena_printf(arena, "%s?x=1", edit)), 422);
    const char *change = arena_printf(arena, "%s/edit?version=1", grid);
    const char *ended = "name=3号格&kind=special&valid_from=2020-02-01&valid_to=2020-02-20";
    CHECK_INT(post(site, site->worker, change, ended), 403);
    CHECK_INT(post(site, site->secretary, change, "name=&kind=special"), 422);
    CHECK_INT(post(site, site->secretary, change, ended), 303);
    CHECK_INT(post(site, site->secretary, change, ended), 409);
    CHECK_INT(get(site, site->secretary, "/grids"), 200);
    CHECK(route_check_holds(&site->check, "3号格"));
    CHECK(route_check_holds(&site->check, "until 2020-02-20"));
    /* A grid that has places does not end. */
    CHECK_INT(post(site, site->secretary, with(site, "/grids/%d/edit?version=1", town->grid[0]),
                   "name=01格&kind=ordinary&valid_to=2020-03-31"),
              422);
    CHECK(route_check_holds(&site->check, "still belongs to it"));
}

static void places_have_somebody_in_charge(struct site *site)
{
    struct town *town = &site->town;
    struct arena *arena = town->world.arena;
    const char *place = with(site, "/places/%d", town->unit);
    const char *charges = arena_printf(arena, "%s/charges", place);
    const char *lead = "role=stair_lead&name=区少芬&phone=13700003333&valid_from=2020-02-01";
    CHECK_INT(post(site, site->worker, charges, lead), 403);
    CHECK_INT(post(site, site->stranger, charges, lead), 404);
    CHECK_INT(post(site, site->secretary, charges, "role=stair_lead&name=&valid_from=2020-02-01"),
              422);
    CHECK_INT(post(site, site->secretary, charges, lead), 303);
    CHECK_INT(get(site, site->worker, place), 200);
    CHECK(route_check_holds(&site->check, "区少芬"));
    CHECK(strstr(site->check.body, "/charges/") == NULL);
    CHECK_INT(get(site, site->secretary, place), 200);
    const char *end = "";
    /* The form to add comes first or last; the one that ends is /charges/ID/end. */
    for (const char *at = site->check.body; (at = strstr(at, "\"/charges/")) != NULL; at++)
        end = arena_copy_n(arena, at + 1, strcspn(at + 1, "\""));
    CHECK_INT(post(site, site->secretary, end, "last=2020-01-01"), 422);
    CHECK_INT(post(site, site->secretary, end, "last=2020-02-20"), 303);
    CHECK_TEXT(location_of(site), place);
    CHECK_INT(get(site, site->secretary, place), 200);
    CHECK(strstr(site->check.body, "区少芬") == NULL);
    CHECK_INT(get(site, site->secretary, arena_printf(arena, "%s?day=2020-02-20", place)), 200);
    CHECK(route_check_holds(&site->check, "区少芬"));
}

static void households_are_joined(struct site *site)
{
    struct town *town = &site->town;
    struct arena *arena = town->world.arena;
    const char *page = with(site, "/residents/%d/household", town->lv);
    const char *chosen = arena_printf(arena, "%s?household=%lld", page, (long long)town->household);
    CHECK_INT(get(site, site->secretary, page), 200);
    CHECK_INT(get(site, site->viewer, page), 403);
    CHECK_INT(get(site, site->secretary, arena_printf(arena, "%s?x=1", page)), 422);
    CHECK_INT(get(site, site->secretary, arena_printf(arena, "%s?address=3-2-1204", page)), 200);
    CHECK(route_check_holds(&site->check, "王桂英"));
    CHECK(route_check_holds(&site->check, chosen));
    CHECK_INT(get(site, site->secretary, arena_printf(arena, "%s?address=9栋9999", page)), 200);
    CHECK(route_check_holds(&site->check, "There is no place 9栋9999"));
    CHECK_INT(get(site, site->secretary, arena_printf(arena, "%s?household=12", page)), 404);
    CHECK_INT(get(site, site->secretary, chosen), 200);
    CHECK(route_check_holds(&site->check, "Relation to the head"));

    const char *join =
        arena_printf(arena, "version=%d&household=%lld", 1, (long long)town->household);
    CHECK_INT(post(site, site->secretary, page, join), 422); /* as what? */
    CHECK(route_check_holds(&site->check, "What is this person to the head"));
    CHECK_INT(post(site, site->viewer, page, join), 403);
    CHECK_INT(post(site, site->secretary, page, "relation=20&version=1"), 422);
    CHECK_INT(post(site, site->secretary, page, arena_printf(arena, "%s&relation=30", join)), 303);
    /* A man cannot be a daughter; the page of the household says so. */
    const char *household = with(site, "/households/%d", town->household);
    CHECK_INT(get(site, site->secretary, household), 200);
    CHECK(route_check_holds(&site->check,
                            "吕布 is entered with a relation of a woman, but as a man."));
    site->check.cookies = "language=zh";
    CHECK_INT(get(site, site->secretary, household), 200);
    CHECK(route_check_holds(&site->check, "吕布 登记的关系是女性，性别却是男。"));
    site->check.cookies = "language=en";
    CHECK_INT(post(site, site->secretary, page, arena_printf(arena, "%s&relation=30", join)), 409);
    CHECK_INT(post(site, site->secretary, page,
                   arena_printf(arena, "version=2&household=%lld&relation=02",
                                (long long)town->household)),
              303);
    CHECK_INT(get(site, site->secretary, household), 200);
    CHECK(route_check_holds(&site->check, "Household of 吕布"));
    const char *leave = arena_printf(arena, "%s/leave", page);
    CHECK_INT(post(site, site->viewer, leave, "version=3"), 403);
    CHECK_INT(post(site, site->secretary, leave, "version=x"), 422);
    CHECK_INT(post(site, site->secretary, leave, "version=1"), 409);
    CHECK_INT(post(site, site->secretary, leave, "version=3"), 303);
    CHECK_INT(get(site, site->secretary, household), 200);
    CHECK(route_check_holds(&site->check, "This household has no head."));
    CHECK(strstr(site->check.body, "吕布") == NULL);
}

static void any_two_can_be_compared(struct site *site)
{
    struct town *town = &site->town;
    struct arena *arena = town->world.arena;
    const char *find = with(site, "/residents/%d/merge/find", town->shan);
    CHECK_INT(get(site, site->secretary, find), 200);
    CHECK_INT(get(site, site->worker, find), 403);
    CHECK_INT(get(site, site->secretary, arena_printf(arena, "%s?x=1", find)), 422);
    CHECK_INT(get(site, site->secretary, arena_printf(arena, "%s?q=lvbu", find)), 200);
    const char *compare = arena_printf(arena, "/residents/%lld/merge?other=%lld",
                                       (long long)town->shan, (long long)town->lv);
    CHECK(route_check_holds(&site->check, compare));
    CHECK_INT(get(site, site->secretary, compare), 200);
    CHECK_INT(get(site, site->secretary, arena_printf(arena, "%s?q=单雄信", find)), 200);
    CHECK(route_check_holds(&site->check, "Nothing found")); /* not with oneself */
}

static void firms_are_kept(struct site *site)
{
    struct town *town = &site->town;
    struct arena *arena = town->world.arena;
    const char *form =
        "name=灯湖纸箱厂&credit_code=&address=3栋&headcount=30&contact=&phone=&valid_to=";
    CHECK_INT(get(site, site->secretary, "/firms/new"), 200);
    CHECK_INT(get(site, site->viewer, "/firms/new"), 403);
    CHECK_INT(get(site, site->secretary, "/firms/new?x=1"), 422);
    CHECK_INT(post(site, site->viewer, "/firms", form), 403);
    CHECK_INT(post(site, site->secretary, "/firms", "name="), 422);
    CHECK_INT(post(site, site->secretary, "/firms", "name=灯湖纸箱厂&address=9栋9999"), 422);
    CHECK(route_check_holds(&site->check, "灯湖纸箱厂"));
    CHECK_INT(post(site, site->worker, "/firms", "name=灯湖纸箱厂"), 422); /* where? */
    CHECK_INT(post(site, site->worker, "/firms", form), 303);
    const char *firm = location_of(site);
    const char *edit = arena_printf(arena, "%s/edit", firm);
    const char *change = arena_printf(arena, "%s/edit?version=1", firm);
    CHECK_INT(get(site, site->secretary, edit), 200);
    CHECK_INT(get(site, site->viewer, edit), 403);
    CHECK_INT(get(site, site->secretary, arena_printf(arena, "%s?x=1", edit)), 422);
    CHECK_INT(post(site, site->viewer, change, form), 403);
    CHECK_INT(post(site, site->secretary, change, "name="), 422);
    CHECK_INT(post(site, site->secretary, change, "name=灯湖包装厂&address=3栋&headcount=31"), 303);
    CHECK_INT(post(site, site->secretary, change, form), 409);

    const char *job = with(site, "/residents/%d/job", town->chen);
    CHECK_INT(get(site, site->worker, job), 200);
    CHECK_INT(get(site, site->viewer, job), 403);
    CHECK_INT(get(site, site->worker, arena_printf(arena, "%s?x=1", job)), 422);
    CHECK_INT(post(site, site->viewer, job, "firm=灯湖包装厂&since=2020-02-01"), 403);
    CHECK_INT(post(site, site->worker, job, "firm=没有的厂&since=2020-02-01"), 422);
    CHECK(route_check_holds(&site->check, "There is no firm 没有的厂"));
    CHECK_INT(post(site, site->worker, job, "firm=灯湖包装厂&since=2020-02-01"), 303);
    CHECK_INT(get(site, site->worker, firm), 200);
    CHECK(route_check_holds(&site->check, with(site, "/residents/%d", town->chen)));
    CHECK_INT(get(site, site->worker, with(site, "/residents/%d", town->chen)), 200);
    CHECK(route_check_holds(&site->check, arena_printf(arena, "href=\"%s\"", firm)));
    CHECK_INT(post(site, site->worker, job, "firm=&since=2020-02-20"), 303);
    CHECK_INT(get(site, site->worker, firm), 200);
    CHECK(route_check_holds(&site->check, "Nobody of this firm"));
}

/* Who changed which grid, and what of it: names of fields, never values. */
static void changes_are_audited(struct site *site)
{
    CHECK_INT(get(site, site->secretary, "/audit"), 200);
    CHECK(route_check_holds(&site->check, "Changed a grid"));
    CHECK(route_check_holds(&site->check, "Moved a place into a grid"));
    CHECK(route_check_holds(&site->check, "Put somebody in charge"));
    CHECK(route_check_holds(&site->check, "Ended being in charge"));
    CHECK(route_check_holds(&site->check, "grid_id valid_from"));
    CHECK(strstr(site->check.body, "区少芬") == NULL);
}

static void register_pages(struct site *site)
{
    households_are_joined(site);
    any_two_can_be_compared(site);
    firms_are_kept(site);
    grids_are_kept(site);
    places_have_somebody_in_charge(site);
    changes_are_audited(site);
    forms_are_sent_as_they_stand(site);
}

#endif
