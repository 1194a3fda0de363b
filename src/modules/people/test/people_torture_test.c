/* Every operation of place and people that writes, with every one of its calls to the store failing in
 * turn: the right error, nothing half-written, and usable afterwards. */
#include "modules/people/test/town.h"
#include "store/torture.h"

static enum result add_place(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    int64_t id;
    return place_add(&town->world.services, tx, &town->all.scope, 0,
                     &(struct place){.parent_id = town->unit, .kind = "home", .name = "1404"}, &id,
                     error);
}

static enum result rename_place(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    struct place place;
    TRY(place_get(tx, &town->all.scope, town->building[0], &place, town->world.arena, error));
    place.name = "5栋";
    TRY(place_set(&town->world.services, tx, &town->all.scope, &place, error));
    return people_follow_place(tx, town->world.denghu, NULL, error);
}

static enum result move_to_grid(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    TRY(grid_member_set(tx, &town->all.scope, town->building[0], town->grid[1], "2020-02-01", TODAY,
                        error));
    return people_follow_place(tx, town->world.denghu, NULL, error);
}

static enum result add_grid(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    int64_t id;
    return grid_add(&town->world.services, tx, &town->all.scope,
                    &(struct grid){.name = "03格", .parent_id = town->branch}, &id, error);
}

static enum result add_charge(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    int64_t id;
    return charge_add(&town->world.services, tx, &town->all.scope,
                      &(struct charge){.place_id = town->unit,
                                       .role = "stair_lead",
                                       .name = "李嘉明",
                                       .valid_from = "2020-01-01"},
                      &id, error);
}

static enum result add_resident(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    int64_t id;
    return resident_add(&town->world.services, tx, &town->all,
                        &(struct resident_facts){.name = "黄永康",
                                                 .phone = "13600001111",
                                                 .citizen_id = "440106199001011233"},
                        town->home[1], "2020-01-10", TODAY, &id, error);
}

static enum result set_resident(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    return resident_set(&town->world.services, tx, &town->all, town->chen, 1,
                        &(struct resident_facts){.name = "陈伟民", .phone = "13700001111"}, TODAY,
                        error);
}

static enum result move_house(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    int64_t id;
    return stay_begin(&town->world.services, tx, &town->all, town->chen, 1,
                      &(struct stay){.kind = "living", .place_id = town->home[3], .since = TODAY},
                      TODAY, &id, error);
}

static enum result leave(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    return resident_leave(&town->world.services, tx, &town->all, town->wang, 1, "away", TODAY, "x",
                          TODAY, error);
}

static enum result add_care(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    int64_t id;
    return care_add(&town->world.services, tx, &town->all,
                    &(struct care_need){.resident_id = town->chen,
                                        .care = "medicine",
                                        .purpose = "x",
                                        .basis = "consent",
                                        .until = "2020-06-30"},
                    TODAY, &id, error);
}

static enum result new_head(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    return household_join(&town->world.services, tx, &town->all, town->chen, 1, town->household,
                          "02", error);
}

static enum result show_id(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    const char *id;
    return resident_show_citizen_id(&town->world.services, tx, &town->all, town->wang, "x", &id,
                                    town->world.arena, error);
}

static enum result merge_them(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    int64_t id;
    return resident_merge(&town->world.services, tx, &town->all, town->shan, 1, town->wang, 1, "x",
                          TODAY, &id, error);
}

static enum result merge_and_take_apart(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    int64_t id, left;
    TRY(resident_merge(&town->world.services, tx, &town->all, town->shan, 1, town->wang, 1, "x",
                       TODAY, &id, error));
    return resident_unmerge(&town->world.services, tx, &town->all, id, TODAY, &left, error);
}

static enum result add_firm(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    int64_t id;
    TRY(firm_add(&town->world.services, tx, &town->all, &(struct firm){.name = "鞋厂"}, &id,
                 error));
    return employment_set(&town->world.services, tx, &town->all, town->chen, id, TODAY, NULL,
                          error);
}

static enum result load_and_undo(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    struct people_load *load;
    int64_t id, removed;
    TRY(place_batch_hide(tx, town->world.denghu, 7, error));
    TRY(people_load_open(&town->world.services, tx, &town->all, town->world.denghu, 7, TODAY, &load,
                         error));
    people_load_add(
        load, &(struct resident_seed){.facts = {.name = "何敏"}, .place_id = town->home[1]}, &id);
    enum result result = people_load_flush(load, error);
    people_load_close(load);
    if (result == RESULT_OK)
        result = place_batch_show(tx, town->world.denghu, 7, error);
    if (result == RESULT_OK)
        result = people_batch_remove(tx, town->world.denghu, 7, 10, &removed, error);
    return result == RESULT_OK ? people_batch_remove(tx, town->world.denghu, 7, 10, &removed, error)
                               : result;
}

static void writes_are_whole_or_not_at_all(void)
{
    static const struct {
        const char *name;
        world_work *work;
    } works[] = {
        {"add_place", add_place},
        {"rename_place", rename_place},
        {"move_to_grid", move_to_grid},
        {"add_grid", add_grid},
        {"add_charge", add_charge},
        {"add_resident", add_resident},
        {"set_resident", set_resident},
        {"move_house", move_house},
        {"leave", leave},
        {"add_care", add_care},
        {"new_head", new_head},
        {"show_id", show_id},
        {"merge_them", merge_them},
        {"merge_and_take_apart", merge_and_take_apart},
        {"add_firm", add_firm},
        {"load_and_undo", load_and_undo},
    };
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        struct fault_plan plan = {0};
        struct store_fault seam = fault_plan_seam(&plan);
        struct town town;
        struct torture_report report = {0};
        town_init_with(&town, &seam);
        struct torture torture = {.work = works[i].work, .self = &town, .lane = LANE_WRITE};
        if (!CHECK(torture_run(town.world.store, &plan, &torture, &report)) || report.problem[0])
            printf("    %s: %s\n", works[i].name, report.problem);
        CHECK(report.calls > 1);
        fault_plan_set(&plan, 0, RESULT_OK);
        town_fini(&town);
    }
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {CHECK_TEST(writes_are_whole_or_not_at_all)};
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
