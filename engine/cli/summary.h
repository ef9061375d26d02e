/* summary: counts of what a run produced: signals raised, tasks by flow and seat, receipts by result. */
#pragma once
#include "core/partition.h"
#include <stdio.h>

struct summary;

struct summary *summary_create(void);
void summary_destroy(struct summary *summary);
/* Counts a task, a receipt or a dead letter. */
void summary_add(struct summary *summary, const struct output *output);
/* As a table for a person, or as one JSON object: {"events":N,"accounts":N,"signals":{…},"tasks":[{"flow":…,"seat":…,
 * "action":…,"count":N}],"changes":{…},"receipts":{…},"dead_letters":{…}}. `signals` counts each raised signal that
 * was not quiet; `tasks` counts openings; `changes` counts every record on an action topic by its type. */
void summary_print(const struct summary *summary, struct partition_counts counts, bool json, FILE *file);
