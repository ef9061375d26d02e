/* libraries: versions of the libraries behind the two logs. */
#pragma once
#include "base/libraries.h"

struct library io_library_kafka(void);
struct library io_library_sqlite(void);
