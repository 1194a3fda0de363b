/* Text with separators, in every encoding. */
#include "sheet_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_everything(data, size);
    return 0;
}
