/* Lists of people in files, for matching: CSV or a spreadsheet with headings. */
#ifndef PEOPLE_MATCH_FILE_H
#define PEOPLE_MATCH_FILE_H

#include "modules/people/match.h"

struct match_file {
    struct match_list *list;
    const char **ids; /* of each row, as in the column of ids */
    size_t count;
};

/* Reads the file at `path`. The first row has the headings; known ones are taken (name, surname,
 * given_name, former_name, sex, date_of_birth, citizen_id, phone, phone_2, address, street_number,
 * address_1, address_2, suburb, postcode, state, and the usual Chinese ones), others ignored.
 * RESULT_NOT_FOUND without the file, RESULT_INVALID without the column of ids, and what
 * sheet/reader.h says. Ids live in the arena; free with match_file_close. */
MUST_USE enum result match_file_open(const char *path, const char *id_column,
                                     struct match_file *file, struct arena *arena,
                                     struct error *error);
void match_file_close(struct match_file *file);

/* Writes the certain pairs to `pairs` (in the arena): of one list with b NULL (a < b), or between two
 * (a row of `a`, b row of `b`); in both cases all pairs of a cluster. */
void match_files(const struct match_file *a, const struct match_file *b, struct match_pair **pairs,
                 size_t *count, struct arena *arena);

#endif
