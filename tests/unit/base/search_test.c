/* search: every entry is found, wherever it stands; no other is. */
#include "base/search.h"
#include "check.h"

struct entry {
	struct slice name;
	int more;
};

static const struct entry entries[] = {{{"b", 1}, 0}, {{"bb", 2}, 0}, {{"d", 1}, 0}, {{"f", 1}, 0}, {{"h", 1}, 0}};

static uint32_t find(uint32_t from, uint32_t to, struct slice name)
{
	return search_name(entries, from, to, sizeof(*entries), name);
}

TEST(every_entry_is_found_by_its_name)
{
	for (uint32_t i = 0; i < 5; i++)
		expect_int(find(0, 5, entries[i].name), i);
}

TEST(a_name_before_between_or_behind_the_entries_is_not_found)
{
	const struct slice names[] = {SLICE(""), SLICE("a"), SLICE("ba"), SLICE("bbb"), SLICE("e"), SLICE("i")};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		expect_true(find(0, 5, names[i]) == SEARCH_NONE);
	expect_true(find(0, 0, SLICE("b")) == SEARCH_NONE);
}

TEST(an_entry_outside_the_range_is_not_found)
{
	expect_true(find(1, 4, SLICE("b")) == SEARCH_NONE);
	expect_true(find(1, 4, SLICE("h")) == SEARCH_NONE);
	expect_int(find(1, 4, SLICE("f")), 3);
}
