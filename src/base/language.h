/* The languages that Kaifong speaks: Simplified Chinese first, English complete.
 *
 * The msgid is the English text, marked N_("...") in C and {{#_}}...{{/_}} in templates. The
 * Chinese text stands in po/zh_CN/AREA.po (gettext's format; one file per module, so that a module
 * is a folder and a file); tools/pogen.c makes the table from them at build time. Lint fails on a
 * marked text without its translation. */
#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H

#include "base/arena.h"
#include "base/error.h"

enum language { LANGUAGE_CHINESE, LANGUAGE_ENGLISH, LANGUAGE__COUNT };

/* The text of `msgid` in `language`; the msgid itself where there is no translation. Static. */
const char *language_text(enum language language, const char *msgid);

/* The same with %1 ... %4 replaced. The list of `const char *` ends with NULL (the macro adds it).
 */
#define language_format(arena, language, ...)                                                      \
    language_format_((arena), (language), __VA_ARGS__, (char *)0)
char *language_format_(struct arena *arena, enum language language, const char *msgid, ...)
    __attribute__((sentinel));

/* The sentence of an error in `language`. */
char *language_error(struct arena *arena, enum language language, const struct error *error);

/* "zh-Hans" or "en": for <html lang> and Content-Language. */
const char *language_tag(enum language language);

/* The best of our languages for an Accept-Language header (may be NULL: Chinese). */
enum language language_accept(const char *header);

/* One translation; tools/pogen.c writes a table of them sorted by msgid. */
struct language_entry {
    const char *msgid;
    const char *chinese;
};
extern const struct language_entry language_entries[];
extern const size_t language_entry_count;

#endif
