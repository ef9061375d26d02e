/* config_load: the engine's configuration from a file that is at fault, or not there. */
#include "io/config.h"
#include "check.h"
#include <stdlib.h>
#include <unistd.h>

TEST(the_map_of_a_configuration_with_a_fault_is_known)
{
	static const char text[] = "seatwire: 1\nmap: maps/flow-map.yaml\nworkers: many\n";
	char path[] = "/tmp/seatwire-config-XXXXXX";
	int fd = mkstemp(path);
	struct arena arena;
	struct diag diag;
	struct config_map map;

	ck_assert_int_eq(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	close(fd);
	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	expect_true(config_load(path, &diag, &map) == NULL);
	expect_slice(map.path, "/tmp/maps/flow-map.yaml");
	expect_int(map.place.line, 2);
	expect_slice(map.line_text, "map: maps/flow-map.yaml");
	unlink(path);
	arena_finish(&arena);
}

TEST(a_file_that_cannot_be_read_is_refused_with_the_reason)
{
	struct arena arena;
	struct diag diag;
	struct config_map map;

	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	expect_true(config_load("/tmp/seatwire-no-such-folder/config.yaml", &diag, &map) == NULL);
	expect_int(map.path.size, 0);
	expect_slice(diag.findings[0].sentence,
		"/tmp/seatwire-no-such-folder/config.yaml cannot be read: No such file or directory");
	arena_finish(&arena);
}
