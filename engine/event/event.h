/* event: one customer interaction, whatever its wire format: a tree with the attributes of CloudEvents 1.0.
 *
 * Place: bytes to event, the first step of the arrow line. Memory: the arena passed to event_decode, the record, and
 * the input. Thread: any. */
#pragma once
#include "event/input.h"
#include "event/record.h"
#include "base/value.h"

struct event {
	/* What patterns and paths see: an object with type, source, id, subject, time, all other attributes in the
	 * order of the record, and `data`, each if there is one. Plain JSON gets its attributes from the input's
	 * mapping and stands whole under `data`, so the tree may be one level deeper than limits.depth. */
	const struct value *root;
	struct slice type, source, id, subject; /* members of root; subject may be empty */
	bool id_made_up;   /* the record had none: the id is its first place, and it is never a duplicate */
	bool time_made_up; /* the record's timestamp stands in, in root too */
	int64_t time_ms;
	uint32_t duplicate_keys; /* members dropped because a later one had the same key */
	/* Where the event first stood: its record's place, or the one that travelled with it in `seatwire-origin`. */
	struct slice topic;
	int32_t partition;
	int64_t offset;
	int64_t timestamp_ms; /* of the record there */
};

/* Why a record is no event: the reasons of dead letters. */
enum event_fault {
	EVENT_OK,
	EVENT_EMPTY,            /* no value, or one of no bytes (in binary mode that is an event without data) */
	EVENT_TOO_LARGE,        /* beyond limits.event_bytes */
	EVENT_TOO_DEEP,         /* beyond limits.depth */
	EVENT_INVALID_JSON,     /* not RFC 8259 */
	EVENT_INVALID_MSGPACK,  /* malformed, an ext, a key that is no string or stands twice, bin that is not the
				   event's data, a count beyond the bytes, trailing bytes */
	EVENT_INVALID_EVENT,    /* well-formed, but no CloudEvent 1.0, or the mapping gives no type or no good time */
	EVENT_TYPE_NOT_ALLOWED, /* the input does not take this type */
	EVENT_NO_ACCOUNT,       /* see core/ */
	EVENT_ACCOUNT_TOO_LARGE,
	EVENT_OUTPUT_TOO_LARGE,
	EVENT_POISON,
};

/* The reason's name on the wire: "invalid_json". Static. "ok" for EVENT_OK. */
const char *event_fault_name(enum event_fault fault);

/* Decodes `record` as `input` says.
 *
 * Structured mode: the header content-type is `application/cloudevents+json` or `application/cloudevents+msgpack`, or
 * there is neither it nor ce_specversion and the body is a CloudEvents object (MessagePack when its first byte cannot
 * begin a text, else JSON). Binary mode: the header ce_specversion; the body is `data` by its content-type: JSON for
 * types that end in /json or +json, or without a type when it begins with '{'; MessagePack for msgpack, x-msgpack,
 * vnd.msgpack and +msgpack; else a string, or bytes if it is not UTF-8. Of several headers of a name the last counts.
 * Batch mode is refused. An attribute that is null is as one that is missing.
 * On a fault *ret_detail says in the arena what and where; *ret_event is not to be used. */
enum event_fault event_decode(const struct event_input *input, const struct event_limits *limits,
	const struct record *record, struct arena *arena, struct event *ret_event, struct slice *ret_detail);

/* The place that travels with a record which the engine forwards: "topic/partition/offset/timestamp_ms". */
#define EVENT_ORIGIN_HEADER SLICE("seatwire-origin")
struct event_origin {
	struct slice topic; /* in the header's memory */
	int32_t partition;
	int64_t offset;
	int64_t timestamp_ms;
};
/* The first place of a forwarded record, by which its input is found. False if there is no such header or it is
 * malformed. Only to be believed of a topic that nobody else writes to. */
bool event_origin(const struct record *record, struct event_origin *ret_origin);
/* The header's value for a record that is forwarded, in the arena. A record of an internal topic passes on the place it
 * came with: call this with that. */
struct slice event_origin_text(struct arena *arena, const struct event_origin *origin);
