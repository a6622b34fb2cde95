/* SPDX-License-Identifier: MIT */
/* ar-letter: the messages that proposed actions ask for. Actions in, one message an action out: to a folder, from which
   ar-send takes them, or to standard output, to look at. */
#include "cli/tool.h"
#include "collections/letter_message.h"
#include "collections/letter_outbox.h"
#include "collections/letter_record.h"
#include "collections/template_set.h"

#include <stdio.h>
#include <unistd.h>

static const struct ar_about about = {
    .name = "ar-letter",
    .purpose = "write the letter of each action",
    .operands = "[FILE...]",
    .example = "ar-letter --customers customers.tsv --company company.tsv --outbox out actions.tsv\n"
               "ar-letter --to text --customers customers.tsv --company company.tsv actions.tsv | less",
    .takes = AR_TAKES_RECORDS | AR_WRITES_RECORDS,
};

enum { NOT_SAID = 1000 };
static unsigned form, paper = NOT_SAID, pay_within = 10;
static const char *templates_path, *customers_path, *company_path, *outbox_path, *from, *reply_to, *bcc,
    *language = "en";
static const char *print_template;
static bool list_templates, renew;

static const char *const papers[] = {"a4", "letter", NULL};

static const struct ar_opt options[] = {
    {"to", 0, "FORM", ar_opt_choice, &form, "eml (the default), text, sms or pdf", ar_letter_forms},
    {"templates", 0, "DIR", ar_opt_text, &templates_path, "texts NAME.LANGUAGE.txt, instead of the ready ones", NULL},
    {"customers", 0, "FILE", ar_opt_text, &customers_path, "customers: name, email, phone, address, language", NULL},
    {"company", 0, "FILE", ar_opt_text, &company_path,
     "who writes: name, address, bank (beside templates: company.tsv)", NULL},
    {"outbox", 0, "DIR", ar_opt_text, &outbox_path, "write to DIR/new, and a record of each letter", NULL},
    {"renew", 0, NULL, NULL, &renew, "write anew what waits in DIR/new and would be another now", NULL},
    {"sender", 0, "ADDRESS", ar_opt_text, &from, "sender of mail, instead of the company's email", NULL},
    {"reply-to", 0, "ADDRESS", ar_opt_text, &reply_to, "where answers go", NULL},
    {"bcc", 0, "ADDRESS", ar_opt_text, &bcc, "a blind copy of every mail", NULL},
    {"language", 0, "LANGUAGE", ar_opt_text, &language, "where the customer or the text has none (en)", NULL},
    {"pay-within", 0, "DAYS", ar_opt_count, &pay_within, "how long a letter gives from its date (10)", NULL},
    {"paper", 0, "SIZE", ar_opt_choice, &paper, "of --to pdf: a4 (the default) or letter", papers},
    {"list-templates", 0, NULL, NULL, &list_templates, "list the ready texts", NULL},
    {"print-template", 0, "NAME", ar_opt_text, &print_template, "print a ready text: reminder.de", NULL},
    {0},
};

static struct ar_letter_sides sides;
static struct ar_letter_sender sender;
static struct ar_letters letters;
static struct ar_template_set templates;
static struct ar_letter_message message;
static struct ar_outbox outbox;
static struct ar_press press;
static size_t written, renewed, there, aside, elsewhere;

static void print_ready(struct ar_tool *tool)
{
    struct ar_writer *writer = ar_tool_output(tool);
    bool found = print_template == NULL;
    for (const struct ar_template_ready *at = ar_templates_ready; at->name != NULL; at++) {
        if (print_template == NULL) {
            ar_writer_bytes(writer, ar_text_from(at->name));
            ar_writer_bytes(writer, AR_TEXT("\n"));
        } else if (strcmp(at->name, print_template) == 0) {
            ar_writer_bytes(writer, ar_text_from(at->text));
            found = true;
        }
    }
    if (!found) {
        char shown[100];
        ar_printable(shown, sizeof shown, ar_text_from(print_template));
        ar_tool_misuse(tool, "no ready text '%s'; --list-templates lists them", shown);
    }
}

static void parse_mailbox(struct ar_tool *tool, const char *option, const char *text, struct ar_mailbox *out)
{
    char shown[300];
    struct ar_error error = {0};
    if (text == NULL || ar_mailbox_parse(out, ar_text_from(text), &error) == AR_OK)
        return;
    ar_error_format(&error, shown, sizeof shown);
    ar_tool_misuse(tool, "--%s: %s", option, shown);
}

/* Texts of one's own are kept together with who writes them; NULL where they are not. */
static const char *company_beside(void)
{
    static char path[4096];
    int size = snprintf(path, sizeof path, "%s/company.tsv", templates_path);
    return size < (int)sizeof path && access(path, F_OK) == 0 ? path : NULL;
}

static void check_options(struct ar_tool *tool)
{
    if (company_path == NULL && templates_path != NULL)
        company_path = company_beside();
    const char *suffix = ar_letter_forms[form];
    if (form != AR_LETTER_TEXT && customers_path == NULL)
        ar_tool_misuse(tool, "--customers is missing: whom --to %s goes to", suffix);
    if (form == AR_LETTER_PDF && outbox_path == NULL)
        ar_tool_misuse(tool, "--outbox is missing: a folder for --to pdf");
    if (renew && outbox_path == NULL)
        ar_tool_misuse(tool, "--renew needs --outbox, where messages wait");
    if (form != AR_LETTER_EML && (from != NULL || reply_to != NULL || bcc != NULL))
        ar_tool_misuse(tool, "--sender, --reply-to and --bcc mean nothing with --to %s", suffix);
    if (form != AR_LETTER_PDF && paper != NOT_SAID)
        ar_tool_misuse(tool, "--paper means nothing with --to %s", suffix);
    if (templates_path == NULL && company_path == NULL)
        ar_tool_misuse(tool, "--company is missing: who writes, whom to pay and whom to ask");
    parse_mailbox(tool, "sender", from, &sender.from);
    parse_mailbox(tool, "reply-to", reply_to, &sender.reply_to);
    parse_mailbox(tool, "bcc", bcc, &sender.bcc);
    if (pay_within > 366)
        ar_tool_misuse(tool, "--pay-within: more than a year");
}

static void load_sides(struct ar_tool *tool)
{
    struct ar_error *error = ar_tool_error(tool);
    ar_tool_must(tool, ar_letter_sides_load(&sides, customers_path, company_path, error));
    if (templates_path == NULL)
        ar_tool_must(tool, ar_letter_sides_reachable(&sides, error));
    sides.fallback = ar_text_from(language);
    sides.pay_within = pay_within;
    if (form == AR_LETTER_EML && from == NULL && sides.company_email < 0)
        ar_tool_misuse(tool, "--sender is missing: who writes, unless --company FILE has a column email");
    ar_tool_must(tool, ar_template_set_load(&templates, templates_path,
                                            (struct ar_template_names){ar_letter_find_name, &sides}, error));
    if (outbox_path != NULL) {
        ar_tool_must(tool, ar_outbox_open(&outbox, outbox_path, ar_letter_suffixes[form], error));
        ar_tool_scratch(tool, outbox.fresh);
    }
    if (form == AR_LETTER_PDF) {
        sender.press = &press;
        sender.letter_paper = paper == 1;
        ar_tool_must(tool, ar_press_open(&press, sender.letter_paper, error));
    }
}

static void read_actions(struct ar_tool *tool)
{
    struct ar_action_columns bound;
    struct ar_action action;
    struct ar_error *error = ar_tool_error(tool);
    const struct ar_header *header = ar_tool_header(tool);
    enum ar_status status =
        ar_action_bind(&bound, header, AR_ACTION_REQUIRED | AR_ACTION_TEMPLATE | AR_ACTION_DOC | AR_ACTION_OPEN,
                       (1u << AR_ACTION_COLUMNS) - 1, error);
    ar_tool_must_input(tool, status);
    for (const struct ar_row *row; (row = ar_tool_next(tool)) != NULL;) {
        ar_tool_must(tool, ar_action_decode(&action, &bound, row, error));
        ar_tool_must(tool, ar_letters_add(&letters, &action, row, header, error));
    }
    ar_tool_must(tool, ar_letters_arrange(&letters, error));
}

static const struct ar_template *find_template(struct ar_tool *tool, const struct ar_letter *letter)
{
    const struct ar_template *found = NULL;
    struct ar_error *error = ar_tool_error(tool);
    enum ar_status status =
        ar_template_set_find(&found, &templates, letter->template, form == AR_LETTER_SMS ? "sms" : NULL,
                             ar_letter_language(&sides, letter), sides.fallback, error);
    if (status == AR_BAD_DATA && error->line == 0) {
        ar_error_column(error, AR_TEXT("template"));
        ar_error_place(error, letter->file, letter->at);
    }
    ar_tool_must(tool, status);
    return found;
}

static void write_record(struct ar_tool *tool, const struct ar_letter *letter, const struct ar_template *template,
                         const char *result, const struct ar_error *why)
{
    const struct ar_letter_record record = {letter, template, &message, ar_outbox_name(&outbox), result, why};
    if (outbox_path != NULL)
        ar_letter_record_write(ar_tool_output(tool), &record);
}

/* This one cannot be written; the others can. One that waits, and could not be written now, must not go out. */
static void set_aside(struct ar_tool *tool, const struct ar_letter *letter, const struct ar_template *template,
                      bool waits)
{
    char text[1024];
    struct ar_error why = *ar_tool_error(tool);
    ar_error_format(&why, text, sizeof text);
    ar_tool_warn(tool, "%.*s is set aside%s: %s", (int)letter->action.size, letter->action.at,
                 waits ? ", and taken out of new/" : "", text);
    if (waits)
        ar_tool_must(tool, ar_tray_remove(&outbox.tray, letter->action, ar_tool_error(tool)));
    ar_tool_finding(tool);
    aside++;
    write_record(tool, letter, template, "aside", &why);
}

/* To standard output: mail as a mailbox file has it (RFC 4155), other messages with a form feed between them. */
static void show(struct ar_tool *tool, const struct ar_letter *letter)
{
    struct ar_writer *writer = ar_tool_output(tool);
    if (form == AR_LETTER_EML) {
        struct ar_buffer line = {0};
        ar_tool_must(tool, ar_mail_mailbox_line(&line, letter->date, ar_tool_error(tool)));
        ar_writer_bytes(writer, ar_buffer_text(&line));
        ar_buffer_free(&line);
    } else if (written > 0) {
        ar_writer_bytes(writer, AR_TEXT("\f\n"));
    }
    ar_writer_bytes(writer, ar_buffer_text(&message.text));
    if (form == AR_LETTER_EML)
        ar_writer_bytes(writer, AR_TEXT("\n"));
    written++;
}

/* Into the outbox, where it may wait already. */
static void keep(struct ar_tool *tool, const struct ar_letter *letter, const struct ar_template *template, bool waits)
{
    struct ar_error *error = ar_tool_error(tool);
    struct ar_text text = ar_buffer_text(&message.text);
    bool same = false;
    if (waits)
        ar_tool_must(tool, ar_tray_is(&outbox.tray, &same, letter->action, text, error));
    if (!same)
        ar_tool_must(tool, ar_outbox_put(&outbox, letter->action, text, error));
    *(same ? &there : waits ? &renewed : &written) += 1;
    write_record(tool, letter, template, same ? "there" : waits ? "renewed" : "written", NULL);
}

static void write_letter(struct ar_tool *tool, const struct ar_letter *letter)
{
    struct ar_error *error = ar_tool_error(tool);
    const struct ar_template *template = NULL;
    enum ar_tray_place place = AR_TRAY_NOWHERE;
    message.address.size = message.parts = 0;
    if (!ar_letter_takes((enum ar_letter_form)form, letter->channel)) {
        elsewhere++;
        write_record(tool, letter, NULL, "other-channel", NULL);
        return;
    }
    template = find_template(tool, letter);
    if (outbox_path != NULL)
        ar_tool_must(tool, ar_outbox_find(&place, &outbox, letter->action, error));
    if (place == AR_TRAY_SENT || (place == AR_TRAY_NEW && !renew)) {
        there++;
        write_record(tool, letter, template, "there", NULL);
        return;
    }
    enum ar_status status =
        ar_letter_message(&message, (enum ar_letter_form)form, &sides, &sender, letter, template, error);
    if (status == AR_BAD_DATA) {
        set_aside(tool, letter, template, place == AR_TRAY_NEW);
        return;
    }
    ar_tool_must(tool, status);
    if (outbox_path == NULL)
        show(tool, letter);
    else
        keep(tool, letter, template, place == AR_TRAY_NEW);
}

static void tell_counts(struct ar_tool *tool)
{
    char again[48] = "";
    if (renew)
        snprintf(again, sizeof again, " renewed: %zu,", renewed);
    if (there + aside + renewed > 0)
        ar_tool_warn(tool, "actions: %zu, written: %zu,%s there already: %zu, set aside: %zu, for other channels: %zu",
                     letters.count, written, again, there, aside, elsewhere);
}

int main(int argc, char **argv)
{
    struct ar_tool *tool = ar_tool_open(&about, options, argc, argv);
    if (list_templates || print_template != NULL) {
        print_ready(tool);
        return ar_tool_close(tool);
    }
    check_options(tool);
    load_sides(tool);
    read_actions(tool);
    for (size_t i = 0; i < letters.count; i++) /* a text that is missing is found before the first letter is written */
        if (ar_letter_takes((enum ar_letter_form)form, letters.at[i].channel))
            (void)find_template(tool, &letters.at[i]);
    if (outbox_path != NULL)
        ar_letter_record_header(ar_tool_output(tool));
    for (size_t i = 0; i < letters.count; i++)
        write_letter(tool, &letters.at[i]);
    tell_counts(tool);
    ar_press_close(&press);
    ar_letter_message_free(&message);
    ar_template_set_free(&templates);
    ar_letters_free(&letters);
    ar_letter_sides_free(&sides);
    if (outbox_path != NULL)
        ar_outbox_free(&outbox);
    return ar_tool_close(tool);
}
