/* The fields of what the pages of intake show and take. */
#include "modules/intake/pages.h"

#include "base/limits.h"
#include "web/route.h"

#define SHOWN(kind_, struct_type, name_)                                                           \
    {                                                                                              \
        .name = #name_, .kind = kind_, .offset = FIELD_AT(struct struct_type, name_)               \
    }
#define TEXT(struct_type, name) SHOWN(FIELD_TEXT, struct_type, name)
#define INT(struct_type, name) SHOWN(FIELD_INT, struct_type, name)
#define FLAG(struct_type, name) SHOWN(FIELD_FLAG, struct_type, name)
#define ID(struct_type, name) SHOWN(FIELD_ID, struct_type, name)
#define TIME(struct_type, name) SHOWN(FIELD_TIME, struct_type, name)
#define URL(struct_type, name) SHOWN(FIELD_URL, struct_type, name)
#define CHOICE(struct_type, name_, choices_)                                                       \
    {                                                                                              \
        .name = #name_, .kind = FIELD_CHOICE, .offset = FIELD_AT(struct struct_type, name_),       \
        .choices = choices_                                                                        \
    }
#define PERSONAL(struct_type, name_, label_)                                                       \
    {                                                                                              \
        .name = #name_, .label = label_, .kind = FIELD_TEXT,                                       \
        .offset = FIELD_AT(struct struct_type, name_), .privacy = PRIVACY_PERSONAL                 \
    }
#define LIST(struct_type, name_, type_)                                                            \
    {                                                                                              \
        .name = #name_, .kind = FIELD_LIST, .offset = FIELD_AT(struct struct_type, name_),         \
        .type = &(type_)                                                                           \
    }

/* ---- parameters ------------------------------------------------------------------------------ */

#define BATCH(struct_type)                                                                         \
    {                                                                                              \
        .name = "batch", .label = N_("List"), .kind = FIELD_ID,                                    \
        .offset = FIELD_AT(struct struct_type, batch), .flags = FIELD_REQUIRED | FIELD_HIDDEN      \
    }

static const struct field imports_params_fields[] = {
    {.name = "after",
     .label = N_("After"),
     .kind = FIELD_ID,
     .offset = FIELD_AT(struct imports_params, after)},
    {.name = "campaign",
     .label = N_("Campaign"),
     .kind = FIELD_ID,
     .offset = FIELD_AT(struct imports_params, campaign)}};
const struct record_type imports_params_type =
    RECORD_TYPE("imports_params", NULL, struct imports_params, imports_params_fields);

static const struct field upload_params_fields[] = {
    {.name = "file",
     .label = N_("File"),
     .kind = FIELD_FILE,
     .offset = FIELD_AT(struct upload_params, file)},
    {.name = "pasted",
     .label = N_("Pasted cells or chain reply"),
     .kind = FIELD_LONG_TEXT,
     .offset = FIELD_AT(struct upload_params, pasted),
     .maximum = LIMIT_PARAMETER_BYTES},
    {.name = "purpose",
     .label = N_("What the list is for"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct upload_params, purpose),
     .choices = intake_purposes}};
const struct record_type upload_params_type =
    RECORD_TYPE("import_upload", NULL, struct upload_params, upload_params_fields);

const struct choice intake_shows[] = {{"wrong", N_("Wrong")},
                                      {"double", N_("Twice in the list")},
                                      {"certain", N_("Certainly known")},
                                      {"likely", N_("Probably known")},
                                      {"new", N_("New")},
                                      {"noted", N_("With a note")},
                                      {"open", N_("To be decided")},
                                      {0}};
#define SHOW(struct_type)                                                                          \
    {.name = "show",                                                                               \
     .label = N_("Rows"),                                                                          \
     .kind = FIELD_CHOICE,                                                                         \
     .offset = FIELD_AT(struct struct_type, show),                                                 \
     .choices = intake_shows},                                                                     \
    {                                                                                              \
        .name = "after", .label = N_("After"), .kind = FIELD_INT,                                  \
        .offset = FIELD_AT(struct struct_type, after), .maximum = INT32_MAX                        \
    }

static const struct field batch_params_fields[] = {BATCH(batch_params), SHOW(batch_params)};
const struct record_type batch_params_type =
    RECORD_TYPE("import_params", NULL, struct batch_params, batch_params_fields);

static const struct field text_choice_fields[] = {{.name = "column",
                                                   .label = N_("Column"),
                                                   .kind = FIELD_TEXT,
                                                   .offset = FIELD_AT(struct text_choice, text)}};
static const struct record_type text_choice_type =
    RECORD_TYPE("column_choice", NULL, struct text_choice, text_choice_fields);
static const struct choice thens[] = {
    {"look", N_("Look again")}, {"check", N_("Check all rows")}, {0}};
static const struct field columns_params_fields[] = {
    BATCH(columns_params),
    {.name = "sheet",
     .label = N_("Sheet"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct columns_params, sheet),
     .maximum = LIMIT_SHEET_SHEETS},
    {.name = "header_row",
     .label = N_("Row of the headings"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct columns_params, header_row),
     .maximum = INT32_MAX},
    {.name = "column",
     .label = N_("Columns"),
     .kind = FIELD_LIST,
     .offset = FIELD_AT(struct columns_params, column),
     .type = &text_choice_type,
     .flags = FIELD_MULTIPLE},
    {.name = "then",
     .label = N_("Then"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct columns_params, then),
     .choices = thens}};
const struct record_type columns_params_type =
    RECORD_TYPE("import_columns", NULL, struct columns_params, columns_params_fields);

static const struct field decide_params_fields[] = {
    BATCH(decide_params),
    {.name = "row",
     .label = N_("Row"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct decide_params, row),
     .flags = FIELD_REQUIRED,
     .minimum = 1,
     .maximum = INT32_MAX},
    {.name = "resident",
     .label = N_("Resident"),
     .kind = FIELD_ID,
     .offset = FIELD_AT(struct decide_params, resident)},
    {.name = "decision",
     .label = N_("Decision"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct decide_params, decision),
     .choices = intake_decisions,
     .flags = FIELD_REQUIRED},
    SHOW(decide_params)};
const struct record_type decide_params_type =
    RECORD_TYPE("import_decision", NULL, struct decide_params, decide_params_fields);

static const struct field decide_all_params_fields[] = {
    BATCH(decide_all_params),
    {.name = "state",
     .label = N_("Rows"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct decide_all_params, state),
     .choices = intake_row_states,
     .flags = FIELD_REQUIRED},
    {.name = "decision",
     .label = N_("Decision"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct decide_all_params, decision),
     .choices = intake_decisions,
     .flags = FIELD_REQUIRED}};
const struct record_type decide_all_params_type =
    RECORD_TYPE("import_decisions", NULL, struct decide_all_params, decide_all_params_fields);

static const struct field row_params_fields[] = {BATCH(row_params),
                                                 {.name = "row",
                                                  .label = N_("Row"),
                                                  .kind = FIELD_INT,
                                                  .offset = FIELD_AT(struct row_params, row),
                                                  .flags = FIELD_REQUIRED,
                                                  .maximum = INT32_MAX}};
const struct record_type row_params_type =
    RECORD_TYPE("import_row_params", NULL, struct row_params, row_params_fields);

/* ---- the list of lists ----------------------------------------------------------------------- */

static const struct field batch_line_fields[] = {ID(batch_line, batch_id),
                                                 TEXT(batch_line, title),
                                                 CHOICE(batch_line, state, intake_states),
                                                 CHOICE(batch_line, purpose, intake_purposes),
                                                 CHOICE(batch_line, format, intake_formats),
                                                 TIME(batch_line, created_at),
                                                 INT(batch_line, rows),
                                                 INT(batch_line, wrong),
                                                 INT(batch_line, added),
                                                 INT(batch_line, changed)};
static const struct record_type batch_line_type =
    RECORD_TYPE("import_line", NULL, struct batch_line, batch_line_fields);
static const struct field imports_view_fields[] = {
    LIST(imports_view, batches, batch_line_type), URL(imports_view, more_url),
    CHOICE(imports_view, purpose, intake_purposes), PERSONAL(imports_view, pasted, NULL),
    TEXT(imports_view, mistake)};
const struct record_type imports_view_type =
    RECORD_TYPE("imports", N_("Lists"), struct imports_view, imports_view_fields);

/* ---- one list -------------------------------------------------------------------------------- */

static const struct field option_view_fields[] = {
    TEXT(option_view, value), TEXT(option_view, label), FLAG(option_view, is_chosen)};
static const struct record_type option_view_type =
    RECORD_TYPE("import_option", NULL, struct option_view, option_view_fields);
static const struct field column_view_fields[] = {INT(column_view, number),
                                                  TEXT(column_view, letter),
                                                  TEXT(column_view, heading),
                                                  PERSONAL(column_view, sample, NULL),
                                                  FLAG(column_view, is_sure),
                                                  FLAG(column_view, is_guess),
                                                  LIST(column_view, options, option_view_type)};
static const struct record_type column_view_type =
    RECORD_TYPE("import_column", NULL, struct column_view, column_view_fields);
static const struct field cell_view_fields[] = {PERSONAL(cell_view, text, NULL),
                                                FLAG(cell_view, is_wrong)};
static const struct record_type cell_view_type =
    RECORD_TYPE("import_cell", NULL, struct cell_view, cell_view_fields);
static const struct field preview_view_fields[] = {INT(preview_view, number),
                                                   FLAG(preview_view, is_header),
                                                   LIST(preview_view, cells, cell_view_type)};
static const struct record_type preview_view_type =
    RECORD_TYPE("import_preview", NULL, struct preview_view, preview_view_fields);
static const struct field remark_view_fields[] = {PERSONAL(remark_view, sentence, NULL),
                                                  FLAG(remark_view, is_problem)};
static const struct record_type remark_view_type =
    RECORD_TYPE("import_remark", NULL, struct remark_view, remark_view_fields);
static const struct field row_view_fields[] = {ID(row_view, batch_id),
                                               {.name = "row_number",
                                                .label = N_("Row"),
                                                .kind = FIELD_INT,
                                                .offset = FIELD_AT(struct row_view, row_number)},
                                               CHOICE(row_view, state, intake_row_states),
                                               CHOICE(row_view, decision, intake_decisions),
                                               CHOICE(row_view, outcome, intake_outcomes),
                                               {.name = "name",
                                                .label = N_("Name"),
                                                .kind = FIELD_NAME,
                                                .offset = FIELD_AT(struct row_view, name),
                                                .privacy = PRIVACY_PERSONAL},
                                               {.name = "sex",
                                                .label = N_("Sex"),
                                                .kind = FIELD_CHOICE,
                                                .offset = FIELD_AT(struct row_view, sex),
                                                .choices = resident_sexes},
                                               {.name = "birth_date",
                                                .label = N_("Date of birth"),
                                                .kind = FIELD_DATE,
                                                .offset = FIELD_AT(struct row_view, birth_date),
                                                .privacy = PRIVACY_PERSONAL},
                                               {.name = "phone",
                                                .label = N_("Phone"),
                                                .kind = FIELD_PHONE,
                                                .offset = FIELD_AT(struct row_view, phone),
                                                .privacy = PRIVACY_PERSONAL,
                                                .flags = FIELD_MASK_ALWAYS},
                                               {.name = "address",
                                                .label = N_("Address"),
                                                .kind = FIELD_ADDRESS,
                                                .offset = FIELD_AT(struct row_view, address),
                                                .privacy = PRIVACY_PERSONAL},
                                               {.name = "citizen_id",
                                                .label = N_("Citizen ID"),
                                                .kind = FIELD_CITIZEN_ID,
                                                .offset = FIELD_AT(struct row_view, citizen_id),
                                                .privacy = PRIVACY_SENSITIVE,
                                                .flags = FIELD_MASK_ALWAYS},
                                               PERSONAL(row_view, note, N_("Note")),
                                               ID(row_view, resident_id),
                                               INT(row_view, twin_row),
                                               FLAG(row_view, is_open),
                                               FLAG(row_view, can_decide),
                                               LIST(row_view, remarks, remark_view_type)};
static const struct record_type row_view_type =
    RECORD_TYPE("import_row", N_("Row"), struct row_view, row_view_fields);
static const struct field segment_view_fields[] = {
    URL(segment_view, url), TEXT(segment_view, label), INT(segment_view, count),
    FLAG(segment_view, is_current)};
static const struct record_type segment_view_type =
    RECORD_TYPE("import_segment", NULL, struct segment_view, segment_view_fields);
static const struct field stayed_view_fields[] = {ID(stayed_view, resident_id),
                                                  PERSONAL(stayed_view, name, N_("Name")),
                                                  PERSONAL(stayed_view, address, N_("Address"))};
static const struct record_type stayed_view_type =
    RECORD_TYPE("import_stayed", NULL, struct stayed_view, stayed_view_fields);

static const struct field batch_view_fields[] = {ID(batch_view, batch_id),
                                                 TEXT(batch_view, title),
                                                 CHOICE(batch_view, state, intake_states),
                                                 CHOICE(batch_view, purpose, intake_purposes),
                                                 CHOICE(batch_view, format, intake_formats),
                                                 TEXT(batch_view, list_title),
                                                 TIME(batch_view, created_at),
                                                 TIME(batch_view, ended_at),
                                                 INT(batch_view, rows),
                                                 INT(batch_view, wrong),
                                                 INT(batch_view, doubles),
                                                 INT(batch_view, certain),
                                                 INT(batch_view, likely),
                                                 INT(batch_view, fresh),
                                                 INT(batch_view, noted),
                                                 INT(batch_view, added),
                                                 INT(batch_view, changed),
                                                 INT(batch_view, open),
                                                 INT(batch_view, add),
                                                 INT(batch_view, use),
                                                 INT(batch_view, skip),
                                                 INT(batch_view, to_write),
                                                 FLAG(batch_view, is_working),
                                                 FLAG(batch_view, is_stuck),
                                                 INT(batch_view, done),
                                                 INT(batch_view, total),
                                                 ID(batch_view, job_id),
                                                 FLAG(batch_view, is_campaign),
                                                 TEXT(batch_view, problem),
                                                 FLAG(batch_view, has_sheets),
                                                 INT(batch_view, header_row),
                                                 FLAG(batch_view, has_names),
                                                 FLAG(batch_view, is_empty),
                                                 LIST(batch_view, entries, row_view_type),
                                                 LIST(batch_view, sheets, option_view_type),
                                                 LIST(batch_view, header_rows, option_view_type),
                                                 LIST(batch_view, columns, column_view_type),
                                                 LIST(batch_view, previews, preview_view_type),
                                                 CHOICE(batch_view, show, intake_shows),
                                                 LIST(batch_view, segments, segment_view_type),
                                                 URL(batch_view, more_url),
                                                 FLAG(batch_view, shows_likely),
                                                 FLAG(batch_view, shows_new),
                                                 FLAG(batch_view, shows_double),
                                                 FLAG(batch_view, shows_certain),
                                                 INT(batch_view, after),
                                                 LIST(batch_view, stayed, stayed_view_type)};
const struct record_type batch_view_type =
    RECORD_TYPE("import", N_("List"), struct batch_view, batch_view_fields);

/* ---- one row --------------------------------------------------------------------------------- */

static const struct field evidence_view_fields[] = {
    TEXT(evidence_view, field),
    PERSONAL(evidence_view, ours, N_("The list says")),
    PERSONAL(evidence_view, theirs, N_("The register says")),
    TEXT(evidence_view, level),
    FLAG(evidence_view, is_same),
    FLAG(evidence_view, is_close)};
static const struct record_type evidence_view_type =
    RECORD_TYPE("import_evidence", NULL, struct evidence_view, evidence_view_fields);
static const struct field candidate_view_fields[] = {
    ID(candidate_view, batch_id),
    INT(candidate_view, row_number),
    ID(candidate_view, resident_id),
    INT(candidate_view, percent),
    CHOICE(candidate_view, verdict, intake_row_states),
    PERSONAL(candidate_view, name, N_("Name")),
    FLAG(candidate_view, is_chosen),
    LIST(candidate_view, evidence, evidence_view_type)};
static const struct record_type candidate_view_type =
    RECORD_TYPE("import_candidate", NULL, struct candidate_view, candidate_view_fields);
static const struct field entry_view_fields[] = {ID(entry_view, batch_id),
                                                 FLAG(entry_view, can_decide),
                                                 TEXT(entry_view, title),
                                                 {.name = "row",
                                                  .kind = FIELD_RECORD,
                                                  .offset = FIELD_AT(struct entry_view, row),
                                                  .type = &row_view_type},
                                                 LIST(entry_view, candidates, candidate_view_type),
                                                 LIST(entry_view, cells, preview_view_type),
                                                 URL(entry_view, next_url)};
const struct record_type entry_view_type =
    RECORD_TYPE("import_entry", N_("Row of a list"), struct entry_view, entry_view_fields);
