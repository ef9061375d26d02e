/* main: the program `seatwire`. All is in the library, so that tests link it too.
 *
 * Place: the outermost layer. Thread: the main thread. */
#include "cli/command.h"

int main(int argc, char **argv)
{
	return command_main(argc, argv);
}
