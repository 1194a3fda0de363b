/* A bug ends the program at once, so that it is found; the service manager starts it again. */
#ifndef BASE_BUG_H
#define BASE_BUG_H

/* Says where on stderr and aborts. */
_Noreturn void bug_at(const char *file, int line, const char *what);

#define BUG(what) bug_at(__FILE__, __LINE__, (what))
#define ALWAYS(condition) ((condition) ? (void)0 : bug_at(__FILE__, __LINE__, #condition))

#endif
