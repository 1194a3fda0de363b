/* Embeds files into C.
 *
 *     embed views NAME FOLDER   every FOLDER/x.html as {"NAME/x", "..."}: NAME_views, NAME_view_count */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_html(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".html") == 0;
}

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

int main(int argc, char **argv)
{
    if (argc != 4 || strcmp(argv[1], "views") != 0) {
        fprintf(stderr, "usage: embed views NAME FOLDER\n");
        return 64;
    }
    const char *name = argv[2], *folder = argv[3];
    struct dirent **entries;
    int count = scandir(folder, &entries, is_html, alphasort);
    printf("/* Made by tools/embed.c from %s. */\n#include \"web/module.h\"\n\n", folder);
    printf("extern const struct view_source %s_views[];\nextern const size_t %s_view_count;\n", name,
           name);
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
