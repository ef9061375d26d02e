/* embedded_logs: a file of its own for each test of the embedded log, and what a worker does with it, in few words. */
#pragma once
#include "base/buffer.h"
#include "io/embedded.h"

enum { PARTITIONS = 3 };

struct fixture {
	char folder[64], path[80];
	struct arena arena;
	struct embedded *file;
	struct log_setup setup;
	struct log *log;
	struct buffer seen; /* what the owner was told: "assigned 0 2;revoked 0 2;" */
};

/* A file without topics, opened and claimed; the same with topics and the log of its only worker; and its end. */
void begin_fixture(struct fixture *fixture);
void begin_log(struct fixture *fixture);
void end_fixture(struct fixture *fixture);
void open_file(struct fixture *fixture);
void make_topics(struct fixture *fixture);
void open_log(struct fixture *fixture, uint32_t worker, uint32_t workers);

/* A record of the input topic, its time 1000. */
void append(struct fixture *fixture, int32_t partition, struct slice key, struct slice value);
/* Polls once, without waiting. */
struct log_batch poll_up_to(struct fixture *fixture, uint32_t records, size_t bytes);
struct log_batch poll_now(struct fixture *fixture);
/* "topic/partition/offset key=value|" of each record. */
struct slice shown(struct fixture *fixture, struct log_batch batch);
void produce(struct fixture *fixture, enum output_kind kind, int32_t partition, const char *key, const char *value);
/* Commits the next offset of the input topic's partition. */
enum log_result commit(struct fixture *fixture, int32_t partition, int64_t next);
int64_t committed(struct fixture *fixture, int32_t partition);
/* The state topic's partition as "key=value|". */
void expect_state(struct fixture *fixture, int32_t partition, const char *expected);
