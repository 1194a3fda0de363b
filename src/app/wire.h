/* The wire: the command line beside a running server.
 *
 * A server holds the lock on its data folder, so a command goes to it over a Unix socket in the folder
 * (kaifong.sock, its owner's alone). The client sends its words, and with them its own stdin, stdout,
 * stderr and working directory as descriptors; the server runs the command on a thread of its own that
 * works in that directory and writes to that terminal, and sends back the exit status. So a command
 * behaves the same with and without a server. */
#ifndef APP_WIRE_H
#define APP_WIRE_H

#include "app/app.h"

struct wire;

/* Listens in the data folder and runs commands one after the other. */
MUST_USE enum result wire_open(struct app *app, struct wire **wire, struct error *error);
void wire_close(struct wire *wire); /* after the command in hand; takes NULL */

/* Has the server of the data folder run a command. RESULT_NOT_FOUND when there is no server. */
MUST_USE enum result wire_call(const struct config *config, int argc, char **argv, int *status,
                               struct error *error);

#endif
