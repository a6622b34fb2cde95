/* SPDX-License-Identifier: MIT */
/* Growing arrays, buffers and the arena; the only place of base that asks for memory without keeping it. */
#define _DEFAULT_SOURCE /* madvise */
#include "base/memory.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#define HUGE_PAGE ((size_t)2 << 20)

enum ar_status ar_grow(void *array, size_t *capacity, size_t count, size_t size)
{
    if (count <= *capacity)
        return AR_OK;
    size_t wanted = *capacity < 8 ? 8 : *capacity;
    while (wanted < count)
        wanted = wanted > SIZE_MAX / 2 ? count : wanted * 2;
    if (size && wanted > PTRDIFF_MAX / size)
        return AR_FAILED;
    void *old;
    memcpy(&old, array, sizeof old);
    void *more = realloc(old, wanted * (size ? size : 1));
    if (!more)
        return AR_FAILED;
    memcpy(array, &more, sizeof more);
    *capacity = wanted;
    return AR_OK;
}

void *ar_take_wide(size_t size, bool zeroed)
{
    size_t page = size >= HUGE_PAGE ? HUGE_PAGE : 128; /* what threads keep apart by alignas */
    if (size > PTRDIFF_MAX - HUGE_PAGE)
        return NULL;
    void *memory = aligned_alloc(page, (size + page - 1) & ~(page - 1));
#ifdef MADV_HUGEPAGE
    if (memory != NULL && page == HUGE_PAGE)
        (void)madvise(memory, size, MADV_HUGEPAGE); /* a refusal costs speed only */
#endif
    if (memory != NULL && zeroed)
        memset(memory, 0, size);
    return memory;
}

enum ar_status ar_buffer_reserve(struct ar_buffer *buffer, size_t more)
{
    if (more <= buffer->capacity - buffer->size)
        return AR_OK;
    if (more > SIZE_MAX - buffer->size)
        return AR_FAILED;
    return ar_grow(&buffer->at, &buffer->capacity, buffer->size + more, 1);
}

enum ar_status ar_buffer_add(struct ar_buffer *buffer, struct ar_text text)
{
    if (text.size == 0)
        return AR_OK;
    if (text.size > buffer->capacity - buffer->size && ar_buffer_reserve(buffer, text.size) != AR_OK)
        return AR_FAILED;
    memcpy(buffer->at + buffer->size, text.at, text.size);
    buffer->size += text.size;
    return AR_OK;
}

enum ar_status ar_buffer_add_char(struct ar_buffer *buffer, char c)
{
    if (buffer->size == buffer->capacity && ar_buffer_reserve(buffer, 1) != AR_OK)
        return AR_FAILED;
    buffer->at[buffer->size++] = c;
    return AR_OK;
}

void ar_buffer_free(struct ar_buffer *buffer)
{
    free(buffer->at);
    *buffer = (struct ar_buffer){0};
}

struct ar_arena_chunk {
    struct ar_arena_chunk *next;
    size_t size;
    alignas(max_align_t) char data[];
};

static_assert(sizeof(struct ar_arena_chunk) + AR_ARENA_WIDE == HUGE_PAGE, "a wide piece fills a huge page");

#define FIRST_CHUNK ((size_t)4096)
#define LARGEST_CHUNK AR_ARENA_WIDE

static struct ar_arena_chunk *chunk_new(struct ar_arena *arena, size_t size)
{
    if (size > PTRDIFF_MAX - sizeof(struct ar_arena_chunk))
        return NULL;
    size_t whole = sizeof(struct ar_arena_chunk) + size;
    struct ar_arena_chunk *chunk = whole < HUGE_PAGE ? malloc(whole) : ar_take_wide(whole, false);
    if (!chunk)
        return NULL;
    chunk->size = size;
    arena->total += whole;
    return chunk;
}

/* Size is at least 1. A large piece gets a chunk of its own behind the newest, whose rest stays in use. */
static void *take_from_new_chunk(struct ar_arena *arena, size_t size)
{
    size_t usual = arena->size ? arena->size * 2 : FIRST_CHUNK;
    if (usual > LARGEST_CHUNK)
        usual = LARGEST_CHUNK;
    if (arena->chunk && size > usual / 4) {
        struct ar_arena_chunk *own = chunk_new(arena, size);
        if (!own)
            return NULL;
        own->next = arena->chunk->next;
        arena->chunk->next = own;
        return own->data;
    }
    struct ar_arena_chunk *chunk = chunk_new(arena, size > usual ? size : usual);
    if (!chunk)
        return NULL;
    chunk->next = arena->chunk;
    arena->chunk = chunk;
    arena->size = chunk->size;
    arena->used = size;
    return chunk->data;
}

static void *take(struct ar_arena *arena, size_t size, size_t align)
{
    size_t start = (arena->used + align - 1) & ~(align - 1);
    if (size == 0)
        size = 1;
    if (!arena->chunk || start > arena->size || size > arena->size - start)
        return take_from_new_chunk(arena, size);
    arena->used = start + size;
    return arena->chunk->data + start;
}

void *ar_arena_take(struct ar_arena *arena, size_t size)
{
    return take(arena, size, alignof(max_align_t));
}

enum ar_status ar_arena_copy(struct ar_arena *arena, struct ar_text *out, struct ar_text text)
{
    char *copy = text.size < PTRDIFF_MAX ? take(arena, text.size + 1, 1) : NULL;
    if (!copy)
        return AR_FAILED;
    if (text.size)
        memcpy(copy, text.at, text.size);
    copy[text.size] = '\0';
    *out = (struct ar_text){copy, text.size};
    return AR_OK;
}

void ar_arena_join(struct ar_arena *arena, struct ar_arena *from)
{
    struct ar_arena_chunk **last = &from->chunk;
    while (*last != NULL)
        last = &(*last)->next;
    if (arena->chunk == NULL) {
        *arena = *from;
    } else if (from->chunk != NULL) {
        *last = arena->chunk->next; /* behind the newest, whose rest stays in use */
        arena->chunk->next = from->chunk;
        arena->total += from->total;
    }
    *from = (struct ar_arena){0};
}

void ar_arena_free(struct ar_arena *arena)
{
    for (struct ar_arena_chunk *chunk = arena->chunk, *next; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    *arena = (struct ar_arena){0};
}
