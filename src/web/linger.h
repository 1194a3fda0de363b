/* Closing kindly: a connection that was answered before its body had come.
 *
 * If a socket is closed while the client is still sending, the system answers with a reset, and the
 * client may lose the very answer that says why. So such a connection is kept open for a few seconds
 * more on a descriptor of its own: our side is shut down, what still comes is thrown away, and when the
 * client has stopped, or the time is over, it is closed. */
#ifndef WEB_LINGER_H
#define WEB_LINGER_H

#include <stdint.h>

struct lingering;

struct linger_list {
    struct lingering *first; /* oldest first */
    int epoll_fd;            /* watched by the server's loop; data.ptr is the struct lingering */
    unsigned count;
};

/* Takes over `fd`. */
void linger_add(struct linger_list *list, int fd);

/* Something came on one of them. */
void linger_drain(struct linger_list *list, struct lingering *lingering);

/* Closes those whose time is over; gives the milliseconds until the next one's, or -1. */
int64_t linger_enforce(struct linger_list *list, int64_t now);

void linger_close_all(struct linger_list *list);

#endif
