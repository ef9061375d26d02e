/* simulate: the core over a log in memory, with faults. Everything follows from a seed.
 *
 * Three engines do the same steps over the same logs. The first does them as they come; what it commits is what the
 * logs hold. The second has faults: batches that are cut and aborted before they are done, processes that die with
 * a batch in hand or between batches and are restored from a compacted state topic. The third makes a transaction
 * of each record. All must produce the same outputs to the byte (the third: but for state and journal), and
 * remember the same in the end.
 *
 * usage: simulate FIRST_SEED COUNT [STEPS]
 */
#include "compare.h"
#include "account/task_state.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 60, DRAIN_ROUNDS = 12 };

void fail(const struct simulation *sim, const char *format, ...)
{
	va_list arguments;

	printf("not ok seed %llu: step %u: ", (unsigned long long)sim->seed, sim->steps);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\n");
	exit(1);
}

static struct partition *new_partition(const struct simulation *sim, int32_t number)
{
	struct partition *partition = partition_create(&sim->setup, number);
	int64_t next[CORE_TOPICS_MOST] = {0};

	partition_start_new(partition, INT64_MIN, next);
	return partition;
}

/* Whether the log's cleaner leaves this record: the newest of its key always, older ones by chance. */
static bool survives(struct simulation *sim, const struct sim_states *states, uint32_t at)
{
	if (random_chance(&sim->random, 50))
		return true;
	for (uint32_t i = at + 1; i < states->count; i++)
		if (slice_equal(states->items[i].key, states->items[at].key))
			return false;
	return true;
}

static struct partition *restored(struct simulation *sim, int32_t number)
{
	const struct sim_states *states = &sim->logs.states[number];
	struct partition *partition = new_partition(sim, number);

	for (uint32_t i = 0; i < states->count; i++)
		if (survives(sim, states, i) &&
			partition_restore(partition, states->items[i].key, states->items[i].value) != RESTORE_OK)
			fail(sim, "the state of partition %d cannot be restored", (int)number);
	return partition;
}

static void begin_outputs(struct engine *engine)
{
	arena_reset(&engine->arena);
	outputs_init(&engine->outputs, &engine->arena);
}

static void restart(struct simulation *sim, int32_t number)
{
	struct engine *engine = &sim->engines[FAULTY];

	partition_destroy(engine->partitions[number]);
	engine->partitions[number] = restored(sim, number);
	sim->restarts++;
}

/* Tries that fail, and processes that die, before the step is done. */
static void suffer(struct simulation *sim, const struct sim_step *step)
{
	struct engine *engine = &sim->engines[FAULTY];
	struct slice before = dump_of(sim, engine->partitions[step->partition], false);

	while (random_chance(&sim->random, 35)) {
		struct sim_step cut = step_cut(step, random_below(&sim->random, step->count + 1));
		struct partition *partition = engine->partitions[step->partition];

		cut.ends_known = random_chance(&sim->random, 50);
		cut.clock_ms += random_chance(&sim->random, 20) ? random_below(&sim->random, 20) * (int64_t)DAY_MS : 0;
		begin_outputs(engine);
		step_run(&cut, &sim->logs, partition, &engine->outputs);
		if (random_chance(&sim->random, 30))
			restart(sim, step->partition); /* with the batch in hand */
		else
			partition_abort(partition);
		sim->aborts++;
		if (!slice_equal(before, dump_of(sim, engine->partitions[step->partition], false)))
			fail(sim, "partition %d: a batch that did not commit changed the state", (int)step->partition);
	}
	if (random_chance(&sim->random, 10))
		restart(sim, step->partition);
}

static void finish(struct partition *partition, bool worked)
{
	if (worked)
		partition_commit(partition);
	else
		partition_abort(partition);
}

static void do_step(struct simulation *sim, const struct sim_step *step)
{
	struct engine *plain = &sim->engines[PLAIN], *faulty = &sim->engines[FAULTY], *split = &sim->engines[SPLIT];
	bool worked, worked_too;
	const char *wrong;

	sim->steps++;
	suffer(sim, step);
	for (int i = 0; i < ENGINES; i++)
		begin_outputs(&sim->engines[i]);
	worked = step_run(step, &sim->logs, plain->partitions[step->partition], &plain->outputs);
	worked_too = step_run(step, &sim->logs, faulty->partitions[step->partition], &faulty->outputs);
	if (worked != worked_too)
		fail(sim, "after faults: something happened in one engine only");
	expect_same_outputs(sim, &plain->outputs, &faulty->outputs, true);
	step_run_split(step, &sim->logs, split->partitions[step->partition], &split->outputs);
	expect_same_outputs(sim, &plain->outputs, &split->outputs, false);
	expect_timers_waited(sim, step, plain);
	wrong = worked ? ledger_enter(&sim->ledger, &plain->outputs) : NULL;
	if (wrong)
		fail(sim, "%s", wrong);
	if (worked)
		logs_commit(&sim->logs, step->partition, sim->now_ms, &plain->outputs);
	finish(plain->partitions[step->partition], worked);
	finish(faulty->partitions[step->partition], worked);
}

static void choose_and_do(struct simulation *sim, int32_t number, bool everything)
{
	struct sim_step step;
	int64_t clock_ms = partition_progress(sim->engines[PLAIN].partitions[number])->clock_ms;

	arena_reset(&sim->step_arena);
	clock_ms = clock_ms > sim->now_ms ? clock_ms : sim->now_ms;
	step = step_choose(&sim->step_arena, &sim->random, &sim->logs, sim->engines[PLAIN].partitions[number], number,
		clock_ms, everything);
	step.plan = sim->plan;
	do_step(sim, &step);
}

static void pass_time(struct simulation *sim)
{
	static const int64_t most_ms[] = {10, 1000, 60 * 1000, 3600 * 1000, DAY_MS, 5 * DAY_MS};

	sim->now_ms += random_below(&sim->random, (uint32_t)most_ms[random_below(&sim->random, 6)]);
}

/* Everything is read and every timer has run: nothing is left open, and all engines remember the same. */
static void settle_and_compare(struct simulation *sim)
{
	for (int round = 0; round < DRAIN_ROUNDS; round++) {
		sim->now_ms += round < 3 ? 0 : 20 * (int64_t)DAY_MS;
		for (int32_t i = 0; i < SIM_PARTITIONS; i++)
			choose_and_do(sim, i, true);
	}
	if (ledger_open(&sim->ledger))
		fail(sim, "%u tasks never ended", ledger_open(&sim->ledger));
	for (int32_t i = 0; i < SIM_PARTITIONS; i++) {
		struct partition *plain = sim->engines[PLAIN].partitions[i], *anew = restored(sim, i);
		struct slice expected = dump_of(sim, plain, false);

		if (!slice_equal(expected, dump_of(sim, sim->engines[FAULTY].partitions[i], false)))
			fail(sim, "partition %d remembers something else after faults", (int)i);
		if (!slice_equal(expected, dump_of(sim, anew, false)))
			fail(sim, "partition %d remembers something else when restored", (int)i);
		if (memcmp(partition_progress(plain), partition_progress(anew), sizeof(struct progress)) != 0)
			fail(sim, "partition %d has another progress when restored", (int)i);
		if (!slice_equal(dump_of(sim, plain, true), dump_of(sim, sim->engines[SPLIT].partitions[i], true)))
			fail(sim, "partition %d remembers something else with a transaction for each record", (int)i);
		partition_destroy(anew);
	}
}

static void run(struct simulation *sim, uint32_t steps)
{
	for (uint32_t i = 0; i < steps; i++) {
		uint32_t records = random_below(&sim->random, 12);

		if (i == steps / 2)
			sim->plan = sim->plans[1];
		pass_time(sim);
		for (uint32_t j = 0; j < records; j++)
			traffic_send(&sim->traffic, sim->now_ms);
		choose_and_do(sim, (int32_t)random_below(&sim->random, SIM_PARTITIONS), false);
	}
	settle_and_compare(sim);
}

/* Every second seed keeps ids for as long as the simulation goes on; a longer one sends more than are kept. */
static void begin(struct simulation *sim, uint64_t seed, uint32_t steps)
{
	bool forgetful = seed % 2 || steps > STEPS;

	*sim = (struct simulation){.seed = seed, .random = {seed}, .now_ms = 20000 * (int64_t)DAY_MS};
	arena_init(&sim->arena, 0);
	arena_init(&sim->step_arena, 0);
	sim->setup = (struct core_setup){.inputs = traffic_inputs(&sim->arena),
		.input_count = SIM_INPUTS,
		.limits = {EVENT_BYTES_DEFAULT, EVENT_DEPTH_MOST},
		.partition_count = SIM_PARTITIONS,
		.rekey_topic = SLICE("sim.rekey"),
		.cross_topic = SLICE("sim.cross"),
		.instance = SLICE("sim"),
		.hash_seed = seed};
	logs_init(&sim->logs, &sim->setup);
	ledger_init(&sim->ledger);
	sim->ledger.forgetful = forgetful;
	sim->traffic = (struct traffic){&sim->random, &sim->logs, &sim->ledger, 0};
	for (int i = 0; i < 2; i++)
		if (!(sim->plans[i] = traffic_plan(
			      &sim->random, forgetful ? (int)random_below(&sim->random, 60) + 1 : 24 * 365, i)))
			fail(sim, "its map is refused");
	sim->plan = sim->plans[0];
	for (int i = 0; i < ENGINES; i++) {
		arena_init(&sim->engines[i].arena, 0);
		for (int32_t p = 0; p < SIM_PARTITIONS; p++)
			sim->engines[i].partitions[p] = new_partition(sim, p);
	}
}

static void end(struct simulation *sim)
{
	for (int i = 0; i < ENGINES; i++) {
		for (int p = 0; p < SIM_PARTITIONS; p++)
			partition_destroy(sim->engines[i].partitions[p]);
		arena_finish(&sim->engines[i].arena);
	}
	plan_unref(sim->plans[0]);
	plan_unref(sim->plans[1]);
	ledger_finish(&sim->ledger);
	logs_finish(&sim->logs);
	arena_finish(&sim->step_arena);
	arena_finish(&sim->arena);
}

int main(int count, char **words)
{
	uint64_t first = count > 2 ? strtoull(words[1], NULL, 10) : 1;
	uint64_t seeds = count > 2 ? strtoull(words[2], NULL, 10) : 100, tasks = 0, expired = 0, aborts = 0,
		 restarts = 0;
	uint32_t steps = count > 3 ? (uint32_t)strtoul(words[3], NULL, 10) : STEPS;
	static struct simulation sim;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (uint64_t seed = first; seed < first + seeds; seed++) {
		begin(&sim, seed, steps);
		run(&sim, steps);
		tasks += sim.ledger.count;
		expired += sim.ledger.expired;
		aborts += sim.aborts;
		restarts += sim.restarts;
		end(&sim);
	}
	if (tasks == 0 || expired == 0 || aborts == 0 || restarts == 0)
		fail(&sim, "nothing happened");
	printf("ok %llu seeds: %llu tasks, %llu of them expired, %llu batches aborted, %llu restarts\n",
		(unsigned long long)seeds, (unsigned long long)tasks, (unsigned long long)expired,
		(unsigned long long)aborts, (unsigned long long)restarts);
	return 0;
}
