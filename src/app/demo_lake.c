/* 灯湖社区: seventeen compounds, 20,000 homes, 50,000 people. */
#include <stdlib.h>
#include <string.h>

#include "app/demo.h"

static const struct {
    const char *name;
    int buildings, units, floors, doors, built;
} compounds[] = {
    {"灯湖花园", 12, 2, 18, 4, 2003}, {"桂湖雅苑", 9, 2, 17, 4, 2006},
    {"翠堤湾", 8, 1, 30, 4, 2012},    {"丽湖豪庭", 14, 1, 28, 4, 2010},
    {"金泽苑", 16, 4, 7, 2, 1996},    {"湖畔新村", 20, 4, 7, 2, 1993},
    {"天湖名都", 10, 2, 25, 3, 2009}, {"保泰里", 12, 1, 32, 4, 2016},
    {"千灯里", 9, 2, 18, 4, 2014},    {"海悦轩", 9, 1, 26, 6, 2013},
    {"文华里", 12, 2, 11, 4, 2001},   {"凯旋湖岸", 9, 1, 33, 4, 2018},
    {"映月公馆", 6, 2, 17, 4, 2019},  {"康怡小区", 14, 4, 7, 2, 1998},
    {"雅湖居", 8, 2, 15, 4, 2005},    {"桂悦台", 9, 1, 28, 5, 2015},
    {"灯湖公寓", 6, 1, 18, 8, 2011},
};
enum { COMPOUNDS = sizeof compounds / sizeof compounds[0], BUILDINGS_MAX = 32 };

static const struct demo_staff staff[] = {
    {"maiwanyi", "麦婉仪", "15400000101", ROLE_SECRETARY},
    {"liangzhiwei", "梁志伟", "15400000102", ROLE_GRID_WORKER},
    {"hemin", "何敏", "15400000103", ROLE_GRID_WORKER},
    {"chenjiayi", "陈嘉怡", "15400000104", ROLE_GRID_WORKER},
    {"huangyongkang", "黄永康", "15400000105", ROLE_GRID_WORKER},
    {"ouhuiling", "区慧玲", "15400000106", ROLE_GRID_WORKER},
    {"guojianwen", "郭建文", "15400000107", ROLE_GRID_WORKER},
    {"lishaofen", "李少芬", "15400000108", ROLE_GRID_WORKER},
    {"luojunjie", "罗俊杰", "15400000109", ROLE_GRID_WORKER},
    {"tanxiaoyan", "谭晓燕", "15400000110", ROLE_GRID_WORKER},
    {"wuguoqiang", "吴国强", "15400000111", ROLE_GRID_WORKER},
    {"fenglihua", "冯丽华", "15400000112", ROLE_GRID_WORKER},
    {"guanzijian", "关子健", "15400000113", ROLE_GRID_WORKER},
    {"yewanting", "叶婉婷", "15400000114", ROLE_GRID_WORKER},
    {"panweiming", "潘伟明", "15400000115", ROLE_GRID_WORKER},
    {"dengpeishan", "邓佩珊", "15400000116", ROLE_GRID_WORKER},
    {"huojiahao", "霍嘉豪", "15400000117", ROLE_GRID_WORKER},
    {"suminyi", "苏敏仪", "15400000118", ROLE_GRID_WORKER},
    {"kuangzhicong", "邝志聪", "15400000119", ROLE_GRID_WORKER},
    {"laoyanfang", "劳艳芳", "15400000120", ROLE_GRID_WORKER},
    {"zengqingrong", "曾庆荣", "15400000121", ROLE_GRID_WORKER},
    {"zhaoyongshi", "招咏诗", "15400000122", ROLE_GRID_WORKER},
    {"jianhaoran", "简浩然", "15400000123", ROLE_GRID_WORKER},
    {"lixiuzhen", "黎秀珍", "15400000124", ROLE_GRID_WORKER},
    {"xianzhihang", "冼智航", "15400000125", ROLE_GRID_WORKER},
    {"zhoumeiling", "周美玲", "15400000126", ROLE_GRID_WORKER},
    {"linshuqin", "林淑琴", "15400000127", ROLE_VIEWER},
};
enum { WORKERS = 25 };

static void add_home(struct demo_world *world, long parent, int floor, int door)
{
    long home =
        demo_place(world, parent, "home", arena_printf(world->arena, "%d%02d", floor, door));
    world->places[home].place.storey = floor;
    world->places[home].place.position = door;
}

static long add_building(struct demo_world *world, long compound, int number, int units, int floors,
                         int doors)
{
    long building =
        demo_place(world, compound, "building", arena_printf(world->arena, "%d栋", number));
    struct place *place = &world->places[building].place;
    place->floors = floors;
    place->doors = doors * units;
    for (int unit = 1; unit <= units; unit++) {
        long parent = building;
        if (units > 1) {
            parent =
                demo_place(world, building, "unit", arena_printf(world->arena, "%d单元", unit));
            world->places[parent].place.floors = floors;
            world->places[parent].place.doors = doors;
        }
        for (int floor = 1; floor <= floors; floor++) {
            for (int door = 1; door <= doors; door++)
                add_home(world, parent, floor, door);
        }
    }
    return building;
}

static void add_compound(struct demo_world *world, long top, size_t which)
{
    long buildings[BUILDINGS_MAX];
    int homes[BUILDINGS_MAX];
    long compound = demo_place(world, DEMO_NONE, "compound", compounds[which].name);
    world->places[compound].place.built_year = compounds[which].built;
    for (int i = 0; i < compounds[which].buildings; i++) {
        buildings[i] = add_building(world, compound, i + 1, compounds[which].units,
                                    compounds[which].floors, compounds[which].doors);
        world->places[buildings[i]].place.built_year = compounds[which].built;
        homes[i] = compounds[which].units * compounds[which].floors * compounds[which].doors;
    }
    long branch = demo_grid(world, top, 2, compounds[which].name, NULL, "ordinary");
    demo_split_grids(world, branch, compounds[which].name, buildings, homes,
                     (size_t)compounds[which].buildings);
}

/* Fills the homes until both numbers are reached exactly; about one home in eight stands empty. */
static void fill(struct demo_world *world, size_t people, size_t registered)
{
    bool *is_full = arena_array(world->arena, world->place_count + 1, sizeof *is_full);
    size_t floating = people - registered;
    for (int pass = 0; pass < 2 && registered + floating > 0; pass++) {
        for (size_t i = 0; i < world->place_count && registered + floating > 0; i++) {
            if (strcmp(world->places[i].place.kind, "home") != 0 || is_full[i] ||
                (pass == 0 && demo_happens(world, 125)))
                continue;
            bool is_registered =
                (size_t)demo_below(world, (int)(registered + floating)) < registered;
            size_t *left = is_registered ? &registered : &floating;
            *left -= demo_family(world, (long)i, is_registered, *left);
            is_full[i] = true;
        }
    }
}

void demo_lake(struct demo_world *world, struct arena *arena, uint64_t seed, const char *today,
               size_t people, size_t registered)
{
    *world = (struct demo_world){.arena = arena,
                                 .seed = {seed},
                                 .code = DEMO_LAKE_CODE,
                                 .name = "灯湖社区",
                                 .today = today,
                                 .year = demo_number(today),
                                 .staff = staff,
                                 .staff_count = sizeof staff / sizeof staff[0]};
    long top = demo_grid(world, DEMO_NONE, 1, world->name, NULL, "ordinary");
    for (size_t i = 0; i < COMPOUNDS; i++)
        add_compound(world, top, i);
    int number = 0;
    for (size_t i = 0; i < world->grid_count; i++) {
        if (world->grids[i].level == 3)
            world->grids[i].worker = 1 + number++ / 2 % WORKERS;
    }
    fill(world, people, registered);
}
