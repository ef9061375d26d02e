/* yaml_syntax: the parser's complaints in words that help to mend the file. */
#pragma once
#include "base/slice.h"

struct yaml_words {
	const char *sentence, *hint; /* static */
};

/* Words for libyaml's `problem` where `rest` is the text from its place on. */
struct yaml_words yaml_syntax_words(const char *problem, struct slice rest);
