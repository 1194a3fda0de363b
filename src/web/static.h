/* Static files: style sheet, scripts, icons of the site.
 *
 * tools/embed.c puts them into the program, packed, under names that contain a hash of their content:
 * /static/HASH/NAME. So a browser may keep them for ever, and a new version is a new address. */
#ifndef WEB_STATIC_H
#define WEB_STATIC_H

#include "web/http.h"

struct static_asset {
    const char *name; /* "kaifong.css" */
    const char *type; /* "text/css; charset=utf-8" */
    const char *hash; /* 16 hexadecimal digits of its content */
    const void *bytes;
    size_t size;
    const void *gzip; /* packed; NULL where that gains nothing */
    size_t gzip_size;
};

extern const struct static_asset static_assets[]; /* made by tools/embed.c; ends with {0} */

/* "/static/HASH/NAME" in the arena; a name that there is not is a bug. */
const char *static_path(const char *name, struct arena *arena);

/* Answers a call below /static/, and the few fixed names (/favicon.ico, /robots.txt); false for every
 * other path. */
bool static_answer(struct http_call *call);

#endif
