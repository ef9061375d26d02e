/* config_properties: reads the properties that pass through to librdkafka: only those of the allow-list, secrets only
 * from files, no plaintext to another machine unless it is asked for, and each value as librdkafka takes it.
 *
 * Place: within io/config*. Memory: the configuration's arena; a secret's copies are overwritten. Thread: the
 * loader's. */
#include "io/config_reader.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET_BYTES_MOST = 64 * 1024, ROWS_MOST = 96, WHY_BYTES = 512 };

#define FILE_SUFFIX SLICE(".file")

static bool ends_with_file(struct slice name)
{
	return name.size > FILE_SUFFIX.size &&
	       memcmp(name.data + name.size - FILE_SUFFIX.size, FILE_SUFFIX.data, FILE_SUFFIX.size) == 0;
}

static const struct config_property_row *row_find(struct slice name)
{
	for (const struct config_property_row *row = config_property_rows; row->name; row++)
		if (slice_is(name, row->name))
			return row;
	return NULL;
}

static void refuse_name(struct config_reader *reader, const struct value *member)
{
	struct slice names[ROWS_MOST], nearest, hint;
	uint32_t count = 0;

	for (const struct config_property_row *row = config_property_rows; row->name && count < ROWS_MOST; row++)
		names[count++] = slice_of(row->name);
	nearest = diag_nearest(value_key(member), names, count);
	hint = nearest.size ? arena_printf(reader->arena, "did you mean \"%.*s\"?", SLICE_PRINT(nearest))
			    : SLICE("`seatwire --config-example` lists those that may");
	config_error(reader, CONFIG_UNKNOWN, yaml_key_place(&reader->file, member), hint,
		"the property \"%.*s\" cannot be set here", SLICE_PRINT(value_key(member)));
}

/* The scalar as librdkafka would be told it. */
static bool scalar_text(struct config_reader *reader, const struct value *node, struct slice *ret_text)
{
	switch (node->kind) {
	case VALUE_STRING:
		*ret_text = arena_copy(reader->arena, value_text(node));
		return node->size > 0 && !memchr(node->text, '\0', node->size);
	case VALUE_INTEGER:
		*ret_text = arena_printf(reader->arena, "%" PRId64, node->integer);
		return true;
	case VALUE_TRUE:
	case VALUE_FALSE:
		*ret_text = node->kind == VALUE_TRUE ? SLICE("true") : SLICE("false");
		return true;
	default:
		return false;
	}
}

/* The content of a file that may hold a secret, without the line end behind it; or why not. */
static bool read_secret(struct config_reader *reader, const char *path, struct slice *ret_secret, const char **ret_why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *secret = arena_zalloc(reader->arena, SECRET_BYTES_MOST + 2, 1);
	struct stat status;
	ssize_t got;

	*ret_why = NULL;
	if (fd < 0) {
		*ret_why = strerror(errno);
		return false;
	}
	got = read(fd, secret, SECRET_BYTES_MOST + 1);
	if (got < 0)
		*ret_why = strerror(errno);
	else if (got == 0 || got > SECRET_BYTES_MOST)
		*ret_why = "a secret has 1 to 65,536 bytes";
	else if (memchr(secret, '\0', (size_t)got))
		*ret_why = "it holds a zero byte";
	else if (fstat(fd, &status) != 0 || (status.st_mode & (S_IRWXO | S_IWGRP)))
		*ret_why = "others may read or write it; take that away with chmod 600";
	close(fd);
	if (*ret_why)
		return false;
	if (secret[got - 1] == '\n')
		secret[--got] = '\0';
	if (got && secret[got - 1] == '\r')
		secret[--got] = '\0';
	*ret_secret = (struct slice){secret, (size_t)got};
	return true;
}

static bool property_value(struct config_reader *reader, const struct config_property_row *row,
	const struct value *member, bool from_file, struct slice *ret_value)
{
	struct place place = yaml_place(&reader->file, member);
	struct slice path;
	const char *why;

	if (!scalar_text(reader, member, ret_value)) {
		config_error(reader, CONFIG_VALUE, place, NO_HINT, "\"%.*s\" takes text, a number, true or false",
			SLICE_PRINT(value_key(member)));
		return false;
	}
	if (!from_file && row->kind == PROPERTY_SECRET) {
		/* The line itself is not shown: it holds the secret. */
		diag_add(reader->diag, SEVERITY_ERROR, CONFIG_SECRET, place,
			arena_printf(reader->arena, "write %s.file: and the path of a file that holds it", row->name),
			"\"%s\" is a secret and cannot stand in the configuration", row->name);
		return false;
	}
	if (!from_file && row->kind == PROPERTY_PATH)
		*ret_value = config_path(reader, *ret_value);
	if (!from_file)
		return true;
	path = config_path(reader, *ret_value);
	if (read_secret(reader, path.data, ret_value, &why))
		return true;
	config_error(reader, CONFIG_SECRET, place, NO_HINT, "the file %s cannot be used: %s", path.data, why);
	return false;
}

static const struct config_property *property_find(const struct config *config, struct slice name)
{
	for (uint32_t i = 0; i < config->property_count; i++)
		if (slice_equal(config->properties[i].name, name))
			return &config->properties[i];
	return NULL;
}

static bool read_property(
	struct config_reader *reader, const struct value *member, struct config_property *ret_property)
{
	struct slice name = value_key(member);
	const struct config_property_row *row;
	bool from_file = ends_with_file(name);

	if (from_file)
		name.size -= FILE_SUFFIX.size;
	row = row_find(name);
	if (!row) {
		refuse_name(reader, member);
		return false;
	}
	if (property_find(reader->config, name)) {
		config_error(reader, CONFIG_TOGETHER, yaml_key_place(&reader->file, member), NO_HINT,
			"\"%s\" is given twice, once by a file", row->name);
		return false;
	}
	ret_property->name = slice_of(row->name);
	ret_property->secret = row->kind == PROPERTY_SECRET || from_file;
	return property_value(reader, row, member, from_file, &ret_property->value);
}

void config_read_properties(struct config_reader *reader, const struct value *node)
{
	struct config_property *properties;

	if (node->kind != VALUE_OBJECT || node->size == 0) {
		config_error(reader, CONFIG_VALUE, yaml_place(&reader->file, node),
			SLICE("kafka: { bootstrap.servers: \"127.0.0.1:9092\" }"),
			"`kafka` takes a mapping of librdkafka's properties");
		return;
	}
	properties = ARENA_ARRAY(reader->arena, struct config_property, node->size);
	reader->config->properties = properties;
	value_each (member, node) {
		if (read_property(reader, member, &properties[reader->config->property_count]))
			reader->config->property_count++;
	}
}

/* Whether "host:port" is on this machine. */
static bool is_loopback(struct slice server)
{
	const char *scheme = server.size ? memmem(server.data, server.size, "://", 3) : NULL;
	const struct slice hosts[] = {SLICE("localhost"), SLICE("[::1]"), SLICE("::1")};
	size_t host_bytes;

	if (scheme)
		server = (struct slice){scheme + 3, server.size - (size_t)(scheme + 3 - server.data)};
	host_bytes = server.size;
	for (size_t i = 0; i < server.size; i++)
		if (server.data[i] == ':' && !memchr(server.data + i, ']', server.size - i)) {
			host_bytes = i;
			break;
		}
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (slice_equal(hosts[i], (struct slice){server.data, host_bytes}) || slice_equal(hosts[i], server))
			return true;
	/* 127.x is an address, 127.example is a name. */
	return slice_starts(server, SLICE("127.")) && strspn(server.data, "0123456789.") >= host_bytes;
}

static bool all_loopback(struct slice servers)
{
	while (servers.size) {
		const char *comma = memchr(servers.data, ',', servers.size);
		size_t size = comma ? (size_t)(comma - servers.data) : servers.size;

		while (servers.size && *servers.data == ' ') {
			servers.data++;
			servers.size--;
			size--;
		}
		if (!is_loopback((struct slice){servers.data, size}))
			return false;
		size += comma != NULL;
		servers = (struct slice){servers.data + size, servers.size - size};
	}
	return true;
}

static bool property_is(const struct config *config, const char *name, const char *value, bool otherwise)
{
	const struct config_property *property = property_find(config, slice_of(name));

	return property ? strcasecmp(property->value.data, value) == 0 : otherwise;
}

static void check_encryption(struct config_reader *reader, const struct value *node)
{
	const struct config *config = reader->config;
	const struct config_property *servers = property_find(config, SLICE("bootstrap.servers"));
	struct place place = yaml_place(&reader->file, node);
	struct slice hint = SLICE("or allow it: log: { kafka: { ... }, insecure: true }");

	if (config->insecure || !servers || all_loopback(servers->value))
		return;
	if (property_is(config, "security.protocol", "plaintext", true) ||
		property_is(config, "security.protocol", "sasl_plaintext", false))
		config_error(reader, CONFIG_INSECURE, place, hint,
			"a connection to another machine must be encrypted: set security.protocol to ssl or sasl_ssl");
	if (property_is(config, "ssl.endpoint.identification.algorithm", "none", false) ||
		property_is(config, "enable.ssl.certificate.verification", "false", false))
		config_error(reader, CONFIG_INSECURE, place, hint,
			"the certificate of a broker on another machine must be checked: leave out what turns that "
			"off");
}

/* Asks librdkafka whether it takes each value. */
static void check_values(struct config_reader *reader, const struct value *node)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	char why[WHY_BYTES];

	value_each (member, node) {
		const struct config_property *property = property_find(reader->config, value_key(member));

		if (!property || property->secret)
			continue;
		if (rd_kafka_conf_set(conf, property->name.data, property->value.data, why, sizeof(why)) ==
			RD_KAFKA_CONF_OK)
			continue;
		why[strcspn(why, "\n")] = '\0';
		config_error(reader, CONFIG_VALUE, yaml_place(&reader->file, member), NO_HINT, "%s", why);
	}
	rd_kafka_conf_destroy(conf);
}

void config_check_properties(struct config_reader *reader, const struct value *node)
{
	if (node->size && !value_get(node, SLICE("bootstrap.servers")) &&
		!value_get(node, SLICE("bootstrap.servers.file")))
		config_error(reader, CONFIG_MISSING, yaml_place(&reader->file, node),
			SLICE("bootstrap.servers: \"host:9092,host2:9092\""), "`bootstrap.servers` is missing");
	check_encryption(reader, node);
	check_values(reader, node);
}
