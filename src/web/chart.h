/* Charts, drawn by the server: SVG stretched in a 100 x 100 box, with axis labels in HTML, so that they
 * stay crisp, grow with large print, print well and need no script. A page puts one into its record as
 * a FIELD_RECORD of chart_line_type or chart_bar_type and shows it with
 *
 *     {{#progress}}{{>chart/line}}{{/progress}}        {{#load}}{{>chart/bar}}{{/load}}
 *
 * The template gives the finding as a sentence (figcaption) and the numbers as a table behind
 * <details>, so that nobody depends on seeing the lines. In JSON a chart is its numbers. */
#ifndef WEB_CHART_H
#define WEB_CHART_H

#include "record/record.h"

/* What a series or a part means decides how it looks. */
enum chart_look {
    CHART_MAIN,      /* the line that matters: c1, wide */
    CHART_SECOND,    /* c2 */
    CHART_THIRD,     /* c3 */
    CHART_REFERENCE, /* a plan or last week: c5, dashed */
    CHART_BAD,       /* overdue, alarming */
    CHART__COUNT
};

struct chart_series {
    const char *name;      /* in the reader's language */
    const int64_t *values; /* RECORD_NONE: no value (yet) there */
    size_t count;          /* may be less than there are labels: the day is not over */
    enum chart_look look;
    bool is_filled; /* a light area below the line */
};

struct chart_line_facts {
    const char *finding;       /* one sentence: what the chart shows */
    const char *heading;       /* of the label column in the table of numbers: "Day" */
    const char *const *labels; /* along the bottom */
    size_t label_count;
    const struct chart_series *series; /* at most 3 are still read with ease */
    size_t series_count;
    bool is_low; /* a small one, in a card's corner */
};

/* A drawn line chart; in the arena. The axis begins at 0 and ends at a round number. */
struct chart_line;
extern const struct record_type chart_line_type;
const struct chart_line *chart_line_draw(const struct chart_line_facts *facts, struct arena *arena);

struct chart_part {
    const char *name;
    int64_t value;
    enum chart_look look;
};

/* One stacked bar, as wide as `whole` (0: as the sum of the parts). What the parts leave is empty. */
struct chart_bar;
extern const struct record_type chart_bar_type;
const struct chart_bar *chart_bar_draw(const struct chart_part *parts, size_t count, int64_t whole,
                                       struct arena *arena);

/* The smallest round number (1, 2, 2.5 or 5 times a power of ten, times 4) that is not below `value`;
 * its quarters are whole numbers. At least 4. */
int64_t chart_ceiling(int64_t value);

#endif
