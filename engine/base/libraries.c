/* libraries: versions of libyaml and xxHash. */
#include "base/libraries.h"
#include <xxhash.h>
#include <yaml.h>

#define TEXT(number) #number
#define TEXT_OF(macro) TEXT(macro)

struct library base_library_yaml(void)
{
	return (struct library){"libyaml", yaml_get_version_string()};
}

struct library base_library_hash(void)
{
	/* The header is all there is of the numbers as text; the library itself tells only one joined number. */
	return (struct library){
		"xxHash", TEXT_OF(XXH_VERSION_MAJOR) "." TEXT_OF(XXH_VERSION_MINOR) "." TEXT_OF(XXH_VERSION_RELEASE)};
}
