/* check: what is proved of a map that was read, in the order in which it is done.
 *
 * Place: within map/, between the readers and the compiler. Every step reports all it finds; later steps take no
 * notice of what earlier ones refused. Memory: the work arena. Thread: the loader's. */
#pragma once
#include "map/reader.h"

/* Settles the sections and finds the entry behind every reference; says which names do not exist. */
void resolve_names(struct map_reader *reader);
/* The paths of conditions and actions into the account's state: each must lead to something that is remembered. */
void state_check(struct map_reader *reader);
/* Errors: signals nobody reads, claims that are not in `claims`, claims nobody uses, seats listed twice, loops in
 * `reports_to`. */
void use_check(struct map_reader *reader);
/* Errors: flows of one signal and fold key that may both hold, with different due or action; flows that can never
 * hold. */
void overlap_check(struct map_reader *reader);
/* Warnings: actions without expect, flows without due, seats never used. */
void advice_check(struct map_reader *reader);
/* Warnings: signals that are covered by another of the same outcome and action. */
void cover_check(struct map_reader *reader);
