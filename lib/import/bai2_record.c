/* SPDX-License-Identifier: MIT */
/* Records of BAI2 out of lines. */
#include "import/bai2_record.h"
#include "import/bank_value.h"

/* The record code before a comma; 0: none. */
static unsigned code_at(struct ar_text text, size_t at)
{
    static const unsigned codes[] = {1, 2, 3, 16, 49, 88, 98, 99};
    if (at + 3 > text.size || text.at[at + 2] != ',' || !ar_is_digit(text.at[at]) || !ar_is_digit(text.at[at + 1]))
        return 0;
    unsigned code = (unsigned)(text.at[at] - '0') * 10 + (unsigned)(text.at[at + 1] - '0');
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i] == code)
            return code;
    return 0;
}

/* Behind a slash and blanks: a record, and no text that happens to look like one ("50/ 16, rue …"). */
static bool begins_record(struct ar_text text, size_t at)
{
    unsigned code = code_at(text, at);
    if (code == 16)
        return at + 7 <= text.size && ar_is_digit(text.at[at + 3]) && ar_is_digit(text.at[at + 4]) &&
               ar_is_digit(text.at[at + 5]) && text.at[at + 6] == ',';
    if (code == 49 || code == 98 || code == 99)
        return at + 3 < text.size && (ar_is_digit(text.at[at + 3]) || text.at[at + 3] == '-' || text.at[at + 3] == '+');
    return code != 0;
}

void ar_bai2_split(struct ar_text *line, struct ar_bai2_piece *piece)
{
    struct ar_text text = *line;
    size_t begin = 0, end = text.size, next = end;
    *piece = (struct ar_bai2_piece){.text = AR_TEXT("")};
    while (begin < text.size && code_at(text, 0) == 0 && (text.at[begin] == ' ' || text.at[begin] == '\t'))
        begin++;
    piece->code = code_at(text, begin);
    if (piece->code == 0)
        begin = 0;
    for (const char *slash = text.at + begin;
         (slash = memchr(slash, '/', (size_t)(text.at + text.size - slash))) != NULL; slash++) {
        size_t at = (size_t)(slash - text.at) + 1, after = at;
        while (after < text.size && (text.at[after] == ' ' || text.at[after] == '\t'))
            after++;
        if (after == text.size || (after > at && begins_record(text, after))) {
            end = at - 1;
            next = after;
            piece->ended = true;
            break;
        }
    }
    size_t from = begin + (piece->code != 0 ? 3 : 0);
    piece->text = (struct ar_text){text.at + from, end > from ? end - from : 0};
    piece->width = (piece->ended ? end + 1 : end) - begin;
    *line = (struct ar_text){text.at + next, text.size - next};
}

enum ar_status ar_bai2_record_add(struct ar_bai2_record *record, const struct ar_bai2_piece *piece, uint64_t line)
{
    if (piece->code != 0 && piece->code != 88) {
        record->has = true;
        record->code = piece->code;
        record->line = line;
        record->count = 1;
        record->text.size = 0;
    } else {
        /* A line as long as the file's records may break off within a word. */
        bool full = record->full > 0 && record->last >= record->full && !record->ended;
        record->count += piece->code == 88;
        if (!full && ar_buffer_add_char(&record->text, '\n') != AR_OK)
            return AR_FAILED;
    }
    record->ended = piece->ended;
    record->last = piece->width;
    return ar_buffer_add(&record->text, piece->text);
}

struct ar_text ar_bai2_cut(struct ar_text *rest)
{
    struct ar_text field = *rest;
    size_t i = 0;
    while (i < field.size && field.at[i] != ',' && field.at[i] != '\n')
        i++;
    *rest = i < field.size ? (struct ar_text){field.at + i + 1, field.size - i - 1} : (struct ar_text){NULL, 0};
    return ar_bank_trim((struct ar_text){field.at != NULL ? field.at : "", i});
}
