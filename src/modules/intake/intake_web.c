/* placeholder */
#include "modules/intake/pages.h"
const struct route intake_routes[INTAKE_ROUTES];
