/* SPDX-License-Identifier: MIT */
/* Templates: cut into literal pieces and tags in one pass; sections must close in order. */
#include "collections/template.h"
#include "collections/mail.h"

#include <stdlib.h>

enum { DEPTH = 16, TEMPLATE_MAX = 1 << 20 };

struct parser {
    struct ar_template *out;
    const struct ar_template_names *names;
    struct ar_error *error;
    struct ar_text rest; /* not yet read */
    uint64_t line;
    uint32_t open[DEPTH]; /* nodes of the sections that are open */
    unsigned depth;
    bool in_documents, in_table, cell_begins;
    uint64_t table_line;
};

static enum ar_status fail(struct parser *parser, const char *why, struct ar_text what)
{
    ar_error_set(parser->error, AR_BAD_DATA, "%s", why);
    if (what.at != NULL)
        ar_error_value(parser->error, what);
    ar_error_place(parser->error, parser->out->path, parser->line);
    return AR_BAD_DATA;
}

static enum ar_status add_node(struct parser *parser, struct ar_template_node node)
{
    struct ar_template *out = parser->out;
    if (ar_grow(&out->nodes, &out->capacity, out->count + 1, sizeof *out->nodes) != AR_OK)
        return ar_error_memory(parser->error);
    node.line = parser->line;
    out->nodes[out->count++] = node;
    return AR_OK;
}

/* A literal piece. In a table `|` parts cells and `>` before a cell puts its column flush right; elsewhere a backslash
   at the end of a line breaks it. */
static enum ar_status add_text(struct parser *parser, struct ar_text text)
{
    if (text.size == 0)
        return AR_OK;
    char *copy = ar_arena_take(&parser->out->arena, text.size);
    if (copy == NULL)
        return ar_error_memory(parser->error);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (parser->in_table && c == '|') {
            while (size > 0 && copy[size - 1] == ' ')
                size--;
            copy[size++] = AR_MARK_CELL;
            parser->cell_begins = true;
        } else if (parser->in_table && parser->cell_begins && (c == ' ' || c == '>')) {
            if (c == '>')
                copy[size++] = AR_MARK_RIGHT;
        } else if (!parser->in_table && c == '\\' && i + 1 < text.size && text.at[i + 1] == '\n') {
            copy[size++] = AR_MARK_BREAK;
            i++;
        } else {
            copy[size++] = c;
            parser->cell_begins = c == '\n';
        }
    }
    return add_node(parser, (struct ar_template_node){.kind = AR_NODE_TEXT, .text = {copy, size}});
}

static enum ar_status find(struct parser *parser, struct ar_text name, int *field)
{
    if (ar_text_is(name, "documents"))
        return fail(parser, "stands only in {{#documents}} and {{/documents}}", name);
    struct ar_error why = {0};
    *field = parser->names->find(parser->names->context, name, parser->in_documents, &why);
    if (*field >= 0)
        return AR_OK;
    fail(parser, why.reason, name);
    return AR_BAD_DATA;
}

static enum ar_status open_section(struct parser *parser, struct ar_text name, bool unless)
{
    struct ar_template_node node = {.kind = unless ? AR_NODE_UNLESS : AR_NODE_IF};
    if (parser->depth == DEPTH)
        return fail(parser, "sections are nested more than 16 deep", name);
    if (!unless && ar_text_is(name, "documents")) {
        if (parser->in_documents)
            return fail(parser, "is open already", name);
        node.kind = AR_NODE_LOOP;
        node.field = AR_TEMPLATE_DOCUMENTS;
        parser->in_documents = true;
    } else if (find(parser, name, &node.field) != AR_OK) {
        return AR_BAD_DATA;
    }
    parser->open[parser->depth++] = (uint32_t)parser->out->count;
    return add_node(parser, node);
}

static enum ar_status close_section(struct parser *parser, struct ar_text name)
{
    struct ar_template *out = parser->out;
    if (parser->depth == 0)
        return fail(parser, "closes what is not open", name);
    uint32_t at = parser->open[--parser->depth];
    int field = AR_TEMPLATE_DOCUMENTS;
    bool loop = ar_text_is(name, "documents");
    if (!loop && find(parser, name, &field) != AR_OK)
        return AR_BAD_DATA;
    if (out->nodes[at].field != field)
        return fail(parser, "closes another section than the last one opened", name);
    if (loop)
        parser->in_documents = false;
    out->nodes[at].partner = (uint32_t)out->count;
    return add_node(parser, (struct ar_template_node){.kind = AR_NODE_END, .partner = at});
}

static enum ar_status table_tag(struct parser *parser, bool opens)
{
    static const char begin[] = {AR_MARK_TABLE}, end[] = {AR_MARK_TABLE_END};
    if (opens == parser->in_table)
        return fail(parser, opens ? "is open already" : "closes what is not open", AR_TEXT("table"));
    parser->in_table = parser->cell_begins = opens;
    parser->table_line = parser->line;
    return add_node(parser, (struct ar_template_node){.kind = AR_NODE_TEXT, .text = {opens ? begin : end, 1}});
}

static enum ar_status add_tag(struct parser *parser, struct ar_text tag)
{
    char sort = tag.size > 0 ? tag.at[0] : '\0';
    bool section = sort == '#' || sort == '^' || sort == '/';
    struct ar_text name = ar_text_trim((struct ar_text){tag.at + section, tag.size - section});
    if (sort == '!')
        return AR_OK;
    if (section && sort != '^' && ar_text_is(name, "table"))
        return table_tag(parser, sort == '#');
    if (sort == '#' || sort == '^')
        return open_section(parser, name, sort == '^');
    if (sort == '/')
        return close_section(parser, name);
    struct ar_template_node node = {.kind = AR_NODE_VALUE};
    if (find(parser, name, &node.field) != AR_OK)
        return AR_BAD_DATA;
    parser->cell_begins = false;
    return add_node(parser, node);
}

/* Is this tag, of those that write nothing, alone on its line? Then the whole line is left out. */
static bool is_alone(struct ar_text all, size_t from, size_t to)
{
    while (from > 0 && (all.at[from - 1] == ' ' || all.at[from - 1] == '\t'))
        from--;
    while (to < all.size && (all.at[to] == ' ' || all.at[to] == '\t'))
        to++;
    return (from == 0 || all.at[from - 1] == '\n') && (to == all.size || all.at[to] == '\n');
}

static struct ar_text without_end_blanks(struct ar_text text)
{
    while (text.size > 0 && (text.at[text.size - 1] == ' ' || text.at[text.size - 1] == '\t'))
        text.size--;
    return text;
}

static size_t find_pair(struct ar_text text, size_t from, const char *pair)
{
    while (from + 1 < text.size && memcmp(text.at + from, pair, 2) != 0)
        from++;
    return from + 1 < text.size ? from : text.size;
}

static void count_lines(struct parser *parser, struct ar_text text)
{
    for (size_t i = 0; i < text.size; i++)
        parser->line += text.at[i] == '\n';
}

/* The pieces of parser->rest, up to its end. */
static enum ar_status parse_pieces(struct parser *parser)
{
    struct ar_text all = parser->rest;
    for (size_t at = 0; at < all.size;) {
        size_t open = find_pair(all, at, "{{");
        struct ar_text text = {all.at + at, open - at};
        size_t close = find_pair(all, open, "}}");
        bool writes_nothing = open + 2 < all.size && strchr("#^/!", all.at[open + 2]) != NULL;
        bool alone = writes_nothing && close < all.size && is_alone(all, open, close + 2);
        struct ar_text shown = alone ? without_end_blanks(text) : text;
        if (add_text(parser, shown) != AR_OK)
            return AR_FAILED;
        count_lines(parser, text);
        if (open == all.size)
            return AR_OK;
        if (close == all.size)
            return fail(parser, "a {{ without its }}", (struct ar_text){NULL, 0});
        struct ar_text tag = ar_text_trim((struct ar_text){all.at + open + 2, close - open - 2});
        enum ar_status status = add_tag(parser, tag);
        if (status != AR_OK)
            return status;
        count_lines(parser, tag);
        at = close + 2;
        while (alone && at < all.size && all.at[at] != '\n')
            at++;
        if (alone && at < all.size) {
            at++;
            parser->line++;
            parser->cell_begins = parser->in_table;
        }
    }
    return AR_OK;
}

/* Everything that was opened must be closed by the end of the subject and of the body. */
static enum ar_status parse_part(struct parser *parser, struct ar_text part)
{
    parser->rest = part;
    enum ar_status status = parse_pieces(parser);
    if (status != AR_OK)
        return status;
    if (parser->in_table) {
        parser->line = parser->table_line;
        return fail(parser, "is not closed", AR_TEXT("table"));
    }
    if (parser->depth > 0) {
        parser->line = parser->out->nodes[parser->open[parser->depth - 1]].line;
        return fail(parser, "a section is not closed", (struct ar_text){NULL, 0});
    }
    return AR_OK;
}

/* No control characters but LF: marks are ours, and a TAB has no width that holds in a letter. */
static enum ar_status check_bytes(struct parser *parser, struct ar_text text)
{
    if (text.size > TEMPLATE_MAX)
        return fail(parser, "a template of more than a megabyte", (struct ar_text){NULL, 0});
    for (struct ar_text rest = text; rest.at != NULL;) {
        struct ar_text line = ar_text_cut(&rest, '\n');
        if (!ar_mail_is_line(line))
            return fail(parser, "not plain text in UTF-8 (a TAB or another control character?)", line);
        parser->line++;
    }
    parser->line = 1;
    return AR_OK;
}

enum ar_status ar_template_parse(struct ar_template *out, const char *path, struct ar_text text,
                                 const struct ar_template_names *names, struct ar_error *error)
{
    static const struct ar_text subject = AR_TEXT("Subject:");
    *out = (struct ar_template){.path = path};
    struct parser parser = {.out = out, .names = names, .error = error, .line = 1};
    if (ar_text_starts(text, AR_TEXT("\357\273\277")))
        text = (struct ar_text){text.at + 3, text.size - 3};
    enum ar_status status = check_bytes(&parser, text);
    if (status == AR_OK && ar_text_starts(text, subject)) {
        struct ar_text head = ar_text_cut(&text, '\n');
        head = ar_text_trim((struct ar_text){head.at + subject.size, head.size - subject.size});
        status = parse_part(&parser, head);
        out->body = out->count;
        parser.line = 2;
        if (status == AR_OK && out->body == 0)
            status = fail(&parser, "the subject is empty", (struct ar_text){NULL, 0});
        if (status == AR_OK && (text.size == 0 || text.at[0] != '\n'))
            status = fail(&parser, "no empty line after the subject", (struct ar_text){NULL, 0});
    }
    if (status == AR_OK)
        status = parse_part(&parser, text);
    if (status == AR_OK && out->count == out->body)
        status = fail(&parser, "the letter is empty", (struct ar_text){NULL, 0});
    if (status == AR_OK)
        return AR_OK;
    ar_template_free(out);
    if (status == AR_FAILED && error->status != AR_FAILED)
        ar_error_memory(error);
    return error->status;
}

void ar_template_free(struct ar_template *template)
{
    free(template->nodes);
    ar_arena_free(&template->arena);
    *template = (struct ar_template){0};
}

struct writing {
    struct ar_buffer *out;
    const struct ar_template *template;
    const struct ar_template_values *values;
    struct ar_error *error;
    size_t line; /* where the line being written begins in out */
    bool tagged; /* it has a tag */
};

/* A line whose tags have written nothing is not an empty line of the letter: it goes. */
static enum ar_status write_text(struct writing *writing, struct ar_text text)
{
    struct ar_buffer *out = writing->out;
    for (size_t from = 0, i = 0; i < text.size; i++) {
        if (text.at[i] != '\n' && i + 1 < text.size)
            continue;
        if (ar_buffer_add(out, (struct ar_text){text.at + from, i + 1 - from}) != AR_OK)
            return ar_error_memory(writing->error);
        from = i + 1;
        if (text.at[i] != '\n')
            continue;
        struct ar_text line = ar_text_trim((struct ar_text){out->at + writing->line, out->size - writing->line - 1});
        if (writing->tagged && line.size == 0)
            out->size = writing->line;
        writing->line = out->size;
        writing->tagged = false;
    }
    return AR_OK;
}

/* Writes nodes from..to. */
static enum ar_status write_nodes(struct writing *writing, size_t from, size_t to, size_t document)
{
    const struct ar_template_values *values = writing->values;
    enum ar_status status = AR_OK;
    for (size_t i = from; i < to && status == AR_OK; i++) {
        const struct ar_template_node *node = &writing->template->nodes[i];
        if (node->kind == AR_NODE_TEXT) {
            status = write_text(writing, node->text);
            continue;
        }
        writing->tagged = true;
        if (node->kind == AR_NODE_VALUE) {
            status = values->append(values->context, writing->out, node->field, document, writing->error);
        } else if (node->kind == AR_NODE_LOOP) {
            for (size_t d = 0; d < values->documents && status == AR_OK; d++)
                status = write_nodes(writing, i + 1, node->partner, d);
            i = node->partner;
        } else if (node->kind != AR_NODE_END) {
            bool wanted = node->kind == AR_NODE_IF;
            if (values->says(values->context, node->field, document) != wanted)
                i = node->partner;
        }
    }
    return status;
}

enum ar_status ar_template_write(struct ar_buffer *out, const struct ar_template *template, bool subject,
                                 const struct ar_template_values *values, struct ar_error *error)
{
    size_t from = subject ? 0 : template->body;
    size_t to = subject ? template->body : template->count;
    struct writing writing = {out, template, values, error, out->size, false};
    return write_nodes(&writing, from, to, 0);
}
