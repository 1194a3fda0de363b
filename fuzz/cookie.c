/* What a browser brings in its headers: cookies, Authorization, Accept-Language; sealed notices; and
 * the path. Lines of the input are the values, in this order. */
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "web/router.h"
#include "web/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const names[] = {"Cookie", "Authorization", "Accept-Language", "Cookie"};
    struct arena *arena = arena_new();
    char *text = arena_copy_n(arena, bytes, size);
    if (strlen(text) != size) { /* the server lets no NUL through */
        arena_free(arena);
        return 0;
    }
    struct http_request request = {0};
    for (size_t i = 0; i < 4 && *text != '\0'; i++) {
        size_t length = strcspn(text, "\n");
        request.headers[request.header_count++] =
            (struct http_header){names[i], arena_copy_n(arena, text, length)};
        text += length + (text[length] != '\0');
    }
    struct visitor visitor;
    session_visitor(&request, arena, &visitor);
    struct seal seal = {.chance = chance_kernel()};
    char *opened;
    size_t opened_size;
    if (visitor.notice != NULL &&
        seal_open(&seal, "another", visitor.notice, &opened, &opened_size, arena))
        __builtin_trap(); /* nobody can make one */
    if (visitor.guest_token != NULL)
        seal_unmask(visitor.guest_token, arena);
    struct router *router = router_new();
    static const struct route routes[] = {{METHOD_GET, "/a/{b}/c"}, {METHOD_POST, "/a/b"}};
    struct error error;
    struct router_match match;
    for (size_t i = 0; i < 2; i++)
        if (router_add(router, &routes[i], &error) != RESULT_OK)
            __builtin_trap();
    router_find(router, text, arena, &match);
    for (size_t i = 0; i < match.value_count; i++)
        if (!text_check(match.values[i], strlen(match.values[i])))
            __builtin_trap();
    router_free(router);
    arena_free(arena);
    return 0;
}
