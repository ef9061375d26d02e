/* records: records and inputs for tests of event/, and what became of them. */
#pragma once
#include "event/event.h"

/* What event_decode made of a record. */
struct decoded {
	enum event_fault fault;
	struct event event; /* if there was no fault */
	const char *root;   /* the event's tree as JSON, "" on a fault */
	const char *detail; /* "" without a fault */
};

/* A record of the topic "interactions", partition 3, offset 1841, of 2026-11-23T10:00:00Z. */
struct record a_record(const char *value);
struct record a_record_of(struct slice value);
/* The record with one more header; at most 16. */
struct record with_header(struct record record, const char *name, const char *value);

/* An input of CloudEvents. */
struct event_input cloudevents(void);
/* An input of plain JSON with a mapping; NULL: no template. */
struct event_input plain_json(const char *type, const char *id, const char *time, const char *subject);

struct decoded decode(struct event_input input, struct record record);
struct decoded decode_within(struct event_input input, struct event_limits limits, struct record record);
/* A CloudEvent of type t, id 1 and source /s at 2026-11-23T10:00:00Z in the topic of cloudevents(), and `more` members
 * behind them, such as ",\"data\":1". */
struct decoded decode_with(const char *more);

/* A tree as JSON text. */
const char *tree_text(const struct value *root);
/* Memory for as long as the test. */
struct arena *test_arena(void);
/* "c4 01 ff" as bytes. */
struct slice bytes_of(const char *hex);
/* `count` times `text`. */
struct slice repeated(const char *text, size_t count);

#define expect_fault(made, expected_fault, expected_detail)                                                            \
	do {                                                                                                           \
		struct decoded made_ = (made);                                                                         \
		expect_text(made_.detail, expected_detail);                                                            \
		expect_text(event_fault_name(made_.fault), event_fault_name(expected_fault));                          \
	} while (0)
#define expect_tree(made, expected)                                                                                    \
	do {                                                                                                           \
		struct decoded made_ = (made);                                                                         \
		expect_text(made_.detail, "");                                                                         \
		expect_text(made_.root, expected);                                                                     \
	} while (0)
