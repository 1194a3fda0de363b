/* Icons: Lucide (ISC licence), embedded by tools/embed.c: only those that a template names as
 * {{>i/phone}} or C code as ICON("phone"). */
#ifndef WEB_ICON_H
#define WEB_ICON_H

#include <stddef.h>

/* The name of an icon in C, so that the build finds it: .icon = ICON("users"). */
#define ICON(name) name

struct icon {
    const char *name;
    const char *markup; /* <svg class="i" aria-hidden="true" ...> */
};
extern const struct icon icon_entries[]; /* sorted by name; made by tools/embed.c */
extern const size_t icon_entry_count;

/* The markup of an icon, or NULL. */
const char *icon_find(const char *name);

#endif
