/* check: the unit tests' thin face on the Check library.
 *
 * TEST(a_sentence_in_the_words_of_the_domain) { ... } registers itself; suite.c runs all tests of a program, each in
 * a process of its own, and prints one line a failure. expect_* compare and show both sides. */
#pragma once
#include <check.h>
#include <string.h>

struct unit_test {
	const TTest *test;
	struct unit_test *next;
};

/* Called before main by TEST; keeps `test` (static storage) for suite.c. */
void unit_register(struct unit_test *test);

#define TEST(name)                                                                                           \
	static void name##_fn(int index);                                                                    \
	static void __attribute__((constructor)) register_##name(void)                                       \
	{                                                                                                    \
		static const TTest test = {#name, name##_fn, __FILE__, __LINE__};                            \
		static struct unit_test unit = {.test = &test};                                              \
		unit_register(&unit);                                                                        \
	}                                                                                                    \
	static void name##_fn(int index CK_ATTRIBUTE_UNUSED)

#define expect_true(x) ck_assert_msg((x), "expected true: %s", #x)
#define expect_false(x) ck_assert_msg(!(x), "expected false: %s", #x)
#define expect_int(actual, expected) ck_assert_int_eq((long long)(actual), (long long)(expected))
#define expect_text(actual, expected) ck_assert_str_eq((actual), (expected))
/* Compares a struct slice (base/slice.h) with a C string. */
#define expect_slice(actual, expected)                                                                       \
	do {                                                                                                 \
		struct slice actual_ = (actual);                                                             \
		const char *expected_ = (expected);                                                          \
		ck_assert_msg(actual_.size == strlen(expected_) &&                                           \
				      (actual_.size == 0 || memcmp(actual_.data, expected_, actual_.size) == 0), \
			"%s: is \"%.*s\", expected \"%s\"", #actual, (int)actual_.size,                      \
			actual_.data ? actual_.data : "", expected_);                                        \
	} while (0)
