/* SPDX-License-Identifier: MIT */
/* Memory: growing arrays, and an arena for text that lives until the end. Nothing here aborts; out of memory is
 * AR_FAILED. */
#ifndef AR_BASE_MEMORY_H
#define AR_BASE_MEMORY_H

#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Makes room for at least `count` elements of `size` bytes in *array (owned by the caller, freed with free()),
 *doubling; capacity counts elements. On failure *array is unchanged. */
AR_MUST_USE enum ar_status ar_grow(void *array, size_t *capacity, size_t count, size_t size);

/* A piece of memory that is read in no order: aligned to cache lines, and in huge pages where it is large. Freed with
   free(). Zeroed when asked; NULL when out of memory. */
void *ar_take_wide(size_t size, bool zeroed);

/* A growing byte buffer. {0} is empty. */
struct ar_buffer {
    char *at;
    size_t size, capacity;
};
AR_MUST_USE enum ar_status ar_buffer_reserve(struct ar_buffer *buffer, size_t more);
AR_MUST_USE enum ar_status ar_buffer_add(struct ar_buffer *buffer, struct ar_text text);
AR_MUST_USE enum ar_status ar_buffer_add_char(struct ar_buffer *buffer, char c);
static inline struct ar_text ar_buffer_text(const struct ar_buffer *buffer)
{
    return (struct ar_text){buffer->at ? buffer->at : "", buffer->size};
}
void ar_buffer_free(struct ar_buffer *buffer);

/* An arena: pieces are handed out and freed all at once. {0} is empty. */
struct ar_arena {
    struct ar_arena_chunk *chunk;
    size_t used, size; /* of the newest chunk */
    size_t total; /* bytes held from the system */
};
/* A piece of so many bytes lies in a huge page of its own, where the system has them. */
#define AR_ARENA_WIDE (((size_t)2 << 20) - 16)
/* `size` bytes aligned for any type, not zeroed; NULL when out of memory. size may be 0. */
AR_MUST_USE void *ar_arena_take(struct ar_arena *arena, size_t size);
/* A copy of `text`, with a NUL behind it that size does not count; *out may be &text. */
AR_MUST_USE enum ar_status ar_arena_copy(struct ar_arena *arena, struct ar_text *out, struct ar_text text);
/* All pieces of `from` are `arena`'s from now on; `from` is empty. */
void ar_arena_join(struct ar_arena *arena, struct ar_arena *from);
void ar_arena_free(struct ar_arena *arena);

#endif
