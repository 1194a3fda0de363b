/* Rings of deadlines. */
#include "web/deadline.h"

#include <stddef.h>
#include <sys/socket.h>

#include "base/calendar.h"

void deadline_queue_init(struct deadline_queue *queue, int64_t milliseconds)
{
    queue->first.next = queue->first.previous = &queue->first;
    queue->milliseconds = milliseconds;
}

void deadline_leave(struct deadline *deadline)
{
    if (deadline->queue == NULL)
        return;
    deadline->previous->next = deadline->next;
    deadline->next->previous = deadline->previous;
    deadline->queue = NULL;
}

void deadline_enter(struct deadline *deadline, struct deadline_queue *queue)
{
    deadline_leave(deadline);
    deadline->at = clock_monotonic() + queue->milliseconds;
    deadline->queue = queue;
    deadline->previous = queue->first.previous;
    deadline->next = &queue->first;
    deadline->previous->next = deadline;
    queue->first.previous = deadline;
}

void deadline_enforce(struct deadline_queue *queue, int64_t now)
{
    while (queue->first.next != &queue->first && queue->first.next->at <= now) {
        struct deadline *late = queue->first.next;
        deadline_leave(late);
        shutdown(late->fd, SHUT_RDWR);
    }
}

int64_t deadline_next(const struct deadline_queue *queue, int64_t now)
{
    const struct deadline *first = queue->first.next;
    if (first == &queue->first)
        return -1;
    return first->at > now ? first->at - now : 0;
}
