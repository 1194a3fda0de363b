/* Embeds files into C.
 *
 *     embed views NAME FOLDER    every FOLDER/x.html as {"NAME/x", "..."}: NAME_views, NAME_view_count
 *     embed icons LUCIDE ROOT    the icons that templates ({{>i/phone}}) and C (ICON("phone")) below ROOT
 *                                name, from LUCIDE/icons/phone.svg: icon_entries
 *     embed static NAME=TYPE=FILE ...   FILE, and FILE packed by gzip if FILE.gz is there, as NAME:
 *                                static_assets; the hash of the content is FNV-1a with 64 bits */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int is_html(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".html") == 0;
}

/* A file as a string literal. */
static void put_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    fputs("\n        \"", stdout);
    for (int c; (c = getc(file)) != EOF;) {
        if (c == '\n')
            fputs("\\n\"\n        \"", stdout);
        else if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c == '?')
            fputs("\\?", stdout);
        else if (c < 0x20 || c > 0x7e)
            printf("\\%03o", (unsigned)c);
        else
            putchar(c);
    }
    fputs("\"", stdout);
    fclose(file);
}

static int put_views(const char *name, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_html, alphasort);
    printf("/* Made by tools/embed.c from %s. */\n#include \"web/module.h\"\n\n", folder);
    printf("extern const struct view_source %s_views[];\nextern const size_t %s_view_count;\n",
           name, name);
    printf("#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n");
    printf("const struct view_source %s_views[] = {\n", name);
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        printf("    {\"%s/%.*s\",", name, (int)strlen(entries[i]->d_name) - 5, entries[i]->d_name);
        put_file(path);
        printf("},\n");
    }
    printf("    {0},\n};\nconst size_t %s_view_count = %d;\n", name, count > 0 ? count : 0);
    return 0;
}

/* ---- icons ----------------------------------------------------------------------------------- */

static char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    char *text = NULL;
    size_t capacity = 0;
    *size = 0;
    do {
        capacity += 65536;
        text = realloc(text, capacity + 1);
        *size += fread(text + *size, 1, capacity - *size, file);
    } while (*size == capacity);
    fclose(file);
    text[*size] = '\0';
    return text;
}

static char *names[512];
static size_t name_count;

static void add_name(const char *at, size_t length)
{
    char *name = strndup(at, length);
    for (size_t i = 0; i < name_count; i++)
        if (strcmp(names[i], name) == 0) {
            free(name);
            return;
        }
    if (name_count == sizeof names / sizeof names[0]) {
        fprintf(stderr, "too many icons\n");
        exit(1);
    }
    names[name_count++] = name;
}

static void find_names(const char *text, const char *before, char after)
{
    for (const char *at = text; (at = strstr(at, before)) != NULL;) {
        at += strlen(before);
        size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-");
        if (length > 0 && at[length] == after)
            add_name(at, length);
    }
}

static void scan(const char *folder)
{
    DIR *directory = opendir(folder);
    if (directory == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        char path[4096];
        struct stat status;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || stat(path, &status) != 0)
            continue;
        const char *dot = strrchr(path, '.');
        size_t size;
        if (S_ISDIR(status.st_mode)) {
            scan(path);
        } else if (dot != NULL && (strcmp(dot, ".html") == 0 || strcmp(dot, ".c") == 0 ||
                                   strcmp(dot, ".h") == 0)) {
            char *text = read_file(path, &size);
            if (text == NULL)
                continue;
            if (strcmp(dot, ".html") == 0)
                find_names(text, "{{>i/", '}');
            else
                find_names(text, "ICON(\"", '"');
            free(text);
        }
    }
    closedir(directory);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What is drawn: the elements inside <svg>, on one line. */
static void put_icon(const char *svg)
{
    const char *start = strstr(svg, "<svg"), *end = strstr(svg, "</svg>");
    start = start != NULL ? strchr(start, '>') : NULL;
    if (start == NULL || end == NULL)
        exit(1);
    printf(
        "<svg class=\\\"i\\\" aria-hidden=\\\"true\\\" viewBox=\\\"0 0 24 24\\\" fill=\\\"none\\\" "
        "stroke=\\\"currentColor\\\" stroke-linecap=\\\"round\\\" stroke-linejoin=\\\"round\\\">");
    for (const char *at = start + 1; at < end; at++) {
        if (*at == '\n')
            while (at[1] == ' ')
                at++;
        else if (*at == '"')
            printf("\\\"");
        else
            putchar(*at);
    }
    printf("</svg>");
}

static int put_icons(const char *lucide, const char *root)
{
    int status = 0;
    scan(root);
    qsort(names, name_count, sizeof names[0], compare_names);
    printf("/* Made by tools/embed.c from Lucide (https://lucide.dev), ISC licence. */\n"
           "#include \"web/icon.h\"\n\nconst struct icon icon_entries[] = {\n");
    size_t written = 0;
    for (size_t i = 0; i < name_count; i++) {
        char path[4096];
        size_t size;
        snprintf(path, sizeof path, "%s/icons/%s.svg", lucide, names[i]);
        char *svg = read_file(path, &size);
        if (svg == NULL) {
            fprintf(stderr, "%s: no such icon in Lucide\n", names[i]);
            status = 1;
            continue;
        }
        printf("    {\"%s\", \"", names[i]);
        put_icon(svg);
        printf("\"},\n");
        free(svg);
        written++;
    }
    printf("    {0},\n};\nconst size_t icon_entry_count = %zu;\n", written);
    return status;
}

/* ---- static files ---------------------------------------------------------------------------- */

static void put_bytes(const char *label, size_t number, const char *bytes, size_t size)
{
    printf("static const unsigned char %s_%zu[] = {", label, number);
    for (size_t i = 0; i < size; i++)
        printf("%s%u,", i % 20 == 0 ? "\n    " : "", (unsigned)(unsigned char)bytes[i]);
    printf("\n};\n");
}

static int put_static(int count, char **arguments)
{
    struct {
        const char *name, *type;
        size_t size, gzip_size;
        uint64_t hash;
    } assets[64];
    printf("/* Made by tools/embed.c. */\n#include \"web/static.h\"\n\n");
    for (int i = 0; i < count && i < 64; i++) {
        char *rest = strdup(arguments[i]);
        assets[i].name = strsep(&rest, "=");
        assets[i].type = rest;
        rest = rest != NULL ? strrchr(rest, '=') : NULL; /* a type may hold one: charset=utf-8 */
        if (rest != NULL)
            *rest++ = '\0';
        char packed_path[4096];
        char *bytes = rest != NULL ? read_file(rest, &assets[i].size) : NULL;
        if (bytes == NULL) {
            fprintf(stderr, "embed: cannot read %s\n", arguments[i]);
            return 1;
        }
        uint64_t hash = UINT64_C(14695981039346656037);
        for (size_t k = 0; k < assets[i].size; k++)
            hash = (hash ^ (unsigned char)bytes[k]) * UINT64_C(1099511628211);
        assets[i].hash = hash;
        put_bytes("bytes", (size_t)i, bytes, assets[i].size);
        snprintf(packed_path, sizeof packed_path, "%s.gz", rest);
        char *packed = read_file(packed_path, &assets[i].gzip_size);
        if (packed != NULL && assets[i].gzip_size < assets[i].size)
            put_bytes("gzip", (size_t)i, packed, assets[i].gzip_size);
        else
            assets[i].gzip_size = 0;
    }
    printf("const struct static_asset static_assets[] = {\n");
    for (int i = 0; i < count && i < 64; i++) {
        printf("    {\"%s\", \"%s\", \"%016llx\", bytes_%d, %zu, ", assets[i].name, assets[i].type,
               (unsigned long long)assets[i].hash, i, assets[i].size);
        if (assets[i].gzip_size > 0)
            printf("gzip_%d, %zu},\n", i, assets[i].gzip_size);
        else
            printf("NULL, 0},\n");
    }
    printf("    {0},\n};\n");
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "views") == 0)
        return put_views(argv[2], argv[3]);
    if (argc == 4 && strcmp(argv[1], "icons") == 0)
        return put_icons(argv[2], argv[3]);
    if (argc > 2 && strcmp(argv[1], "static") == 0)
        return put_static(argc - 2, argv + 2);
    fprintf(stderr, "usage: embed views NAME FOLDER | embed icons LUCIDE ROOT | "
                    "embed static NAME=TYPE=FILE ...\n");
    return 64;
}
