/* Help, the man page and the completion, all from the table of commands. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "base/text.h"

static const struct {
    const char *option, *meaning;
} shared_options[] = {
    {"--data DIR", N_("the data folder (KAIFONG_DATA; data)")},
    {"--tenant CODE", N_("the community or street to work in (KAIFONG_TENANT)")},
    {"--key FILE", N_("the master key (KAIFONG_KEY; kaifong.key in the data folder)")},
    {"--language zh|en", N_("the language of messages (LANG)")},
    {"--json", N_("results as JSON")},
    {"--quiet", N_("no messages and no progress")},
    {"--help", N_("this help")},
};
enum { SHARED_OPTIONS = sizeof shared_options / sizeof shared_options[0] };

static void print_shared(FILE *out, enum language language)
{
    fprintf(out, "\n%s\n", language_text(language, N_("Options of every command:")));
    for (size_t i = 0; i < SHARED_OPTIONS; i++)
        fprintf(out, "  %-18s %s\n", shared_options[i].option,
                language_text(language, shared_options[i].meaning));
}

void help_overview(FILE *out, enum language language)
{
    fprintf(out, "%s\n\n", language_text(language, N_("Kaifong: software for communities.")));
    fprintf(out, "%s kaifong %s\n\n", language_text(language, N_("Usage:")),
            language_text(language, N_("COMMAND [OPTIONS]")));
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        fprintf(out, "  %-12s %s\n", command->name, language_text(language, command->summary));
    print_shared(out, language);
    fprintf(out, "\n%s\n", language_text(language, N_("kaifong help COMMAND explains one.")));
}

void help_print(FILE *out, enum language language, const struct command *command)
{
    fprintf(out, "%s kaifong %s\n\n%s\n", language_text(language, N_("Usage:")), command->usage,
            language_text(language, command->summary));
    if (command->help != NULL)
        fprintf(out, "\n%s\n", language_text(language, command->help));
    print_shared(out, language);
}

/* Text for roff: a hyphen is a minus, a backslash is escaped, a dot does not begin a line. */
static void man_text(FILE *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", out);
    for (; *text != '\0'; text++) {
        if (*text == '-' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
        if (*text == '\n' && (text[1] == '.' || text[1] == '\''))
            fputs("\\&", out);
    }
}

static void print_man(FILE *out)
{
    fprintf(out,
            ".TH KAIFONG 1 \"\" \"Kaifong %s\"\n.SH NAME\nkaifong \\- software for "
            "communities\n.SH SYNOPSIS\n.B kaifong\n.I COMMAND\n[\\fIOPTIONS\\fR]\n",
            APP_VERSION);
    fputs(
        ".SH DESCRIPTION\nKaifong keeps a community's register and helps its people at work: it "
        "imports lists, finds residents, divides and follows a screening, and reports. One program "
        "is the server, with pages and a JSON API, and the command line. Beside a running server "
        "commands are done by that server.\n.SH COMMANDS\n",
        out);
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        fputs(".TP\n.B kaifong ", out);
        man_text(out, command->usage);
        fputs("\n", out);
        man_text(out, command->summary);
        fputs(".\n", out);
        if (command->help != NULL) {
            man_text(out, command->help);
            fputs("\n", out);
        }
    }
    fputs(".SH OPTIONS\n", out);
    for (size_t i = 0; i < SHARED_OPTIONS; i++) {
        fputs(".TP\n.B ", out);
        man_text(out, shared_options[i].option);
        fputs("\n", out);
        man_text(out, shared_options[i].meaning);
        fputs("\n", out);
    }
    fputs(
        ".SH EXIT STATUS\n0 done; 64 wrong words; 65 wrong data; 69 there is no such thing; 74 the "
        "disk "
        "failed; 75 try again later; 77 not allowed; 130 stopped (sysexits.h).\n.SH FILES\n.TP\n"
        ".B kaifong.db\nthe database\n.TP\n.B kaifong.key\nthe master key of sensitive values; "
        "keep a "
        "copy of it apart from the backups\n.TP\n.B kaifong.key.collections\nthe shares of what is "
        "kept "
        "for a purpose and an end; destroying a collection destroys its share, so copies of this "
        "file "
        "are destroyed too\n.TP\n.B web.key\nthe key of what browsers keep for the server\n.TP\n"
        ".B kaifong.sock\nwhere a running server takes commands\n",
        out);
}

/* The long options that a usage line names. */
static void print_options(FILE *out, const char *usage)
{
    for (const char *at = usage; (at = strstr(at, "--")) != NULL;) {
        size_t length = strcspn(at, " ]|=");
        fprintf(out, " %.*s", (int)length, at);
        at += length;
    }
}

static void print_completion(FILE *out)
{
    fputs("# Completion of kaifong for bash.\n_kaifong() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} options=\n"
          "    if [ \"$COMP_CWORD\" = 1 ]; then\n        COMPREPLY=($(compgen -W \"",
          out);
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "", command->name);
    fputs("\" -- \"$word\"))\n        return\n    fi\n    case ${COMP_WORDS[1]} in\n", out);
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        fprintf(out, "    %s) options='", command->name);
        print_options(out, command->usage);
        fputs("' ;;\n", out);
    }
    fputs("    esac\n    case $word in\n    -*) COMPREPLY=($(compgen -W \"$options", out);
    for (size_t i = 0; i < SHARED_OPTIONS; i++)
        print_options(out, shared_options[i].option);
    fputs("\" -- \"$word\")) ;;\n    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n    esac\n}\n"
          "complete -o filenames -F _kaifong kaifong\n",
          out);
}

enum result help_command(struct cli *cli, int argc, char **argv, struct error *error)
{
    if (argc == 2 && strcmp(argv[1], "--man") == 0) {
        print_man(cli->out);
    } else if (argc == 2 && strcmp(argv[1], "--completion") == 0) {
        print_completion(cli->out);
    } else if (argc == 2) {
        const struct command *command = command_find(argv[1]);
        if (command == NULL)
            return error_set(error, RESULT_NOT_FOUND, NULL, N_("There is no command “%1”."),
                             argv[1]);
        help_print(cli->out, cli->language, command);
    } else {
        help_overview(cli->out, cli->language);
    }
    return RESULT_OK;
}

enum result version_command(struct cli *cli, int argc, char **argv, struct error *error)
{
    (void)argc;
    (void)argv;
    (void)error;
    fprintf(cli->out, cli->json ? "{\"version\":\"%s\"}\n" : "kaifong %s\n", APP_VERSION);
    return RESULT_OK;
}
