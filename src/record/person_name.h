/* Names of people: Han, Latin, Hangul, Tibetan, Uyghur ...
 *
 * The normal form has no blanks at its ends, no blanks between Han characters (张 三 is 张三), one
 * kind of dot between parts (阿卜杜拉·买买提, U+00B7, whichever of six dots was typed) and
 * full-width Latin letters made narrow. The characters that older GB 18030 fonts kept in the
 * private use area are replaced by the ones that Unicode gave them since (GB 18030-2022, annex D).
 * Digits, signs, emoji, invisible characters and other private characters are refused. Traditional
 * and variant characters stay as they are: a person's name is what the person writes. */
#ifndef RECORD_PERSON_NAME_H
#define RECORD_PERSON_NAME_H

#include "base/arena.h"
#include "base/error.h"

MUST_USE enum result person_name_parse(const char *text, struct arena *arena, const char **out,
                                       struct error *error);

#endif
