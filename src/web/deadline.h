/* Deadlines of sockets. A queue holds those that got the same number of seconds, so they stand in the
 * order of their time, and entering and leaving cost nothing however many there are. */
#ifndef WEB_DEADLINE_H
#define WEB_DEADLINE_H

#include <stdint.h>

struct deadline {
    struct deadline *previous, *next;
    struct deadline_queue *queue; /* NULL: in none */
    int64_t at;                   /* clock_monotonic() */
    int fd;                       /* shut down when the time is over */
};

struct deadline_queue {
    struct deadline first; /* a ring; this one is no deadline */
    int64_t milliseconds;
};

void deadline_queue_init(struct deadline_queue *queue, int64_t milliseconds);

/* Puts it behind the others with the whole time from now on; takes it out of where it was. */
void deadline_enter(struct deadline *deadline, struct deadline_queue *queue);
void deadline_leave(struct deadline *deadline);

/* Shuts down the sockets whose time is over: whoever reads them sees their end. */
void deadline_enforce(struct deadline_queue *queue, int64_t now);

/* Milliseconds until the next one, 0 if it is over, -1 without any. */
int64_t deadline_next(const struct deadline_queue *queue, int64_t now);

#endif
