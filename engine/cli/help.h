/* help: the texts of `--help`, made from the tables of the commands.
 *
 * Written to standard output; headings are bold on a terminal. */
#pragma once
#include "cli/command.h"

/* Columns that texts are filled up to. */
enum { HELP_COLUMNS = 80 };

/* `seatwire COMMAND --help`. */
void help_command(const struct command *command);
/* `seatwire --help`: what it is, the commands, where to read on. */
void help_all(void);
