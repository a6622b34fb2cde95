/* SPDX-License-Identifier: MIT */
/* Names as they are compared: folded, their words alone, without what says nothing. */
#include "base/fold.h"
#include "cash/legal_form.h"
#include "cash/names.h"

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* One letter that is a word of its own: nothing or no letter beside it. */
static bool is_lone(struct ar_text text, size_t i)
{
    return i < text.size && is_word(text.at[i]) && (i == 0 || !is_word(text.at[i - 1])) &&
           (i + 1 == text.size || !is_word(text.at[i + 1]));
}

/* Points and apostrophes vanish ("S.A." is "sa"), all else that is no letter or digit parts words. */
static enum ar_status add_words(struct ar_buffer *out, struct ar_text folded)
{
    size_t start = out->size;
    for (size_t i = 0; i < folded.size; i++) {
        char c = folded.at[i];
        bool slash = c == '/' && is_lone(folded, i - 1) && is_lone(folded, i + 1); /* A/S */
        bool blank = !is_word(c) && c != '.' && c != '\'' && !slash;
        if (blank && out->size > start && out->at[out->size - 1] == ' ')
            continue;
        if (!blank && !is_word(c))
            continue;
        if (blank && out->size == start)
            continue;
        if (ar_buffer_add_char(out, blank ? ' ' : c) != AR_OK)
            return AR_FAILED;
    }
    if (out->size > start && out->at[out->size - 1] == ' ')
        out->size--;
    return AR_OK;
}

/* Words that one writes and another leaves out. */
static bool is_filler(struct ar_text word)
{
    static const struct ar_text fillers[] = {AR_TEXT("and"), AR_TEXT("the"), AR_TEXT("und"), AR_TEXT("et"),
                                             AR_TEXT("u"),   AR_TEXT("y"),   AR_TEXT("e"),   AR_TEXT("of"),
                                             AR_TEXT("de"),  AR_TEXT("di"),  AR_TEXT("der"), AR_TEXT("die")};
    for (unsigned i = 0; word.size <= 3 && i < sizeof fillers / sizeof *fillers; i++)
        if (ar_text_equal(word, fillers[i]))
            return true;
    return false;
}

/* Letters that are no others with a mark, as one writes them without: ø and æ as o and a, as oe and ae are, too. */
static size_t plain_letter(char out[static 2], const char *at, size_t size)
{
    static const struct {
        char letter[3], plain[3];
    } letters[] = {{"\xc3\xb8", "o"}, {"\xc3\xa6", "a"}, {"\xc5\x93", "o"}, {"\xc5\x82", "l"},
                   {"\xc4\x91", "d"}, {"\xc3\xb0", "d"}, {"\xc4\xb1", "i"}, {"\xc3\xbe", "th"}};
    for (unsigned i = 0; size > 1 && i < sizeof letters / sizeof *letters; i++)
        if (memcmp(letters[i].letter, at, 2) == 0) {
            size_t plain = strlen(letters[i].plain);
            memcpy(out, letters[i].plain, plain);
            return plain;
        }
    return 0;
}

/* A word without what umlauts are written with: Mueller, Müller. */
static void add_plain(struct ar_buffer *out, struct ar_text word)
{
    for (size_t i = 0; i < word.size; i++) {
        bool umlaut = word.at[i] == 'e' && i > 0 && strchr("aou", word.at[i - 1]) != NULL;
        size_t plain =
            (unsigned char)word.at[i] < 128 ? 0 : plain_letter(out->at + out->size, word.at + i, word.size - i);
        out->size += plain;
        i += plain > 0;
        if (!umlaut && plain == 0)
            out->at[out->size++] = word.at[i];
    }
}

enum ar_status ar_names_fold(struct ar_name_room *room, struct ar_text *full, struct ar_text *bare, struct ar_text name)
{
    struct ar_buffer *out = &room->work;
    *full = *bare = AR_TEXT("");
    out->size = 0;
    enum ar_status status = ar_fold(&room->folded, name);
    if (status != AR_OK)
        return status == AR_BAD_DATA ? AR_OK : status;
    if (ar_buffer_reserve(out, 2 * room->folded.size + 2) != AR_OK ||
        add_words(out, ar_buffer_text(&room->folded)) != AR_OK)
        return AR_FAILED;
    size_t size = out->size; /* room for both is there: what is added does not move it */
    struct ar_text rest = {out->at, size};
    while (rest.at != NULL) {
        struct ar_text word = ar_text_cut(&rest, ' ');
        bool last = rest.at == NULL && out->size > size;
        if (word.size == 0 || ar_legal_form_is(word) || is_filler(word) || (last && ar_legal_form_is_cut(word)))
            continue;
        if (out->size > size)
            out->at[out->size++] = ' ';
        add_plain(out, word);
    }
    *full = (struct ar_text){out->at, size};
    *bare = (struct ar_text){out->at + size, out->size - size};
    if (bare->size == 0)
        *bare = *full;
    return AR_OK;
}
