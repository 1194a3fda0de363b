/* The pages of inbox: types and handlers that module.c puts into its table of routes. */
#ifndef INBOX_INBOX_WEB_H
#define INBOX_INBOX_WEB_H

#include "web/module.h"

extern const struct record_type inbox_today_query_type, inbox_today_page_type,
    inbox_read_params_type;

enum result inbox_show_today(struct request *request, const void *params, struct reply *reply,
                             struct error *error);
enum result inbox_do_read(struct request *request, const void *params, struct reply *reply,
                          struct error *error);

#endif
