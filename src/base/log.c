/* The log: one JSON line per event. */
#include "base/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/text.h"

static const char *const level_names[LOG__COUNT] = {
    [LOG_INFO] = "info", [LOG_WARNING] = "warning", [LOG_ERROR] = "error"};

void log_event_(enum log_level level, const char *event, ...)
{
    struct text_buffer line;
    text_buffer_init(&line);
    struct clock clock = clock_system();
    char stamp[CALENDAR_STAMP_SIZE];
    calendar_stamp(clock_now(&clock), 0, stamp);
    text_addf(&line, "{\"time\":\"%s\",\"level\":\"%s\",\"event\":", stamp, level_names[level]);
    text_add_json(&line, event);
    va_list args;
    va_start(args, event);
    for (const char *key; (key = va_arg(args, const char *)) != NULL;) {
        const char *value = va_arg(args, const char *);
        text_add_char(&line, ',');
        text_add_json(&line, key);
        text_add_char(&line, ':');
        text_add_json(&line, value != NULL ? value : "");
    }
    va_end(args);
    text_add(&line, "}\n");
    ssize_t written = write(STDERR_FILENO, line.at, line.length);
    (void)written; /* there is nowhere left to complain */
    text_buffer_fini(&line);
}
