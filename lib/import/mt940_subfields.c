/* SPDX-License-Identifier: MIT */
/* Numbered subfields in the information to an MT940 entry: 166?00TEXT?20… (DK), 000>20… (others use another sign). */
#include "import/bank_value.h"
#include "import/mt940.h"
#include "ledger/reference.h"

enum { FULL = 27, WIDE = 35 }; /* characters of a subfield that may go on in the next one within a word */

/* The number behind a sign, less than 100; 100 where there is none. */
static unsigned number_at(struct ar_text text, size_t at)
{
    if (at + 2 >= text.size || !ar_is_digit(text.at[at + 1]) || !ar_is_digit(text.at[at + 2]))
        return 100;
    return (unsigned)(text.at[at + 1] - '0') * 10 + (unsigned)(text.at[at + 2] - '0');
}

/* Signs that stand between numbers of any text, too (010/8068/17183, +40 21 …), count before a number that subfields
   have. */
static bool is_common(char sign)
{
    return memchr("/+|", sign, 3) != NULL;
}

static bool is_number(unsigned number, char sign)
{
    if (!is_common(sign))
        return number < 100;
    return number == 0 || number == 10 || (number >= 20 && number <= 34) || number == 38 ||
           (number >= 60 && number <= 63);
}

static size_t next_subfield(struct ar_text text, size_t from, char sign)
{
    while (from < text.size) {
        const char *at = memchr(text.at + from, sign, text.size - from);
        if (at == NULL)
            return text.size;
        from = (size_t)(at - text.at);
        if (is_number(number_at(text, from), sign))
            return from;
        from++;
    }
    return from;
}

/* Where the first subfield begins, behind the code of the transaction: three digits, four of a bank of its own, three
   capitals, or nothing. */
static size_t first_subfield(struct ar_text text)
{
    size_t digits = 0, capitals = 0;
    while (digits < 4 && digits < text.size && ar_is_digit(text.at[digits]))
        digits++;
    if (digits == 4)
        return text.size > 4 && memchr("?><", text.at[4], 3) != NULL && number_at(text, 4) == 0 ? 4 : 3;
    while (capitals < 3 && capitals < text.size && ar_is_capital(text.at[capitals]))
        capitals++;
    return digits == 3 || capitals == 3 ? 3 : 0;
}

/* Digits and a sign of its own tell it. In any other case the booking text (00) or the purpose (20) must be the first,
   and another subfield be there, too: behind the booking text the purpose; behind that the other party, or one in a
   line of its own, so that "12+20 and 7+25" or the date 201/20/26 are none. */
static bool are_subfields(struct ar_text text, size_t at)
{
    const char sign = text.at[at];
    const bool booking = number_at(text, at) == 0;
    if (!booking && number_at(text, at) != 20)
        return false;
    for (size_t next = next_subfield(text, at + 3, sign); next < text.size;
         next = next_subfield(text, next + 3, sign)) {
        unsigned number = number_at(text, next);
        if (booking && number >= 20 && (number == 20 || (sign != '/' && number < 30)))
            return true;
        if (!booking && sign != '/' && ((number >= 30 && number <= 33) || text.at[next - 1] == '\n'))
            return true;
    }
    return false;
}

bool ar_mt940_has_subfields(struct ar_text text)
{
    size_t at = first_subfield(text);
    if (number_at(text, at) == 100 || memchr("?><@~^/+|", text.at[at], 9) == NULL)
        return false;
    bool sure = at > 0 ? ar_is_digit(text.at[0]) : text.at[0] == '?';
    return (sure && !is_common(text.at[at])) || are_subfields(text, at);
}

/* A full subfield goes on in the next one, perhaps within a word; behind any other a line ends, and with it the value
   of a keyword. */
static enum ar_status join(struct ar_buffer *out, struct ar_text text, size_t before, size_t full)
{
    if (out->size > 0 && before < full && ar_buffer_add_char(out, '\n') != AR_OK)
        return AR_FAILED;
    return ar_buffer_add(out, text);
}

/* Sizes of the newest subfields, as one of another kind may come between two that go on: ?29, ?30 to ?34, ?60. */
struct newest {
    size_t purpose, payer;
    size_t full; /* characters of a purpose that may go on */
    unsigned number; /* of the purpose */
    bool party; /* 26 was the other party's account, or 27 the name of 32, so that its name is in 27 to 29, and 60 */
};

static bool is_nothing(struct ar_text text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] >= 0x80 || ar_is_letter(text.at[i]) || ar_is_digit(text.at[i]))
            return false;
    return true;
}

/* Some banks write the text of the payer into the booking text, too, and cut the purpose off: where it is longer than
   the kind of transaction may be and has a number that does not stand behind it, it is part of the text. */
static bool has_news(struct ar_text booking, struct ar_text behind)
{
    if (booking.size <= FULL || ar_bank_characters(booking) <= FULL)
        return false;
    for (size_t begin = 0, end; begin < booking.size; begin = end + 1) {
        for (end = begin; end < booking.size && ar_is_digit(booking.at[end]); end++)
            ;
        if (end - begin >= 4 && !ar_text_holds(behind, (struct ar_text){booking.at + begin, end - begin}))
            return true;
    }
    return false;
}

static struct ar_text find_subfield(struct ar_text text, unsigned number)
{
    size_t at = 0;
    while (at < text.size && number_at(text, at) != number)
        at = next_subfield(text, at + 1, text.at[0]);
    if (at >= text.size)
        return AR_TEXT("");
    size_t end = next_subfield(text, at + 3, text.at[0]);
    return ar_bank_trim((struct ar_text){text.at + at + 3, end - at - 3});
}

static bool is_same_name(struct ar_text a, struct ar_text b)
{
    return a.size >= 3 && b.size >= 3 && (ar_text_starts(a, b) || ar_text_starts(b, a));
}

/* Some banks in Poland repeat the other party there, whom 31, 32 and 38 name. */
static bool is_party(unsigned number, struct ar_text text, struct ar_text behind, struct newest *newest)
{
    if (number == 26)
        newest->party = text.size >= 10 && ar_all_digits(text) && ar_text_holds(behind, text);
    if (number == 27 && !newest->party)
        newest->party = is_same_name(text, find_subfield(behind, 32));
    return newest->party && ((number >= 26 && number <= 29) || number == 60);
}

/* A number in full takes the place of its end. */
static bool is_whole(struct ar_text whole, struct ar_text part)
{
    return part.size >= 8 && whole.size > part.size && whole.size <= 34 && whole.at[0] != ' ' &&
           memcmp(whole.at + whole.size - part.size, part.at, part.size) == 0;
}

static enum ar_status use(struct ar_mt940_details *details, unsigned number, struct ar_text text, struct ar_text behind,
                          struct newest *newest)
{
    const struct ar_text trimmed = ar_bank_trim(text);
    size_t before;
    if (number == 0 && has_news(trimmed, behind))
        return join(&details->purpose, trimmed, 0, FULL);
    if (is_party(number, trimmed, behind, newest))
        return number == 26 ? AR_OK : ar_bank_join(&details->rest, trimmed, false);
    if (number == 38 && is_whole(trimmed, ar_buffer_text(&details->account))) {
        details->account.size = 0;
        return ar_buffer_add(&details->account, trimmed);
    }
    if (ar_text_is(trimmed, "NONREF") || number == 10) /* the bank's own batch number */
        return AR_OK;
    bool reference = number == 63 && ar_text_starts(trimmed, AR_TEXT("REF")); /* the bank's, as in :61: */
    if (!reference && ((number >= 20 && number <= 29) || (number >= 60 && number <= 63))) {
        bool next = number == newest->number + 1 || (number == 60 && newest->number == 29);
        before = next ? newest->purpose : 0; /* behind a gap nothing goes on */
        newest->number = number;
        newest->purpose = ar_bank_characters(text);
        if (ar_text_is(trimmed, ".")) /* an empty one, of some banks in Czechia */
            return AR_OK;
        return join(&details->purpose, text, before, newest->full);
    }
    if (number == 31 || ((number == 33 || number == 38) && details->account.size == 0 && ar_iban_is(trimmed)))
        return ar_buffer_add(&details->account, trimmed);
    if ((number == 32 || number == 33) && !is_nothing(trimmed)) {
        before = newest->payer;
        newest->payer = ar_bank_characters(text);
        return join(&details->payer, text, before, FULL);
    }
    return is_nothing(trimmed) ? AR_OK : ar_bank_join(&details->rest, trimmed, false);
}

/* ---- bank and account in front of the purpose (Triodos): >20RABONL2U>21NL91…>22Invoice … ------------------------- */

static bool is_word(struct ar_text text, size_t from, bool digits)
{
    for (size_t i = from; i < text.size; i++)
        if (!ar_is_capital(text.at[i]) && !(digits && ar_is_digit(text.at[i])))
            return false;
    return true;
}

static bool is_bic(struct ar_text text)
{
    return (text.size == 8 || text.size == 11) && is_word((struct ar_text){text.at, 6}, 0, false) &&
           is_word(text, 6, true);
}

/* Of the country of its bank, and as long as an IBAN may be. */
static bool is_account_at(struct ar_text text, struct ar_text bic)
{
    return text.size >= 15 && text.size <= 34 && memcmp(text.at, bic.at + 4, 2) == 0 && ar_is_digit(text.at[2]) &&
           ar_is_digit(text.at[3]) && is_word(text, 4, true);
}

static enum ar_status take_account(struct ar_mt940_details *details)
{
    struct ar_text rest = ar_buffer_text(&details->purpose), bic = ar_bank_trim(ar_text_cut(&rest, '\n'));
    if (rest.at == NULL || !is_bic(bic) || ar_iban_is(ar_buffer_text(&details->account)))
        return AR_OK;
    struct ar_text account = ar_bank_trim(ar_text_cut(&rest, '\n'));
    if (!is_account_at(account, bic))
        return AR_OK;
    if (details->account.size > 0 && ar_bank_join(&details->rest, ar_buffer_text(&details->account), false) != AR_OK)
        return AR_FAILED;
    details->account.size = 0;
    if (ar_bank_join(&details->rest, bic, false) != AR_OK || ar_buffer_add(&details->account, account) != AR_OK)
        return AR_FAILED;
    details->purpose.size = rest.at != NULL ? rest.size : 0;
    if (rest.at != NULL)
        memmove(details->purpose.at, rest.at, rest.size);
    return AR_OK;
}

/* 27 characters as a rule; 35 where one has so many, and none more. */
static size_t full_of(struct ar_text text, size_t at)
{
    const char sign = text.at[at];
    size_t longest = 0;
    for (size_t next; at + 2 < text.size; at = next) {
        next = next_subfield(text, at + 3, sign);
        unsigned number = number_at(text, at);
        size_t size = ar_bank_characters((struct ar_text){text.at + at + 3, next - at - 3});
        if (number >= 20 && number <= 25 && size > longest)
            longest = size;
    }
    return longest == WIDE ? WIDE : FULL;
}

enum ar_status ar_mt940_subfields_parse(struct ar_mt940_details *details, struct ar_text text)
{
    size_t at = first_subfield(text);
    struct newest newest = {.full = full_of(text, at)};
    const char sign = text.at[at];
    details->code = (struct ar_text){text.at, at};
    if (text.at[text.size - 1] == sign) /* some end the last one, too */
        text.size--;
    enum ar_status status = AR_OK;
    while (at + 2 < text.size && status == AR_OK) {
        size_t begin = at + 3, end = next_subfield(text, begin, sign);
        status = use(details, number_at(text, at), (struct ar_text){text.at + begin, end - begin},
                     (struct ar_text){text.at + end, text.size - end}, &newest);
        at = end;
    }
    return status == AR_OK ? take_account(details) : status;
}
