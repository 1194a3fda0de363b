/* Finding icons by binary search in the table that tools/embed.c made. */
#include "web/icon.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *name, const void *icon)
{
    return strcmp(name, ((const struct icon *)icon)->name);
}

const char *icon_find(const char *name)
{
    const struct icon *icon =
        bsearch(name, icon_entries, icon_entry_count, sizeof icon_entries[0], compare);
    return icon != NULL ? icon->markup : NULL;
}
