/* Between the pages of people: small declarations, links, and the records that several pages show. */
#ifndef PEOPLE_WEB_H
#define PEOPLE_WEB_H

#include "modules/people/firm.h"
#include "modules/people/merge.h"
#include "modules/people/search.h"
#include "web/form.h"
#include "web/route.h"

/* Fields of pages: one line each. */
#define SHOW(kind_, struct_, member, label_)                                                       \
    {                                                                                              \
        .name = #member, .label = (label_), .kind = (kind_),                                       \
        .offset = FIELD_AT(struct struct_, member)                                                 \
    }
#define SHOW_LIST(struct_, member, label_, type_)                                                  \
    {                                                                                              \
        .name = #member, .label = (label_), .kind = FIELD_LIST,                                    \
        .offset = FIELD_AT(struct struct_, member), .type = (type_)                                \
    }
#define SHOW_RECORD(struct_, member, label_, type_)                                                \
    {                                                                                              \
        .name = #member, .label = (label_), .kind = FIELD_RECORD,                                  \
        .offset = FIELD_AT(struct struct_, member), .type = (type_)                                \
    }
#define SHOW_FORM(struct_, member, type_)                                                          \
    {                                                                                              \
        .name = #member, .kind = FIELD_FORM, .offset = FIELD_AT(struct struct_, member),           \
        .type = (type_)                                                                            \
    }
/* A parameter in the path, or hidden in a form. */
#define PATH_ID(struct_, member)                                                                   \
    {                                                                                              \
        .name = #member, .kind = FIELD_ID, .offset = FIELD_AT(struct struct_, member),             \
        .flags = FIELD_HIDDEN | FIELD_REQUIRED                                                     \
    }
#define QUERY(kind_, struct_, member, label_)                                                      \
    {                                                                                              \
        .name = #member, .label = (label_), .kind = (kind_),                                       \
        .offset = FIELD_AT(struct struct_, member)                                                 \
    }

/* One resident in a list: what it needs, the link, and the care needs in words. */
struct person {
    struct resident_line line;
    const char *path, *place_path, *care;
};
extern const struct record_type person_type;
/* The page of a home, which says the whole address: NULL for 0 and for who sees addresses masked. */
const char *home_path(const struct request *request, int64_t place_id);

/* Who sees addresses masked sees them through the building: no lists of one home or unit for them. */
bool may_list_place(const struct request *request, const struct place *place);

void person_from_line(const struct request *request, const struct resident_line *line,
                      struct person *person);
struct record_list people_list(const struct request *request, const struct resident_line *lines,
                               size_t count);

/* All of a list, one row (struct person) at a time. */
MUST_USE enum result people_stream(struct request *request, const struct resident_filter *filter,
                                   struct record_list *list, struct error *error);

/* One choice of a filter: <option value="code" selected>label</option>. */
struct filter_option {
    const char *code, *label;
    int64_t is_chosen;
};
extern const struct record_type option_type;
/* From declared choices, after "all"; `chosen` may be NULL. */
struct record_list options_of(const struct request *request, const struct choice *choices,
                              const char *all, const char *chosen);
/* The grids of the scope; also those of a level only (0: all). */
MUST_USE enum result grid_options(struct request *request, int64_t chosen, const char *all,
                                  struct record_list *list, struct error *error);

/* "/residents/12/edit", in the request's arena. */
const char *path_of(const struct request *request, const char *folder, int64_t id,
                    const char *rest);
struct record_list list_of(const void *rows, size_t count);
const char *cares_in_words(const struct request *request, const char *codes);
/* The label of a choice, in the reader's language. */
const char *choice_word(const struct request *request, const struct choice *choices,
                        const char *code);

/* The place that an address typed in a form means: RESULT_INVALID at "address" if none, or several. */
MUST_USE enum result place_typed(struct request *request, const char *address, int64_t *place_id,
                                 struct error *error);

/* One row of the audit about a place, a grid, or who is in charge of one. */
MUST_USE enum result note_place(struct request *request, const char *action, const char *subject,
                                int64_t id, const char *fields, struct error *error);

/* The form to put somebody in charge; the record type says of what. */
struct form *charge_form_of(struct request *request, const struct record_type *type,
                            const char *action);

/* Handlers are named by what they show or do; the routes are in module.c. */
#define HANDLER(name)                                                                              \
    enum result name(struct request *request, const void *params, struct reply *reply,             \
                     struct error *error)
HANDLER(show_residents);
HANDLER(show_search);
HANDLER(show_resident);
HANDLER(show_resident_id);
HANDLER(show_resident_edit);
HANDLER(show_resident_new);
HANDLER(show_resident_move);
HANDLER(show_resident_leave);
HANDLER(show_resident_care);
HANDLER(show_merge);
HANDLER(do_resident_edit);
HANDLER(do_resident_new);
HANDLER(do_resident_move);
HANDLER(do_resident_leave);
HANDLER(show_household_join);
HANDLER(show_household_join_again);
HANDLER(do_resident_household);
HANDLER(do_household_leave);
HANDLER(show_merge_find);
HANDLER(show_firm_new);
HANDLER(do_firm_new);
HANDLER(show_firm_edit);
HANDLER(do_firm_edit);
HANDLER(show_resident_job);
HANDLER(do_resident_job);
HANDLER(do_care_add);
HANDLER(do_care_end);
HANDLER(do_merge);
HANDLER(do_unmerge);
HANDLER(show_household);
HANDLER(show_firms);
HANDLER(show_firm);
HANDLER(show_places);
HANDLER(show_place);
HANDLER(show_place_edit);
HANDLER(do_place_edit);
HANDLER(do_place_new);
HANDLER(show_grids);
HANDLER(show_grid);
HANDLER(show_grid_new);
HANDLER(show_grid_new_again);
HANDLER(do_grid_new);
HANDLER(show_grid_edit);
HANDLER(do_grid_edit);
HANDLER(show_grid_again);
HANDLER(show_place_again);
HANDLER(do_charge_add);
HANDLER(do_place_charge_add);
HANDLER(do_charge_end);
HANDLER(do_grid_member);

extern const struct record_type residents_params_type, residents_page_type, search_params_type,
    search_page_type, resident_params_type, resident_page_type, resident_id_params_type,
    resident_id_page_type, resident_form_params_type, resident_new_params_type,
    resident_move_params_type, resident_leave_params_type, resident_household_params_type,
    care_params_type, care_end_params_type, merge_params_type, merge_page_type, unmerge_params_type,
    form_page_type, household_params_type, household_page_type, firms_params_type, firms_page_type,
    firm_params_type, firm_page_type, places_page_type, place_params_type, place_page_type,
    place_form_params_type, place_new_params_type, grids_page_type, grid_params_type,
    grid_page_type, charge_form_params_type, charge_end_params_type, grid_member_params_type,
    move_params_type, grid_form_params_type, grid_new_params_type, grid_new_asked_type,
    place_charge_params_type, household_join_page_type, household_asked_type, household_leave_type,
    merge_find_page_type, merge_find_params_type, firm_new_params_type, firm_form_params_type,
    job_form_params_type;

/* A page that is mainly a form. */
struct form_page {
    const char *title, *about, *back_path, *back_name;
    struct record_list differences; /* after a conflict: what is stored now, and what was typed */
    struct form *form;
};
/* What somebody else stored meanwhile, beside what was typed. */
struct difference {
    const char *what, *stored, *typed;
};
MUST_USE enum result form_page(struct request *request, struct reply *reply, const char *title,
                               const char *about, const char *back_path, const char *back_name,
                               const struct form *form);

#endif
