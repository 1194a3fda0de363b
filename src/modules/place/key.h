/* Keys made from the names of places. Pure: knows no store. record/address.h reads addresses. */
#ifndef PLACE_KEY_H
#define PLACE_KEY_H

#include "record/address.h"

/* A key under which names sort as one walks: numbers (Han ones too: 三座) padded to six digits,
 * letters in upper case, 栋幢座 alike, other characters as they are; no '/' and nothing below it.
 */
const char *place_sort_key(const char *name, struct arena *arena);

/* The short label of a name: 3栋 -> 3, 2单元 -> 2, 1204房 -> 1204, 三座 -> 3, C3 -> C3; a name that
 * is no number stays whole. */
const char *place_label(const char *name, struct arena *arena);

/* The doors under which a dwelling is found: "3-2-1204" and, without its unit, "3-1204" (or NULL).
 * In a lane "12". An address that names no room has the form of its building, "3" or "3-2"; NULL if
 * it names none. */
const char *place_door(const struct address *address, struct arena *arena);
const char *place_door_without_unit(const struct address *address, struct arena *arena);

#endif
