/* The list of modules. To add a capability, add a folder and a line; take the line away and the rest
 * still builds. A module stands after those that it needs. */
#include "app/app.h"

extern const struct module access_module;
extern const struct module place_module;
extern const struct module people_module;
extern const struct module inbox_module;
extern const struct module intake_module;
extern const struct module screening_module;

const struct module *const app_modules[] = {
    &access_module, &place_module,     &people_module, &inbox_module,
    &intake_module, &screening_module, NULL,
};

size_t app_module_count(void)
{
    return sizeof app_modules / sizeof app_modules[0] - 1;
}
