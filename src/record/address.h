/* Addresses as Chinese communities write them, brought to a common form.
 *
 * The same home is written 灯湖花园3栋2单元1204房, 三座1204, C3, 3-2-601, 3栋12楼04, ３＃１２０４,
 * or with province, city, district, street and community before it. What stands for the same place
 * comes out the same: widths are folded, Han numerals before a counter become digits (三座 is 3),
 * the divisions in front are dropped, 栋 幢 座 号楼 are one thing, leading zeros go. In a village a
 * lane and a door stand for the home: 东平三巷5号.
 *
 * Reading never fails: what cannot be understood stays in `place`. The order is from large to
 * small:
 *
 *     灯湖花园二期C3栋2单元1204房2号床
 *     place 灯湖花园2期 · building C3 · unit 2 · room 1204 · bed 2 */
#ifndef RECORD_ADDRESS_H
#define RECORD_ADDRESS_H

#include "base/arena.h"

/* All members are texts, "" for "not said", never NULL. Letters are upper case. */
struct address {
    const char *place;    /* compound, road, village lane, firm: 灯湖花园, 东平3巷 */
    const char *number;   /* door in a road or lane: 5, 12-1 */
    const char *building; /* 3, C3, A, 东 */
    const char *unit;     /* staircase: 2 */
    const char *room;     /* 1204, B101 (负一层), 1303-1 */
    const char *bed;      /* in a dormitory */
};

/* Reads `text` (may be NULL). */
void address_parse(struct arena *arena, const char *text, struct address *out);

/* The common form: "灯湖花园 3栋2单元1204", "东平3巷5号"; "" when nothing is known. */
char *address_text(struct arena *arena, const struct address *address);

/* How well two addresses go together. What one of them leaves out is no contradiction: a list kept
 * in one compound does not name it, and many leave the unit out. */
enum address_likeness {
    ADDRESS_UNKNOWN,  /* nothing that both say */
    ADDRESS_SAME,     /* the same home */
    ADDRESS_SLIP,     /* the same but for one digit or a part put elsewhere */
    ADDRESS_WITHIN,   /* one says less: C3 and C3-1204 */
    ADDRESS_BUILDING, /* another home of the same building or lane */
    ADDRESS_PLACE,    /* the same compound, another building */
    ADDRESS_ELSEWHERE,
    ADDRESS_LIKENESS__COUNT
};
enum address_likeness address_compare(const struct address *a, const struct address *b);

#endif
