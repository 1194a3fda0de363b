/* Households as they are: one person, couples, parents with children, three generations; and workers
 * who came alone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/demo.h"

/* What the people of one household have in common while it is made. */
struct family {
    struct demo_world *world;
    long household, place;
    bool is_registered;
    struct demo_origin origin; /* of those who came */
    const char *since;
    size_t left; /* people it may still have */
};

static const char *day_since(struct demo_world *world, int from, int to)
{
    int year = from >= to ? to : from + demo_below(world, to - from + 1);
    return demo_birth(world, year);
}

/* ---- one person ------------------------------------------------------------------------------ */

static void add_care(struct family *family, struct demo_person *person, int age, bool is_alone)
{
    struct demo_world *world = family->world;
    static const struct {
        const char *care, *purpose;
    } kinds[] = {{"alone", "每周探访一次，看安全"},
                 {"aged", "每月电话问候，天冷上门"},
                 {"frail", "核酸、体检等上门服务"},
                 {"medicine", "每月送一次药"}};
    int kind = -1;
    if (is_alone && age >= 70)
        kind = 0;
    else if (age >= 80 && demo_happens(world, 500))
        kind = 1;
    else if (age >= 70 && demo_happens(world, 60))
        kind = demo_happens(world, 500) ? 2 : 3;
    if (kind < 0)
        return;
    person->seed.care = kinds[kind].care;
    person->seed.care_purpose = kinds[kind].purpose;
    person->seed.care_until = arena_printf(world->arena, "%d-12-31", world->year + 1);
}

static struct demo_person *add(struct family *family, const char *surname, bool is_man, int born,
                               const char *shared, const char *relation)
{
    struct demo_world *world = family->world;
    struct demo_person *person = demo_add_person(world);
    struct resident_facts *facts = &person->seed.facts;
    int age = world->year - born;
    person->place = family->place;
    person->household = family->household;
    person->is_registered = family->is_registered;
    facts->name =
        arena_printf(world->arena, "%s%s", surname, demo_given(world, is_man, born, shared));
    facts->sex = is_man ? "1" : "2";
    facts->birth_date = demo_birth(world, born);
    facts->citizen_id = demo_citizen_id(world, is_man, facts->birth_date,
                                        family->is_registered ? NULL : family->origin.region);
    facts->residence = family->is_registered ? "registered" : "floating";
    facts->registered_address = family->is_registered ? NULL : family->origin.address;
    facts->ethnic_group = !family->is_registered && family->origin.region[0] == '4' &&
                                  family->origin.region[1] == '5' && demo_happens(world, 250)
                              ? "08"
                              : "01";
    if (age >= 14 && !(age >= 78 && demo_happens(world, 350)))
        facts->phone = demo_phone(world);
    if (age >= 25 && demo_happens(world, 30))
        facts->phone_2 = demo_phone(world);
    person->seed.since =
        strcmp(family->since, facts->birth_date) < 0 ? facts->birth_date : family->since;
    person->seed.relation = relation;
    family->left--;
    world->households[family->household].count++;
    return person;
}

/* ---- a family -------------------------------------------------------------------------------- */

static const char *child_relation(bool is_man, int of_its_sex, bool is_only)
{
    static const char *const sons[] = {"22", "23", "29"}, *const daughters[] = {"32", "33", "39"};
    int at = of_its_sex < 2 ? of_its_sex : 2;
    return is_only ? (is_man ? "21" : "31") : is_man ? sons[at] : daughters[at];
}

/* Brothers and sisters never have the same name. */
static bool has_name(const struct family *family, const char *name)
{
    const struct demo_world *world = family->world;
    for (size_t i = (size_t)world->households[family->household].first; i + 1 < world->person_count;
         i++) {
        if (strcmp(world->people[i].seed.facts.name, name) == 0)
            return true;
    }
    return false;
}

static void add_children(struct family *family, const char *surname, int mother_born, int number,
                         const char *phone)
{
    struct demo_world *world = family->world;
    int sons = 0, daughters = 0, born = mother_born + 23 + demo_below(world, 9);
    const char *twin_birth = NULL;
    const char *shared = NULL;
    for (int i = 0; i < number && family->left > 0 && born <= world->year; i++) {
        bool is_man = demo_happens(world, 520);
        struct demo_person *child =
            add(family, surname, is_man, born, shared,
                child_relation(is_man, is_man ? sons : daughters, number == 1));
        struct resident_facts *facts = &child->seed.facts;
        sons += is_man;
        daughters += !is_man;
        while (has_name(family, facts->name))
            facts->name = arena_printf(world->arena, "%s%s", surname,
                                       demo_given(world, is_man, born, shared));
        if (twin_birth != NULL) {
            facts->birth_date = twin_birth;
            facts->citizen_id = demo_citizen_id(
                world, is_man, twin_birth, family->is_registered ? NULL : family->origin.region);
            if (strcmp(child->seed.since, twin_birth) < 0)
                child->seed.since = twin_birth;
        }
        if (facts->phone == NULL && world->year - born < 14 && demo_happens(world, 500))
            facts->phone = phone; /* the school has the mother's number */
        bool is_twin = twin_birth == NULL && i + 1 < number && demo_happens(world, 25);
        twin_birth = is_twin ? facts->birth_date : NULL;
        shared = demo_happens(world, is_twin ? 1000 : 350)
                     ? arena_copy_n(world->arena, facts->name + strlen(surname), 3)
                     : NULL;
        born += is_twin ? 0 : 2 + demo_below(world, 5);
    }
}

/* Father and mother of the head, if they live here too. */
static void add_parents(struct family *family, const char *surname, int born)
{
    struct demo_world *world = family->world;
    int father_born = born - 24 - demo_below(world, 8);
    if (family->left > 0 && father_born > world->year - 92 && demo_happens(world, 600))
        add_care(family, add(family, surname, true, father_born, NULL, "51"),
                 world->year - father_born, false);
    if (family->left > 0 && father_born > world->year - 95)
        add_care(family,
                 add(family, demo_surname(world, family->is_registered), false,
                     father_born + 1 + demo_below(world, 4), NULL, "52"),
                 world->year - father_born - 2, false);
}

struct plan {
    int weight;
    int youngest, oldest; /* age of the head */
    bool has_spouse;
    int children; /* at most */
    bool has_parents;
};
static const struct plan plans[] = {
    {120, 23, 45, false, 0, false}, {45, 66, 90, false, 0, false}, {120, 25, 50, true, 0, false},
    {90, 60, 86, true, 0, false},   {270, 28, 58, true, 1, false}, {175, 30, 52, true, 2, false},
    {20, 32, 50, true, 3, false},   {130, 32, 56, true, 1, true},  {60, 32, 50, true, 2, true},
    {30, 33, 55, false, 1, false},
};

static const struct plan *pick_plan(struct demo_world *world, bool is_registered)
{
    int sum = 0;
    size_t i = 0, count = sizeof plans / sizeof plans[0];
    for (size_t j = 0; j < count; j++)
        sum += plans[j].weight;
    int at = demo_below(world, sum);
    while (at >= plans[i].weight)
        at -= plans[i++].weight;
    if (!is_registered && plans[i].youngest > 59 && demo_happens(world, 700))
        return &plans[0]; /* few old people come from elsewhere to live alone */
    return &plans[i];
}

size_t demo_family(struct demo_world *world, long place, bool is_registered, size_t most)
{
    struct family family = {
        .world = world,
        .household = demo_household(world, place),
        .place = place,
        .is_registered = is_registered,
        .origin = demo_origin(world),
        .since = day_since(world, is_registered ? 1998 : world->year - 10, world->year - 1),
        .left = most};
    const struct plan *plan = pick_plan(world, is_registered);
    bool is_man = plan->has_spouse ? demo_happens(world, 780) : demo_happens(world, 480);
    int born = world->year - plan->youngest - demo_below(world, plan->oldest - plan->youngest + 1);
    const char *surname = demo_surname(world, is_registered);
    if (is_registered)
        world->households[family.household].number =
            arena_printf(world->arena, "%s%05ld", world->code + 6, family.household + 1);
    struct demo_person *head = add(&family, surname, is_man, born, NULL, "02");
    const char *phone = head->seed.facts.phone, *fathers = surname;
    add_care(&family, head, world->year - born, !plan->has_spouse && plan->children == 0);
    if (plan->has_spouse && family.left > 0) {
        const char *other = demo_surname(world, is_registered || demo_happens(world, 100));
        int spouse_born = born + (is_man ? demo_below(world, 5) : -demo_below(world, 5));
        struct demo_person *spouse =
            add(&family, other, !is_man, spouse_born, NULL, is_man ? "12" : "11");
        add_care(&family, spouse, world->year - spouse_born, false);
        phone = is_man ? spouse->seed.facts.phone : phone;
        fathers = is_man ? surname : other;
    }
    if (plan->children > 0)
        add_children(&family, fathers, born, plan->children, phone);
    if (plan->has_parents)
        add_parents(&family, surname, born);
    return most - family.left;
}

void demo_worker(struct demo_world *world, long place, long firm)
{
    struct family family = {.world = world,
                            .household = demo_household(world, place),
                            .place = place,
                            .origin = demo_origin(world),
                            .since = day_since(world, world->year - 4, world->year),
                            .left = 1};
    int born = world->year - 19 - demo_below(world, 30);
    bool is_man = demo_happens(world, 460);
    struct demo_person *worker = add(&family, demo_surname(world, false), is_man, born, NULL, "02");
    int until = world->year + demo_below(world, 2), month = demo_below(world, 12) + 1;
    worker->firm = firm;
    worker->seed.job_until = arena_printf(world->arena, "%d-%02d-28", until + 1, month);
}
