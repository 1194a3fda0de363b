/* The command `kaifong match`, one of the commands of the people module. */
#ifndef PEOPLE_PEOPLE_MATCH_CLI_H
#define PEOPLE_PEOPLE_MATCH_CLI_H

#include "web/module.h"

extern const char people_match_help[];
MUST_USE enum result people_match_run(struct cli *cli, int argc, char **argv, struct error *error);

#endif
