/* Chain replies: the input follows the mark of one. */
#include <stdlib.h>

#include "sheet_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char mark[] = "#接龙\n1. ";
    char *bytes = malloc(sizeof mark + size);
    ALWAYS(bytes);
    memcpy(bytes, mark, sizeof mark - 1);
    if (size > 0)
        memcpy(bytes + sizeof mark - 1, data, size);
    read_everything(bytes, sizeof mark - 1 + size);
    free(bytes);
    return 0;
}
