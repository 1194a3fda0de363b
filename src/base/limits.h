/* Every size that somebody outside can make large has its limit here, with the reason. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
    LIMIT_HEADER_BYTES = 8 * 1024,         /* memory per connection until headers are complete */
    LIMIT_BODY_BYTES = 1024 * 1024,        /* a form or JSON body; uploads have their own */
    LIMIT_UPLOAD_BYTES = 64 * 1024 * 1024, /* a spreadsheet; 50,000 residents are about 8 MB */
    LIMIT_PARAMETERS = 512,                /* parameters of one request */
    LIMIT_PARAMETER_BYTES = 256 * 1024,    /* one parameter: pasted cells */
    LIMIT_JSON_DEPTH = 64,
    LIMIT_PATH_BYTES = 2048,
    LIMIT_REQUEST_SECONDS = 60, /* a whole request without an upload (slowloris) */
    LIMIT_UPLOAD_SECONDS = 600,
    LIMIT_BODIES_BYTES = 512 * 1024 * 1024, /* all bodies being received, together */
    LIMIT_CONNECTIONS = 12000,
    LIMIT_CONNECTIONS_PER_ADDRESS = 11000, /* a community sits behind one address (NAT) */
    LIMIT_PAGE_ROWS = 50,                  /* rows of a list page, unless the client says */
    LIMIT_PAGE_ROWS_MAX = 500,
    LIMIT_EXPORT_ROWS = 5000,     /* more than these is a job */
    LIMIT_COUNT_EXACT = 1000,     /* totals under a filter are exact up to here: "1000+" */
    LIMIT_TEMPLATE_DEPTH = 32,    /* partials within partials */
    LIMIT_LANE_TASKS = 16384,     /* tasks waiting in a lane: one per connection, and some */
    LIMIT_STATEMENT_SECONDS = 60, /* one statement, with all its rows: the lanes must go on */
    LIMIT_TEMPLATE_STEPS = 3 * 1000 * 1000, /* tags rendered: partials may call themselves; a ledger
                                                of 50,000 rows with 50 tags each stays below */
    LIMIT_TEMPLATE_BYTES = 128 * 1024 * 1024, /* rendered from one template */
    LIMIT_SHEET_ROWS = 200000,                /* rows that we read of one sheet */
    LIMIT_SHEET_COLUMNS = 256,                /* columns that we read of one sheet */
    LIMIT_SHEET_CELL_BYTES = 32767 * 4,       /* Excel's own limit is 32,767 characters */
    LIMIT_SHEET_SHEETS = 64,
    LIMIT_SHEET_MERGES = 20000,                   /* merged cells that we follow */
    LIMIT_SHEET_PART_BYTES = 512 * 1024 * 1024,   /* one unpacked part of a workbook */
    LIMIT_SHEET_STRINGS_BYTES = 40 * 1024 * 1024, /* shared strings kept in memory */
    LIMIT_TEXT_CHARACTERS = 200,       /* a line of text, unless its field says otherwise */
    LIMIT_LONG_TEXT_CHARACTERS = 4000, /* a note */
    LIMIT_SEARCH_BYTES = 100,          /* what one types into the search box */
};

#endif
