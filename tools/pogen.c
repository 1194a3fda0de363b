/* Makes the table of translations from gettext .po files: pogen FILE.po ... > language_table.c
 *
 * Reads what we use of the format: comments, msgid, msgstr, continued strings. The header entry
 * (empty msgid), entries without a translation and entries marked fuzzy are left out. The same
 * msgid with two different translations is an error: one English word has one Chinese word. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    char *msgid; /* both still escaped, as in the file */
    char *msgstr;
    const char *file;
};

static struct entry *entries;
static size_t count, capacity;

static void add(char *msgid, char *msgstr, const char *file)
{
    if (count == capacity) {
        capacity = capacity ? capacity * 2 : 256;
        entries = realloc(entries, capacity * sizeof *entries);
    }
    entries[count++] = (struct entry){msgid, msgstr, file};
}

static char *append(char *text, const char *line)
{
    const char *start = strchr(line, '"'), *end = strrchr(line, '"');
    if (start == NULL || end == start)
        return text;
    size_t old = text ? strlen(text) : 0, length = (size_t)(end - start) - 1;
    text = realloc(text, old + length + 1);
    memcpy(text + old, start + 1, length);
    text[old + length] = '\0';
    return text;
}

static void read_po(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    char *line = NULL, *msgid = NULL, *msgstr = NULL, **current = NULL;
    size_t size = 0;
    bool fuzzy = false, more = true;
    while (more) {
        more = getline(&line, &size, file) > 0;
        bool is_id = more && strncmp(line, "msgid ", 6) == 0;
        if (!more || is_id) {
            if (msgid != NULL && *msgid != '\0' && msgstr != NULL && *msgstr != '\0' && !fuzzy)
                add(msgid, msgstr, path);
            if (msgid != NULL)
                fuzzy = false;
            msgid = msgstr = NULL;
        }
        if (!more)
            break;
        if (strncmp(line, "#,", 2) == 0 && strstr(line, "fuzzy") != NULL)
            fuzzy = true;
        else if (is_id)
            current = &msgid;
        else if (strncmp(line, "msgstr ", 7) == 0)
            current = &msgstr;
        if (line[0] != '#' && strchr(line, '"') != NULL && current != NULL)
            *current = append(*current, line);
    }
    free(line);
    fclose(file);
}

/* Sorts by the unescaped msgid, as strcmp does at run time. */
static void unescape(const char *text, char *out)
{
    for (; *text != '\0'; text++) {
        if (*text == '\\' && text[1] != '\0') {
            text++;
            *out++ = *text == 'n' ? '\n' : *text == 't' ? '\t' : *text;
        } else {
            *out++ = *text;
        }
    }
    *out = '\0';
}

static int compare(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    char *p = malloc(strlen(x->msgid) + 1), *q = malloc(strlen(y->msgid) + 1);
    unescape(x->msgid, p);
    unescape(y->msgid, q);
    int order = strcmp(p, q);
    free(p);
    free(q);
    return order;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        read_po(argv[i]);
    qsort(entries, count, sizeof *entries, compare);
    int status = 0;
    printf("/* Made by tools/pogen.c. */\n#include \"base/language.h\"\n\n"
           "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
           "const struct language_entry language_entries[] = {\n");
    size_t written = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && strcmp(entries[i].msgid, entries[i - 1].msgid) == 0) {
            if (strcmp(entries[i].msgstr, entries[i - 1].msgstr) != 0) {
                fprintf(stderr, "%s and %s translate \"%s\" differently: \"%s\", \"%s\"\n",
                        entries[i - 1].file, entries[i].file, entries[i].msgid,
                        entries[i - 1].msgstr, entries[i].msgstr);
                status = 1;
            }
            continue;
        }
        printf("    {\"%s\", \"%s\"},\n", entries[i].msgid, entries[i].msgstr);
        written++;
    }
    printf("    {0},\n};\nconst size_t language_entry_count = %zu;\n", written);
    return status;
}
