/* libraries: version of msgpack-c. */
#include "event/libraries.h"
#include <msgpack.h>

struct library event_library_msgpack(void)
{
	return (struct library){"msgpack-c", msgpack_version()};
}
