/* Serving what was embedded. Answers come straight from the program's own memory. */
#include "web/static.h"

#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"

static const struct static_asset *find(const char *name, size_t length)
{
    for (const struct static_asset *asset = static_assets; asset->name != NULL; asset++)
        if (strlen(asset->name) == length && memcmp(asset->name, name, length) == 0)
            return asset;
    return NULL;
}

const char *static_path(const char *name, struct arena *arena)
{
    const struct static_asset *asset = find(name, strlen(name));
    ALWAYS(asset != NULL);
    return arena_printf(arena, "/static/%s/%s", asset->hash, asset->name);
}

static bool takes_gzip(const struct http_request *request)
{
    const char *encodings = http_header(request, "Accept-Encoding");
    return encodings != NULL && strstr(encodings, "gzip") != NULL &&
           strstr(encodings, "gzip;q=0") == NULL;
}

static void send(struct http_call *call, const struct static_asset *asset, bool is_current)
{
    struct http_response *response = &call->response;
    const char *tag = arena_printf(call->arena, "\"%s\"", asset->hash);
    const char *known = http_header(&call->request, "If-None-Match");
    bool is_packed = asset->gzip != NULL && takes_gzip(&call->request);
    if (known != NULL && strstr(known, tag) != NULL)
        http_answer(response, 304, NULL, NULL, 0);
    else if (is_packed)
        http_answer(response, 200, asset->type, asset->gzip, asset->gzip_size);
    else
        http_answer(response, 200, asset->type, asset->bytes, asset->size);
    if (is_packed && response->status == 200)
        http_add(response, "Content-Encoding", "gzip");
    http_add(response, "ETag", tag);
    http_add(response, "Vary", "Accept-Encoding");
    http_add(response, "Cache-Control",
             is_current ? "public, max-age=31536000, immutable" : "public, max-age=3600");
    http_add(response, "X-Content-Type-Options", "nosniff");
    http_add(response, "Cross-Origin-Resource-Policy", "same-origin");
}

static void not_found(struct http_call *call)
{
    static const char sentence[] = "There is no such file.\n";
    http_answer(&call->response, 404, "text/plain; charset=utf-8", sentence, sizeof sentence - 1);
}

bool static_answer(struct http_call *call)
{
    static const char prefix[] = "/static/";
    static const char robots[] = "User-agent: *\nDisallow: /\n";
    const char *path = call->request.path;
    if (strcmp(path, "/robots.txt") == 0) {
        http_answer(&call->response, 200, "text/plain; charset=utf-8", robots, sizeof robots - 1);
        return true;
    }
    bool is_icon = strcmp(path, "/favicon.ico") == 0;
    if (!is_icon && !text_starts(path, prefix))
        return false;
    bool is_read =
        strcmp(call->request.method, "GET") == 0 || strcmp(call->request.method, "HEAD") == 0;
    const char *hash = is_icon ? "" : path + sizeof prefix - 1;
    const char *name = is_icon ? "favicon.svg" : strchr(hash, '/');
    if (!is_icon && name != NULL)
        name++;
    const struct static_asset *asset = name != NULL && is_read ? find(name, strlen(name)) : NULL;
    if (asset == NULL)
        not_found(call);
    else /* an old hash still gets the file, so that a page from before an update keeps its looks */
        send(call, asset, strncmp(hash, asset->hash, strlen(asset->hash)) == 0);
    return true;
}
