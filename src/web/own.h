/* Web's own routes, as a module like the others: whether the program is well, how pages are to look,
 * and the progress of long work. */
#ifndef WEB_OWN_H
#define WEB_OWN_H

#include "web/module.h"

extern const struct module web_module;

/* Everybody who is signed in: the jobs that they began. */
extern const struct capability web_use_capability;

#endif
