/* codec: an account to bytes and back: the value of the state topic, and the committed form in memory.
 *
 * MessagePack: [version, revision, body, checksum]; the checksum is XXH3-64 over version, revision and body. The body
 * is [newest, facts, signals, seen, tasks, drift day]; entries carry their names and the hashes of their definitions,
 * times are written as distances behind the newest. Equal accounts have equal bytes. A reader takes version n and n -
 * 1; there is only 1 as yet. */
#pragma once
#include "account/account.h"
#include "base/buffer.h"
#include "base/json_out.h"
#include "event/input.h"

enum {
	CODEC_VERSION = 1,
	CODEC_DEPTH_MOST = EVENT_DEPTH_MOST + 8, /* a remembered value stands within a few lists */
	CODEC_NODES_MOST = 4000000,
};

enum codec_result {
	CODEC_OK,
	CODEC_CORRUPT,
	CODEC_NEWER,
};

/* Appends the encoding of the account with `revision` to `buffer`. */
void codec_encode(const struct account *account, const struct plan *plan, uint64_t revision, struct buffer *buffer);

/* What can be said without a plan: checks the envelope, and finds the deadline of the earliest timer (INT64_MAX:
 * none). */
enum codec_result codec_inspect(struct slice value, struct arena *scratch, uint64_t *ret_revision,
	int64_t *ret_deadline_ms);

/* Decodes under a plan: entries whose name or definition the plan does not have are left behind. `value` must have
 * passed codec_inspect and must live as long as the account. NULL if it is corrupt all the same. */
struct account *codec_decode(struct arena *arena, const struct plan *plan, struct slice key, struct slice value);

/* Writes the account as a JSON object that a person can read: {"account":…,"revision":…,"hash":…,"facts":{…},
 * "signals":{…},"tasks":[…],"seen":N}; `hash` is XXH3-128 of the encoding, so that equal accounts are seen to be
 * equal to the last bit. False if it is corrupt; then nothing is written. */
bool codec_describe(struct slice key, struct slice value, struct arena *scratch, struct json_out *out);
