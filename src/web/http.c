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
