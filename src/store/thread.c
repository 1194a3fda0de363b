/* Starting a thread that takes no signals. */
#include "store/thread.h"

#include <signal.h>

enum result thread_start(pthread_t *thread, const char *name, void *(*run)(void *self), void *self,
                         struct error *error)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(thread, NULL, run, self);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code != 0)
        return error_set(error, RESULT_BUSY, NULL, N_("No thread could be started."));
    pthread_setname_np(*thread, name);
    return RESULT_OK;
}
