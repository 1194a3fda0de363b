/* The guard behind the server, spoken to by libcurl and by hand: what only sockets show. */
#include "sample.h"

#include <curl/curl.h>
#include <pthread.h>

#include "base/limits.h"
#include "web/server.h"

struct running {
    struct sample sample;
    struct server *server;
    pthread_t thread;
    char url[64];
};

static void *run(void *self)
{
    server_run(((struct running *)self)->server, 2000);
    return NULL;
}

static bool running_start(struct running *running)
{
    if (!sample_open(&running->sample))
        return false;
    struct server_options options = {.address = "127.0.0.1",
                                     .handler = guard_handler(running->sample.guard)};
    struct error error;
    if (!CHECK_INT(server_open(&options, &running->server, &error), RESULT_OK))
        return false;
    snprintf(running->url, sizeof running->url, "http://127.0.0.1:%d",
             server_port(running->server));
    return CHECK_INT(pthread_create(&running->thread, NULL, run, running), 0);
}

static void running_stop(struct running *running)
{
    server_stop(running->server);
    pthread_join(running->thread, NULL);
    server_close(running->server);
    sample_close(&running->sample);
}

/* One exchange with libcurl. */
struct asked {
    long status;
    struct text_buffer body, headers;
};

static size_t take(char *bytes, size_t size, size_t count, void *self)
{
    text_add_n(self, bytes, size * count);
    return size * count;
}

static struct curl_slist *with_csrf(struct curl_slist *headers, const char *session)
{
    struct arena *arena = arena_new();
    struct seal seal = {.chance = chance_kernel()};
    char token[GUARD_CSRF_SIZE];
    csrf(session, token);
    headers = curl_slist_append(
        headers, arena_printf(arena, GUARD_CSRF_HEADER ": %s", seal_mask(&seal, token, arena)));
    arena_free(arena);
    return headers;
}

static CURL *prepare(const struct running *running, const char *path, struct asked *asked,
                     struct curl_slist *headers)
{
    char url[512];
    snprintf(url, sizeof url, "%s%s", running->url, path);
    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_COOKIE, "kaifong=worker");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &asked->body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &asked->headers);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
    return curl;
}

static void perform(CURL *curl, struct asked *asked)
{
    curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &asked->status);
    curl_easy_cleanup(curl);
}

static void asked_fini(struct asked *asked)
{
    text_buffer_fini(&asked->body);
    text_buffer_fini(&asked->headers);
}

/* ---- tests ----------------------------------------------------------------------------------- */

/* All at once through the lanes, reading and changing. */
static void answers_many_clients_at_once(void)
{
    enum { CLIENTS = 256 };
    struct running running;
    if (!running_start(&running))
        return;
    struct curl_slist *headers = with_csrf(NULL, "worker");
    static struct asked asked[CLIENTS];
    memset(asked, 0, sizeof asked);
    CURL *handles[CLIENTS];
    CURLM *multi = curl_multi_init();
    for (int i = 0; i < CLIENTS; i++) {
        handles[i] = prepare(&running, "/things", &asked[i], headers);
        if (i % 2 == 1)
            curl_easy_setopt(handles[i], CURLOPT_POSTFIELDS, "name=榕树&count=4");
        curl_multi_add_handle(multi, handles[i]);
    }
    for (int left = 1; left > 0;) {
        curl_multi_perform(multi, &left);
        curl_multi_poll(multi, NULL, 0, 100, NULL);
    }
    int read = 0, changed = 0;
    for (int i = 0; i < CLIENTS; i++) {
        curl_easy_getinfo(handles[i], CURLINFO_RESPONSE_CODE, &asked[i].status);
        read += asked[i].status == 200;
        changed += asked[i].status == 303;
        curl_multi_remove_handle(multi, handles[i]);
        curl_easy_cleanup(handles[i]);
        asked_fini(&asked[i]);
    }
    curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
    CHECK_INT(read, CLIENTS / 2);
    CHECK_INT(changed, CLIENTS / 2);
    CHECK_INT(audited, CLIENTS / 2);
    running_stop(&running);
}

static void takes_an_upload(void)
{
    enum { SIZE = 5000000 };
    struct running running;
    if (!running_start(&running))
        return;
    struct asked asked = {0};
    struct curl_slist *headers = with_csrf(NULL, "worker");
    CURL *curl = prepare(&running, "/many", &asked, headers);
    char *bytes = calloc(1, SIZE);
    curl_mime *mime = curl_mime_init(curl);
    curl_mimepart *part = curl_mime_addpart(mime);
    curl_mime_name(part, "file");
    curl_mime_filename(part, "名单\".xlsx");
    curl_mime_data(part, bytes, SIZE);
    part = curl_mime_addpart(mime);
    curl_mime_name(part, "ids");
    curl_mime_data(part, "12", CURL_ZERO_TERMINATED);
    curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime);
    perform(curl, &asked);
    CHECK_INT(asked.status, 303);
    CHECK_INT(file_size, SIZE);
    CHECK_INT(id_sum, 12);
    curl_mime_free(mime);
    curl_slist_free_all(headers);
    asked_fini(&asked);
    free(bytes);
    running_stop(&running);
}

struct endless {
    size_t left, given;
};

static size_t give_endless(char *out, size_t size, size_t count, void *self)
{
    struct endless *endless = self;
    size_t give = size * count < endless->left ? size * count : endless->left;
    memset(out, 'x', give);
    endless->left -= give;
    endless->given += give;
    return give;
}

/* 500 MB with its length said: refused at once. In pieces without a length: thrown away as it comes,
 * then refused. Neither is kept in memory. */
static void refuses_half_a_gigabyte(void)
{
    struct running running;
    if (!running_start(&running))
        return;
    for (int chunked = 0; chunked < 2; chunked++) {
        struct asked asked = {0};
        struct endless endless = {.left = 500000000};
        struct curl_slist *headers = with_csrf(NULL, "worker");
        headers = curl_slist_append(headers, "Content-Type: application/json");
        headers = curl_slist_append(headers, "Expect:");
        if (chunked == 1)
            headers = curl_slist_append(headers, "Transfer-Encoding: chunked");
        CURL *curl = prepare(&running, "/things", &asked, headers);
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        if (chunked == 0)
            curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)500000000);
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_endless);
        curl_easy_setopt(curl, CURLOPT_READDATA, &endless);
        perform(curl, &asked);
        CHECK_INT(asked.status, 413);
        CHECK(chunked == 1 || endless.given < 50000000);
        CHECK(strstr(text_buffer_get(&asked.body), "\"status\":413") != NULL);
        curl_slist_free_all(headers);
        asked_fini(&asked);
    }
    running_stop(&running);
}

static void head_is_get_without_the_body(void)
{
    struct running running;
    if (!running_start(&running))
        return;
    struct asked asked = {0};
    CURL *curl = prepare(&running, "/things", &asked, NULL);
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    perform(curl, &asked);
    CHECK_INT(asked.status, 200);
    CHECK_INT(asked.body.length, 0);
    CHECK(strstr(text_buffer_get(&asked.headers), "Content-Length: 0") == NULL);
    asked_fini(&asked);
    running_stop(&running);
}

static void packs_pages(void)
{
    struct running running;
    if (!running_start(&running))
        return;
    struct asked plain = {0}, packed = {0};
    struct curl_slist *headers = curl_slist_append(NULL, "Accept: text/html");
    perform(prepare(&running, "/things", &plain, headers), &plain);
    CURL *curl = prepare(&running, "/things", &packed, headers);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    perform(curl, &packed);
    CHECK(strstr(text_buffer_get(&packed.headers), "Content-Encoding: gzip") != NULL);
    CHECK(strstr(text_buffer_get(&plain.headers), "Content-Encoding") == NULL);
    /* libcurl has unpacked it; the CSRF tokens differ from page to page, their length does not. */
    CHECK_INT(packed.body.length, plain.body.length);
    asked_fini(&plain);
    asked_fini(&packed);
    curl_slist_free_all(headers);
    running_stop(&running);
}

static void static_files_are_kept_for_ever(void)
{
    struct running running;
    if (!running_start(&running))
        return;
    struct asked page = {0}, sheet = {0}, again = {0};
    struct curl_slist *headers = curl_slist_append(NULL, "Accept: text/html");
    perform(prepare(&running, "/things", &page, headers), &page);
    const char *at = strstr(text_buffer_get(&page.body), "/static/");
    char path[200] = "";
    if (CHECK(at != NULL))
        snprintf(path, sizeof path, "%.*s", (int)strcspn(at, "\""), at);
    perform(prepare(&running, path, &sheet, NULL), &sheet);
    CHECK_INT(sheet.status, 200);
    CHECK(strstr(text_buffer_get(&sheet.headers), "immutable") != NULL);
    const char *tag = strstr(text_buffer_get(&sheet.headers), "ETag: ");
    char condition[100] = "";
    if (CHECK(tag != NULL))
        snprintf(condition, sizeof condition, "If-None-Match: %.*s", (int)strcspn(tag + 6, "\r\n"),
                 tag + 6);
    struct curl_slist *known = curl_slist_append(NULL, condition);
    perform(prepare(&running, path, &again, known), &again);
    CHECK_INT(again.status, 304);
    curl_slist_free_all(headers);
    curl_slist_free_all(known);
    asked_fini(&page);
    asked_fini(&sheet);
    asked_fini(&again);
    running_stop(&running);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(answers_many_clients_at_once),
        CHECK_TEST(takes_an_upload),
        CHECK_TEST(refuses_half_a_gigabyte),
        CHECK_TEST(head_is_get_without_the_body),
        CHECK_TEST(packs_pages),
        CHECK_TEST(static_files_are_kept_for_ever),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
