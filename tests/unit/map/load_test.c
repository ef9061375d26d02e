/* A map becomes a plan: names in order, references as indexes, defaults filled in. */
#include "maps.h"
#include "check.h"
#include <stdio.h>
#include <stdlib.h>

enum { DAY_MS = 24 * 3600 * 1000 };

static const char *const flows =
	"account:\n"
	"  key: [data.account, subject]\n"
	"  relationship: csm\n"
	"  people: { csm: { last: data.csm, on: { type: [deal.won] } } }\n"
	"  remember:\n"
	"    tickets: { open: data.ticket, from: { type: [ticket.opened] }, until: { type: [ticket.closed] } }\n"
	"    arr: { last: data.arr, on: { type: [contract.signed] } }\n"
	"    logins: { count: 30d, on: { type: [session.started] } }\n"
	"    recent: { recent: 5, on: { type: [{ prefix: ticket. }] } }\n"
	"signals:\n"
	"  drop: { when: { type: [usage.weekly], data: { change: [{ numeric: [\"<\", -30] }] } }, quiet: 14d }\n"
	"  expand: { when: { type: [pricing.viewed] }, times: 3, within: 7d, distinct: data.user }\n"
	"flows:\n"
	"  - { signal: expand, outcome: expansion, action: visit, due: 5d, claim: csm }\n"
	"  - { signal: drop, outcome: retention, action: call, due: 3d, name: large, given: { account: { arr: [{ "
	"numeric: [\">=\", 100] }] } } }\n"
	"  - { signal: drop, outcome: retention, action: call, due: 5d, name: small, given: { $not: { account: { arr: "
	"[{ numeric: [\">=\", 100] }] } } } }\n";

TEST(a_map_without_a_fault_becomes_a_plan)
{
	struct loaded loaded;

	load_text(&loaded, a_map_with(flows));
	expect_text(findings_text(&loaded), "");
	expect_slice(loaded.plan->name, "test");
	expect_int(loaded.plan->seat_count, 3);
	expect_int(loaded.plan->outcome_count, 2);
	expect_int(loaded.plan->action_count, 2);
	expect_int(loaded.plan->fact_count, 5);
	expect_int(loaded.plan->signal_count, 2);
	expect_int(loaded.plan->flow_count, 3);
	loaded_finish(&loaded);
}

TEST(references_become_indexes_of_sections_in_the_order_of_names)
{
	struct loaded loaded;
	const struct plan *plan;

	load_text(&loaded, a_map_with(flows));
	plan = loaded.plan;
	expect_slice(plan->seats[0].name, "ae");
	expect_slice(plan->seats[1].name, "boss");
	expect_slice(plan->seats[2].name, "csm");
	expect_int(plan->seats[0].reports_to, 1);
	expect_int(plan->seats[1].reports_to, PLAN_NONE);
	expect_int(plan->steward.seat, 1);
	expect_slice(plan->steward.topic, "tasks.drift");
	expect_int(plan->relationship, 2);
	expect_int(plan->outcomes[0].owner, 0);
	expect_int(plan->outcomes[0].claim_count, 1);
	expect_int(plan->outcomes[0].claims[0], 2);
	expect_slice(plan->flows[0].name, "expand");
	expect_int(plan->flows[0].claim, 2);
	expect_int(plan->flows[0].outcome, 0);
	expect_int(plan->flows[0].action, 1);
	expect_int(plan->flows[0].due_ms, 5 * (int64_t)DAY_MS);
	expect_int(plan->flows[1].claim, PLAN_NONE);
	loaded_finish(&loaded);
}

TEST(a_signal_lists_the_flows_that_read_it)
{
	struct loaded loaded;
	const struct plan_signal *drop;

	load_text(&loaded, a_map_with(flows));
	drop = &loaded.plan->signals[plan_signal_find(loaded.plan, SLICE("drop"))];
	expect_int(drop->flow_count, 2);
	expect_slice(loaded.plan->flows[drop->flows[0]].name, "large");
	expect_slice(loaded.plan->flows[drop->flows[1]].name, "small");
	loaded_finish(&loaded);
}

TEST(a_signal_keeps_window_quiet_and_whether_its_time_is_read)
{
	struct loaded loaded;
	const struct plan_signal *drop, *expand;

	load_text(&loaded, a_map_with(flows));
	drop = &loaded.plan->signals[0];
	expand = &loaded.plan->signals[1];
	expect_int(drop->times, 1);
	expect_int(drop->quiet_ms, 14 * (int64_t)DAY_MS);
	expect_int(drop->distinct.count, 0);
	expect_false(drop->since_read);
	expect_int(expand->times, 3);
	expect_int(expand->within_ms, 7 * (int64_t)DAY_MS);
	expect_int(expand->distinct.count, 2);
	expect_slice(expand->distinct.steps[1], "user");
	expect_true(expand->since_read); /* `visit` carries since.expand */
	loaded_finish(&loaded);
}

TEST(facts_stand_before_people_and_have_their_kinds)
{
	struct loaded loaded;
	const struct plan_fact *facts;

	load_text(&loaded, a_map_with(flows));
	facts = loaded.plan->facts;
	expect_slice(facts[0].name, "arr");
	expect_int(facts[0].kind, FACT_LAST);
	expect_slice(facts[1].name, "logins");
	expect_int(facts[1].kind, FACT_COUNT);
	expect_int(facts[1].window_ms, 30 * (int64_t)DAY_MS);
	expect_slice(facts[2].name, "recent");
	expect_int(facts[2].kind, FACT_RECENT);
	expect_int(facts[2].most, 5);
	expect_slice(facts[3].name, "tickets");
	expect_int(facts[3].kind, FACT_OPEN);
	expect_int(facts[3].window_ms, 365 * (int64_t)DAY_MS);
	expect_slice(facts[4].name, "csm");
	expect_int(facts[4].kind, FACT_PERSON);
	expect_int(facts[4].seat, 2);
	loaded_finish(&loaded);
}

TEST(every_event_pattern_has_its_use_facts_first_then_people_then_signals)
{
	static const struct plan_use expected[] = {{USE_FACT, 0}, {USE_FACT, 1}, {USE_FACT, 2}, {USE_FACT, 3},
		{USE_FACT_UNTIL, 3}, {USE_FACT, 4}, {USE_SIGNAL, 0}, {USE_SIGNAL, 1}};
	struct loaded loaded;

	load_text(&loaded, a_map_with(flows));
	expect_int(loaded.plan->use_count, 8);
	for (uint32_t i = 0; i < 8; i++) {
		expect_int(loaded.plan->uses[i].kind, expected[i].kind);
		expect_int(loaded.plan->uses[i].index, expected[i].index);
	}
	expect_true(loaded.plan->matcher != NULL);
	loaded_finish(&loaded);
}

TEST(what_a_map_leaves_out_has_its_default)
{
	struct loaded loaded;

	load_text(&loaded, "seatwire: 1\nmap: bare\nsteward: { seat: boss, topic: t }\nseats: { boss: {} }\n");
	expect_text(findings_text(&loaded), "");
	expect_int(loaded.plan->late_ms, 7 * (int64_t)DAY_MS);
	expect_int(loaded.plan->dedupe_ms, 7 * (int64_t)DAY_MS);
	expect_int(loaded.plan->relationship, PLAN_NONE);
	expect_int(loaded.plan->account_key_count, 1);
	expect_slice(loaded.plan->account_key[0].steps[0], "subject");
	expect_int(loaded.plan->use_count, 0);
	loaded_finish(&loaded);
}

TEST(a_plan_outlives_the_text_it_was_made_of)
{
	struct loaded loaded;
	struct plan *plan;
	char *text = strdup(a_map_with(flows));

	load_text(&loaded, text);
	plan = plan_ref(loaded.plan);
	loaded_finish(&loaded);
	memset(text, 'x', strlen(text));
	expect_slice(plan->name, "test");
	expect_slice(plan->account_key[0].steps[1], "account");
	expect_slice(plan->actions[1].carry[0].steps[1], "expand");
	expect_slice(plan->actions[0].expect, "Call");
	plan_unref(plan);
	free(text);
}

TEST(findings_of_all_parts_come_in_the_order_of_the_lines)
{
	struct loaded loaded;

	load_text(&loaded, "seatwire: 1\n"
			   "map: Bad\n"
			   "steward: { seat: nobody, topic: t }\n"
			   "seats: { boss: { reports: x } }\n"
			   "late: soon\n");
	expect_true(loaded.plan == NULL);
	expect_text(findings_text(&loaded), "2:6 SW110\n3:18 SW115\n4:18 SW106\n5:7 SW111\n");
	loaded_finish(&loaded);
}

TEST(each_finding_shows_its_line)
{
	struct loaded loaded;

	load_text(
		&loaded, "seatwire: 1\nmap: ok\nsteward: { seat: boss, topic: t }\nseats: { boss: {}, b: { x: 1 } }\n");
	expect_text(findings_text(&loaded), "4:25 SW106\n");
	expect_slice(loaded.diag.findings[0].line_text, "seats: { boss: {}, b: { x: 1 } }");
	loaded_finish(&loaded);
}

TEST(an_empty_text_is_refused_as_no_mapping)
{
	struct loaded loaded;

	load_text(&loaded, "");
	expect_text(findings_text(&loaded), "1:1 SW109\n");
	loaded_finish(&loaded);
}

TEST(ten_thousand_signals_and_flows_load)
{
	static char text[4 << 20];
	struct loaded loaded;
	char *at = text;

	at += sprintf(at, "%ssignals:\n", a_map_with(""));
	for (int i = 0; i < 10000; i++)
		at += sprintf(at, "  s%d: { when: { type: [t], data: { code: [%d] } } }\n", i, i);
	at += sprintf(at, "  expand: { when: { type: [e] } }\nflows:\n  - { signal: expand, outcome: expansion, "
			  "action: visit, due: 1d, claim: csm }\n");
	for (int i = 0; i < 10000; i++)
		at += sprintf(at, "  - { signal: s%d, outcome: retention, action: call, due: 1d }\n", i);
	load_text(&loaded, text);
	expect_text(findings_text(&loaded), "");
	expect_int(loaded.plan->flow_count, 10001);
	loaded_finish(&loaded);
}
