/* The commands of access: user, tenant, audit. Only module.c uses this. */
#ifndef ACCESS_ACCESS_CLI_H
#define ACCESS_ACCESS_CLI_H

#include "web/module.h"

enum { ACCESS_COMMAND_COUNT = 3 };
extern const struct command access_commands[ACCESS_COMMAND_COUNT];

#endif
