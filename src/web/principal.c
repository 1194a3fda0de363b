/* What a principal may do. The capability names the roles that hold it; the scope names the grids. */
#include "web/principal.h"

bool principal_can(const struct principal *principal, const struct capability *capability)
{
    return principal && capability && (principal->roles & capability->default_roles) != 0 &&
           (!capability->needs_all_grids || principal->scope.all_grids);
}

bool scope_has_grid(const struct scope *scope, int64_t grid)
{
    if (scope->all_grids) {
        return true;
    }
    for (size_t i = 0; grid > 0 && i < scope->grid_count; i++) {
        if (scope->grids[i] == grid) {
            return true;
        }
    }
    return false;
}
