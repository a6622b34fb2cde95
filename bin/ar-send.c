/* SPDX-License-Identifier: MIT */
/* ar-send: hands each message to a command once, and logs it; or logs what others did. */
#include "cli/command.h"
#include "cli/tool.h"
#include "collections/dispatch.h"

#include <stdio.h>
#include <time.h>

static const struct ar_about about = {
    .name = "ar-send",
    .purpose = "send each message once, and log it",
    .operands = "[FILE...]",
    .example = "ar-send --by 'sendmail -t' --outbox out/ --log log.tsv actions.tsv",
    .takes = AR_TAKES_RECORDS | AR_WRITES_RECORDS,
};

static const char *by, *log_path, *outbox_path, *suffix = "eml", *given_time;
static struct ar_texts confirmed, retried, channels;
static unsigned timeout = 300, limit = UINT_MAX;
static bool commit, dry_run;

static enum ar_status parse_time(void *target, const char *argument, struct ar_error *error)
{
    if (!ar_action_is_time(ar_text_from(argument)))
        return ar_error_set(error, AR_MISUSE, "not a time, YYYY-MM-DDThh:mm:ssZ");
    return ar_opt_text(target, argument, error);
}

static const struct ar_opt options[] = {
    {"by", 0, "COMMAND", ar_opt_text, &by, "what sends one message from its standard input; run by sh", NULL},
    {"commit", 0, NULL, NULL, &commit, "log the actions as sent: others have served them", NULL},
    {"confirm", 0, "ACTION", ar_opt_texts, &confirmed, "log that this one, found sending, was sent; repeatable", NULL},
    {"retry", 0, "ACTION", ar_opt_texts, &retried, "log that it was not, so that it is tried again; repeatable", NULL},
    {"log", 0, "FILE", ar_opt_text, &log_path, "the log of what was sent", NULL},
    {"outbox", 0, "DIR", ar_opt_text, &outbox_path, "where messages wait in new/ and go to sent/", NULL},
    {"suffix", 0, "SUFFIX", ar_opt_text, &suffix, "of the messages' file names; eml by default", NULL},
    {"channel", 0, "CHANNEL,...", ar_opt_list, &channels, "only actions of these channels", NULL},
    {"limit", 0, "NUMBER", ar_opt_count, &limit, "send at most so many messages in this run", NULL},
    {"timeout", 0, "SECONDS", ar_opt_count, &timeout, "how long the command may take; 300, and 0 is for ever", NULL},
    {"time", 0, "TIME", parse_time, &given_time, "log this time instead of the clock's", NULL},
    {"dry-run", 0, NULL, NULL, &dry_run, "tell what would be done, and change nothing", NULL},
    {0}};

static struct ar_dispatch dispatch;
static bool no_command;

static void check_options(struct ar_tool *tool)
{
    bool settling = confirmed.count + retried.count > 0;
    if ((by != NULL) + commit + settling != 1)
        ar_tool_misuse(tool, "give one of --by, --commit, and --confirm or --retry");
    if (log_path == NULL)
        ar_tool_misuse(tool, "--log is missing: the log of what was sent");
    if (strcmp(log_path, "-") == 0)
        ar_tool_misuse(tool, "--log must be a file");
    if (by != NULL && outbox_path == NULL)
        ar_tool_misuse(tool, "--outbox is missing: where the messages are");
    if (commit && outbox_path != NULL)
        ar_tool_misuse(tool, "--commit takes no --outbox: it only logs");
    if (settling && dry_run)
        ar_tool_misuse(tool, "--dry-run goes with --by and --commit");
    if (strchr(suffix, '/') != NULL)
        ar_tool_misuse(tool, "--suffix must not have a slash");
    size_t count = 0;
    if (settling)
        (void)ar_tool_operands(tool, &count);
    if (count > 0)
        ar_tool_misuse(tool, "--confirm and --retry take no file of actions");
}

static const char *now(void)
{
    static char text[AR_TIME_SIZE + 1];
    struct tm tm;
    time_t seconds = time(NULL);
    if (given_time != NULL)
        return given_time;
    if (gmtime_r(&seconds, &tm) == NULL || strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm) != AR_TIME_SIZE)
        return "0001-01-01T00:00:00Z"; /* a clock beyond all calendars */
    return text;
}

static enum ar_status hand_over(struct ar_outcome *outcome, struct ar_text action, int input, struct ar_error *error)
{
    static const char look[] = "see whether it arrived, then --confirm or --retry it";
    struct ar_command command = {
        .line = by, .timeout = timeout, .input = input, .variable = "AR_ACTION", .value = action.at};
    struct ar_command_result result;
    enum ar_status status = ar_command_run(&result, &command, error);
    if (status != AR_OK || result.end == AR_COMMAND_DONE) {
        outcome->state = AR_SENT;
        return status;
    }
    outcome->finding = true;
    outcome->state = AR_SENDING;
    if (result.late) {
        snprintf(outcome->why, sizeof outcome->why, "not done after %u seconds: %s", timeout, look);
    } else if (result.end == AR_COMMAND_UNKNOWN) {
        snprintf(outcome->why, sizeof outcome->why, "ended with status %d: %s", result.status, look);
    } else {
        outcome->state = AR_FAILED_TO_SEND;
        snprintf(outcome->why, sizeof outcome->why, "refused with status %d: to be tried again", result.status);
    }
    no_command = result.end == AR_COMMAND_MISSING;
    return AR_OK;
}

static void report(struct ar_tool *tool, const struct ar_batch_action *action, const struct ar_outcome *outcome)
{
    struct ar_writer *writer = ar_tool_output(tool);
    char shown[256];
    ar_writer_field(writer, action->action);
    ar_writer_date(writer, action->date);
    ar_writer_field(writer, action->customer);
    ar_writer_field(writer, action->channel);
    ar_writer_field(writer, ar_text_from(ar_action_states[outcome->state]));
    ar_writer_field(writer, ar_text_from(outcome->why));
    ar_writer_end(writer);
    if (!outcome->finding)
        return;
    ar_printable(shown, sizeof shown, action->action);
    ar_tool_warn(tool, "%s: %s", shown, outcome->why);
    ar_tool_finding(tool);
}

static bool names(const struct ar_texts *texts, struct ar_text text)
{
    for (size_t i = 0; i < texts->count; i++)
        if (ar_text_is(text, texts->at[i]))
            return true;
    return false;
}

static void check_decided(struct ar_tool *tool, const char *option, const struct ar_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        struct ar_text action = ar_text_from(texts->at[i]);
        char shown[256];
        ar_printable(shown, sizeof shown, action);
        if (!ar_dispatch_is_pending(&dispatch, action))
            ar_tool_misuse(tool, "--%s: %s is not in state sending", option, shown);
        if (texts == &retried && names(&confirmed, action))
            ar_tool_misuse(tool, "--confirm and --retry both name %s", shown);
    }
}

static void settle_all(struct ar_tool *tool)
{
    struct ar_outcome outcome;
    check_decided(tool, "confirm", &confirmed);
    check_decided(tool, "retry", &retried);
    for (size_t i = 0; i < dispatch.pending.count; i++) {
        const struct ar_batch_action *action = &dispatch.pending.at[i];
        enum ar_decision decision = names(&confirmed, action->action) ? AR_DECIDE_SENT
                                    : names(&retried, action->action) ? AR_DECIDE_AGAIN
                                                                      : AR_DECIDE_NOTHING;
        ar_tool_must(tool, ar_dispatch_settle(&outcome, &dispatch, action, decision, ar_tool_error(tool)));
        report(tool, action, &outcome);
    }
}

static void do_all(struct ar_tool *tool)
{
    unsigned room = limit, left = 0;
    struct ar_outcome outcome;
    ar_tool_must(tool, ar_dispatch_begin(&dispatch, ar_tool_error(tool)));
    for (size_t i = 0; i < dispatch.batch.count; i++) {
        const struct ar_batch_action *action = &dispatch.batch.at[i];
        if ((channels.count > 0 && !names(&channels, action->channel)) ||
            ar_dispatch_is_pending(&dispatch, action->action))
            continue;
        if (ar_command_signal() != 0) {
            left++;
            continue;
        }
        ar_tool_must(tool, commit ? ar_dispatch_commit(&outcome, &dispatch, action, ar_tool_error(tool))
                                  : ar_dispatch_send(&outcome, &dispatch, action, &room, ar_tool_error(tool)));
        report(tool, action, &outcome);
        if (no_command) /* nor for the others */
            ar_tool_must(tool, ar_error_set(ar_tool_error(tool), AR_FAILED, "cannot run the command '%s'", by));
    }
    ar_tool_must(tool, ar_dispatch_finish(&dispatch, ar_tool_error(tool)));
    if (left > 0)
        ar_tool_warn(tool, "stopped by a signal; actions left for the next run: %u", left);
}

/* Messages that no action of this run wants: paid in the meantime, or of another run. */
static void tell_others(struct ar_tool *tool)
{
    size_t others;
    ar_tool_must(tool, ar_dispatch_others(&dispatch, &others, ar_tool_error(tool)));
    if (others > 0)
        ar_tool_warn(tool, "%s/new: %zu messages stay there, of actions that are not in the input", outbox_path,
                     others);
}

static void read_actions(struct ar_tool *tool)
{
    const struct ar_header *header = ar_tool_header(tool);
    enum ar_status status = ar_batch_bind(&dispatch.batch, header, ar_tool_error(tool));
    ar_tool_must_input(tool, status);
    for (const struct ar_row *row; (row = ar_tool_next(tool)) != NULL;)
        ar_tool_must(tool, ar_batch_add(&dispatch.batch, row, ar_tool_error(tool)));
}

/* All of the input is read before the log is locked: upstream may still want to read that log. */
static void begin(struct ar_tool *tool)
{
    static const struct ar_text columns[] = {AR_TEXT("action"),  AR_TEXT("date"),  AR_TEXT("customer"),
                                             AR_TEXT("channel"), AR_TEXT("state"), AR_TEXT("why")};
    const struct ar_dispatch_paths paths = {log_path, outbox_path, suffix};
    ar_tool_unrestricted(tool);
    dispatch = AR_DISPATCH_CLOSED;
    dispatch.dry_run = dry_run;
    dispatch.now = now;
    dispatch.hand_over = hand_over;
    if (by != NULL || commit)
        read_actions(tool);
    ar_tool_must(tool, ar_dispatch_open(&dispatch, &paths, ar_tool_error(tool)));
    if (dispatch.file.cut > 0)
        ar_tool_warn(tool, "%s: the last record had been broken off, and was cut off", log_path);
    if (!dry_run)
        ar_tool_must(tool, ar_command_hold_signals(ar_tool_error(tool)));
    ar_writer_header(ar_tool_output(tool), columns, sizeof columns / sizeof *columns);
}

int main(int argc, char **argv)
{
    struct ar_tool *tool = ar_tool_open(&about, options, argc, argv);
    check_options(tool);
    begin(tool);
    settle_all(tool);
    if (by != NULL || commit)
        do_all(tool);
    if (by != NULL)
        tell_others(tool);
    ar_dispatch_close(&dispatch);
    int status = ar_tool_close(tool);
    if (ar_command_signal() != 0)
        ar_command_die(ar_command_signal());
    return status;
}
