/* A pasted chain reply (接龙) from a chat group: numbered lines in which people wrote their name,
 * door and phone in any order, with or without blanks between. What is recognised by itself goes
 * into its column: citizen id, phone, room, name; the rest is kept as a note. Lines before the
 * first number are the title; lines without a number belong to the entry before. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "sheet/row_buffer.h"
#include "sheet/source.h"

enum column {
    COLUMN_NUMBER,
    COLUMN_NAME,
    COLUMN_ADDRESS,
    COLUMN_PHONE,
    COLUMN_ID,
    COLUMN_NOTE,
    COLUMN__COUNT
};

static const char *const headings[COLUMN__COUNT] = {"序号", "姓名",     "地址",
                                                    "电话", "身份证号", "备注"};

/* The surnames of nine in ten people, and the commonest of two characters. */
static const char surnames[] = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖"
                               "田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
                               "姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺"
                               "顾毛郝龚邵万钱严覃武戴莫孔向汤麦冼区霍"
                               "关招简伍岑庞植欧甘温康施牛洪樊兰殷葛翟安常章倪柳俞左鲁岳齐梅庄辛管"
                               "祝聂骆符焦包耿路柴解查单仇华易乔颜文闵"
                               "季童鲍司凌盛裴阮游祁房滕涂屈饶卫宁尚柯成喻古詹米穆车时盘骆古利";
static const char *const long_surnames[] = {"欧阳", "司徒", "上官", "诸葛", "司马", "东方", "皇甫",
                                            "尉迟", "公孙", "令狐", "慕容", "长孙", "夏侯", "宇文"};

/* Characters that stand in an address and not in a name. */
static const char room_words[] =
    "栋座幢单元室房号楼层户梯巷弄组村苑园区厦庭轩居府湾城街路里坊舍寓院";

struct jielong {
    char *text; /* widths folded, one line after the other */
    const char *at;
    int64_t number; /* of the line in hand */
    bool gave_headings;
    struct row_buffer row;
    struct text_buffer columns[COLUMN__COUNT];
};

static const struct sheet_info the_sheet[] = {{"", false}};

/* ---- lines ----------------------------------------------------------------------------------- */

/* Length of a leading number with its mark, "12. " or "12、" or "12）" after folding; 0 if none. A
 * number of more than four digits is none, so that a phone at the start is not taken for one. */
static size_t numbering(const char *line, size_t length)
{
    static const char *const marks[] = {".", "、", ":", ")", "。", "号:", "，", ",", "．"};
    size_t blank = strspn(line, " \t"), digits = strspn(line + blank, "0123456789");
    size_t at = blank + digits;
    if (digits == 0 || digits > 4 || at >= length)
        return 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(line + at, marks[i], strlen(marks[i])) == 0) {
            at += strlen(marks[i]);
            /* "3.5" and "1:30" are no numbering */
            return isdigit((unsigned char)line[at]) && strchr(".:", *marks[i]) && digits < 3 &&
                           !(isdigit((unsigned char)line[at + 1]))
                       ? 0
                       : at;
        }
    return 0;
}

/* The text with widths folded, and line ends as \n only. */
static char *fold(const char *bytes, size_t size)
{
    struct text_buffer out;
    text_buffer_init(&out);
    char *copy = malloc(size + 1);
    if (!copy)
        return NULL;
    memcpy(copy, bytes, size);
    copy[size] = '\0';
    for (const char *at = copy; *at;) {
        uint32_t c = text_next(&at);
        if (c == 0xFEFF || c == 0x200B || (c == '\r' && *at == '\n'))
            continue;
        text_add_codepoint(&out, c == '\r' || c == 0x2028 ? '\n' : text_fold_width(c));
    }
    free(copy);
    text_add_char(&out, '\n');
    return out.at;
}

bool sheet_jielong_is(const char *bytes, size_t size)
{
    size_t looked = size < 16384 ? size : 16384, lines = 0, numbered = 0, longest = 0;
    if (memchr(bytes, '\t', looked) || !text_check(bytes, size))
        return false;
    char *text = fold(bytes, looked);
    if (!text)
        return false;
    bool is_named = strstr(text, "#接龙") != NULL;
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        if (strspn(line, " ") < length) {
            lines++;
            size_t mark = numbering(line, length);
            numbered += mark > 0 && line[mark - 1] != ','; /* "1,王桂英" is CSV */
            longest = length > longest ? length : longest;
        }
        line += length + (line[length] == '\n');
    }
    free(text);
    return numbered > 0 && longest < 2000 && (is_named || numbered * 10 >= lines * 6);
}

/* ---- what stands in a line ------------------------------------------------------------------- */

static void add_to(struct text_buffer *column, const char *text, size_t length, const char *between)
{
    if (length == 0)
        return;
    if (column->length > 0)
        text_add(column, between);
    text_add_n(column, text, length);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Length of a citizen id at this place (17 digits and a check character), or 0. */
static size_t id_length(const char *at)
{
    size_t digits = strspn(at, "0123456789");
    if (digits == 17 && (at[17] == 'X' || at[17] == 'x'))
        return 18;
    return digits == 18 ? 18 : 0;
}

/* Length of a phone at this place: a mobile, perhaps with +86, blanks or hyphens in it or masked,
 * or a landline with its area code; 0 if none. `digits` gets it without ornaments. */
static size_t phone_length(const char *at, char digits[24])
{
    size_t length = 0, count = 0;
    if (strncmp(at, "+86", 3) == 0)
        at += 3, length = 3 + strspn(at, " -"), at += strspn(at, " -");
    else if (strncmp(at, "86", 2) == 0 && at[2] == '1' && strspn(at, "0123456789") == 13)
        at += 2, length = 2;
    if (at[0] == '1' && at[1] >= '3' && at[1] <= '9') {
        size_t i = 0;
        for (; count < 11; i++) {
            if (is_digit(at[i]) || (at[i] == '*' && count >= 3))
                digits[count++] = at[i];
            else if (!((at[i] == ' ' || at[i] == '-') && (count == 3 || count == 7)))
                break;
        }
        digits[count] = '\0';
        return count == 11 && !is_digit(at[i]) ? length + i : 0;
    }
    if (length == 0 && at[0] == '0' && strspn(at, "0123456789") <= 4) {
        size_t area = strspn(at, "0123456789"), gap = strspn(at + area, "- ");
        size_t rest = strspn(at + area + gap, "0123456789");
        if (area >= 3 && gap == 1 && (rest == 7 || rest == 8)) {
            memcpy(digits, at, area);
            digits[area] = '-';
            memcpy(digits + area + 1, at + area + gap, rest);
            digits[area + 1 + rest] = '\0';
            return area + gap + rest;
        }
    }
    return 0;
}

/* Takes ids and phones out of the line: they are replaced by blanks. */
static void take_numbers(struct jielong *jielong, char *line)
{
    for (char *at = line; *at; at++) {
        char digits[24] = {0};
        if (at > line && (is_digit(at[-1]) || at[-1] == '-'))
            continue;
        size_t length = id_length(at);
        if (length > 0) {
            add_to(&jielong->columns[COLUMN_ID], at, length, " ");
        } else {
            length = phone_length(at, digits);
            if (length > 0)
                add_to(&jielong->columns[COLUMN_PHONE], digits, strlen(digits), " / ");
        }
        memset(at, ' ', length);
    }
}

/* Bytes of the leading run of Han characters (and the dot in names); *count gets the characters. */
static size_t han_run(const char *text, size_t length, size_t *count)
{
    const char *at = text;
    *count = 0;
    while (at < text + length) {
        const char *before = at;
        uint32_t c = text_next(&at);
        if (!text_is_han(c) && c != 0xB7 && c != 0x2022)
            return (size_t)(before - text);
        ++*count;
    }
    return length;
}

static bool has_room_word(const char *text, size_t length)
{
    for (const char *at = text; at < text + length;) {
        const char *before = at;
        text_next(&at);
        char one[8] = {0};
        memcpy(one, before, (size_t)(at - before));
        if (strstr(room_words, one))
            return true;
    }
    return false;
}

static bool has_surname(const char *text)
{
    char one[8] = {0};
    const char *at = text;
    text_next(&at);
    memcpy(one, text, (size_t)(at - text));
    for (size_t i = 0; i < sizeof long_surnames / sizeof *long_surnames; i++)
        if (text_starts(text, long_surnames[i]))
            return true;
    return strstr(surnames, one) != NULL;
}

/* True for a run that may be a name: two to four Han characters, a known surname, no word of an
 * address; or with the dot of Uyghur and Tibetan names, up to fifteen. */
static bool is_name(const char *text, size_t length, size_t count)
{
    bool has_dot = memmem(text, length, "·", 2) || memmem(text, length, "•", 3);
    if (has_dot)
        return count >= 3 && count <= 20;
    return count >= 2 && count <= 4 && has_surname(text) && !has_room_word(text, length);
}

static bool is_room(const char *text, size_t length)
{
    size_t i = 0;
    bool has_digit = false, has_word = has_room_word(text, length);
    for (i = 0; i < length; i++)
        has_digit = has_digit || is_digit(text[i]);
    if (has_digit && (has_word || memchr(text, '-', length) || memchr(text, '#', length)))
        return true;
    size_t letters = strspn(text, "ABCDEFGHabcdefgh"),
           digits = strspn(text + letters, "0123456789");
    return letters <= 1 && digits >= (letters ? 1U : 3U) && digits <= 4 &&
           letters + digits == length;
}

/* "电话:" and the like say nothing that the column does not. */
static bool is_label(const char *text, size_t length)
{
    static const char *const labels[] = {"姓名",     "名字",     "电话", "手机", "手机号",
                                         "联系电话", "房号",     "地址", "住址", "门牌",
                                         "身份证",   "身份证号", "备注"};
    length -= length > 0 && text[length - 1] == ':';
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strlen(labels[i]) == length && memcmp(labels[i], text, length) == 0)
            return true;
    return false;
}

/* One piece between blanks. A name may be glued to the room, before or behind. */
static void take_token(struct jielong *jielong, const char *text, size_t length)
{
    struct text_buffer *name = &jielong->columns[COLUMN_NAME];
    struct text_buffer *address = &jielong->columns[COLUMN_ADDRESS];
    size_t count = 0, run = han_run(text, length, &count);
    bool has_name = name->length > 0;
    if (run == length && !has_name && is_name(text, run, count)) {
        add_to(name, text, run, " ");
        return;
    }
    if (run > 0 && run < length && !has_name && is_name(text, run, count) &&
        is_room(text + run, length - run)) {
        add_to(name, text, run, " ");
        add_to(address, text + run, length - run, "");
        return;
    }
    for (size_t from = length; from > 3 && !has_name && run < length;) { /* a name at the end */
        from -= 3;
        size_t tail = han_run(text + from, length - from, &count);
        if (tail != length - from || count > 4)
            break;
        if (count >= 2 && is_name(text + from, tail, count) && is_room(text, from) &&
            (from < 3 || count == 4 || !is_name(text + from - 3, tail + 3, count + 1))) {
            add_to(name, text + from, tail, " ");
            add_to(address, text, from, "");
            return;
        }
    }
    if (is_room(text, length) ||
        (address->length == 0 && run == length && count >= 3 && has_room_word(text, length)))
        add_to(address, text, length, "");
    else
        add_to(&jielong->columns[COLUMN_NOTE], text, length, " ");
}

static void take_line(struct jielong *jielong, char *line)
{
    static const char ends[] = " \t,;|/()[]<>";
    take_numbers(jielong, line);
    for (char *at = line; *at;) {
        size_t length = 0;
        while (at[length] && !strchr(ends, at[length]) && strncmp(at + length, "，", 3) != 0 &&
               strncmp(at + length, "、", 3) != 0 && strncmp(at + length, "。", 3) != 0)
            length++;
        if (length > 0 && !is_label(at, length))
            take_token(jielong, at, length);
        at += length;
        if (*at)
            at += strchr(ends, *at) ? 1 : 3;
    }
}

/* A note alone that could be the name: somebody with a rare surname. */
static void settle_name(struct jielong *jielong)
{
    struct text_buffer *name = &jielong->columns[COLUMN_NAME],
                       *note = &jielong->columns[COLUMN_NOTE];
    size_t count = 0;
    if (name->length > 0 || note->length == 0)
        return;
    const char *text = text_buffer_get(note);
    size_t first = strcspn(text, " "), run = han_run(text, first, &count);
    if (run != first || count < 2 || count > 4)
        return;
    text_add_n(name, text, first);
    char *rest = strdup(text + first + (text[first] == ' '));
    text_buffer_clear(note);
    text_add(note, rest ? rest : "");
    free(rest);
}

/* ---- the source ------------------------------------------------------------------------------ */

static void give(struct jielong *jielong, int64_t number, struct sheet_row *row)
{
    row_buffer_clear(&jielong->row);
    for (size_t i = 0; i < COLUMN__COUNT; i++)
        row_buffer_set(&jielong->row, i, SHEET_TEXT,
                       jielong->gave_headings ? text_buffer_get(&jielong->columns[i]) : headings[i],
                       NULL);
    row->number = number;
    row->is_hidden = false;
    row_buffer_finish(&jielong->row, row);
}

/* Takes one line of text, without its numbering, into the columns. */
static void take_text(struct jielong *jielong, const char *text, size_t length)
{
    char *line = strndup(text, length);
    if (line)
        take_line(jielong, line);
    free(line);
}

static enum result jielong_next(void *self, struct sheet_row *row, bool *more, struct error *error)
{
    struct jielong *jielong = self;
    bool has_entry = false;
    int64_t number = 0;
    (void)error;
    *more = true;
    if (!jielong->gave_headings) {
        give(jielong, 0, row);
        jielong->gave_headings = true;
        return RESULT_OK;
    }
    for (size_t i = 0; i < COLUMN__COUNT; i++)
        text_buffer_clear(&jielong->columns[i]);
    while (*jielong->at) {
        size_t length = strcspn(jielong->at, "\n"), mark = numbering(jielong->at, length);
        if (mark > 0 && has_entry)
            break;
        jielong->number++;
        if (mark > 0) {
            size_t blank = strspn(jielong->at, " \t");
            has_entry = true;
            number = jielong->number;
            text_add_n(&jielong->columns[COLUMN_NUMBER], jielong->at + blank,
                       strspn(jielong->at + blank, "0123456789"));
        }
        if (has_entry)
            take_text(jielong, jielong->at + mark, length - mark);
        jielong->at += length + (jielong->at[length] == '\n');
    }
    *more = has_entry;
    if (has_entry) {
        settle_name(jielong);
        give(jielong, number, row);
    }
    return RESULT_OK;
}

static enum result jielong_select(void *self, size_t index, struct error *error)
{
    struct jielong *jielong = self;
    (void)index, (void)error;
    jielong->at = jielong->text;
    jielong->number = 0;
    jielong->gave_headings = false;
    return RESULT_OK;
}

static void jielong_close(void *self)
{
    struct jielong *jielong = self;
    row_buffer_fini(&jielong->row);
    for (size_t i = 0; i < COLUMN__COUNT; i++)
        text_buffer_fini(&jielong->columns[i]);
    free(jielong->text);
    free(jielong);
}

enum result sheet_jielong_open(const void *bytes, size_t size, struct sheet_source *source,
                               struct error *error)
{
    struct jielong *jielong = calloc(1, sizeof *jielong);
    char *text = fold(bytes, size);
    if (!jielong || !text) {
        free(jielong);
        free(text);
        return error_set(error, RESULT_TOO_LARGE, NULL, sheet_bomb);
    }
    jielong->text = text;
    row_buffer_init(&jielong->row);
    *source = (struct sheet_source){.self = jielong,
                                    .format = SHEET_JIELONG,
                                    .sheets = the_sheet,
                                    .sheet_count = 1,
                                    .select = jielong_select,
                                    .next = jielong_next,
                                    .close = jielong_close};
    return RESULT_OK;
}
