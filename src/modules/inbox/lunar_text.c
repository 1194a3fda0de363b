/* The names of lunar months and days. */
#include "modules/inbox/lunar_text.h"

#include "base/lunar.h"

const char *lunar_text(int year, int month, int day, struct arena *arena)
{
    static const char *const months[] = {"正", "二", "三", "四", "五",   "六",
                                         "七", "八", "九", "十", "十一", "腊"};
    static const char *const tens[] = {"初", "十", "廿", "三"};
    static const char *const ones[] = {"十", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    struct lunar_day lunar;
    if (!lunar_from_day(year, month, day, &lunar)) {
        return NULL;
    }
    /* 初十, 二十 and 三十 are not said like the others. */
    const char *ten = lunar.day == 10 ? "初" : lunar.day == 20 ? "二" : tens[lunar.day / 10];
    return arena_printf(arena, "农历%s%s月%s%s", lunar.is_leap ? "闰" : "", months[lunar.month - 1],
                        ten, ones[lunar.day % 10]);
}
