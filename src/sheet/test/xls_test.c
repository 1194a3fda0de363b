/* XLS: a small workbook made here byte by byte (a compound file with one BIFF8 stream), read through
 * FreeXL in its child process; and what happens with broken ones. */
#include <stdio.h>

#include "check.h"
#include "workbook.h"

static struct arena *arena;

static void add16(struct text_buffer *out, unsigned value)
{
    text_add_char(out, (char)(value & 0xFF));
    text_add_char(out, (char)(value >> 8 & 0xFF));
}

static void add32(struct text_buffer *out, unsigned value)
{
    add16(out, value & 0xFFFF);
    add16(out, value >> 16);
}

static void begin_part(struct text_buffer *out, unsigned type)
{
    static const char rest[12] = {0};
    add16(out, 0x0809);
    add16(out, 16);
    add16(out, 0x0600);
    add16(out, type);
    text_add_n(out, rest, sizeof rest);
}

static void add_number(struct text_buffer *out, unsigned row, unsigned column, unsigned style,
                       double value)
{
    add16(out, 0x0203);
    add16(out, 14);
    add16(out, row);
    add16(out, column);
    add16(out, style);
    text_add_n(out, &value, sizeof value);
}

static void add_string(struct text_buffer *out, unsigned row, unsigned column, unsigned index)
{
    add16(out, 0x00FD);
    add16(out, 10);
    add16(out, row);
    add16(out, column);
    add16(out, 0);
    add32(out, index);
}

/* The workbook stream: styles 0 (General) and 1 (a date), strings 姓名 and 王, one sheet. */
static void make_stream(struct text_buffer *out, unsigned rows, unsigned columns)
{
    static const char style_rest[16] = {0};
    begin_part(out, 5);
    for (unsigned i = 0; i < 2; i++) {
        add16(out, 0x00E0);
        add16(out, 20);
        add16(out, 0);
        add16(out, i == 0 ? 0 : 14);
        text_add_n(out, style_rest, sizeof style_rest);
    }
    size_t sheet_offset = out->length + 4;
    add16(out, 0x0085);
    add16(out, 12);
    add32(out, 0);
    add16(out, 0);
    text_add_n(out, "\2\1\x0D\x54\x55\x53", 6); /* 名单 */
    add16(out, 0x00FC);
    add16(out, 8 + 3 + 4 + 3 + 2);
    add32(out, 2);
    add32(out, 2);
    text_add_n(out, "\2\0\1\xD3\x59\x0D\x54\1\0\1\x8B\x73", 12);
    add32(out, 0x0000000A);
    unsigned offset = (unsigned)out->length;
    memcpy(out->at + sheet_offset, &offset, 4);
    begin_part(out, 0x10);
    add16(out, 0x0200);
    add16(out, 14);
    add32(out, 0);
    add32(out, rows);
    add16(out, 0);
    add16(out, columns);
    add16(out, 0);
    add_string(out, 0, 0, 0);
    add_string(out, 1, 0, 1);
    add_number(out, 1, 1, 0, 13800138000.0);
    add_number(out, 1, 2, 1, 43890);
    add_number(out, 1, 3, 0, 440605194903070480.0);
    add32(out, 0x0000000A);
    while (out->length < 4096 || out->length % 512 != 0)
        text_add_char(out, '\0');
}

static void add_entry(struct text_buffer *out, const char *name, char type, unsigned child,
                      unsigned start, unsigned size)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < 32; i++)
        add16(out, i < length ? (unsigned char)name[i] : 0);
    add16(out, (unsigned)(length > 0 ? length * 2 + 2 : 0));
    text_add_char(out, type);
    text_add_char(out, 1);
    add32(out, 0xFFFFFFFF);
    add32(out, 0xFFFFFFFF);
    add32(out, child);
    for (size_t i = 0; i < 36; i++)
        text_add_char(out, '\0');
    add32(out, start);
    add32(out, size);
    add32(out, 0);
}

static void make_xls(struct text_buffer *out, unsigned rows, unsigned columns)
{
    struct text_buffer stream;
    text_buffer_init(&stream);
    make_stream(&stream, rows, columns);
    unsigned sectors = (unsigned)(stream.length / 512);
    text_add_n(out, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    for (size_t i = 0; i < 16; i++)
        text_add_char(out, '\0');
    add16(out, 0x3E);
    add16(out, 3);
    add16(out, 0xFFFE);
    add16(out, 9);
    add16(out, 6);
    add32(out, 0);
    add16(out, 0);
    add32(out, 0);
    add32(out, 1); /* FAT sectors */
    add32(out, 1); /* directory */
    add32(out, 0);
    add32(out, 4096);
    add32(out, 0xFFFFFFFE); /* no mini FAT */
    add32(out, 0);
    add32(out, 0xFFFFFFFE);
    add32(out, 0);
    add32(out, 0); /* the FAT is sector 0 */
    while (out->length < 512)
        text_add_char(out, '\xFF');
    add32(out, 0xFFFFFFFD);
    add32(out, 0xFFFFFFFE);
    for (unsigned i = 0; i < 126; i++)
        add32(out, i + 1 < sectors ? i + 3 : i < sectors ? 0xFFFFFFFE : 0xFFFFFFFF);
    add_entry(out, "Root Entry", 5, 1, 0xFFFFFFFE, 0);
    add_entry(out, "Workbook", 2, 0xFFFFFFFF, 2, (unsigned)stream.length);
    add_entry(out, "", 0, 0xFFFFFFFF, 0, 0);
    add_entry(out, "", 0, 0xFFFFFFFF, 0, 0);
    text_add_n(out, stream.at, stream.length);
    text_buffer_fini(&stream);
}

static void cells_are_read(void)
{
    struct text_buffer file;
    const struct sheet_info *sheets;
    struct sheet_reader *reader;
    text_buffer_init(&file);
    make_xls(&file, 2, 4);
    CHECK_TEXT(read_all(file.at, file.length, arena),
               "姓名\n王|13800138000|2020-02-29|4.40605E+17\n");
    if (CHECK_INT(sheet_reader_open(file.at, file.length, &reader, NULL), RESULT_OK)) {
        CHECK_INT(sheet_reader_format(reader), SHEET_XLS);
        CHECK_INT(sheet_reader_sheets(reader, &sheets), 1);
        CHECK_TEXT(sheets[0].name, "名单");
        sheet_reader_close(reader);
    }
    text_buffer_fini(&file);
}

/* The sheet says 65,536 rows of 256 columns: the child may not take the 256 MB that this asks for. */
static void claims_are_not_believed(void)
{
    struct text_buffer file;
    text_buffer_init(&file);
    make_xls(&file, 65536, 256);
    const char *all = read_all(file.at, file.length, arena);
    CHECK(strstr(all, "unpacks to far more") || strstr(all, "姓名"));
    text_buffer_fini(&file);
}

static void broken_files_are_sentences(void)
{
    struct text_buffer file;
    text_buffer_init(&file);
    make_xls(&file, 2, 4);
    for (size_t cut = 8; cut < file.length; cut += 97)
        read_all(file.at, cut, arena);
    for (size_t i = 8; i < 3000; i += 13) {
        file.at[i] ^= 0x7F;
        read_all(file.at, file.length, arena);
        file.at[i] ^= 0x7F;
    }
    CHECK(strstr(read_all(file.at, 600, arena), "ERROR: "));
    text_buffer_fini(&file);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(cells_are_read),
        CHECK_TEST(claims_are_not_believed),
        CHECK_TEST(broken_files_are_sentences),
    };
    arena = arena_new();
    int status = check_main(argc, argv, tests, sizeof tests / sizeof *tests);
    arena_free(arena);
    return status;
}
