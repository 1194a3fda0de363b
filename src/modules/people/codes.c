/* The choices of the register. Codes are those of the national standards (GB/T 2261.1, 3304, 4761), so
 * that exports can be read elsewhere. */
#include "modules/people/people.h"
#include "modules/people/search.h"

#define ALIASES(...) ((const char *const[]){__VA_ARGS__, NULL})

const struct choice resident_sexes[] = {
    {.code = "1", .label = N_("Male"), .aliases = ALIASES("男", "男性", "M", "male")},
    {.code = "2", .label = N_("Female"), .aliases = ALIASES("女", "女性", "F", "female")},
    {.code = "9", .label = N_("Not stated"), .aliases = ALIASES("未说明", "未说明的性别")},
    {.code = "0", .label = N_("Unknown"), .aliases = ALIASES("未知", "未知的性别")},
    {0},
};

const struct choice resident_residences[] = {
    {.code = "registered",
     .label = N_("Registered here"),
     .aliases = ALIASES("户籍", "户籍人口", "本地", "常住户籍", "是")},
    {.code = "floating",
     .label = N_("Floating population"),
     .aliases = ALIASES("流动", "流动人口", "外来", "非户籍", "暂住", "否")},
    {0},
};

/* GB/T 3304-1991. */
const struct choice resident_ethnics[] = {
    {.code = "01", .label = N_("Han people"), .aliases = ALIASES("汉", "汉族")},
    {.code = "02", .label = N_("Mongol people"), .aliases = ALIASES("蒙古", "蒙古族")},
    {.code = "03", .label = N_("Hui people"), .aliases = ALIASES("回", "回族")},
    {.code = "04", .label = N_("Tibetan people"), .aliases = ALIASES("藏", "藏族")},
    {.code = "05", .label = N_("Uyghur people"), .aliases = ALIASES("维吾尔", "维吾尔族")},
    {.code = "06", .label = N_("Miao people"), .aliases = ALIASES("苗", "苗族")},
    {.code = "07", .label = N_("Yi people"), .aliases = ALIASES("彝", "彝族")},
    {.code = "08", .label = N_("Zhuang people"), .aliases = ALIASES("壮", "壮族")},
    {.code = "09", .label = N_("Bouyei people"), .aliases = ALIASES("布依", "布依族")},
    {.code = "10", .label = N_("Korean people"), .aliases = ALIASES("朝鲜", "朝鲜族")},
    {.code = "11", .label = N_("Manchu people"), .aliases = ALIASES("满", "满族")},
    {.code = "12", .label = N_("Dong people"), .aliases = ALIASES("侗", "侗族")},
    {.code = "13", .label = N_("Yao people"), .aliases = ALIASES("瑶", "瑶族")},
    {.code = "14", .label = N_("Bai people"), .aliases = ALIASES("白", "白族")},
    {.code = "15", .label = N_("Tujia people"), .aliases = ALIASES("土家", "土家族")},
    {.code = "16", .label = N_("Hani people"), .aliases = ALIASES("哈尼", "哈尼族")},
    {.code = "17", .label = N_("Kazakh people"), .aliases = ALIASES("哈萨克", "哈萨克族")},
    {.code = "18", .label = N_("Dai people"), .aliases = ALIASES("傣", "傣族")},
    {.code = "19", .label = N_("Li people"), .aliases = ALIASES("黎", "黎族")},
    {.code = "20", .label = N_("Lisu people"), .aliases = ALIASES("傈僳", "傈僳族")},
    {.code = "21", .label = N_("Wa people"), .aliases = ALIASES("佤", "佤族")},
    {.code = "22", .label = N_("She people"), .aliases = ALIASES("畲", "畲族")},
    {.code = "23", .label = N_("Gaoshan people"), .aliases = ALIASES("高山", "高山族")},
    {.code = "24", .label = N_("Lahu people"), .aliases = ALIASES("拉祜", "拉祜族")},
    {.code = "25", .label = N_("Sui people"), .aliases = ALIASES("水", "水族")},
    {.code = "26", .label = N_("Dongxiang people"), .aliases = ALIASES("东乡", "东乡族")},
    {.code = "27", .label = N_("Naxi people"), .aliases = ALIASES("纳西", "纳西族")},
    {.code = "28", .label = N_("Jingpo people"), .aliases = ALIASES("景颇", "景颇族")},
    {.code = "29", .label = N_("Kirgiz people"), .aliases = ALIASES("柯尔克孜", "柯尔克孜族")},
    {.code = "30", .label = N_("Tu people"), .aliases = ALIASES("土", "土族")},
    {.code = "31", .label = N_("Daur people"), .aliases = ALIASES("达斡尔", "达斡尔族")},
    {.code = "32", .label = N_("Mulao people"), .aliases = ALIASES("仫佬", "仫佬族")},
    {.code = "33", .label = N_("Qiang people"), .aliases = ALIASES("羌", "羌族")},
    {.code = "34", .label = N_("Blang people"), .aliases = ALIASES("布朗", "布朗族")},
    {.code = "35", .label = N_("Salar people"), .aliases = ALIASES("撒拉", "撒拉族")},
    {.code = "36", .label = N_("Maonan people"), .aliases = ALIASES("毛南", "毛南族")},
    {.code = "37", .label = N_("Gelao people"), .aliases = ALIASES("仡佬", "仡佬族")},
    {.code = "38", .label = N_("Xibe people"), .aliases = ALIASES("锡伯", "锡伯族")},
    {.code = "39", .label = N_("Achang people"), .aliases = ALIASES("阿昌", "阿昌族")},
    {.code = "40", .label = N_("Pumi people"), .aliases = ALIASES("普米", "普米族")},
    {.code = "41", .label = N_("Tajik people"), .aliases = ALIASES("塔吉克", "塔吉克族")},
    {.code = "42", .label = N_("Nu people"), .aliases = ALIASES("怒", "怒族")},
    {.code = "43", .label = N_("Uzbek people"), .aliases = ALIASES("乌孜别克", "乌孜别克族")},
    {.code = "44", .label = N_("Russian people"), .aliases = ALIASES("俄罗斯", "俄罗斯族")},
    {.code = "45", .label = N_("Ewenki people"), .aliases = ALIASES("鄂温克", "鄂温克族")},
    {.code = "46", .label = N_("Deang people"), .aliases = ALIASES("德昂", "德昂族")},
    {.code = "47", .label = N_("Bonan people"), .aliases = ALIASES("保安", "保安族")},
    {.code = "48", .label = N_("Yugur people"), .aliases = ALIASES("裕固", "裕固族")},
    {.code = "49", .label = N_("Gin people"), .aliases = ALIASES("京", "京族")},
    {.code = "50", .label = N_("Tatar people"), .aliases = ALIASES("塔塔尔", "塔塔尔族")},
    {.code = "51", .label = N_("Derung people"), .aliases = ALIASES("独龙", "独龙族")},
    {.code = "52", .label = N_("Oroqen people"), .aliases = ALIASES("鄂伦春", "鄂伦春族")},
    {.code = "53", .label = N_("Hezhen people"), .aliases = ALIASES("赫哲", "赫哲族")},
    {.code = "54", .label = N_("Monba people"), .aliases = ALIASES("门巴", "门巴族")},
    {.code = "55", .label = N_("Lhoba people"), .aliases = ALIASES("珞巴", "珞巴族")},
    {.code = "56", .label = N_("Jino people"), .aliases = ALIASES("基诺", "基诺族")},
    {0},
};

/* GB/T 4761-2008, two digits. */
const struct choice resident_relations[] = {
    {.code = "01", .label = N_("Self"), .aliases = ALIASES("本人")},
    {.code = "02",
     .label = N_("Head of household"),
     .aliases = ALIASES("户主", "本人是户主", "主")},
    {.code = "10", .label = N_("Spouse"), .aliases = ALIASES("配偶", "爱人", "夫妻")},
    {.code = "11", .label = N_("Husband"), .aliases = ALIASES("夫", "丈夫")},
    {.code = "12", .label = N_("Wife"), .aliases = ALIASES("妻", "妻子", "老婆")},
    {.code = "20", .label = N_("Son"), .aliases = ALIASES("子", "儿子")},
    {.code = "21", .label = N_("Only son"), .aliases = ALIASES("独生子")},
    {.code = "22", .label = N_("Eldest son"), .aliases = ALIASES("长子")},
    {.code = "23", .label = N_("Second son"), .aliases = ALIASES("次子")},
    {.code = "28", .label = N_("Son-in-law"), .aliases = ALIASES("女婿")},
    {.code = "29", .label = N_("Other son"), .aliases = ALIASES("其他儿子")},
    {.code = "30", .label = N_("Daughter"), .aliases = ALIASES("女", "女儿")},
    {.code = "31", .label = N_("Only daughter"), .aliases = ALIASES("独生女")},
    {.code = "32", .label = N_("Eldest daughter"), .aliases = ALIASES("长女")},
    {.code = "33", .label = N_("Second daughter"), .aliases = ALIASES("次女")},
    {.code = "38", .label = N_("Daughter-in-law"), .aliases = ALIASES("儿媳", "媳妇")},
    {.code = "39", .label = N_("Other daughter"), .aliases = ALIASES("其他女儿")},
    {.code = "40",
     .label = N_("Grandchild"),
     .aliases = ALIASES("孙子、孙女或外孙子、外孙女", "孙", "孙辈")},
    {.code = "41", .label = N_("Grandson"), .aliases = ALIASES("孙子")},
    {.code = "42", .label = N_("Granddaughter"), .aliases = ALIASES("孙女")},
    {.code = "43", .label = N_("Grandson by a daughter"), .aliases = ALIASES("外孙子")},
    {.code = "44", .label = N_("Granddaughter by a daughter"), .aliases = ALIASES("外孙女")},
    {.code = "50", .label = N_("Parent"), .aliases = ALIASES("父母")},
    {.code = "51", .label = N_("Father"), .aliases = ALIASES("父亲", "父", "爸爸")},
    {.code = "52", .label = N_("Mother"), .aliases = ALIASES("母亲", "母", "妈妈")},
    {.code = "53", .label = N_("Husband's father"), .aliases = ALIASES("公公")},
    {.code = "54", .label = N_("Husband's mother"), .aliases = ALIASES("婆婆")},
    {.code = "55", .label = N_("Wife's father"), .aliases = ALIASES("岳父")},
    {.code = "56", .label = N_("Wife's mother"), .aliases = ALIASES("岳母")},
    {.code = "60", .label = N_("Grandparent"), .aliases = ALIASES("祖父母或外祖父母")},
    {.code = "61", .label = N_("Grandfather"), .aliases = ALIASES("祖父")},
    {.code = "62", .label = N_("Grandmother"), .aliases = ALIASES("祖母")},
    {.code = "63", .label = N_("Mother's father"), .aliases = ALIASES("外祖父")},
    {.code = "64", .label = N_("Mother's mother"), .aliases = ALIASES("外祖母")},
    {.code = "70", .label = N_("Brother or sister"), .aliases = ALIASES("兄弟姐妹")},
    {.code = "71", .label = N_("Elder brother"), .aliases = ALIASES("兄", "哥哥")},
    {.code = "72", .label = N_("Younger brother"), .aliases = ALIASES("弟", "弟弟")},
    {.code = "73", .label = N_("Elder sister"), .aliases = ALIASES("姐姐", "姐")},
    {.code = "74", .label = N_("Younger sister"), .aliases = ALIASES("妹妹", "妹")},
    {.code = "97", .label = N_("Other relative"), .aliases = ALIASES("其他亲属", "其他", "亲属")},
    {.code = "98", .label = N_("Domestic help"), .aliases = ALIASES("保姆")},
    {.code = "99",
     .label = N_("Not a relative"),
     .aliases = ALIASES("非亲属", "租客", "其他非亲属")},
    {0},
};

const struct choice resident_statuses[] = {
    {.code = "here", .label = N_("On the register")},
    {.code = "away", .label = N_("Moved away")},
    {.code = "dead", .label = N_("Died")},
    {0},
};

/* Needs for care only: each is kept with a purpose, a basis and an end. */
const struct choice resident_cares[] = {
    {.code = "alone", .label = N_("Elder living alone"), .aliases = ALIASES("独居", "独居老人")},
    {.code = "aged", .label = N_("Very old"), .aliases = ALIASES("高龄", "高龄老人")},
    {.code = "frail", .label = N_("Hard to walk"), .aliases = ALIASES("行动不便")},
    {.code = "medicine", .label = N_("Medicine to be brought"), .aliases = ALIASES("需送药")},
    {.code = "disabled", .label = N_("Disability"), .aliases = ALIASES("残疾", "残障")},
    {.code = "pregnant", .label = N_("Pregnant or newborn"), .aliases = ALIASES("孕产妇")},
    {.code = "child", .label = N_("Child without parents at home"), .aliases = ALIASES("留守儿童")},
    {.code = "support", .label = N_("Needs support"), .aliases = ALIASES("困难家庭")},
    {0},
};

const struct choice resident_bases[] = {
    {.code = "consent", .label = N_("Consent")},
    {.code = "statutory_duty", .label = N_("Statutory duty")},
    {.code = "emergency", .label = N_("Emergency")},
    {.code = "public_interest", .label = N_("Public interest")},
    {0},
};

const struct choice stay_kinds[] = {
    {.code = "living", .label = N_("Lives here")},
    {.code = "registered", .label = N_("Registered at")},
    {0},
};

const struct choice search_reasons[] = {
    {.code = "name", .label = N_("Name")},       {.code = "pinyin", .label = N_("Pinyin")},
    {.code = "phone", .label = N_("Phone")},     {.code = "citizen_id", .label = N_("Citizen ID")},
    {.code = "room", .label = N_("Lives here")}, {.code = "place", .label = N_("Place")},
    {.code = "firm", .label = N_("Firm")},       {0},
};
