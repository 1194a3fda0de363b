/* Readings, strokes and surnames. The Unihan table is searched by halves; surnames with a reading
 * of their own are a short list here, since no database marks them (domain.md 4.4, and the surnames
 * that 现代汉语词典 marks 姓). */
#include "modules/people/unihan.h"

#include <string.h>

#include "base/text.h"

struct surname {
    const char *surname;
    const char *reading;
};

/* Both tables are sorted by bytes. Compound surnames; also those that are read as they are written, because their length matters. */
static const struct surname compound_surnames[] = {
    {"万俟", "mo qi"},      {"上官", "shang guan"}, {"东方", "dong fang"}, {"东郭", "dong guo"},
    {"东门", "dong men"},   {"乐正", "yue zheng"},  {"亓官", "qi guan"},   {"令狐", "ling hu"},
    {"仲孙", "zhong sun"},  {"公冶", "gong ye"},    {"公孙", "gong sun"},  {"公羊", "gong yang"},
    {"公西", "gong xi"},    {"单于", "chan yu"},    {"南宫", "nan gong"},  {"南门", "nan men"},
    {"即墨", "ji mo"},      {"叶赫", "ye he"},      {"司徒", "si tu"},     {"司空", "si kong"},
    {"司马", "si ma"},      {"呼延", "hu yan"},     {"壤驷", "rang si"},   {"夏侯", "xia hou"},
    {"太叔", "tai shu"},    {"夹谷", "jia gu"},     {"宇文", "yu wen"},    {"完颜", "wan yan"},
    {"宗政", "zong zheng"}, {"宰父", "zai fu"},     {"尉迟", "yu chi"},    {"左丘", "zuo qiu"},
    {"巫马", "wu ma"},      {"微生", "wei sheng"},  {"慕容", "mu rong"},   {"拓跋", "tuo ba"},
    {"梁丘", "liang qiu"},  {"欧阳", "ou yang"},    {"段干", "duan gan"},  {"淳于", "chun yu"},
    {"漆雕", "qi diao"},    {"澹台", "tan tai"},    {"濮阳", "pu yang"},   {"独孤", "du gu"},
    {"申屠", "shen tu"},    {"百里", "bai li"},     {"皇甫", "huang fu"},  {"端木", "duan mu"},
    {"第五", "di wu"},      {"纳兰", "na lan"},     {"羊舌", "yang she"},  {"西门", "xi men"},
    {"诸葛", "zhu ge"},     {"谷梁", "gu liang"},   {"贺兰", "he lan"},    {"赫连", "he lian"},
    {"轩辕", "xuan yuan"},  {"钟离", "zhong li"},   {"长孙", "zhang sun"}, {"闻人", "wen ren"},
    {"闾丘", "lv qiu"},     {"颛孙", "zhuan sun"},  {"鲜于", "xian yu"},
};

/* Surnames of one character whose reading is not the usual one of the character, or not the first.
 */
static const struct surname single_surnames[] = {
    {"丁", "ding"},  {"万", "wan"},   {"乐", "yue"},  {"乜", "nie"},  {"仇", "qiu"},
    {"仡", "ge"},    {"任", "ren"},   {"余", "yu"},   {"佴", "nai"},  {"俞", "yu"},
    {"冯", "feng"},  {"冼", "xian"},  {"区", "ou"},   {"华", "hua"},  {"单", "shan"},
    {"卜", "bu"},    {"占", "zhan"},  {"卡", "ka"},   {"参", "shen"}, {"句", "gou"},
    {"召", "shao"},  {"叶", "ye"},    {"吕", "lv"},   {"员", "yun"},  {"呙", "guo"},
    {"哈", "ha"},    {"宁", "ning"},  {"宓", "mi"},   {"宿", "su"},   {"尉", "wei"},
    {"尹", "yin"},   {"干", "gan"},   {"幺", "yao"},  {"应", "ying"}, {"强", "qiang"},
    {"戏", "xi"},    {"折", "she"},   {"撒", "sa"},   {"於", "yu"},   {"无", "wu"},
    {"晁", "chao"},  {"曲", "qu"},    {"曾", "zeng"}, {"朴", "piao"}, {"柏", "bai"},
    {"查", "zha"},   {"殷", "yin"},   {"沈", "shen"}, {"沙", "sha"},  {"洗", "xian"},
    {"洪", "hong"},  {"燕", "yan"},   {"牟", "mou"},  {"瑟", "se"},   {"盖", "ge"},
    {"相", "xiang"}, {"瞿", "qu"},    {"石", "shi"},  {"祭", "zhai"}, {"种", "chong"},
    {"秘", "bi"},    {"粘", "nian"},  {"繁", "po"},   {"纪", "ji"},   {"缪", "miao"},
    {"翟", "zhai"},  {"能", "nai"},   {"臧", "zang"}, {"舍", "she"},  {"艾", "ai"},
    {"莘", "shen"},  {"葛", "ge"},    {"蒙", "meng"}, {"蕃", "fan"},  {"薄", "bo"},
    {"藏", "zang"},  {"行", "xing"},  {"褚", "chu"},  {"要", "yao"},  {"覃", "qin"},
    {"解", "xie"},   {"訾", "zi"},    {"谌", "chen"}, {"费", "fei"},  {"贾", "jia"},
    {"车", "che"},   {"过", "guo"},   {"逄", "pang"}, {"那", "na"},   {"郇", "xun"},
    {"都", "du"},    {"重", "chong"}, {"阚", "kan"},  {"陆", "lu"},   {"隗", "wei"},
    {"黑", "he"},
};

static const struct unihan_character *find_character(uint32_t codepoint)
{
    size_t low = 0, high = unihan_character_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (unihan_characters[middle].codepoint < codepoint)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == unihan_character_count || unihan_characters[low].codepoint != codepoint)
        return NULL;
    return &unihan_characters[low];
}

const char *const *pinyin_readings(uint32_t codepoint, size_t *count)
{
    const struct unihan_character *character = find_character(codepoint);
    *count = 0;
    if (character == NULL || character->readings == 0)
        return NULL;
    const char *const *readings = unihan_readings[character->readings];
    while (readings[*count] != NULL)
        ++*count;
    return readings;
}

int pinyin_strokes(uint32_t codepoint)
{
    const struct unihan_character *character = find_character(codepoint);
    return character == NULL ? 0 : character->strokes;
}

uint32_t pinyin_simplified(uint32_t codepoint)
{
    const struct unihan_character *character = find_character(codepoint);
    return character == NULL || character->simplified == 0 ? codepoint : character->simplified;
}

/* Writes the first `count` characters of `name`, simplified. Returns how many there were. */
static size_t simplified_head(const char *name, size_t count, char out[4 * 2 + 1])
{
    size_t length = 0, found = 0;
    while (found < count && *name != '\0') {
        length += text_encode(pinyin_simplified(text_next(&name)), out + length);
        found++;
    }
    out[length] = '\0';
    return found;
}

static const char *find_surname(const struct surname *table, size_t count, const char *surname)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(table[middle].surname, surname);
        if (order == 0)
            return table[middle].reading;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const char *compound_reading(const char *name)
{
    char head[9];
    if (simplified_head(name, 2, head) < 2)
        return NULL;
    return find_surname(compound_surnames, sizeof compound_surnames / sizeof compound_surnames[0],
                        head);
}

static const char *single_reading(const char *name)
{
    char head[9];
    simplified_head(name, 1, head);
    return find_surname(single_surnames, sizeof single_surnames / sizeof single_surnames[0], head);
}

size_t pinyin_surname_length(const char *name)
{
    const char *at = name;
    if (!text_is_han(text_next(&at)))
        return 0;
    return compound_reading(name) != NULL ? 2 : 1;
}

const char *pinyin_surname(const char *surname, struct arena *arena)
{
    if (pinyin_surname_length(surname) == 0)
        return NULL;
    const char *compound = compound_reading(surname);
    if (compound != NULL)
        return compound;
    const char *single = single_reading(surname);
    const char *at = surname;
    size_t count;
    const char *const *usual = pinyin_readings(text_next(&at), &count);
    if (single == NULL && usual == NULL)
        return NULL;
    return arena_copy(arena, single != NULL ? single : usual[0]);
}

/* Adds the readings of the rest of a name; `has_before` says that a syllable stands before it. */
static void add_rest(struct text_buffer *buffer, const char *at, bool has_before)
{
    bool was_han = has_before;
    while (*at != '\0') {
        const char *start = at;
        size_t count;
        const char *const *readings = pinyin_readings(text_next(&at), &count);
        if (was_han || (readings != NULL && buffer->length > 0))
            text_add_char(buffer, ' ');
        was_han = readings != NULL;
        if (readings != NULL)
            text_add(buffer, readings[0]);
        else
            text_add_n(buffer, start, (size_t)(at - start));
    }
}

const char *pinyin_name(const char *name, struct arena *arena)
{
    struct text_buffer buffer;
    text_buffer_init(&buffer);
    const char *at = name;
    const char *surname = pinyin_surname(name, arena);
    if (surname != NULL) {
        text_add(&buffer, surname);
        for (size_t i = pinyin_surname_length(name); i > 0; i--)
            text_next(&at);
    }
    add_rest(&buffer, at, surname != NULL);
    const char *text = arena_copy(arena, text_buffer_get(&buffer));
    text_buffer_fini(&buffer);
    return text;
}

const char *pinyin_sort_key(const char *name, struct arena *arena)
{
    /* Two blanks sort before a blank and a further syllable: shorter names come first. */
    return arena_printf(arena, "%s  %s", text_lower(arena, pinyin_name(name, arena)), name);
}

const char *pinyin_stroke_key(const char *name, struct arena *arena)
{
    char *key = arena_alloc(arena, strlen(name) * 3 + 1);
    char *out = key;
    for (const char *at = name; *at != '\0';) {
        uint32_t codepoint = text_next(&at);
        int strokes = pinyin_strokes(codepoint);
        int shown = strokes == 0 ? 99 : strokes;
        *out++ = (char)('0' + shown / 10);
        *out++ = (char)('0' + shown % 10);
        out += text_encode(codepoint, out);
    }
    *out = '\0';
    return key;
}
