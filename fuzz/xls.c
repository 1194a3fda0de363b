/* XLS: what matters is that nothing the child process does harms this one. */
#include <stdlib.h>

#include "sheet_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char magic[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    char *bytes = malloc(size + 8);
    ALWAYS(bytes);
    memcpy(bytes, magic, 8);
    if (size > 8)
        memcpy(bytes + 8, data + 8, size - 8);
    read_everything(bytes, size < 8 ? 8 : size);
    free(bytes);
    return 0;
}
