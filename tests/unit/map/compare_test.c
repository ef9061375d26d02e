/* What is proven of two patterns side by side: that they exclude each other, that one implies the other. */
#include "map/compare.h"
#include "event/json.h"
#include "check.h"

static const struct value *a_pattern(struct arena *arena, const char *text)
{
	const struct value *root;
	uint32_t twins;
	struct json_fault fault;

	ck_assert_msg(json_read(arena, slice_of(text), 64, &root, &twins, &fault), "no JSON: %s", text);
	return root;
}

static bool disjoint(const char *a, const char *b)
{
	struct compare compare;
	struct arena arena;
	bool forth, back;

	arena_init(&arena, 0);
	compare_init(&compare, 100000);
	forth = compare_disjoint(&compare, a_pattern(&arena, a), a_pattern(&arena, b));
	back = compare_disjoint(&compare, a_pattern(&arena, b), a_pattern(&arena, a));
	ck_assert_msg(forth == back, "not the same both ways: %s and %s", a, b);
	compare_finish(&compare);
	arena_finish(&arena);
	return forth;
}

static bool implies(const char *a, const char *b)
{
	struct compare compare;
	struct arena arena;
	bool result;

	arena_init(&arena, 0);
	compare_init(&compare, 100000);
	result = compare_implies(&compare, a_pattern(&arena, a), a_pattern(&arena, b));
	compare_finish(&compare);
	arena_finish(&arena);
	return result;
}

TEST(different_literals_of_one_field_exclude_each_other)
{
	expect_true(disjoint("{\"a\":[1]}", "{\"a\":[2]}"));
	expect_true(disjoint("{\"a\":[1,2]}", "{\"a\":[3,\"1\"]}"));
	expect_true(disjoint("{\"a\":1}", "{\"a\":[null]}"));
	expect_true(disjoint("{\"a\":{\"b\":[1]},\"x\":[1]}", "{\"a\":{\"b\":[2]}}"));
	expect_false(disjoint("{\"a\":[1,2]}", "{\"a\":[2,3]}"));
	expect_false(disjoint("{\"a\":[1]}", "{\"a\":[1.0]}"));
	expect_false(disjoint("{\"a\":[1]}", "{\"b\":[2]}"));
}

TEST(ranges_exclude_each_other_when_they_do_not_meet)
{
	expect_true(disjoint("{\"a\":[{\"numeric\":[\"<\",5]}]}", "{\"a\":[{\"numeric\":[\">=\",5]}]}"));
	expect_true(disjoint("{\"a\":[{\"numeric\":[\"=\",4]}]}", "{\"a\":[{\"numeric\":[\">\",4,\"<\",9]}]}"));
	expect_true(disjoint("{\"a\":[7]}", "{\"a\":[{\"numeric\":[\"<=\",6]}]}"));
	expect_false(disjoint("{\"a\":[{\"numeric\":[\"<=\",5]}]}", "{\"a\":[{\"numeric\":[\">=\",5]}]}"));
	expect_false(disjoint("{\"a\":[7]}", "{\"a\":[{\"numeric\":[\"<=\",7]}]}"));
}

TEST(operators_on_text_exclude_what_they_do_not_hold_of)
{
	expect_true(disjoint("{\"a\":[{\"prefix\":\"x\"}]}", "{\"a\":[\"yx\"]}"));
	expect_true(disjoint("{\"a\":[{\"prefix\":\"x\"}]}", "{\"a\":[{\"prefix\":\"y\"}]}"));
	expect_true(disjoint("{\"a\":[{\"suffix\":\"x\"}]}", "{\"a\":[{\"suffix\":\"y\"}]}"));
	expect_true(disjoint("{\"a\":[{\"wildcard\":\"x*\"}]}", "{\"a\":[{\"numeric\":[\">\",1]}]}"));
	expect_true(disjoint("{\"a\":[{\"anything-but\":[1,2]}]}", "{\"a\":[1,2]}"));
	expect_true(disjoint("{\"a\":[{\"exists\":false}]}", "{\"a\":[{\"exists\":true}]}"));
	expect_true(disjoint("{\"a\":[{\"exists\":false}]}", "{\"a\":[{\"anything-but\":[1]}]}"));
	expect_false(disjoint("{\"a\":[{\"prefix\":\"x\"}]}", "{\"a\":[{\"prefix\":\"xy\"}]}"));
	expect_false(disjoint("{\"a\":[{\"prefix\":\"x\"}]}", "{\"a\":[{\"suffix\":\"y\"}]}"));
	expect_false(disjoint("{\"a\":[{\"anything-but\":[1,2]}]}", "{\"a\":[2,3]}"));
}

TEST(a_pattern_excludes_its_own_negation)
{
	expect_true(
		disjoint("{\"a\":[{\"numeric\":[\">=\",100]}]}", "{\"$not\":{\"a\":[{\"numeric\":[\">=\",100]}]}}"));
	expect_true(disjoint("{\"a\":[150],\"b\":[1]}", "{\"$not\":{\"a\":[{\"numeric\":[\">=\",100]}]}}"));
	expect_true(disjoint("{\"a\":{\"b\":[1]}}", "{\"a\":{\"$not\":{\"b\":[1,2]}}}"));
	expect_false(disjoint("{\"a\":[50]}", "{\"$not\":{\"a\":[{\"numeric\":[\">=\",100]}]}}"));
	expect_false(disjoint("{\"a\":[1,2]}", "{\"$not\":{\"a\":[1]}}"));
}

TEST(one_part_of_all_suffices_and_every_branch_of_or_is_needed_to_exclude)
{
	expect_true(disjoint("{\"$all\":[{\"a\":[1]},{\"b\":[1]}]}", "{\"b\":[2]}"));
	expect_true(disjoint("{\"$or\":[{\"a\":[1]},{\"a\":[2]}]}", "{\"a\":[3]}"));
	expect_false(disjoint("{\"$or\":[{\"a\":[1]},{\"b\":[2]}]}", "{\"a\":[3]}"));
	expect_false(disjoint("{\"$all\":[{\"a\":[1]},{\"b\":[1]}]}", "{\"c\":[2]}"));
}

TEST(a_narrower_pattern_implies_a_wider_one)
{
	expect_true(implies("{\"a\":[1],\"b\":[2]}", "{\"a\":[1,3]}"));
	expect_true(implies("{\"a\":[\"ticket.opened\"]}", "{\"a\":[{\"prefix\":\"ticket.\"}]}"));
	expect_true(implies("{\"a\":[{\"prefix\":\"ticket.o\"}]}", "{\"a\":[{\"prefix\":\"ticket.\"}]}"));
	expect_true(implies("{\"a\":[{\"numeric\":[\">\",5,\"<\",7]}]}", "{\"a\":[{\"numeric\":[\">=\",5]}]}"));
	expect_true(implies("{\"a\":[{\"wildcard\":\"x*\"}]}", "{\"a\":[{\"exists\":true}]}"));
	expect_true(implies("{\"a\":{\"b\":[1],\"c\":[2]}}", "{\"a\":{\"b\":[1]}}"));
	expect_true(implies("{\"a\":[1]}", "{\"$not\":{\"a\":[2]}}"));
	expect_true(implies("{\"a\":[1]}", "{\"$or\":[{\"b\":[1]},{\"a\":[1]}]}"));
	expect_true(implies("{\"$or\":[{\"a\":[1]},{\"a\":[2],\"b\":[1]}]}", "{\"a\":[1,2]}"));
	expect_true(implies("{\"$all\":[{\"a\":[1]},{\"b\":[2]}]}", "{\"b\":[2]}"));
	expect_true(implies("{\"a\":[1],\"b\":[2]}", "{\"$all\":[{\"a\":[1]},{\"b\":[2]}]}"));
}

TEST(what_is_not_proven_is_not_implied)
{
	expect_false(implies("{\"a\":[1,4]}", "{\"a\":[1,3]}"));
	expect_false(implies("{\"b\":[1]}", "{\"a\":[1]}"));
	expect_false(implies("{\"a\":[{\"exists\":false}]}", "{\"a\":[{\"exists\":true}]}"));
	expect_false(implies("{\"a\":[{\"numeric\":[\">=\",5]}]}", "{\"a\":[{\"numeric\":[\">\",5]}]}"));
	expect_false(implies("{\"$or\":[{\"a\":[1]},{\"b\":[2]}]}", "{\"a\":[1]}"));
	expect_false(implies("{\"a\":[1]}", "{\"$not\":{\"a\":[1,2]}}"));
}

TEST(two_fields_of_one_element_do_not_follow_from_two_parts_of_all)
{
	/* a list may hold each in another element */
	expect_false(implies("{\"$all\":[{\"x\":{\"a\":[1]}},{\"x\":{\"b\":[2]}}]}", "{\"x\":{\"a\":[1],\"b\":[2]}}"));
	expect_true(implies("{\"x\":{\"a\":[1],\"b\":[2]}}", "{\"x\":{\"a\":[1]}}"));
}

TEST(without_steps_nothing_is_proven)
{
	struct compare compare;
	struct arena arena;

	arena_init(&arena, 0);
	compare_init(&compare, 1);
	expect_false(compare_disjoint(&compare, a_pattern(&arena, "{\"a\":[1]}"), a_pattern(&arena, "{\"a\":[2]}")));
	expect_int(compare.steps_left, 0);
	compare_finish(&compare);
	arena_finish(&arena);
}
