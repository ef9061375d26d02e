/* suite: main() of every unit-test program; runs what TEST registered, in the order of the files' linking.
 * The last line is Check's own: "100%: Checks: N, Failures: 0, Errors: 0". */
#include "check.h"
#include <stdlib.h>

static struct unit_test *first;

void unit_register(struct unit_test *test)
{
	struct unit_test **end = &first;

	while (*end)
		end = &(*end)->next;
	*end = test;
}

int main(void)
{
	Suite *suite = suite_create("unit");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_set_timeout(all, 60);
	for (struct unit_test *test = first; test; test = test->next)
		tcase_add_test(all, test->test);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
