/* SPDX-License-Identifier: MIT */
/* PCRE2 with every limit set. What the just-in-time compiler refuses, the interpreter does under the same limits. */
#include "base/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

/* Steps of backtracking from one starting place: some ten milliseconds. A sane pattern needs a few for each byte. */
#define MATCH_LIMIT 1000000
#define DEPTH_LIMIT 100000 /* nested backtracking points, of the interpreter */
#define HEAP_LIMIT_KIB (32 * 1024) /* of the interpreter */
#define JIT_STACK_FIRST (32 * 1024)
#define JIT_STACK_LARGEST (1024 * 1024)
#define LONGEST_SOURCE 65536

struct ar_pattern {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack; /* NULL for the interpreter */
    char *source;
    size_t source_size;
    const PCRE2_SIZE *pairs; /* where groups of the last match begin and end; lies in `data` */
    uint32_t groups;
    uint32_t least; /* bytes that a match has; 0 unknown */
    int first; /* the byte that every match begins with; -1: several, or unknown */
    bool straight; /* compiled, and no UTF-8 to be checked: any text may go there at once */
    const char *subject; /* of the last match; NULL when there was none */
};

static enum ar_status refuse_source(struct ar_error *error, struct ar_text source, int code, size_t offset)
{
    PCRE2_UCHAR message[256];
    if (code == PCRE2_ERROR_HEAP_FAILED || code == PCRE2_ERROR_NOMEMORY)
        return ar_error_memory(error);
    pcre2_get_error_message(code, message, sizeof message);
    ar_error_set(error, AR_BAD_DATA, "not a pattern: %s at byte %zu", (const char *)message, offset + 1);
    ar_error_value(error, source);
    return AR_BAD_DATA;
}

static pcre2_code *compile(struct ar_text source, unsigned flags, int *code, size_t *offset)
{
    uint32_t options = 0;
    if (flags & AR_PATTERN_FOLD_CASE)
        options |= PCRE2_CASELESS;
    if (flags & AR_PATTERN_WHOLE)
        options |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
    options |= flags & AR_PATTERN_BYTES ? PCRE2_NEVER_UTF : PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
    return pcre2_compile((PCRE2_SPTR)source.at, source.size, options, code, offset, NULL);
}

/* What the compiler found out that spares most calls: PCRE2 looks at the same, but only once it is called. Letters are
   left to it, since they may be meant in either case. */
static void learn_start(struct ar_pattern *pattern)
{
    uint32_t options = 0, kind = 0, first = 0;
    pattern->first = -1;
    pcre2_pattern_info(pattern->code, PCRE2_INFO_ALLOPTIONS, &options);
    pcre2_pattern_info(pattern->code, PCRE2_INFO_FIRSTCODETYPE, &kind);
    if (options & PCRE2_NO_START_OPTIMIZE)
        return;
    pcre2_pattern_info(pattern->code, PCRE2_INFO_MINLENGTH, &pattern->least); /* characters: of a byte or more */
    bool placed = options & PCRE2_ANCHORED; /* where it is told to start matters */
    for (size_t i = 0; i + 1 < pattern->source_size; i++)
        placed |= pattern->source[i] == '\\' && pattern->source[i + 1] == 'G';
    if (kind == 1 && !placed && pcre2_pattern_info(pattern->code, PCRE2_INFO_FIRSTCODEUNIT, &first) == 0 &&
        first < 0x80 && !((first | 32) >= 'a' && (first | 32) <= 'z'))
        pattern->first = (int)first;
    if (pattern->first >= 0 && pattern->least == 0)
        pattern->least = 1;
}

/* Limits first, then speed: without a JIT, or where it refuses this pattern, the interpreter runs. */
static bool prepare(struct ar_pattern *pattern, unsigned flags)
{
    pattern->context = pcre2_match_context_create(NULL);
    pattern->data = pcre2_match_data_create_from_pattern(pattern->code, NULL);
    if (!pattern->context || !pattern->data)
        return false;
    pattern->pairs = pcre2_get_ovector_pointer(pattern->data);
    pcre2_set_match_limit(pattern->context, MATCH_LIMIT);
    pcre2_set_depth_limit(pattern->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(pattern->context, HEAP_LIMIT_KIB);
    pcre2_pattern_info(pattern->code, PCRE2_INFO_CAPTURECOUNT, &pattern->groups);
    learn_start(pattern);
    size_t compiled = 0; /* a pattern that begins with (*NO_JIT) stays at 0 without an error */
    if (pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE) == 0)
        pcre2_pattern_info(pattern->code, PCRE2_INFO_JITSIZE, &compiled);
    if (compiled) {
        pattern->stack = pcre2_jit_stack_create(JIT_STACK_FIRST, JIT_STACK_LARGEST, NULL);
        if (!pattern->stack)
            return false;
        pcre2_jit_stack_assign(pattern->context, NULL, pattern->stack);
        pattern->straight = flags & AR_PATTERN_BYTES;
    }
    return true;
}

enum ar_status ar_pattern_new(struct ar_pattern **out, struct ar_text source, unsigned flags, struct ar_error *error)
{
    int code = 0;
    size_t offset = 0;
    if (source.size > LONGEST_SOURCE) {
        ar_error_set(error, AR_BAD_DATA, "not a pattern: longer than %d bytes", LONGEST_SOURCE);
        ar_error_value(error, source);
        return AR_BAD_DATA;
    }
    struct ar_pattern *pattern = calloc(1, sizeof *pattern);
    if (!pattern)
        return ar_error_memory(error);
    pattern->code = compile(source, flags, &code, &offset);
    if (!pattern->code) {
        free(pattern);
        return refuse_source(error, source, code, offset);
    }
    pattern->source = malloc(source.size + 1);
    pattern->source_size = source.size;
    if (pattern->source && source.size)
        memcpy(pattern->source, source.at, source.size);
    if (!pattern->source || !prepare(pattern, flags)) {
        ar_pattern_delete(pattern);
        return ar_error_memory(error);
    }
    *out = pattern;
    return AR_OK;
}

void ar_pattern_delete(struct ar_pattern *pattern)
{
    if (!pattern)
        return;
    pcre2_jit_stack_free(pattern->stack);
    pcre2_match_data_free(pattern->data);
    pcre2_match_context_free(pattern->context);
    pcre2_code_free(pattern->code);
    free(pattern->source);
    free(pattern);
}

static enum ar_status refuse_text(struct ar_error *error, struct ar_text text, int code)
{
    PCRE2_UCHAR message[256];
    if (code == PCRE2_ERROR_NOMEMORY)
        return ar_error_memory(error);
    bool invalid = code <= PCRE2_ERROR_UTF8_ERR1 && code >= PCRE2_ERROR_UTF8_ERR21;
    if (code == PCRE2_ERROR_MATCHLIMIT)
        ar_error_set(error, AR_BAD_DATA, "pattern takes too long (match limit)");
    else if (code == PCRE2_ERROR_DEPTHLIMIT)
        ar_error_set(error, AR_BAD_DATA, "pattern takes too long (depth limit)");
    else if (code == PCRE2_ERROR_HEAPLIMIT || code == PCRE2_ERROR_JIT_STACKLIMIT)
        ar_error_set(error, AR_BAD_DATA, "pattern takes too much memory");
    else if (invalid)
        ar_error_set(error, AR_BAD_DATA, "not valid UTF-8");
    else {
        pcre2_get_error_message(code, message, sizeof message);
        ar_error_set(error, AR_BAD_DATA, "pattern failed: %s", (const char *)message);
    }
    if (error)
        error->fatal = !invalid;
    ar_error_value(error, text);
    return AR_BAD_DATA;
}

static bool is_ascii(struct ar_text text)
{
    uint64_t seen = 0, word;
    for (; text.size >= sizeof word; text.at += sizeof word, text.size -= sizeof word) {
        memcpy(&word, text.at, sizeof word);
        seen |= word;
    }
    for (; text.size; text.at++, text.size--)
        seen |= (unsigned char)*text.at & 0x80;
    return (seen & UINT64_C(0x8080808080808080)) == 0;
}

/* What PCRE2 answered. */
static enum ar_status conclude(struct ar_pattern *pattern, struct ar_text text, int code, bool *found,
                               struct ar_error *error)
{
    if (code == PCRE2_ERROR_NOMATCH)
        return AR_OK;
    if (AR_UNLIKELY(code < 0))
        return refuse_text(error, text, code);
    pattern->subject = text.at;
    *found = true;
    return AR_OK;
}

/* The straight call into compiled code checks nothing, so it is for what is known to be good; and it is the dear part,
   so that it is for what can match. from <= text.size */
static enum ar_status match_straight(struct ar_pattern *pattern, struct ar_text text, size_t from, bool *found,
                                     struct ar_error *error)
{
    size_t left = text.size - from;
    if (left < pattern->least)
        return AR_OK;
    if (pattern->first >= 0) {
        const char *first = memchr(text.at + from, pattern->first, left - pattern->least + 1);
        if (first == NULL)
            return AR_OK;
        from = (size_t)(first - text.at);
    }
    int code = pcre2_jit_match(pattern->code, (PCRE2_SPTR)text.at, text.size, from, 0, pattern->data, pattern->context);
    return conclude(pattern, text, code, found, error);
}

enum ar_status ar_pattern_match(struct ar_pattern *pattern, struct ar_text text, size_t from, bool *found,
                                struct ar_error *error)
{
    *found = false;
    pattern->subject = NULL;
    if (AR_UNLIKELY(text.at == NULL))
        text.at = "";
    if (from > text.size)
        return AR_OK;
    if (pattern->straight || (pattern->stack && is_ascii(text)))
        return match_straight(pattern, text, from, found, error);
    int code = pcre2_match(pattern->code, (PCRE2_SPTR)text.at, text.size, from, 0, pattern->data, pattern->context);
    return conclude(pattern, text, code, found, error);
}

unsigned ar_pattern_groups(const struct ar_pattern *pattern)
{
    return pattern->groups;
}

struct ar_text ar_pattern_group(const struct ar_pattern *pattern, unsigned n)
{
    const struct ar_text none = {NULL, 0};
    if (!pattern->subject || n > pattern->groups)
        return none;
    PCRE2_SIZE start = pattern->pairs[2 * n], end = pattern->pairs[2 * n + 1];
    if (start == PCRE2_UNSET || end == PCRE2_UNSET || end < start)
        return none;
    return (struct ar_text){pattern->subject + start, end - start};
}

struct ar_text ar_pattern_source(const struct ar_pattern *pattern)
{
    return (struct ar_text){pattern->source, pattern->source_size};
}
