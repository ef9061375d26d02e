/* MessagePack, item by item: the shortest form, and what the reader makes of it. */
#include "account/pack.h"
#include "event/msgpack.h"
#include "check.h"

static struct arena arena;

static const struct value *read_back(struct buffer *buffer)
{
	const struct msgpack_limits limits = {8, 100000};
	const struct value *root = NULL;
	struct msgpack_fault fault;
	uint32_t duplicates;

	expect_true(msgpack_read(&arena, buffer_slice(buffer), &limits, &root, &duplicates, &fault));
	return root;
}

TEST(whole_numbers_take_the_shortest_form_and_come_back)
{
	static const struct {
		int64_t integer;
		size_t bytes;
	} rows[] = {{0, 1}, {127, 1}, {128, 2}, {255, 2}, {256, 3}, {65535, 3}, {65536, 5}, {UINT32_MAX, 5},
		{(int64_t)UINT32_MAX + 1, 9}, {INT64_MAX, 9}, {-1, 1}, {-32, 1}, {-33, 2}, {-128, 2}, {-129, 3},
		{-32768, 3}, {-32769, 5}, {INT32_MIN, 5}, {(int64_t)INT32_MIN - 1, 9}, {INT64_MIN, 9}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buffer buffer = {0};

		pack_integer(&buffer, rows[i].integer);
		expect_int(buffer.size, rows[i].bytes);
		expect_int(read_back(&buffer)->integer, rows[i].integer);
		buffer_finish(&buffer);
	}
}

TEST(texts_bytes_and_lists_of_every_length_come_back)
{
	static const uint32_t lengths[] = {0, 15, 16, 31, 32, 255, 256, 65535, 65536};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct slice text = {ARENA_ARRAY(&arena, char, lengths[i]), lengths[i]};
		struct buffer buffer = {0};
		const struct value *list, *first;

		pack_array(&buffer, lengths[i] + 2);
		pack_text(&buffer, text);
		pack_bytes(&buffer, text);
		for (uint32_t item = 0; item < lengths[i]; item++)
			pack_nil(&buffer);
		list = read_back(&buffer);
		first = list + 1;
		expect_int(list->size, lengths[i] + 2);
		expect_int(first->kind, VALUE_STRING);
		expect_int(first->size, lengths[i]);
		expect_int((first + 1)->kind, VALUE_BYTES);
		expect_int((first + 1)->size, lengths[i]);
		buffer_finish(&buffer);
	}
}
