/* The description of the API, made from what the program declares anyway: routes, record types, fields.
 * OpenAPI 3.1 (JSON Schema 2020-12), served at /openapi.json. */
#ifndef WEB_OPENAPI_H
#define WEB_OPENAPI_H

#include "base/text.h"
#include "web/route.h"

struct openapi_facts {
    const struct route *const *routes;
    size_t route_count;
    const char *version;    /* of the program */
    enum language language; /* of summaries and descriptions */
};

/* Adds the document to `out`. */
void openapi_write(const struct openapi_facts *facts, struct text_buffer *out);

#endif
