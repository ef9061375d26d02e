/* arena and buffer: memory by lifetime, and bytes that grow. */
#include "base/arena.h"
#include "base/buffer.h"
#include "check.h"
#include <sys/wait.h>
#include <unistd.h>

TEST(memory_of_an_arena_is_aligned_and_apart)
{
	struct arena arena;
	char *before = NULL;

	arena_init(&arena, 256);
	for (size_t bytes = 0; bytes < 100; bytes++) {
		char *memory = arena_alloc(&arena, bytes);

		expect_int((uintptr_t)memory % 16, 0);
		expect_true(memory != before || bytes <= 1);
		memset(memory, (int)bytes, bytes);
		if (before && bytes > 1)
			expect_int(before[bytes - 2], bytes - 1);
		before = memory;
	}
	arena_finish(&arena);
}

TEST(an_allocation_larger_than_a_chunk_gets_a_chunk_of_its_own)
{
	struct arena arena;
	char *memory;

	arena_init(&arena, 64);
	memory = arena_alloc(&arena, 100000);
	memset(memory, 1, 100000);
	expect_int(arena.used_bytes, 100000);
	arena_finish(&arena);
}

/* Whether the next two allocations of these sizes lie side by side, and so in one chunk. */
static bool fit_together(struct arena *arena, size_t first_bytes, size_t second_bytes)
{
	char *first = arena_alloc(arena, first_bytes), *second = arena_alloc(arena, second_bytes);

	return second == first + first_bytes;
}

TEST(a_reset_arena_has_one_chunk_for_all_that_it_held)
{
	struct arena arena;

	arena_init(&arena, 64);
	arena_alloc(&arena, 16);
	expect_false(fit_together(&arena, 4000, 2000));
	arena_reset(&arena);
	expect_int(arena.used_bytes, 0);
	expect_true(fit_together(&arena, 4000, 2000));
	arena_reset(&arena);
	expect_true(fit_together(&arena, 4000, 2000));
	arena_finish(&arena);
}

TEST(a_rewound_arena_hands_out_again_what_came_after_the_mark)
{
	struct arena_mark mark;
	struct arena arena;
	char *kept, *after;

	arena_init(&arena, 0);
	kept = arena_alloc(&arena, 16);
	memset(kept, 7, 16);
	mark = arena_mark(&arena);
	after = arena_alloc(&arena, 100);
	arena_rewind(&arena, mark);
	expect_int(arena.used_bytes, 16);
	expect_true(arena_alloc(&arena, 100) == after);
	expect_int(kept[15], 7);
	arena_finish(&arena);
}

TEST(zeroed_memory_is_zero_after_a_reset_too)
{
	struct arena arena;
	uint32_t *numbers;

	arena_init(&arena, 0);
	memset(arena_alloc(&arena, 400), 0xff, 400);
	arena_reset(&arena);
	numbers = ARENA_ARRAY(&arena, uint32_t, 100);
	for (int i = 0; i < 100; i++)
		expect_int(numbers[i], 0);
	arena_finish(&arena);
}

TEST(a_copy_of_a_slice_is_followed_by_a_nul)
{
	struct arena arena;
	struct slice copy;

	arena_init(&arena, 0);
	copy = arena_copy(&arena, SLICE("seat"));
	expect_slice(copy, "seat");
	expect_int(copy.data[4], 0);
	expect_slice(arena_copy(&arena, (struct slice){0}), "");
	expect_slice(arena_printf(&arena, "%s-%d", "seat", 7), "seat-7");
	expect_int(arena_printf(&arena, "%1000d", 7).size, 1000);
	arena_finish(&arena);
}

TEST(an_array_in_an_arena_keeps_its_elements_when_it_grows)
{
	uint32_t *numbers = NULL, count = 0, capacity = 0;
	struct arena arena;

	arena_init(&arena, 0);
	for (uint32_t i = 0; i < 1000; i++) {
		ARENA_GROW(&arena, numbers, count, capacity);
		numbers[count++] = i;
	}
	for (uint32_t i = 0; i < 1000; i++)
		expect_int(numbers[i], i);
	arena_finish(&arena);
}

/* How a process that does `act` ends. */
static int status_of(void (*act)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		act();
		_exit(0);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void ask_for_too_many_elements(void)
{
	struct arena arena;

	arena_init(&arena, 0);
	arena_zalloc(&arena, SIZE_MAX / 2, 16);
}

static void ask_for_too_many_bytes(void)
{
	struct buffer buffer = {0};

	buffer_reserve(&buffer, SIZE_MAX - 1);
}

TEST(memory_that_cannot_be_had_ends_the_process_with_status_70)
{
	expect_int(status_of(ask_for_too_many_elements), 70);
	expect_int(status_of(ask_for_too_many_bytes), 70);
}

TEST(a_buffer_keeps_what_was_appended)
{
	struct buffer buffer = {0};

	for (int i = 0; i < 1000; i++) {
		buffer_append(&buffer, SLICE("abc"));
		buffer_byte(&buffer, 'd');
		buffer_printf(&buffer, "%d", i % 10);
	}
	expect_int(buffer.size, 5000);
	for (size_t i = 0; i < 5000; i += 5)
		expect_int(memcmp(buffer.data + i, "abcd", 4), 0);
	buffer_reset(&buffer);
	buffer_append(&buffer, (struct slice){0});
	expect_slice(buffer_slice(&buffer), "");
	buffer_finish(&buffer);
}

TEST(slices_compare_by_bytes_and_then_by_length)
{
	expect_true(slice_compare(SLICE("ab"), SLICE("b")) < 0);
	expect_true(slice_compare(SLICE("ab"), SLICE("abc")) < 0);
	expect_true(slice_compare(SLICE("\xff"), SLICE("a")) > 0);
	expect_int(slice_compare(SLICE(""), (struct slice){0}), 0);
	expect_true(slice_starts(SLICE("ticket.opened"), SLICE("ticket.")));
	expect_false(slice_starts(SLICE("ticket"), SLICE("ticket.")));
	expect_true(slice_is(SLICE("a"), "a"));
	expect_false(slice_is((struct slice){"a\0", 2}, "a"));
}
