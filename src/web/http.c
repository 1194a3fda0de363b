/* Small helpers on a request and its answer. */
#include "web/http.h"

#include <string.h>
#include <strings.h>

#include "base/bug.h"

const char *http_header(const struct http_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (strcasecmp(request->headers[i].name, name) == 0)
            return request->headers[i].value;
    return NULL;
}

void http_add(struct http_response *response, const char *name, const char *value)
{
    ALWAYS(response->header_count < HTTP_RESPONSE_HEADERS);
    ALWAYS(strpbrk(value, "\r\n") == NULL);
    response->headers[response->header_count++] = (struct http_header){name, value};
}

void http_answer(struct http_response *response, int status, const char *type, const void *body,
                 size_t size)
{
    response->status = status;
    response->body = body;
    response->body_size = size;
    if (type != NULL)
        http_add(response, "Content-Type", type);
}

const char *http_status_text(int status)
{
    static const struct {
        int status;
        const char *text;
    } texts[] = {
        {200, "OK"},
        {303, "See Other"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
        {507, "Insufficient Storage"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i].status == status)
            return texts[i].text;
    return "Answer";
}
