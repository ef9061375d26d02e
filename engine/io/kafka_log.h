/* kafka_log: the insides of the Kafka log, shared by the kafka_*.c files and nobody else.
 *
 * kafka_log.c opens and closes; kafka_group.c is the membership; kafka_poll.c brings the records; kafka_ask.c asks for
 * offsets; kafka_state.c reads the state topic; kafka_producer.c makes and replaces the producer; kafka_txn.c is the
 * transaction.
 * All run on the worker's thread, except the two interceptors of kafka_producer.c. */
#pragma once
#include "io/kafka.h"
#include <stdatomic.h>

enum {
	KAFKA_SWEEP_MS = 10000, /* how late a broker aborts a transaction that ran out of time, at most */
	KAFKA_ASK_MS = 5000,    /* one question to a broker */
	KAFKA_ERROR_BYTES = 768,
	KAFKA_OFFSETS_MOST = 100000, /* partitions of one question */
};

/* One consumed topic's partition that we own. */
struct kafka_toppar {
	int64_t start; /* where reading began */
	int64_t next;  /* next offset that may be handed to the worker */
	int32_t epoch; /* of the leader that gave the newest record; -1: unknown */
	bool failed;   /* the broker refuses to go on from here; only a person can help */
};

struct kafka_partition {
	int32_t number;
	struct kafka_toppar topics[]; /* by number of topic */
};

/* One partition of a topic that outputs go to. */
struct kafka_outlet {
	size_t open_bytes; /* handed over and not reported yet */
	int64_t newest;    /* offset of the record that was delivered last; negative: not known (yet) */
};

/* One topic that outputs go to. */
struct kafka_target {
	struct slice name;
	rd_kafka_topic_t *handle; /* of the present producer */
	int32_t partition_count;
	struct kafka_outlet *outlets; /* by partition */
};

/* The producer and what is known of its open transaction. Written by the worker's thread, and the two counters by
 * librdkafka's broker threads. */
struct kafka_producer {
	rd_kafka_t *handle;                 /* NULL: has to be made, by the next transaction */
	bool open;                          /* a transaction is open */
	uint64_t produced, reported;        /* records, and delivery reports of them, in this transaction */
	uint32_t crowded;                   /* partitions with more open bytes than one batch takes */
	rd_kafka_resp_err_t delivery_error; /* the first failed delivery of this transaction */
	atomic_uint ends_sent, ends_failed; /* EndTxn requests of this transaction, and answers that were no answers */
};

enum kafka_turn { KAFKA_NO_TURN, KAFKA_REVOKED, KAFKA_REVOKED_LOST };

struct kafka_log {
	struct log log;
	char error[KAFKA_ERROR_BYTES];
	const struct kafka_settings *settings;
	const struct log_setup *setup;
	int32_t partition_count;
	int64_t transaction_ms; /* transaction.timeout.ms */
	char *group, *member;   /* group.id; group.instance.id, which is the transactional.id too */

	rd_kafka_t *consumer;
	rd_kafka_queue_t *queue;
	rd_kafka_consumer_group_metadata_t *membership; /* as of the newest assignment */
	rd_kafka_topic_partition_list_t *assigned;      /* NULL: none */
	bool assign_due;                                /* the group gave us `assigned`; we have not taken it yet */
	enum kafka_turn revoke_due;                     /* the group wants it back; we have not let go yet */
	bool paused, closing;
	uint32_t shut_out_times; /* in a row, by the group; the newest at shut_out_ms */
	int64_t shut_out_ms;
	struct kafka_partition **partitions; /* by number; NULL: not ours */
	rd_kafka_t *reader;                  /* of the state topic, while partitions are restored */

	rd_kafka_message_t **messages; /* held */
	struct record *records;
	uint8_t *topics;
	uint32_t held, capacity;
	struct arena headers;                  /* of the held records */
	const rd_kafka_topic_t *newest_handle; /* of the message that came last, and the number of its topic */
	uint32_t newest_topic;

	struct kafka_producer producer;
	struct kafka_target *targets; /* ascending by name */
	uint32_t target_count;
	const struct kafka_target *internal[OUTPUT_JOURNAL + 1]; /* by kind of output */
};

static inline struct kafka_log *kafka_of(struct log *log)
{
	return (struct kafka_log *)log;
}

/* Sets log->error and returns `result`. */
enum log_result kafka_fail(struct kafka_log *kafka, enum log_result result, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* ms of the monotonic clock. */
int64_t kafka_now_ms(void);
/* Why a call that waits gets nowhere. */
enum kafka_why {
	KAFKA_ANSWERED,   /* not for want of a broker: its patience counts */
	KAFKA_UNANSWERED, /* no broker answers the handle: its patience starts anew */
	KAFKA_GIVE_UP,    /* the same, and the process is to stop: return LOG_FATAL; log->error says so */
};

/* Finds out why, in up to two seconds. Tells the owner while no broker answers. */
enum kafka_why kafka_why_waiting(struct kafka_log *kafka, rd_kafka_t *handle);

/* kafka_group.c */
bool kafka_group_join(struct kafka_log *kafka, struct arena *arena, struct slice *ret_error);
void kafka_group_leave(struct kafka_log *kafka);
enum log_result kafka_pause(struct log *log, bool pause);
enum log_result kafka_start(struct log *log, const struct log_offsets *offsets);
/* Whether the group has shut us out for good; then log->error says so. */
bool kafka_group_fatal(struct kafka_log *kafka);
/* Gives back and takes over what the group asked for during a consume call; joins again when it has shut us out. */
enum log_result kafka_group_turn(struct kafka_log *kafka);
/* The number of a consumed topic. */
uint32_t kafka_topic_number(const struct kafka_log *kafka, const char *name);

/* kafka_poll.c */
enum log_result kafka_poll(struct log *log, const struct log_poll_limits *limits, struct log_batch *ret_held);
void kafka_release(struct log *log);

/* kafka_ask.c */
enum log_result kafka_committed(struct log *log, int32_t partition, struct log_offsets *ret_offsets);
enum log_result kafka_first(struct log *log, int32_t partition, struct log_offsets *ret_offsets);
enum log_result kafka_ends(struct log *log, const int32_t *partitions, uint32_t count, uint64_t *ret_at_end);
/* Asks for the offset `spec` (RD_KAFKA_OFFSET_SPEC_...) of each partition in `list`, into the list; again while a
 * leader is being found. */
enum log_result kafka_list_offsets(struct kafka_log *kafka, rd_kafka_topic_partition_list_t *list, int64_t spec,
	rd_kafka_IsolationLevel_t isolation);

/* kafka_state.c */
enum log_result kafka_read_state(struct log *log, int32_t partition,
	bool (*each)(void *context, struct slice key, struct slice value), void *context);
/* Whether a reader of committed data finds the record that was written to the state topic at `offset`. Waits until the
 * transaction that wrote it is over. */
enum log_result kafka_state_find(struct kafka_log *kafka, int32_t partition, int64_t offset, bool *ret_found);
/* Restores are over: ends their reader. */
void kafka_state_finish(struct kafka_log *kafka);

/* kafka_producer.c */
/* A record of `bytes` was handed over to the outlet; its report takes it back. */
void kafka_open_more(struct kafka_producer *producer, struct kafka_outlet *outlet, size_t bytes);
/* Makes a producer and its transactional state; whatever an earlier one left open is over afterwards. */
enum log_result kafka_producer_make(struct kafka_log *kafka);
void kafka_producer_drop(struct kafka_log *kafka);

/* kafka_txn.c */
enum log_result kafka_begin(struct log *log);
enum log_result kafka_produce(struct log *log, const struct output *output);
enum log_result kafka_commit(struct log *log, const struct log_offsets *offsets, uint32_t count);
enum log_result kafka_abort(struct log *log);
