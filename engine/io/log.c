/* log: what both logs, and who does batches again, know of names.
 *
 * Place: io. Memory: none. Thread: any. */
#include "io/log.h"
#include <assert.h>

struct slice log_topic_of(const struct log_names *names, const struct output *output)
{
	switch (output->kind) {
	case OUTPUT_TASK:
		return output->topic;
	case OUTPUT_RECEIPT:
		return names->receipts;
	case OUTPUT_DEAD_LETTER:
		return names->dead_letters;
	case OUTPUT_REKEY:
		return names->rekey;
	case OUTPUT_CROSS:
		return names->cross;
	case OUTPUT_STATE:
		return names->state;
	case OUTPUT_JOURNAL:
		return names->journal;
	}
	assert(!"an output has a kind");
	return names->dead_letters;
}
