/* The evening's sheet (排查表) in the layout that offices ask for (domain of prints: 序号, 楼栋, 房号,
 * 姓名, 身份证号, 电话, 状态, 排查人, 时间, 备注), as rows and as a file. */
#ifndef SCREENING_SHEET_H
#define SCREENING_SHEET_H

#include "modules/screening/page.h"
#include "sheet/writer.h"

struct screening_sheet_wish {
    struct screening_filter filter; /* grid, status; the page is ignored */
    bool with_ids;                  /* citizen ids whole: needs people_identity, each one audited */
    const char *recipient, *purpose; /* for the audit; neither may be empty */
    size_t limit;                    /* RESULT_TOO_LARGE beyond */
};

/* The rows by their numbers on the list, with an audit row for the export. In a write transaction. */
MUST_USE enum result screening_sheet_rows(struct services *services, struct tx *tx,
                                          const struct principal *who, int64_t campaign,
                                          const struct screening_sheet_wish *wish,
                                          struct sheet_line_view **rows, size_t *count,
                                          struct arena *arena, struct error *error);

/* The rows as a file; ids and phones are text cells. `today` is an ISO day. */
MUST_USE enum result screening_sheet_file(enum sheet_target target, enum language language,
                                          int offset, const struct principal *who,
                                          const struct screening_campaign *campaign,
                                          const char *today, const struct sheet_line_view *rows,
                                          size_t count, const void **bytes, size_t *size,
                                          struct arena *arena, struct error *error);

/* "灯湖社区_排查表_20260223", without an ending. */
const char *screening_sheet_name(enum language language, const struct principal *who,
                                 const char *today, struct arena *arena);

#endif
