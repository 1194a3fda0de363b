/* `kaifong screening ...`. */
#ifndef SCREENING_COMMAND_H
#define SCREENING_COMMAND_H

#include "web/module.h"

enum { SCREENING_COMMANDS = 1 };
extern const struct command screening_commands[SCREENING_COMMANDS];

#endif
