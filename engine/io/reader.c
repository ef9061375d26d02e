/* reader: picks the implementation by the configuration.
 *
 * Place: io, for commands. Memory: each reader's own. Thread: the caller's. */
#include "io/reader.h"

struct reader *reader_open(const struct config *config, struct slice topic, int32_t partition, int64_t from,
	struct arena *arena, struct slice *ret_error)
{
	return config->log == CONFIG_LOG_KAFKA
		       ? kafka_reader_open(config, topic, partition, from, arena, ret_error)
		       : embedded_reader_open(config, topic, partition, from, arena, ret_error);
}

enum reader_result reader_next(struct reader *reader, struct record *ret_record)
{
	return reader->ops->next(reader, ret_record);
}

void reader_close(struct reader *reader)
{
	if (reader)
		reader->ops->close(reader);
}

int32_t reader_partitions(const struct config *config, struct slice topic, struct arena *arena,
	struct slice *ret_error)
{
	return config->log == CONFIG_LOG_KAFKA ? kafka_reader_partitions(config, topic, arena, ret_error)
					       : embedded_reader_partitions(config, topic, arena, ret_error);
}
