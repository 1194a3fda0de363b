/* Options that all commands share. */
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/text.h"

static enum language environment_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return text_starts(value, "zh") ? LANGUAGE_CHINESE : LANGUAGE_ENGLISH;
    }
    return LANGUAGE_ENGLISH;
}

void config_init(struct config *config)
{
    const char *data = getenv("KAIFONG_DATA");
    *config = (struct config){
        .data = data != NULL && data[0] != '\0' ? data : "data",
        .key = getenv("KAIFONG_KEY"),
        .tenant = getenv("KAIFONG_TENANT"),
        .language = environment_language(),
    };
}

/* The value of `--NAME VALUE` or `--NAME=VALUE` at argv[*at], or NULL; *at moves to its last word. */
static const char *option_value(const char *name, int argc, char **argv, int *at)
{
    size_t length = strlen(name);
    const char *word = argv[*at];
    if (word == NULL || strncmp(word, name, length) != 0)
        return NULL;
    if (word[length] == '=')
        return word + length + 1;
    if (word[length] == '\0' && *at + 1 < argc)
        return argv[++*at];
    return NULL;
}

/* 1: taken; 0: not one of ours; -1: wrong. */
static int take_one(struct config *config, bool with_data, int argc, char **argv, int *at)
{
    const char *value;
    const char *word = argv[*at];
    if (with_data && (value = option_value("--data", argc, argv, at)) != NULL)
        config->data = value;
    else if (with_data && (value = option_value("--tenant", argc, argv, at)) != NULL)
        config->tenant = value;
    else if (with_data && (value = option_value("--key", argc, argv, at)) != NULL)
        config->key = value;
    else if ((value = option_value("--language", argc, argv, at)) != NULL) {
        if (strcmp(value, "zh") != 0 && strcmp(value, "en") != 0)
            return -1;
        config->language = value[0] == 'z' ? LANGUAGE_CHINESE : LANGUAGE_ENGLISH;
    } else if (strcmp(word, "--json") == 0)
        config->json = true;
    else if (strcmp(word, "--quiet") == 0)
        config->quiet = true;
    else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        config->help = true;
    else
        return 0;
    return 1;
}

enum result config_take(struct config *config, bool with_data, int *argc, char **argv,
                        struct error *error)
{
    int kept = 0, count = *argc;
    bool is_over = false;
    for (int i = 0; i < count; i++) {
        is_over = is_over || strcmp(argv[i], "--") == 0;
        int taken = is_over ? 0 : take_one(config, with_data, count, argv, &i);
        if (taken < 0)
            return error_set(error, RESULT_INVALID, "language",
                             N_("The language is zh or en, not “%1”."), argv[i]);
        if (taken == 0)
            argv[kept++] = argv[i];
    }
    argv[kept] = NULL;
    *argc = kept;
    return RESULT_OK;
}

const char *config_path(const struct config *config, const char *name, struct arena *arena)
{
    return arena_printf(arena, "%s/%s", config->data, name);
}
