/* embedded_file: the opened database of a process, shared by its workers.
 *
 * Place: within io/embedded*. */
#pragma once
#include "io/embedded.h"
#include "io/embedded_db.h"
#include <pthread.h>

struct embedded {
	struct embedded_db db; /* of the commands, and of the checks at the start */
	char *path;
	int lock;             /* file descriptor, locked while this process works on the file; -1: none */
	pthread_mutex_t turn; /* held by the worker that commits, so that no other one waits inside SQLite */
};

/* A topic's row and what it holds; id 0: there is none. */
int embedded_file_topic(struct embedded_db *db, struct slice topic, int64_t *ret_id, struct embedded_topic *ret_topic);
