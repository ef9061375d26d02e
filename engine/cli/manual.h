/* manual: manual pages in the man(7) macros, made from the tables of the commands.
 *
 * `seatwire --manual run` prints one; the build installs one for each command. No date stands in them, so that a build
 * is reproducible. */
#pragma once
#include "cli/command.h"

/* seatwire-COMMAND(1) on standard output. */
void manual_command(const struct command *command);
/* seatwire(1). */
void manual_all(void);
