/* event: one customer interaction, whatever its wire format: a tree with the attributes of CloudEvents 1.0.
 *
 * Place: bytes to event, the first step of the arrow line. Memory: the arena passed to event_decode, the record, and
 * the input. Thread: any. */
#pragma once
#include "event/input.h"
#include "event/record.h"
#include "base/value.h"

struct event {
	/* What patterns and paths see: an object with type, source, id, subject, time, the extension attributes and
	 * `data`. Plain JSON gets its attributes from the input's mapping and stands whole under `data`. */
	const struct value *root;
	struct slice type, source, id, subject; /* members of root; subject may be empty */
	bool id_made_up; /* the record had none: the id is its first place, and it is never a duplicate */
	bool time_made_up; /* the record's timestamp stands in */
	int64_t time_ms;
	uint32_t duplicate_keys; /* members dropped because a later one had the same key */
	/* Where the event first stood: its record's place, or the one that travelled with it in `seatwire-origin`. */
	struct slice topic;
	int32_t partition;
	int64_t offset;
};

/* Why a record is no event: the reasons of dead letters. */
enum event_fault {
	EVENT_OK,
	EVENT_EMPTY,            /* no value, or one of no bytes */
	EVENT_TOO_LARGE,        /* beyond limits.event_bytes */
	EVENT_TOO_DEEP,         /* beyond limits.depth */
	EVENT_INVALID_JSON,     /* not RFC 8259 */
	EVENT_INVALID_MSGPACK,  /* malformed, an ext, a key that is no string, a count beyond the bytes, trailing bytes */
	EVENT_INVALID_EVENT,    /* well-formed, but no CloudEvent 1.0, or a field of the mapping is missing or no scalar */
	EVENT_TYPE_NOT_ALLOWED, /* the input does not take this type */
	EVENT_NO_ACCOUNT,       /* see core/ */
	EVENT_ACCOUNT_TOO_LARGE,
	EVENT_OUTPUT_TOO_LARGE,
	EVENT_POISON,
};

/* The reason's name on the wire: "invalid_json". Static. "ok" for EVENT_OK. */
const char *event_fault_name(enum event_fault fault);

/* Decodes `record` as `input` says. Structured mode: the header content-type `application/cloudevents+json` or
 * `application/cloudevents+msgpack`, or none of them and a body that is a CloudEvents object (JSON when its first byte
 * that is no white space is '{', else MessagePack). Binary mode: the header ce_specversion; the body is `data` by its
 * content-type (JSON for types that end in /json or +json, MessagePack for application/msgpack and x-msgpack, else text or bytes).
 * Batch mode is refused. On a fault *ret_detail says in the arena what and where; *ret_event is not to be used. */
enum event_fault event_decode(const struct event_input *input, const struct event_limits *limits,
	const struct record *record, struct arena *arena, struct event *ret_event, struct slice *ret_detail);
