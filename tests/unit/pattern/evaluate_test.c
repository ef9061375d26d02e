/* What patterns mean: fields, types, arrays, absence, and the combinations of patterns. */
#include "check.h"
#include "patterns.h"

TEST(a_field_must_be_one_of_the_values_listed)
{
	expect_true(holds("{'type': ['a', 'b']}", "{'type': 'b'}"));
	expect_false(holds("{'type': ['a', 'b']}", "{'type': 'c'}"));
	expect_false(holds("{'type': ['a']}", "{}"));
}

TEST(all_fields_must_be_met)
{
	expect_true(holds("{'a': [1], 'b': {'c': [2]}}", "{'b': {'c': 2}, 'a': 1}"));
	expect_false(holds("{'a': [1], 'b': {'c': [2]}}", "{'b': {'c': 3}, 'a': 1}"));
}

TEST(a_bare_scalar_is_a_list_of_one)
{
	expect_true(holds("{'a': 'x', 'b': null}", "{'a': 'x', 'b': null}"));
	expect_false(holds("{'a': 'x'}", "{'a': 'y'}"));
}

TEST(types_are_strict)
{
	expect_false(holds("{'a': ['300']}", "{'a': 300}"));
	expect_false(holds("{'a': [300]}", "{'a': '300'}"));
	expect_false(holds("{'a': [true]}", "{'a': 'true'}"));
	expect_false(holds("{'a': [0]}", "{'a': false}"));
	expect_false(holds("{'a': [null]}", "{'a': 'null'}"));
	expect_false(holds("{'a': ['']}", "{'a': null}"));
}

TEST(numbers_are_equal_by_value)
{
	expect_true(holds("{'a': [300]}", "{'a': 300.0}"));
	expect_true(holds("{'a': [3.0e2]}", "{'a': 300}"));
	expect_true(holds("{'a': [0]}", "{'a': -0.0}"));
	expect_false(holds("{'a': [9007199254740993]}", "{'a': 9007199254740992.0}"));
	expect_true(holds("{'a': [18446744073709551616]}", "{'a': 1.8446744073709551616e19}"));
	expect_false(holds("{'a': [18446744073709551615]}", "{'a': 18446744073709551616}"));
}

TEST(a_path_step_is_a_whole_key)
{
	expect_true(holds("{'a.b': [1]}", "{'a.b': 1}"));
	expect_false(holds("{'a.b': [1]}", "{'a': {'b': 1}}"));
	expect_false(holds("{'a': {'b': [1]}}", "{'a.b': 1}"));
	expect_true(holds("{'': {'': [1]}}", "{'': {'': 1}}"));
}

TEST(arrays_are_transparent)
{
	expect_true(holds("{'a': [2]}", "{'a': [1, 2]}"));
	expect_true(holds("{'a': [2]}", "{'a': [[1], [[2]]]}"));
	expect_true(holds("{'a': {'b': [2]}}", "{'a': [1, {'b': [3, 2]}]}"));
	expect_true(holds("{'b': [2]}", "[{'b': 1}, {'b': 2}]"));
	expect_false(holds("{'a': [2]}", "{'a': []}"));
}

TEST(conditions_under_one_array_are_met_by_the_same_element)
{
	const char *pattern = "{'items': {'sku': ['A'], 'count': [{'numeric': ['>', 1]}]}}";

	expect_false(holds(pattern, "{'items': [{'sku': 'A', 'count': 1}, {'sku': 'B', 'count': 2}]}"));
	expect_true(holds(pattern, "{'items': [{'sku': 'B', 'count': 1}, {'sku': 'A', 'count': 2}]}"));
	expect_true(holds(pattern, "{'items': [[{'sku': 'B'}], [{'sku': 'A', 'count': 2}]]}"));
	expect_false(holds(pattern, "{'items': [[{'sku': 'A'}, {'count': 2}]]}"));
}

TEST(exists_looks_at_leaves)
{
	expect_true(holds("{'a': [{'exists': true}]}", "{'a': null}"));
	expect_true(holds("{'a': [{'exists': true}]}", "{'a': [{}, 1]}"));
	expect_false(holds("{'a': [{'exists': true}]}", "{'a': {'b': 1}}"));
	expect_false(holds("{'a': [{'exists': true}]}", "{'a': []}"));
	expect_false(holds("{'a': [{'exists': true}]}", "{'a': [[], {}]}"));
	expect_true(holds("{'a': [{'exists': false}]}", "{'a': {}}"));
	expect_true(holds("{'a': [{'exists': false}]}", "{}"));
	expect_false(holds("{'a': [{'exists': false}]}", "{'a': null}"));
	expect_true(holds("{'a': {'b': [{'exists': false}]}}", "{'a': 5}"));
}

TEST(absence_over_an_array_means_that_no_element_has_it)
{
	const char *pattern = "{'a': {'b': [{'exists': false}]}}";

	expect_false(holds(pattern, "{'a': [{'b': 1}, {'c': 1}]}"));
	expect_true(holds(pattern, "{'a': [{'c': 1}, {}]}"));
	expect_true(holds(pattern, "{'a': []}"));
	expect_false(holds(pattern, "{'a': [[{'c': 1}], [[{'b': 1}]]]}"));
}

TEST(absence_beside_a_condition_on_the_same_array_speaks_of_the_element_that_meets_it)
{
	const char *pattern = "{'a': {'b': [{'exists': false}], 'c': [1]}}";

	expect_true(holds(pattern, "{'a': [{'b': 1}, {'c': 1}]}"));
	expect_false(holds(pattern, "{'a': [{'b': 1, 'c': 1}, {'c': 2}]}"));
}

TEST(absence_may_be_one_alternative_of_several)
{
	const char *pattern = "{'a': {'b': [{'exists': false}, 'x']}}";

	expect_true(holds(pattern, "{}"));
	expect_true(holds(pattern, "{'a': [{'b': 'y'}, {'b': 'x'}]}"));
	expect_false(holds(pattern, "{'a': [{'b': 'y'}, {}]}"));
}

TEST(one_branch_of_or_suffices)
{
	const char *pattern = "{'type': ['t'], '$or': [{'a': [1]}, {'b': [2], 'c': [3]}]}";

	expect_true(holds(pattern, "{'type': 't', 'a': 1}"));
	expect_true(holds(pattern, "{'type': 't', 'b': 2, 'c': 3}"));
	expect_false(holds(pattern, "{'type': 't', 'b': 2}"));
	expect_false(holds(pattern, "{'type': 'u', 'a': 1}"));
}

TEST(or_speaks_of_the_same_array_element_as_the_fields_beside_it)
{
	const char *pattern =
		"{'items': {'sku': ['A']}, '$or': [{'items': {'q': [1]}}, {'items': {'q': [2]}}, {'x': [1]}]}";

	expect_false(holds(pattern, "{'items': [{'sku': 'A', 'q': 3}, {'sku': 'B', 'q': 1}]}"));
	expect_true(holds(pattern, "{'items': [{'sku': 'A', 'q': 2}, {'sku': 'B', 'q': 1}]}"));
	expect_true(holds(pattern, "{'items': [{'sku': 'A', 'q': 3}], 'x': 1}"));
}

TEST(or_within_or_speaks_of_the_same_element_too)
{
	const char *pattern = "{'$or': [{'a': {'x': [1]}, '$or': [{'a': {'y': [1]}}, {'a': {'z': [1]}}]}]}";

	expect_true(holds(pattern, "{'a': [{'x': 1, 'z': 1}]}"));
	expect_false(holds(pattern, "{'a': [{'x': 1}, {'z': 1}]}"));
}

TEST(a_field_both_in_or_and_beside_it_must_meet_both)
{
	const char *pattern = "{'a': ['x', 'y'], '$or': [{'a': ['y', 'z']}, {'a': {'b': [1]}}]}";

	expect_true(holds(pattern, "{'a': 'y'}"));
	expect_false(holds(pattern, "{'a': ['x', 'z']}"));
	expect_false(holds(pattern, "{'a': ['x', {'b': 1}]}"));
}

TEST(each_pattern_of_all_chooses_elements_for_itself)
{
	const char *pattern = "{'$all': [{'items': {'sku': ['A']}}, {'items': {'sku': ['B']}}]}";

	expect_true(holds(pattern, "{'items': [{'sku': 'A'}, {'sku': 'B'}]}"));
	expect_false(holds(pattern, "{'items': [{'sku': 'A'}]}"));
	expect_true(holds("{'$all': [{'tags': ['vip']}, {'tags': ['emea']}]}", "{'tags': ['emea', 'vip']}"));
}

TEST(all_within_an_array_speaks_of_one_element)
{
	const char *pattern = "{'items': {'$all': [{'tags': ['a']}, {'tags': ['b']}]}}";

	expect_true(holds(pattern, "{'items': [{'tags': ['a', 'b']}]}"));
	expect_false(holds(pattern, "{'items': [{'tags': ['a']}, {'tags': ['b']}]}"));
}

TEST(not_is_logical_negation)
{
	expect_false(holds("{'$not': {'a': ['x']}}", "{'a': ['x', 'y']}"));
	expect_true(holds("{'$not': {'a': ['x']}}", "{'a': ['y']}"));
	expect_true(holds("{'$not': {'a': ['x']}}", "{}"));
	expect_true(holds("{'$not': {'$not': {'a': ['x']}}}", "{'a': ['x', 'y']}"));
	expect_false(holds("{'b': [1], '$not': {'a': ['x'], 'b': [1]}}", "{'a': 'x', 'b': 1}"));
	expect_true(holds("{'b': [1], '$not': {'a': ['x'], 'b': [1]}}", "{'a': 'y', 'b': 1}"));
}

TEST(not_below_a_field_negates_what_is_said_of_the_field)
{
	expect_false(holds("{'items': {'$not': {'sku': ['A']}}}", "{'items': [{'sku': 'A'}, {'sku': 'B'}]}"));
	expect_true(holds("{'items': {'$not': {'sku': ['A']}}}", "{'items': [{'sku': 'B'}]}"));
	expect_true(holds("{'items': {'$not': {'sku': ['A']}}}", "{}"));
	expect_true(holds("{'items': {'$not': {'$not': {'sku': ['A']}}}}", "{'items': [{'sku': 'A'}, {'sku': 'B'}]}"));
	expect_true(holds(
		"{'items': {'q': [1], '$not': {'sku': ['A']}}}", "{'items': [{'sku': 'A'}, {'sku': 'B', 'q': 1}]}"));
	expect_false(holds(
		"{'items': {'q': [1], '$not': {'sku': ['A']}}}", "{'items': [{'sku': 'A', 'q': 1}, {'sku': 'B'}]}"));
}

TEST(not_exists_is_exists_false)
{
	static const char *const events[] = {"{}", "{'a': 1}", "{'a': []}", "{'a': [{'b': 1}, {}]}", "{'a': [{}, {}]}",
		"{'a': {'b': {}}}", "{'a': [{'b': [[]]}]}"};

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		expect_int(holds("{'a': {'$not': {'b': [{'exists': true}]}}}", events[i]),
			holds("{'a': {'b': [{'exists': false}]}}", events[i]));
}

TEST(anything_but_of_an_array_needs_one_other_element_and_not_needs_none_such)
{
	expect_true(holds("{'a': [{'anything-but': 'x'}]}", "{'a': ['x', 'y']}"));
	expect_false(holds("{'$not': {'a': ['x']}}", "{'a': ['x', 'y']}"));
	expect_false(holds("{'a': [{'anything-but': 'x'}]}", "{}"));
	expect_false(holds("{'a': [{'anything-but': 'x'}]}", "{'a': {}}"));
}

TEST(scalars_as_events_meet_only_what_asks_for_nothing)
{
	expect_false(holds("{'a': [1]}", "1"));
	expect_true(holds("{'a': [{'exists': false}]}", "1"));
	expect_true(holds("{'$not': {'a': [1]}}", "[]"));
}
