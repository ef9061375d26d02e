/* envelope: the attributes of one CloudEvent, checked, and the event's tree made of them. Private to event/. */
#pragma once
#include "event/decoding.h"

/* Attributes with a place of their own at the head of the tree, in its order. */
enum envelope_slot { SLOT_TYPE, SLOT_SOURCE, SLOT_ID, SLOT_SUBJECT, SLOT_TIME, SLOT_COUNT };

struct envelope {
	struct value slots[SLOT_COUNT]; /* key NULL: not there */
	struct value *others;           /* room for all that may come */
	uint32_t other_count;
	bool has_specversion;
	int64_t time_ms;
};

enum { ENVELOPE_OTHERS_FEW = 16 };

/* Starts an envelope for at most `most` attributes. `few` has room for ENVELOPE_OTHERS_FEW and outlives the envelope.
 */
void envelope_init(struct envelope *envelope, struct arena *arena, uint32_t most, struct value *few);
/* Takes an attribute (a node with key) as CloudEvents 1.0 has it; null as none. */
enum event_fault envelope_take(struct decoding *decoding, struct envelope *envelope, const struct value *attribute);
/* Whether all is there that CloudEvents 1.0 requires. */
enum event_fault envelope_require(struct decoding *decoding, const struct envelope *envelope);
/* Puts a text that is no CloudEvents attribute of the record into a slot. Refused if it is empty or holds U+0000. */
enum event_fault envelope_put(
	struct decoding *decoding, struct envelope *envelope, enum envelope_slot slot, struct slice text);
/* Makes the event: writes its attributes and its root before `data`, which is the tree's last member and may be NULL:
 * then before `end`. 2 nodes and one for each attribute must be unused there. A missing time is the record's. */
void envelope_close(struct decoding *decoding, struct envelope *envelope, struct value *data, struct value *end);
