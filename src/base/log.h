/* The log: one line of JSON per event on stderr (systemd keeps it). Nothing about a resident is
 * ever logged: no names, phones, ids, parameters or bodies; routes, statuses, durations, request
 * ids and account ids are. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>

enum log_level { LOG_INFO, LOG_WARNING, LOG_ERROR, LOG__COUNT };

/* Writes {"time":...,"level":...,"event":EVENT,KEY:VALUE,...}. `event` is a fixed word such as
 * "request" or "store_trouble". Pairs of key and value follow as `const char *`; the macro ends the
 * list. Thread-safe: one write(2) per line. */
#define log_event(level, ...) log_event_((level), __VA_ARGS__, (char *)0)
void log_event_(enum log_level level, const char *event, ...) __attribute__((sentinel));

#endif
