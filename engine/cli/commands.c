/* commands: the table of commands. A new command is a file that defines its row, and a line here.
 *
 * Place: the outermost layer. Immutable. */
#include "cli/command.h"
#include <stddef.h>

extern const struct command command_check, command_completion, command_match, command_replay, command_run,
	command_state, command_topics;

const struct command *const commands[] = {
	&command_check,
	&command_completion,
	&command_match,
	&command_replay,
	&command_run,
	&command_state,
	&command_topics,
	NULL,
};
