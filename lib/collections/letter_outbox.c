/* SPDX-License-Identifier: MIT */
/* The two folders of an outbox, and files put into the first. */
#include "collections/letter_outbox.h"
#include "record/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum ar_status make_folder(const char *path, struct ar_error *error)
{
    struct stat about;
    if (mkdir(path, 0777) == 0 || (errno == EEXIST && stat(path, &about) == 0 && S_ISDIR(about.st_mode)))
        return AR_OK;
    return ar_error_system(error, "make the folder", path, errno);
}

/* DIR/FOLDER/ACTION.SUFFIX in outbox->path; without an action the folder alone. */
static enum ar_status set_path(struct ar_outbox *outbox, const char *folder, struct ar_text action,
                               struct ar_error *error)
{
    struct ar_buffer *path = &outbox->path;
    path->size = outbox->root;
    enum ar_status status = ar_buffer_add(path, ar_text_from(folder));
    const struct ar_text parts[] = {AR_TEXT("/"), action, AR_TEXT("."), ar_text_from(outbox->tray.suffix)};
    for (unsigned i = 0; i < 4 && action.size > 0 && status == AR_OK; i++)
        status = ar_buffer_add(path, parts[i]);
    if (status == AR_OK)
        status = ar_buffer_add_char(path, '\0');
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}

enum ar_status ar_outbox_open(struct ar_outbox *outbox, const char *directory, const char *suffix,
                              struct ar_error *error)
{
    *outbox = (struct ar_outbox){.tray = AR_TRAY_CLOSED};
    enum ar_status status = make_folder(directory, error);
    if (status != AR_OK)
        return status;
    if (ar_buffer_add(&outbox->path, ar_text_from(directory)) != AR_OK ||
        ar_buffer_add_char(&outbox->path, '/') != AR_OK)
        return ar_error_memory(error);
    outbox->root = outbox->path.size;
    status = set_path(outbox, "new", AR_TEXT(""), error);
    if (status == AR_OK)
        status = make_folder(outbox->path.at, error);
    if (status == AR_OK && (outbox->fresh = strdup(outbox->path.at)) == NULL)
        status = ar_error_memory(error);
    return status == AR_OK ? ar_tray_open(&outbox->tray, directory, suffix, error) : status;
}

void ar_outbox_free(struct ar_outbox *outbox)
{
    ar_tray_close(&outbox->tray);
    free(outbox->fresh);
    ar_buffer_free(&outbox->path);
    *outbox = (struct ar_outbox){.tray = AR_TRAY_CLOSED};
}

enum ar_status ar_outbox_find(enum ar_tray_place *place, struct ar_outbox *outbox, struct ar_text action,
                              struct ar_error *error)
{
    unsigned places;
    enum ar_status status = ar_tray_find(&outbox->tray, &places, action, error);
    *place = places & AR_TRAY_SENT ? AR_TRAY_SENT : (enum ar_tray_place)places;
    return status == AR_OK ? set_path(outbox, *place == AR_TRAY_SENT ? "sent" : "new", action, error) : status;
}

enum ar_status ar_outbox_put(struct ar_outbox *outbox, struct ar_text action, struct ar_text message,
                             struct ar_error *error)
{
    struct ar_writer writer;
    enum ar_status status = set_path(outbox, "new", action, error);
    if (status == AR_OK)
        status = ar_writer_open(&writer, outbox->path.at, false, error);
    if (status != AR_OK)
        return status;
    ar_writer_bytes(&writer, message);
    return ar_writer_close(&writer, error);
}

const char *ar_outbox_name(const struct ar_outbox *outbox)
{
    return outbox->path.at == NULL ? "" : outbox->path.at + outbox->root;
}
