/* version: prints the versions of the program and of its libraries. Each layer tells those of its own libraries, since
 * only it may include their headers.
 *
 * Place: beside the frame. Thread: the main thread. */
#include "cli/version.h"
#include "base/libraries.h"
#include "event/libraries.h"
#include "io/libraries.h"
#include "map/libraries.h"
#include <stdio.h>

const char *version_text(void)
{
	return SEATWIRE_VERSION;
}

static void print(struct library library)
{
	printf("%s %s\n", library.name, library.version);
}

void version_print(void)
{
	print((struct library){"seatwire", SEATWIRE_VERSION});
	print(io_library_kafka());
	print(io_library_sqlite());
	print(event_library_msgpack());
	print(base_library_yaml());
	print(base_library_hash());
	print(map_library_crypto());
}
