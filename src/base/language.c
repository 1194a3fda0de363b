/* Translation by binary search in the table that tools/pogen.c made. */
#include "base/language.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static int compare(const void *key, const void *entry)
{
    return strcmp(key, ((const struct language_entry *)entry)->msgid);
}

const char *language_text(enum language language, const char *msgid)
{
    if (language != LANGUAGE_CHINESE)
        return msgid;
    const struct language_entry *entry =
        bsearch(msgid, language_entries, language_entry_count, sizeof language_entries[0], compare);
    return entry != NULL ? entry->chinese : msgid;
}

char *language_format_(struct arena *arena, enum language language, const char *msgid, ...)
{
    const char *list[ERROR_ARGS] = {0};
    size_t count = 0;
    va_list args;
    va_start(args, msgid);
    for (const char *arg; count < ERROR_ARGS && (arg = va_arg(args, const char *)) != NULL;)
        list[count++] = arg;
    va_end(args);
    return text_format(arena, language_text(language, msgid), list, count);
}

char *language_error(struct arena *arena, enum language language, const struct error *error)
{
    const char *list[ERROR_ARGS];
    for (size_t i = 0; i < ERROR_ARGS; i++)
        list[i] = error->args[i];
    return text_format(arena, language_text(language, error->msgid), list, ERROR_ARGS);
}

const char *language_tag(enum language language)
{
    return language == LANGUAGE_CHINESE ? "zh-Hans" : "en";
}

/* The q value of one item of an Accept-Language header, in thousandths. */
static int quality(const char *item, size_t length)
{
    const char *at = memchr(item, ';', length);
    while (at != NULL && at < item + length && *at != '=')
        at++;
    if (at == NULL || at + 1 >= item + length)
        return 1000;
    /* RFC 9110, 12.4.2: 0 or 1 with up to three decimals; nothing larger is read. */
    const char *end = item + length;
    if (*++at == '1')
        return 1000;
    int value = 0, place = 100;
    if (*at == '0' && at + 1 < end && at[1] == '.')
        for (at += 2; at < end && *at >= '0' && *at <= '9' && place > 0; at++, place /= 10)
            value += (*at - '0') * place;
    return value;
}

enum language language_accept(const char *header)
{
    int chinese = 0, english = 0;
    while (header != NULL && *header != '\0') {
        header += strspn(header, " ,");
        size_t length = strcspn(header, ",");
        if (strncmp(header, "zh", 2) == 0 && quality(header, length) > chinese)
            chinese = quality(header, length);
        if (strncmp(header, "en", 2) == 0 && quality(header, length) > english)
            english = quality(header, length);
        header += length;
    }
    return english > chinese ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
}
