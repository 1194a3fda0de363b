/* The command `kaifong match`, one of the commands of the people module. */
#ifndef PEOPLE_PEOPLE_MATCH_CLI_H
#define PEOPLE_PEOPLE_MATCH_CLI_H

#include "web/module.h"

extern const struct command people_match_command;

#endif
