/* SPDX-License-Identifier: MIT */
/* From the state in the log and the place in the outbox to what is done. */
#include "collections/dispatch.h"

#include <stdlib.h>
#include <unistd.h>

static void tell(struct ar_outcome *outcome, enum ar_action_state state, bool finding, const char *why)
{
    *outcome = (struct ar_outcome){.state = state, .finding = finding};
    memcpy(outcome->why, why, strlen(why) + 1);
}

static enum ar_status append(struct ar_dispatch *dispatch, const struct ar_batch_action *action,
                             enum ar_action_state state, struct ar_error *error)
{
    enum ar_status status = ar_log_append(&dispatch->file, action->fields, action->rows, state, dispatch->now(), error);
    return status == AR_OK ? ar_log_sync(&dispatch->file, error) : status;
}

static enum ar_status find(const struct ar_batch_action *action, struct ar_dispatch *dispatch, unsigned *places,
                           struct ar_error *error)
{
    *places = AR_TRAY_NOWHERE;
    return dispatch->has_tray ? ar_tray_find(&dispatch->tray, places, action->action, error) : AR_OK;
}

static int by_id(const void *a, const void *b)
{
    const struct ar_batch_action *one = a, *two = b;
    return ar_text_compare(one->action, two->action);
}

enum ar_status ar_dispatch_open(struct ar_dispatch *dispatch, const struct ar_dispatch_paths *paths,
                                struct ar_error *error)
{
    enum ar_status status = AR_OK;
    dispatch->has_tray = paths->outbox != NULL;
    if (dispatch->has_tray)
        status = ar_tray_open(&dispatch->tray, paths->outbox, paths->suffix, error);
    if (status == AR_OK && !dispatch->dry_run)
        status = ar_log_open(&dispatch->file, paths->log, error);
    if (status == AR_OK)
        status = dispatch->dry_run ? ar_log_load(&dispatch->log, paths->log, error)
                                   : ar_log_load_held(&dispatch->log, paths->log, error);
    if (status == AR_OK && dispatch->log.records > 0) {
        status = ar_batch_load_pending(&dispatch->pending, paths->log, &dispatch->log, error);
        if (status == AR_OK && dispatch->pending.count > 0)
            qsort(dispatch->pending.at, dispatch->pending.count, sizeof *dispatch->pending.at, by_id);
        if (status == AR_OK && !dispatch->dry_run)
            status = ar_log_columns(&dispatch->file, dispatch->pending.columns.header, error);
    }
    return status;
}

void ar_dispatch_close(struct ar_dispatch *dispatch)
{
    ar_log_close(&dispatch->file);
    ar_tray_close(&dispatch->tray);
    ar_log_free(&dispatch->log);
    ar_batch_free(&dispatch->pending);
    ar_batch_free(&dispatch->batch);
}

bool ar_dispatch_is_pending(const struct ar_dispatch *dispatch, struct ar_text action)
{
    return ar_keys_find(&dispatch->pending.ids, action) != AR_NO_KEY;
}

enum ar_status ar_dispatch_settle(struct ar_outcome *outcome, struct ar_dispatch *dispatch,
                                  const struct ar_batch_action *action, enum ar_decision decision,
                                  struct ar_error *error)
{
    unsigned places;
    enum ar_status status = find(action, dispatch, &places, error);
    if (status != AR_OK)
        return status;
    if (decision == AR_DECIDE_SENT) {
        tell(outcome, AR_SENT, false, "confirmed");
        if (places == AR_TRAY_NEW)
            status = ar_tray_move(&dispatch->tray, action->action, error);
        return status == AR_OK ? append(dispatch, action, AR_SENT, error) : status;
    }
    if (decision == AR_DECIDE_AGAIN && places == AR_TRAY_SENT) {
        tell(outcome, AR_SENDING, true, "not to be tried again: its message is in sent/, the command had taken it");
        return AR_OK;
    }
    if (decision == AR_DECIDE_AGAIN) {
        tell(outcome, AR_FAILED_TO_SEND, false, "to be tried again");
        return append(dispatch, action, AR_FAILED_TO_SEND, error);
    }
    /* It only gets to sent/ after the command has taken it. */
    if (places == AR_TRAY_SENT && !dispatch->dry_run) {
        tell(outcome, AR_SENT, false, "its message was in sent/ already");
        return append(dispatch, action, AR_SENT, error);
    }
    tell(outcome, AR_SENDING, true,
         "broken off while it was sent: see whether it arrived, then --confirm or --retry it");
    return AR_OK;
}

enum ar_status ar_dispatch_begin(struct ar_dispatch *dispatch, struct ar_error *error)
{
    return dispatch->dry_run ? AR_OK : ar_log_columns(&dispatch->file, dispatch->batch.columns.header, error);
}

/* It was taken: that is logged even when the message cannot be moved. */
static enum ar_status taken(struct ar_dispatch *dispatch, const struct ar_batch_action *action, struct ar_error *error)
{
    struct ar_error other;
    enum ar_status moved = ar_tray_move(&dispatch->tray, action->action, error);
    enum ar_status logged = append(dispatch, action, AR_SENT, moved == AR_OK ? error : &other);
    return moved != AR_OK ? moved : logged;
}

static enum ar_status hand_over(struct ar_outcome *outcome, struct ar_dispatch *dispatch,
                                const struct ar_batch_action *action, struct ar_error *error)
{
    int input;
    enum ar_status status = ar_tray_message(&dispatch->tray, &input, action->action, error);
    if (status != AR_OK)
        return status;
    status = append(dispatch, action, AR_SENDING, error);
    if (status == AR_OK) {
        *outcome = (struct ar_outcome){.state = AR_FAILED_TO_SEND};
        status = dispatch->hand_over(outcome, action->action, input, error);
        struct ar_error other;
        enum ar_status logged = AR_OK;
        if (status != AR_OK || outcome->state == AR_FAILED_TO_SEND)
            logged = append(dispatch, action, AR_FAILED_TO_SEND, status == AR_OK ? error : &other);
        else if (outcome->state == AR_SENT)
            logged = taken(dispatch, action, error);
        status = status != AR_OK ? status : logged;
    }
    (void)close(input); /* was only read */
    return status;
}

enum ar_status ar_dispatch_send(struct ar_outcome *outcome, struct ar_dispatch *dispatch,
                                const struct ar_batch_action *action, unsigned *room, struct ar_error *error)
{
    enum ar_action_state state = ar_log_state(&dispatch->log, action->action);
    unsigned places;
    enum ar_status status = find(action, dispatch, &places, error);
    if (status != AR_OK)
        return status;
    if (state == AR_SENT) {
        tell(outcome, state, false, "before");
        if (places == AR_TRAY_NEW && !dispatch->dry_run)
            status = ar_tray_move(&dispatch->tray, action->action, error);
    } else if (places & AR_TRAY_SENT) {
        tell(outcome, state, true, "its message is in sent/, and the log does not say so: not sent again");
    } else if (places == AR_TRAY_NOWHERE) {
        tell(outcome, state, true, "there is no message in new/");
    } else if (*room == 0) {
        tell(outcome, state, false, "beyond --limit");
    } else {
        --*room;
        tell(outcome, state, false, "would be sent");
        if (!dispatch->dry_run)
            status = hand_over(outcome, dispatch, action, error);
    }
    return status;
}

enum ar_status ar_dispatch_commit(struct ar_outcome *outcome, struct ar_dispatch *dispatch,
                                  const struct ar_batch_action *action, struct ar_error *error)
{
    uint32_t number = ar_keys_find(&dispatch->log.actions, action->action);
    const struct ar_log_action *logged = number == AR_NO_KEY ? NULL : &dispatch->log.action[number];
    /* What a crash left half logged is logged again, which changes nothing of the other half. */
    if (logged != NULL && logged->state == AR_SENT && logged->documents >= action->documents) {
        tell(outcome, AR_SENT, false, "before");
        return AR_OK;
    }
    if (dispatch->dry_run) {
        tell(outcome, AR_PROPOSED, false, "would be logged");
        return AR_OK;
    }
    tell(outcome, AR_SENT, false, "");
    return ar_log_append(&dispatch->file, action->fields, action->rows, AR_SENT, dispatch->now(), error);
}

enum ar_status ar_dispatch_finish(struct ar_dispatch *dispatch, struct ar_error *error)
{
    return dispatch->dry_run ? AR_OK : ar_log_sync(&dispatch->file, error);
}

struct counting {
    const struct ar_dispatch *dispatch;
    size_t count;
};

static void count_other(void *context, struct ar_text action)
{
    struct counting *counting = context;
    const struct ar_dispatch *dispatch = counting->dispatch;
    if (ar_keys_find(&dispatch->batch.ids, action) == AR_NO_KEY && !ar_dispatch_is_pending(dispatch, action) &&
        ar_log_state(&dispatch->log, action) != AR_SENT)
        counting->count++;
}

enum ar_status ar_dispatch_others(struct ar_dispatch *dispatch, size_t *count, struct ar_error *error)
{
    struct counting counting = {.dispatch = dispatch};
    enum ar_status status = ar_tray_each(&dispatch->tray, count_other, &counting, error);
    *count = counting.count;
    return status;
}
