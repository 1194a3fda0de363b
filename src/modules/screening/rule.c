/* The rules of outcomes, and the closed sets of codes. Callers agreed on them long before us:
 * nobody answers, anybody may try again at a better hour; who promised to call back calls back; a
 * wrong number leaves the pool; what is done is done. */
#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "modules/screening/screening.h"

const struct choice screening_status_choices[] = {
    {"untouched", N_("Not started")},
    {"no_answer", N_("No answer")},
    {"call_back", N_("Call back")},
    {"needs_visit", N_("Needs a visit")},
    {"reached", N_("Reached")},
    {"refused", N_("Refused")},
    {"wrong_number", N_("Wrong number")},
    {"moved", N_("Moved away")},
    {"died", N_("Died")},
    {"duplicate", N_("Listed twice")},
    {"handed_over", N_("Handed over")},
    {"given_up", N_("Given up")},
    {0},
};
const struct choice screening_channel_choices[] = {
    {"call", N_("Phone call")}, {"visit", N_("Visit")}, {"message", N_("Text message")}, {0}};
const struct choice screening_result_choices[] = {{"reached", N_("Reached")},
                                                  {"no_answer", N_("No answer")},
                                                  {"call_back", N_("Call back")},
                                                  {"needs_visit", N_("Needs a visit")},
                                                  {"refused", N_("Refused")},
                                                  {"wrong_number", N_("Wrong number")},
                                                  {"moved", N_("Moved away")},
                                                  {"died", N_("Died")},
                                                  {"duplicate", N_("Listed twice")},
                                                  {"handed_over", N_("Handed over")},
                                                  {"given_up", N_("Given up")},
                                                  {"message", N_("Left a message")},
                                                  {"untouched", N_("Back to the start")},
                                                  {0}};
const struct choice screening_state_choices[] = {
    {"running", N_("Running")}, {"closed", N_("Closed")}, {0}};
const struct choice screening_basis_choices[] = {{"emergency", N_("Emergency")},
                                                 {"statutory_duty", N_("Statutory duty")},
                                                 {"public_interest", N_("Public interest")},
                                                 {"consent", N_("Consent")},
                                                 {"contract", N_("Contract")},
                                                 {0}};

/* Nobody answers twice in the same hour; at another time of the day perhaps. */
#define REST_AFTER_NO_ANSWER (2 * CALENDAR_HOUR)

const char *screening_status_code(enum screening_status status)
{
    ALWAYS(status >= 0 && status < SCREENING_STATUS__COUNT);
    return screening_status_choices[status].code;
}

static bool find_status(const char *code, enum screening_status *status)
{
    for (int at = 0; at < SCREENING_STATUS__COUNT; at++) {
        if (strcmp(screening_status_choices[at].code, code) == 0) {
            *status = (enum screening_status)at;
            return true;
        }
    }
    return false;
}

enum screening_status screening_status_of(const char *code)
{
    enum screening_status status;
    ALWAYS(code && find_status(code, &status));
    return status;
}

bool screening_is_open(enum screening_status status)
{
    return status < SCREENING_REACHED;
}

static enum result check_wishes(const struct screening_attempt_facts *facts,
                                enum screening_status wish, struct error *error)
{
    if (wish == SCREENING_CALL_BACK && facts->call_back == 0) {
        return error_set(error, RESULT_INVALID, "call_back", N_("When shall we call back?"));
    }
    if (wish == SCREENING_CALL_BACK && facts->call_back <= facts->now) {
        return error_set(error, RESULT_INVALID, "call_back",
                         N_("That time has passed already. Please choose a later one."));
    }
    if (wish == SCREENING_DUPLICATE && !facts->has_duplicate) {
        return error_set(error, RESULT_INVALID, "duplicate_of",
                         N_("Which number on the list is the same person?"));
    }
    if (wish == SCREENING_HANDED_OVER && !facts->has_handed_to) {
        return error_set(error, RESULT_INVALID, "handed_to",
                         N_("Who takes over? Please name the community or office."));
    }
    if (wish == SCREENING_GIVEN_UP && facts->attempts < facts->tries) {
        char tries[24], made[24];
        snprintf(tries, sizeof tries, "%lld", (long long)facts->tries);
        snprintf(made, sizeof made, "%lld", (long long)facts->attempts);
        return error_set(error, RESULT_INVALID, "result",
                         N_("Please try at least %1 times before giving up; so far it was %2."),
                         tries, made);
    }
    return RESULT_OK;
}

/* Where an entry goes that is still open: a visit that is needed stays needed although a further
 * call came to nothing. */
static enum screening_status move_open(enum screening_status from, enum screening_status wish)
{
    return wish == SCREENING_NO_ANSWER && from == SCREENING_NEEDS_VISIT ? from : wish;
}

/* When the pool shows an open entry again. A message does not undo a promise. */
static void set_next_try(const struct screening_attempt_facts *facts, enum screening_status wish,
                         bool says_status, struct screening_move *move)
{
    if (says_status && wish == SCREENING_CALL_BACK) {
        move->next_try = facts->call_back;
        move->same_caller = true;
    } else if (!says_status && facts->from == SCREENING_CALL_BACK) {
        move->next_try = facts->next_try;
        move->same_caller = true;
    } else if (!says_status || wish == SCREENING_NO_ANSWER) {
        move->next_try = facts->now + REST_AFTER_NO_ANSWER;
    }
}

enum result screening_rule(const struct screening_attempt_facts *facts, struct screening_move *move,
                           struct error *error)
{
    struct screening_move out = {.to = facts->from};
    enum screening_status wish = facts->from;
    bool says_status = strcmp(facts->result, "message") != 0;
    if (says_status && !find_status(facts->result, &wish)) {
        return error_set(error, RESULT_INVALID, "result", N_("Please choose what happened."));
    }
    if (wish == SCREENING_UNTOUCHED && says_status && !facts->correct) {
        return error_set(error, RESULT_INVALID, "result", N_("Please choose what happened."));
    }
    if (says_status) {
        enum result result = check_wishes(facts, wish, error);
        if (result != RESULT_OK) {
            return result;
        }
    }
    bool is_done = !screening_is_open(facts->from);
    if (!is_done) {
        out.to = move_open(facts->from, wish);
    } else if (facts->correct) {
        out.to = wish;
    }
    out.is_reopening = is_done && screening_is_open(out.to);
    if (screening_is_open(out.to)) {
        set_next_try(facts, says_status ? wish : facts->from, says_status, &out);
    }
    *move = out;
    return RESULT_OK;
}
