/* libraries: versions of yyjson and msgpack-c. */
#include "event/libraries.h"
#include <msgpack.h>
#include <yyjson.h>

struct library event_library_json(void)
{
	return (struct library){"yyjson", YYJSON_VERSION_STRING};
}

struct library event_library_msgpack(void)
{
	return (struct library){"msgpack-c", msgpack_version()};
}
