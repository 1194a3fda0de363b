/* Who may ask for what: every route with its capability and the roles that hold it, compared with
 * tests/golden/permissions.txt, so that a change of rights is seen in review. After a change that is
 * meant, run this with UPDATE_GOLDEN=1 from the top folder and look at the difference. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/text.h"
#include "check.h"
#include "web/own.h"

#define GOLDEN "tests/golden/permissions.txt"

static void add_route(struct text_buffer *out, const struct route *route)
{
    static const char letters[ROLE__COUNT] = {[ROLE_SECRETARY] = 'S',
                                              [ROLE_GRID_WORKER] = 'G',
                                              [ROLE_VIEWER] = 'V',
                                              [ROLE_ADMINISTRATOR] = 'A'};
    for (int role = 0; role < ROLE__COUNT; role++) {
        struct principal who = {.account = 1, .roles = 1U << role, .scope.all_grids = true};
        bool may = route->flags & ROUTE_PUBLIC || principal_can(&who, route->capability);
        text_add_char(out, may ? letters[role] : '-');
    }
    const char *capability = route->capability != NULL ? route->capability->name : "anybody";
    bool is_whole = route->capability != NULL && route->capability->needs_all_grids;
    text_addf(out, " %-20s %-4s %s%s%s\n", capability, route->method == METHOD_GET ? "GET" : "POST",
              route->path,
              route->method == METHOD_GET && route->flags & ROUTE_WRITE ? " (shows sensitive)" : "",
              is_whole ? " (with all grids only)" : "");
}

static void add_module(struct text_buffer *out, const struct module *module)
{
    for (size_t i = 0; i < module->route_count; i++)
        add_route(out, &module->routes[i]);
}

static char *read_golden(void)
{
    FILE *file = fopen(GOLDEN, "rb");
    struct text_buffer text;
    text_buffer_init(&text);
    char part[4096];
    for (size_t got; file != NULL && (got = fread(part, 1, sizeof part, file)) > 0;)
        text_add_n(&text, part, got);
    if (file != NULL)
        fclose(file);
    return text.at;
}

static void rights_are_as_reviewed(void)
{
    struct text_buffer now;
    text_buffer_init(&now);
    text_add(
        &now,
        "S secretary, G grid worker, V viewer, A administrator; the scope is beside the role\n");
    add_module(&now, &web_module);
    for (size_t i = 0; app_modules[i] != NULL; i++)
        add_module(&now, app_modules[i]);
    if (getenv("UPDATE_GOLDEN") != NULL) {
        FILE *file = fopen(GOLDEN, "wb");
        CHECK(file != NULL && fwrite(now.at, 1, now.length, file) == now.length);
        CHECK(file == NULL || fclose(file) == 0);
    }
    char *golden = read_golden();
    if (golden == NULL) {
        check_skip("run it from the top folder: " GOLDEN " is not here");
    } else if (strcmp(golden, now.at) != 0) {
        check_true(false, "rights are as in " GOLDEN " (if meant: UPDATE_GOLDEN=1)", __FILE__,
                   __LINE__);
        for (char *line = now.at, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
            *end = '\0';
            if (strstr(golden, line) == NULL)
                printf("    new: %s\n", line);
        }
    }
    free(golden);
    text_buffer_fini(&now);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {CHECK_TEST(rights_are_as_reviewed)};
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
