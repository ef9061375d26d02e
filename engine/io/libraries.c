/* libraries: versions of librdkafka and SQLite. */
#include "io/libraries.h"
#include <librdkafka/rdkafka.h>
#include <sqlite3.h>

struct library io_library_kafka(void)
{
	return (struct library){"librdkafka", rd_kafka_version_str()};
}

struct library io_library_sqlite(void)
{
	return (struct library){"SQLite", sqlite3_libversion()};
}
