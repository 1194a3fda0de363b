/* A ring of work and the threads that take from it. */
#include "web/workers.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/bug.h"

struct work {
    void (*run)(void *self);
    void *self;
};

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct work *ring;
    int capacity, first, count;
    bool ending;
    pthread_t *threads;
    int thread_count;
};

static void *work_on(void *self)
{
    struct workers *workers = self;
    pthread_mutex_lock(&workers->lock);
    for (;;) {
        if (workers->count == 0) {
            if (workers->ending)
                break;
            pthread_cond_wait(&workers->changed, &workers->lock);
            continue;
        }
        struct work work = workers->ring[workers->first];
        workers->first = (workers->first + 1) % workers->capacity;
        workers->count--;
        pthread_mutex_unlock(&workers->lock);
        work.run(work.self);
        pthread_mutex_lock(&workers->lock);
    }
    pthread_mutex_unlock(&workers->lock);
    return NULL;
}

struct workers *workers_new(int threads, int waiting)
{
    struct workers *workers = calloc(1, sizeof *workers);
    ALWAYS(workers != NULL);
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->changed, NULL);
    workers->ring = calloc((size_t)waiting, sizeof *workers->ring);
    workers->threads = calloc((size_t)threads, sizeof *workers->threads);
    ALWAYS(workers->ring != NULL && workers->threads != NULL);
    workers->capacity = waiting;
    for (int i = 0; i < threads; i++) {
        ALWAYS(pthread_create(&workers->threads[i], NULL, work_on, workers) == 0);
        workers->thread_count++;
    }
    return workers;
}

bool workers_submit(struct workers *workers, void (*work)(void *self), void *self)
{
    pthread_mutex_lock(&workers->lock);
    bool fits = workers->count < workers->capacity;
    if (fits) {
        int last = (workers->first + workers->count++) % workers->capacity;
        workers->ring[last] = (struct work){work, self};
        pthread_cond_signal(&workers->changed);
    }
    pthread_mutex_unlock(&workers->lock);
    return fits;
}

void workers_free(struct workers *workers)
{
    if (workers == NULL)
        return;
    pthread_mutex_lock(&workers->lock);
    workers->ending = true;
    pthread_cond_broadcast(&workers->changed);
    pthread_mutex_unlock(&workers->lock);
    for (int i = 0; i < workers->thread_count; i++)
        pthread_join(workers->threads[i], NULL);
    pthread_mutex_destroy(&workers->lock);
    pthread_cond_destroy(&workers->changed);
    free(workers->ring);
    free(workers->threads);
    free(workers);
}
