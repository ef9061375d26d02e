/* A compiled map's life, and its look-ups by name. */
#include "plan/plan.h"
#include "check.h"

/* A plan of `count` seats s00, s02, s04 ... and three facts of which the last is a person's. */
static struct plan *a_plan(uint32_t count)
{
	struct plan *plan = plan_create();
	struct plan_seat *seats = ARENA_ARRAY(&plan->arena, struct plan_seat, count);
	struct plan_fact *facts = ARENA_ARRAY(&plan->arena, struct plan_fact, 3);

	for (uint32_t i = 0; i < count; i++)
		seats[i].name = arena_printf(&plan->arena, "s%02u", 2 * i);
	facts[0] = (struct plan_fact){.name = SLICE("arr"), .kind = FACT_LAST};
	facts[1] = (struct plan_fact){.name = SLICE("csm"), .kind = FACT_COUNT};
	facts[2] = (struct plan_fact){.name = SLICE("csm"), .kind = FACT_PERSON};
	plan->seats = seats;
	plan->seat_count = count;
	plan->facts = facts;
	plan->fact_count = 3;
	return plan;
}

TEST(every_name_is_found_and_nothing_else)
{
	for (uint32_t count = 0; count < 20; count++) {
		struct plan *plan = a_plan(count);
		char name[4] = "s00";

		for (uint32_t i = 0; i < 2 * count + 2; i++) {
			name[1] = (char)('0' + i / 10);
			name[2] = (char)('0' + i % 10);
			expect_int(plan_seat_find(plan, slice_of(name)),
				i % 2 || i / 2 >= count ? PLAN_NONE : i / 2);
		}
		expect_int(plan_seat_find(plan, SLICE("")), PLAN_NONE);
		expect_int(plan_seat_find(plan, SLICE("s")), PLAN_NONE);
		plan_unref(plan);
	}
}

TEST(a_fact_and_a_person_may_have_one_name)
{
	struct plan *plan = a_plan(0);

	expect_int(plan_fact_find(plan, false, SLICE("csm")), 1);
	expect_int(plan_fact_find(plan, true, SLICE("csm")), 2);
	expect_int(plan_fact_find(plan, true, SLICE("arr")), PLAN_NONE);
	plan_unref(plan);
}

TEST(a_section_that_is_empty_holds_no_name)
{
	struct plan *plan = plan_create();

	expect_int(plan_outcome_find(plan, SLICE("x")), PLAN_NONE);
	expect_int(plan_action_find(plan, SLICE("x")), PLAN_NONE);
	expect_int(plan_signal_find(plan, SLICE("x")), PLAN_NONE);
	expect_int(plan_fact_find(plan, false, SLICE("x")), PLAN_NONE);
	expect_int(plan->relationship, PLAN_NONE);
	plan_unref(plan);
}

TEST(a_plan_lives_until_its_last_user_lets_go)
{
	struct plan *plan = a_plan(3);

	expect_true(plan_ref(plan) == plan);
	plan_unref(plan);
	expect_int(plan_seat_find(plan, SLICE("s04")), 2);
	plan_unref(plan);
	plan_unref(NULL);
}
