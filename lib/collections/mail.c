/* SPDX-License-Identifier: MIT */
/* Header fields and body parts of messages, and the addresses they may go to. */
#include "collections/mail.h"

#include <utf8proc.h>

enum { FOLD = 76, WORD = 75, SHORT_NAME = 60 }; /* RFC 2047, section 2; RFC 5322, 2.1.1 */
static const char word_start_q[] = "=?utf-8?Q?", word_start_b[] = "=?utf-8?B?";

bool ar_mail_is_line(struct ar_text text)
{
    for (size_t at = 0; at < text.size;) {
        utf8proc_int32_t point;
        utf8proc_ssize_t size =
            utf8proc_iterate((const utf8proc_uint8_t *)text.at + at, (utf8proc_ssize_t)(text.size - at), &point);
        if (size <= 0 || ar_is_unseen((uint32_t)point))
            return false;
        at += (size_t)size;
    }
    return true;
}

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_atext(char c) /* RFC 5322, 3.2.3 */
{
    return is_alnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* Addresses. */

static enum ar_status check_local(struct ar_text local, struct ar_error *error)
{
    bool dot = true; /* none at the start, none after another */
    if (local.size == 0 || local.size > 64)
        return ar_error_set(error, AR_BAD_DATA, "not a mail address: no name before the @, or one over 64 bytes");
    for (size_t i = 0; i < local.size; i++) {
        if (local.at[i] == '.' ? dot : !is_atext(local.at[i]))
            return ar_error_set(error, AR_BAD_DATA, "not a mail address");
        dot = local.at[i] == '.';
    }
    return dot ? ar_error_set(error, AR_BAD_DATA, "not a mail address") : AR_OK;
}

static enum ar_status check_domain(struct ar_text domain, struct ar_error *error)
{
    for (struct ar_text rest = domain; rest.at != NULL;) {
        struct ar_text label = ar_text_cut(&rest, '.');
        bool good = label.size > 0 && label.size <= 63 && label.at[0] != '-' && label.at[label.size - 1] != '-';
        for (size_t i = 0; i < label.size && good; i++)
            good = is_alnum(label.at[i]) || label.at[i] == '-';
        if (!good)
            return ar_error_set(error, AR_BAD_DATA, "not a mail address: no host name behind the @");
    }
    return AR_OK;
}

enum ar_status ar_mail_address_check(struct ar_text address, struct ar_error *error)
{
    size_t at = address.size;
    while (at > 0 && address.at[at - 1] != '@')
        at--;
    enum ar_status status = AR_OK;
    for (size_t i = 0; i < address.size && status == AR_OK; i++)
        if (address.at[i] <= ' ' || address.at[i] > '~')
            status = ar_error_set(error, AR_BAD_DATA, "not a mail address: only printable ASCII can be in one");
    if (status == AR_OK && at == 0)
        status = ar_error_set(error, AR_BAD_DATA, "not a mail address: it has no @");
    if (status == AR_OK && address.size > AR_ADDRESS_MAX)
        status = ar_error_set(error, AR_BAD_DATA, "not a mail address: over 254 bytes");
    if (status == AR_OK)
        status = check_local((struct ar_text){address.at, at - 1}, error);
    if (status == AR_OK)
        status = check_domain((struct ar_text){address.at + at, address.size - at}, error);
    if (status != AR_OK)
        ar_error_value(error, address);
    return status;
}

enum ar_status ar_mailbox_parse(struct ar_mailbox *out, struct ar_text text, struct ar_error *error)
{
    struct ar_text all = ar_text_trim(text);
    *out = (struct ar_mailbox){AR_TEXT(""), all};
    if (all.size > 0 && all.at[all.size - 1] == '>') {
        size_t at = all.size;
        while (at > 0 && all.at[at - 1] != '<')
            at--;
        if (at == 0)
            return ar_error_set(error, AR_BAD_DATA, "a > without its <");
        out->address = (struct ar_text){all.at + at, all.size - at - 1};
        out->name = ar_text_trim((struct ar_text){all.at, at - 1});
    }
    struct ar_text *name = &out->name;
    if (name->size > 1 && name->at[0] == '"' && name->at[name->size - 1] == '"')
        *name = (struct ar_text){name->at + 1, name->size - 2};
    if (!ar_mail_is_line(*name) || (name->size > 0 && memchr(name->at, '\\', name->size) != NULL)) {
        ar_error_set(error, AR_BAD_DATA, "a name with control characters or a backslash");
        ar_error_value(error, *name);
        return AR_BAD_DATA;
    }
    return ar_mail_address_check(out->address, error);
}

/* Header fields, built token by token. */

struct field {
    struct ar_buffer *out;
    size_t column;
    bool started; /* a token is there */
    enum ar_status status;
};

static void put(struct field *field, struct ar_text text)
{
    if (field->status == AR_OK)
        field->status = ar_buffer_add(field->out, text);
    field->column += text.size;
}

/* A token and the blank, or the fold, before it. */
static void put_token(struct field *field, struct ar_text token)
{
    if (field->started && field->column + 1 + token.size > FOLD) {
        put(field, AR_TEXT("\n"));
        field->column = 0;
    }
    put(field, AR_TEXT(" "));
    put(field, token);
    field->started = true;
}

static struct field begin(struct ar_buffer *out, const char *name)
{
    struct field field = {.out = out};
    put(&field, ar_text_from(name));
    put(&field, AR_TEXT(":"));
    return field;
}

static enum ar_status end(struct field *field, struct ar_error *error)
{
    put(field, AR_TEXT("\n"));
    return field->status == AR_OK ? AR_OK : ar_error_memory(error);
}

static bool is_q_plain(char c) /* what a phrase may hold, RFC 2047, 5 (3) */
{
    return is_alnum(c) || c == '!' || c == '*' || c == '+' || c == '-' || c == '/';
}

static size_t q_size(struct ar_text text)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++)
        size += is_q_plain(text.at[i]) || text.at[i] == ' ' ? 1 : 3;
    return size;
}

static size_t character_size(struct ar_text text, size_t at)
{
    size_t size = 1;
    while (at + size < text.size && ((unsigned char)text.at[at + size] & 0xc0) == 0x80)
        size++;
    return size;
}

static const char hex[] = "0123456789ABCDEF";

static size_t encode_q(char *out, struct ar_text text)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == ' ' || is_q_plain((char)c)) {
            out[size++] = c == ' ' ? '_' : (char)c;
        } else {
            out[size++] = '=';
            out[size++] = hex[c >> 4];
            out[size++] = hex[c & 15];
        }
    }
    return size;
}

static size_t encode_b(char *out, struct ar_text text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t size = 0;
    for (size_t i = 0; i < text.size; i += 3) {
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (i + k < text.size ? (unsigned char)text.at[i + k] : 0u);
        for (unsigned k = 0; k < 4; k++)
            out[size++] = i + k > text.size ? '=' : digits[group >> (18 - 6 * k) & 63];
    }
    return size;
}

/* Cut behind the last blank, if there is one: some readers put a blank where two encoded words meet. */
static struct ar_text whole_words(struct ar_text text)
{
    size_t size = text.size;
    while (size > 0 && text.at[size - 1] != ' ')
        size--;
    return size > 0 ? (struct ar_text){text.at, size} : text;
}

/* Encoded words, each of whole characters and of at most 75 bytes. */
static void put_encoded(struct field *field, struct ar_text text)
{
    bool q = q_size(text) <= (text.size + 2) / 3 * 4;
    const size_t most = WORD - (sizeof word_start_q - 1) - 2;
    for (size_t at = 0; at < text.size;) {
        char word[WORD + 1];
        size_t room = field->started || field->column + WORD <= FOLD ? most : most - 24; /* beside the field's name */
        struct ar_text part = {text.at + at, 0};
        while (at + part.size < text.size) {
            struct ar_text more = {part.at, part.size + character_size(text, at + part.size)};
            if ((q ? q_size(more) : (more.size + 2) / 3 * 4) > room)
                break;
            part = more;
        }
        part = at + part.size < text.size ? whole_words(part) : part;
        size_t size = sizeof word_start_q - 1;
        memcpy(word, q ? word_start_q : word_start_b, size);
        size += q ? encode_q(word + size, part) : encode_b(word + size, part);
        memcpy(word + size, "?=", 2);
        put_token(field, (struct ar_text){word, size + 2});
        at += part.size;
    }
}

/* Can the text stand as it is: ASCII that does not look encoded, in words that can be folded between? */
static bool is_bare(struct ar_text text)
{
    size_t word = 0;
    for (size_t i = 0; i < text.size; i++) {
        word = text.at[i] == ' ' ? 0 : word + 1;
        if ((unsigned char)text.at[i] > '~' || word > SHORT_NAME)
            return false;
    }
    return !ar_text_holds(text, AR_TEXT("=?")) && !ar_text_holds(text, AR_TEXT("  "));
}

static enum ar_status refuse(struct ar_error *error, const char *name, struct ar_text text)
{
    ar_error_set(error, AR_BAD_DATA, "control characters in %s, or not UTF-8", name);
    ar_error_value(error, text);
    return AR_BAD_DATA;
}

enum ar_status ar_mail_text_header(struct ar_buffer *out, const char *name, struct ar_text text, struct ar_error *error)
{
    if (!ar_mail_is_line(text))
        return refuse(error, name, text);
    struct field field = begin(out, name);
    text = ar_text_trim(text);
    if (!is_bare(text)) {
        put_encoded(&field, text);
        return end(&field, error);
    }
    while (text.at != NULL && text.size > 0)
        put_token(&field, ar_text_cut(&text, ' '));
    return end(&field, error);
}

/* A display name: as it is when all of it is atoms, in quotes, or encoded. */
static void put_name(struct field *field, struct ar_text name)
{
    bool atoms = true;
    char quoted[2 * SHORT_NAME + 2];
    if (name.size > SHORT_NAME || !is_bare(name)) {
        put_encoded(field, name);
        return;
    }
    size_t size = 0;
    quoted[size++] = '"';
    for (size_t i = 0; i < name.size; i++) {
        atoms = atoms && (name.at[i] == ' ' || is_atext(name.at[i]));
        if (name.at[i] == '"' || name.at[i] == '\\')
            quoted[size++] = '\\';
        quoted[size++] = name.at[i];
    }
    quoted[size++] = '"';
    size_t before = field->started ? 0 : field->column; /* the first token is never folded */
    if (!atoms && before + 1 + size > FOLD) {
        put_encoded(field, name);
        return;
    }
    put_token(field, atoms ? name : (struct ar_text){quoted, size});
}

enum ar_status ar_mail_address_header(struct ar_buffer *out, const char *name, const struct ar_mailbox *mailboxes,
                                      size_t count, struct ar_error *error)
{
    struct field field = begin(out, name);
    for (size_t i = 0; i < count; i++) {
        struct ar_text shown = ar_text_trim(mailboxes[i].name);
        char angle[AR_ADDRESS_MAX + 3];
        size_t size = mailboxes[i].address.size;
        enum ar_status status = ar_mail_address_check(mailboxes[i].address, error);
        if (status != AR_OK)
            return status;
        if (!ar_mail_is_line(shown))
            return refuse(error, name, shown);
        bool bare = shown.size == 0;
        angle[0] = '<';
        memcpy(angle + 1, mailboxes[i].address.at, size);
        memcpy(angle + 1 + size, ">,", 2);
        if (!bare)
            put_name(&field, shown);
        if (bare)
            angle[1 + size] = ',';
        size_t from = bare ? 1 : 0, to = 1 + size + !bare + (i + 1 < count);
        put_token(&field, (struct ar_text){angle + from, to - from});
    }
    return end(&field, error);
}

/* Www, dd Mmm yyyy with each part at the offset given. */
static void put_date(char *text, struct ar_date date, unsigned day, unsigned month, unsigned year)
{
    static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char iso[AR_DATE_SIZE];
    int civil_year, civil_month, civil_day;
    ar_date_to_civil(date, &civil_year, &civil_month, &civil_day);
    ar_date_format(iso, date);
    memcpy(text, days + 3 * (ar_date_weekday(date) - 1), 3);
    memcpy(text + day, iso + 8, 2);
    memcpy(text + month, months + 3 * (civil_month - 1), 3);
    memcpy(text + year, iso, 4);
}

enum ar_status ar_mail_date_header(struct ar_buffer *out, struct ar_date date, struct ar_error *error)
{
    char text[] = "Date: Www, dd Mmm yyyy 12:00:00 +0000\n";
    put_date(text + 6, date, 5, 8, 12);
    return ar_buffer_add(out, ar_text_from(text)) == AR_OK ? AR_OK : ar_error_memory(error);
}

enum ar_status ar_mail_mailbox_line(struct ar_buffer *out, struct ar_date date, struct ar_error *error)
{
    char text[] = "From ar-letter Www Mmm dd 12:00:00 yyyy\n";
    put_date(text + 15, date, 8, 4, 20);
    return ar_buffer_add(out, ar_text_from(text)) == AR_OK ? AR_OK : ar_error_memory(error);
}

/* Is this byte of a line written as it is? A blank at the end of a line would be lost on the way. `first`: nothing of
   the line as it will be written stands before it. */
static bool is_qp_plain(struct ar_text line, size_t at, bool first)
{
    char c = line.at[at];
    struct ar_text rest = {line.at + at, line.size - at};
    if (first && (c == '.' || ar_text_starts(rest, AR_TEXT("From "))))
        return false;
    return (c > ' ' && c <= '~' && c != '=') || (c == ' ' && at + 1 < line.size);
}

enum ar_status ar_mail_quoted_printable(struct ar_buffer *out, struct ar_text text, struct ar_error *error)
{
    enum ar_status status = AR_OK;
    while (text.at != NULL && text.size > 0 && status == AR_OK) {
        struct ar_text line = ar_text_cut(&text, '\n');
        size_t column = 0;
        for (size_t i = 0; i < line.size && status == AR_OK; i++) {
            unsigned char c = (unsigned char)line.at[i];
            bool full = column + (is_qp_plain(line, i, column == 0) ? 1 : 3) > FOLD - 1; /* one is for the `=` */
            if (full) {
                status = ar_buffer_add(out, AR_TEXT("=\n"));
                column = 0;
            }
            bool plain = is_qp_plain(line, i, column == 0);
            size_t size = plain ? 1 : 3;
            char code[3] = {plain ? (char)c : '=', hex[c >> 4], hex[c & 15]};
            if (status == AR_OK)
                status = ar_buffer_add(out, (struct ar_text){code, size});
            column += size;
        }
        if (status == AR_OK)
            status = ar_buffer_add_char(out, '\n');
    }
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}
