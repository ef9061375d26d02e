/* libraries: names and run-time versions of the libraries that this layer uses; each layer tells its own. */
#pragma once

struct library {
	const char *name, *version; /* static */
};

struct library base_library_yaml(void);
struct library base_library_hash(void);
