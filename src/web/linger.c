/* A list of half-closed sockets in the order of their deadlines. */
#include "web/linger.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/calendar.h"

enum { LINGER_MILLISECONDS = 5000, LINGER_MOST = 256, LINGER_PIECE = 1024 * 1024 };

struct lingering {
    struct lingering *next;
    int64_t deadline;
    int fd;
};

void linger_add(struct linger_list *list, int fd)
{
    struct lingering *lingering = list->count < LINGER_MOST ? calloc(1, sizeof *lingering) : NULL;
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = lingering};
    if (lingering == NULL || epoll_ctl(list->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0) {
        free(lingering);
        close(fd);
        return;
    }
    shutdown(fd, SHUT_WR);
    *lingering = (struct lingering){.deadline = clock_monotonic() + LINGER_MILLISECONDS, .fd = fd};
    struct lingering **end = &list->first;
    while (*end != NULL)
        end = &(*end)->next;
    *end = lingering;
    list->count++;
}

static void linger_end(struct linger_list *list, struct lingering *lingering)
{
    struct lingering **at = &list->first;
    while (*at != lingering)
        at = &(*at)->next;
    *at = lingering->next;
    list->count--;
    close(lingering->fd); /* leaves the epoll set by that */
    free(lingering);
}

void linger_drain(struct linger_list *list, struct lingering *lingering)
{
    /* MSG_TRUNC: the system throws the bytes away without copying them. */
    ssize_t got = recv(lingering->fd, NULL, LINGER_PIECE, MSG_DONTWAIT | MSG_TRUNC);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        linger_end(list, lingering);
}

int64_t linger_enforce(struct linger_list *list, int64_t now)
{
    while (list->first != NULL && list->first->deadline <= now)
        linger_end(list, list->first);
    return list->first != NULL ? list->first->deadline - now : -1;
}

void linger_close_all(struct linger_list *list)
{
    while (list->first != NULL)
        linger_end(list, list->first);
}
