/* decoding: what the parts of event_decode share: one record on its way to an event. Private to event/. */
#pragma once
#include "event/event.h"

struct decoding {
	const struct event_input *input;
	const struct event_limits *limits;
	const struct record *record;
	struct arena *arena;
	struct event *event; /* its place is set from the start */
	struct slice *detail;
};

/* Says in the decoding's detail what is wrong and returns `fault`. */
enum event_fault decoding_refuse(struct decoding *decoding, enum event_fault fault, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* As much of a foreign text as a detail should show: at most 64 bytes, and nothing that steers a terminal. */
const char *decoding_shown(struct decoding *decoding, struct slice text);

/* Parse `text`; `what` ("data, " or nothing) stands before the byte in details. The tree may be changed, and `spare`
 * unused nodes stand before its root. */
enum event_fault decoding_read_json(
	struct decoding *decoding, struct slice text, const char *what, uint32_t spare, struct value **ret_root);
/* As decoding_read_json for MessagePack. The tree may hold bytes. */
enum event_fault decoding_read_msgpack(
	struct decoding *decoding, struct slice bytes, const char *what, uint32_t spare, struct value **ret_root);

/* The modes. Each makes the event of the record's value, without a look at whether the input takes its type. */
enum event_fault decode_structured_json(struct decoding *decoding);
enum event_fault decode_structured_msgpack(struct decoding *decoding);
enum event_fault decode_binary(struct decoding *decoding);
enum event_fault decode_plain(struct decoding *decoding);
