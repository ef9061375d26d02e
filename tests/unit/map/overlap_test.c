/* The flows of one signal: they must exclude each other, and there may be so many that it can be proven. */
#include "base/buffer.h"
#include "maps.h"
#include "check.h"

/* A map with `count` flows of one signal, each for another value of a fact. */
static void load_flows(struct loaded *loaded, int count)
{
	struct buffer text = {0};

	buffer_append(&text,
		SLICE("account:\n"
		      "  key: [subject]\n"
		      "  relationship: csm\n"
		      "  remember: { arr: { last: data.arr, on: { type: [contract.signed] } } }\n"
		      "signals:\n"
		      "  drop: { when: { type: [usage] } }\n"
		      "  expand: { when: { type: [pricing] } }\n"
		      "flows:\n"
		      "  - { signal: expand, outcome: expansion, action: visit, due: 5d, claim: csm }\n"));
	for (int i = 0; i < count; i++)
		buffer_printf(&text,
			"  - { signal: drop, outcome: retention, action: call, due: 3d, name: f%d, given: { account: { "
			"arr: [%d] } } }\n",
			i, i);
	buffer_byte(&text, '\0');
	load_text(loaded, a_map_with(text.data));
	buffer_finish(&text);
}

TEST(as_many_flows_of_one_signal_as_are_compared_are_no_fault)
{
	struct loaded loaded;

	load_flows(&loaded, 256);
	expect_int(loaded.diag.errors, 0);
	loaded_finish(&loaded);
}

TEST(more_flows_of_one_signal_than_are_compared_are_refused_once)
{
	struct loaded loaded;

	load_flows(&loaded, 257);
	expect_int(loaded.diag.errors, 1);
	expect_text(loaded.diag.findings[0].code, "SW119");
	expect_slice(loaded.diag.findings[0].sentence, "more than 256 flows of signal \"drop\"");
	loaded_finish(&loaded);
}
