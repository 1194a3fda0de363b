/* The commands `kaifong export` and `kaifong person`. */
#ifndef PEOPLE_PEOPLE_CLI_H
#define PEOPLE_PEOPLE_CLI_H

#include "web/module.h"

extern const char people_export_help[], people_person_help[];
MUST_USE enum result people_export_run(struct cli *cli, int argc, char **argv, struct error *error);
MUST_USE enum result people_person_run(struct cli *cli, int argc, char **argv, struct error *error);

#endif
