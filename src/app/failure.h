/* Saying on stderr why a command did not work. */
#ifndef APP_FAILURE_H
#define APP_FAILURE_H

#include <stdio.h>

#include "app/app.h"

/* "kaifong: sentence", or {"error": ...} with --json. */
void failure_print(FILE *err, const struct config *config, const struct error *error);

#endif
