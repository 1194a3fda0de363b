/* 凤鸣社区: a town part, a village of lanes and an industrial park; in 2013 made from 北区 (the town
 * part) and 东平 (village and park). */
#include <stdlib.h>
#include <string.h>

#include "app/demo.h"

static const char *const parts[] = {"北区社区", "东平社区", NULL};
enum { PART_NORTH, PART_EAST };

static const struct demo_staff staff[] = {
    {"ouyangjun", "欧阳军", "16000000101", ROLE_SECRETARY},
    {"liangshaoping", "梁少萍", "16000000102", ROLE_GRID_WORKER},
    {"huojianhua", "霍健华", "16000000103", ROLE_GRID_WORKER},
    {"zhongxiaoli", "钟晓丽", "16000000104", ROLE_GRID_WORKER},
    {"maizhiqiang", "麦志强", "16000000105", ROLE_GRID_WORKER},
};
enum { WORKERS = 4 };

static const struct {
    const char *name;
    int buildings, units, floors, doors, built;
} compounds[] = {
    {"凤鸣苑", 6, 2, 9, 4, 2004},
    {"北区新村", 10, 3, 7, 2, 1995},
    {"鸣凤花园", 5, 2, 15, 3, 2011},
};

static const struct {
    const char *name;
    int workers, dormitories, floors, rooms;
} firms[] = {
    {"佛山市南海步云鞋业有限公司", 1000, 2, 6, 14}, {"佛山市南海鸿升铝材有限公司", 160, 1, 4, 8},
    {"佛山市凤鸣精密五金有限公司", 120, 1, 4, 6},   {"佛山市南海汇佳电器有限公司", 95, 1, 3, 6},
    {"佛山市东平包装制品有限公司", 70, 1, 3, 5},    {"佛山市南海兴隆陶瓷机械有限公司", 60, 1, 3, 4},
    {"佛山市南海雅居家具有限公司", 48, 1, 2, 5},    {"佛山市凤鸣塑料模具有限公司", 36, 1, 2, 4},
    {"佛山市南海顺达物流有限公司", 30, 1, 2, 3},    {"佛山市东平纺织印染有限公司", 80, 1, 3, 5},
    {"佛山市南海康源食品有限公司", 42, 1, 2, 4},    {"佛山市凤鸣照明科技有限公司", 25, 1, 2, 3},
};
enum { FIRMS = sizeof firms / sizeof firms[0], BEDS = 8 };

/* ---- the town part --------------------------------------------------------------------------- */

static long add_building(struct demo_world *world, long compound, int number, int units, int floors,
                         int doors)
{
    long building =
        demo_place(world, compound, "building", arena_printf(world->arena, "%d栋", number));
    world->places[building].place.floors = floors;
    world->places[building].place.doors = units * doors;
    for (int unit = 1; unit <= units; unit++) {
        long stair =
            demo_place(world, building, "unit", arena_printf(world->arena, "%d单元", unit));
        world->places[stair].place.floors = floors;
        world->places[stair].place.doors = doors;
        for (int home = 0; home < floors * doors; home++) {
            int floor = home / doors + 1, door = home % doors + 1;
            long place =
                demo_place(world, stair, "home", arena_printf(world->arena, "%d%02d", floor, door));
            world->places[place].place.storey = floor;
            world->places[place].place.position = door;
            if (!demo_happens(world, 100))
                demo_family(world, place, demo_happens(world, 550), 12);
        }
    }
    return building;
}

static void add_town(struct demo_world *world, long top)
{
    for (size_t i = 0; i < sizeof compounds / sizeof compounds[0]; i++) {
        long buildings[16];
        int homes[16];
        long compound = demo_place(world, DEMO_NONE, "compound", compounds[i].name);
        world->place_parts[compound] = PART_NORTH;
        world->places[compound].place.built_year = compounds[i].built;
        for (int j = 0; j < compounds[i].buildings; j++) {
            buildings[j] = add_building(world, compound, j + 1, compounds[i].units,
                                        compounds[i].floors, compounds[i].doors);
            homes[j] = compounds[i].units * compounds[i].floors * compounds[i].doors;
        }
        long branch = demo_grid(world, top, 2, compounds[i].name, NULL, "ordinary");
        demo_split_grids(world, branch, compounds[i].name, buildings, homes,
                         (size_t)compounds[i].buildings);
    }
}

/* ---- the village ----------------------------------------------------------------------------- */

/* A house in a lane: the owners' family, and often tenants above. */
static void fill_house(struct demo_world *world, long door)
{
    demo_family(world, door, true, 9);
    while (demo_happens(world, 380))
        demo_family(world, door, false, 4);
}

static void add_village(struct demo_world *world, long top)
{
    static const char *const groups[] = {"东平一组", "东平二组", "东平三组", "东平四组",
                                         "东平五组"};
    static const char *const lanes[] = {"一巷", "二巷", "三巷", "四巷",
                                        "五巷", "六巷", "七巷", "八巷"};
    enum { GROUPS = 5, LANES = 8, DOORS = 18 };
    long all[GROUPS * LANES];
    int homes[GROUPS * LANES];
    for (int g = 0; g < GROUPS; g++) {
        long group = demo_place(world, DEMO_NONE, "village", groups[g]);
        world->place_parts[group] = PART_EAST;
        for (int l = 0; l < LANES; l++) {
            long lane = demo_place(world, group, "lane", lanes[l]);
            world->places[lane].place.doors = DOORS;
            for (int d = 1; d <= DOORS; d++)
                fill_house(world,
                           demo_place(world, lane, "door", arena_printf(world->arena, "%d号", d)));
            all[g * LANES + l] = lane;
            homes[g * LANES + l] = DOORS;
        }
    }
    long branch = demo_grid(world, top, 2, "东平村", NULL, "ordinary");
    demo_split_grids(world, branch, "东平村", all, homes, GROUPS * LANES);
}

/* ---- the park -------------------------------------------------------------------------------- */

static void add_dormitories(struct demo_world *world, long premises, size_t which, long firm)
{
    int workers = firms[which].workers;
    int rooms = firms[which].dormitories * firms[which].floors * firms[which].rooms, room = 0;
    for (int d = 0; d < firms[which].dormitories; d++) {
        long dormitory = demo_place(world, premises, "dormitory",
                                    arena_printf(world->arena, "%c栋宿舍", 'A' + d));
        world->places[dormitory].place.floors = firms[which].floors;
        world->places[dormitory].place.doors = firms[which].rooms;
        for (int i = 0; i < firms[which].floors * firms[which].rooms; i++, room++) {
            int floor = i / firms[which].rooms + 1, door = i % firms[which].rooms + 1;
            long place = demo_place(world, dormitory, "room",
                                    arena_printf(world->arena, "%d%02d", floor, door));
            world->places[place].place.storey = floor;
            world->places[place].place.position = door;
            int here = workers * (room + 1) / rooms - workers * room / rooms;
            for (int bed = 0; bed < here; bed++)
                demo_worker(world, place, firm);
        }
    }
}

static void add_park(struct demo_world *world, long top)
{
    long park = demo_place(world, DEMO_NONE, "park", "凤鸣工业园");
    world->place_parts[park] = PART_EAST;
    long branch = demo_grid(world, top, 2, "凤鸣工业园", NULL, "special");
    for (size_t i = 0; i < FIRMS; i++) {
        const char *name = firms[i].name;
        long premises =
            demo_place(world, park, "premises", arena_printf(world->arena, "%zu号厂区", i + 1));
        world->firms = arena_grow(world->arena, world->firms, world->firm_count,
                                  &world->firm_capacity, sizeof *world->firms);
        world->firms[world->firm_count] =
            (struct demo_firm){name, demo_credit_code(world), premises, firms[i].workers};
        add_dormitories(world, premises, i, (long)world->firm_count++);
        if (i == 0)
            world->place_grids[premises] =
                demo_grid(world, branch, 3, "步云鞋业专属网格", name, "special");
        else if (i == 1)
            world->place_grids[premises] =
                demo_grid(world, branch, 3, "园区专属网格", "工业园2号至12号厂区", "special");
        else
            world->place_grids[premises] = (long)world->grid_count - 1;
    }
}

void demo_phoenix(struct demo_world *world, struct arena *arena, uint64_t seed, const char *today)
{
    *world = (struct demo_world){.arena = arena,
                                 .seed = {seed ^ UINT64_C(0x5bd1e995)},
                                 .code = DEMO_PHOENIX_CODE,
                                 .name = "凤鸣社区",
                                 .today = today,
                                 .year = demo_number(today),
                                 .staff = staff,
                                 .staff_count = sizeof staff / sizeof staff[0],
                                 .parts = parts};
    long top = demo_grid(world, DEMO_NONE, 1, world->name, NULL, "ordinary");
    add_town(world, top);
    add_village(world, top);
    add_park(world, top);
    int number = 0;
    for (size_t i = 0; i < world->grid_count; i++) {
        if (world->grids[i].level == 3)
            world->grids[i].worker = 1 + number++ % WORKERS;
    }
}
