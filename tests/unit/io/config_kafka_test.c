/* config_kafka: what the engine takes and refuses of Kafka's properties: names, values, security, secrets. */
#include "check.h"
#include "config_reading.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define KAFKA(properties)                                                                                              \
	"seatwire: 1\napplication: x\nmap: m\ninputs: [ { topic: a } ]\nlog:\n  kafka: { " properties " }\n"

TEST(only_properties_of_the_allow_list_pass_through)
{
	reading_expect_refused(KAFKA("bootstrap.servers: \"localhost:9092\", plugin.library.paths: x.so, "
				     "enable.auto.commit: true, sesion.timeout.ms: 5"),
		"6:49 SW151 the property \"plugin.library.paths\" cannot be set here "
		"(`seatwire --config-example` lists those that may)\n"
		"6:77 SW151 the property \"enable.auto.commit\" cannot be set here "
		"(`seatwire --config-example` lists those that may)\n"
		"6:103 SW151 the property \"sesion.timeout.ms\" cannot be set here (did you mean "
		"\"session.timeout.ms\"?)");
}

TEST(a_value_that_librdkafka_refuses_is_refused_with_its_place)
{
	struct reading reading;

	expect_true(reading_config(&reading,
			    KAFKA("bootstrap.servers: \"localhost:9092\", compression.type: brotli")) == NULL);
	expect_int(reading.diag.count, 1);
	expect_int(reading.diag.findings[0].place.column, 67);
	expect_true(memmem(reading.diag.findings[0].sentence.data, reading.diag.findings[0].sentence.size,
			    "compression", 11) != NULL);
	reading_finish(&reading);
	expect_true(reading_config(&reading, KAFKA("bootstrap.servers: \"localhost:9092\", session.timeout.ms: 0")) ==
		    NULL);
	expect_int(reading.diag.count, 1);
	expect_true(
		memchr(reading.diag.findings[0].sentence.data, '\n', reading.diag.findings[0].sentence.size) == NULL);
	reading_finish(&reading);
}

TEST(plaintext_to_another_machine_needs_the_insecure_switch)
{
	static const char *const here[] = {
		"localhost:9092", "127.0.0.1:1,127.1.2.3:2, localhost", "[::1]:9092", "PLAINTEXT://127.0.0.1:9092"};
	static const char *const elsewhere[] = {"kafka:9092", "127.0.0.1:1,10.0.0.1:2", "127.evil.example:9092",
		"localhost.example:1", "[2001:db8::1]:9092"};
	struct reading reading;
	char text[500];

	for (size_t i = 0; i < sizeof(here) / sizeof(*here); i++) {
		snprintf(text, sizeof(text), KAFKA("bootstrap.servers: \"%s\""), here[i]);
		expect_true(reading_config(&reading, text) != NULL);
		reading_finish(&reading);
	}
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(*elsewhere); i++) {
		snprintf(text, sizeof(text), KAFKA("bootstrap.servers: \"%s\""), elsewhere[i]);
		expect_true(reading_config(&reading, text) == NULL);
		expect_text(reading.diag.findings[0].code, "SW157");
		reading_finish(&reading);
		snprintf(text, sizeof(text), KAFKA("bootstrap.servers: \"%s\"") "  insecure: true\n", elsewhere[i]);
		expect_true(reading_config(&reading, text) != NULL);
		reading_finish(&reading);
		snprintf(text, sizeof(text), KAFKA("bootstrap.servers: \"%s\", security.protocol: SSL"), elsewhere[i]);
		expect_true(reading_config(&reading, text) != NULL);
		reading_finish(&reading);
	}
}

TEST(a_broker_elsewhere_must_prove_who_it_is)
{
	struct reading reading;

	expect_true(reading_config(&reading, KAFKA("bootstrap.servers: \"kafka:9092\", security.protocol: ssl, "
						   "enable.ssl.certificate.verification: false")) == NULL);
	expect_text(reading.diag.findings[0].code, "SW157");
	reading_finish(&reading);
	expect_true(reading_config(&reading, KAFKA("bootstrap.servers: \"kafka:9092\", security.protocol: ssl, "
						   "ssl.endpoint.identification.algorithm: none")) == NULL);
	expect_text(reading.diag.findings[0].code, "SW157");
	reading_finish(&reading);
}

/* A folder of its own with a file `secret` in it, and a configuration that names that file. */
static void with_secret(const char *content, mode_t mode, struct reading *reading)
{
	char folder[] = "/tmp/seatwire-config-XXXXXX", path[64], name[64];
	int fd;

	expect_true(mkdtemp(folder) != NULL);
	snprintf(path, sizeof(path), "%s/secret", folder);
	snprintf(name, sizeof(name), "%s/config.yaml", folder);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	expect_int(write(fd, content, strlen(content)), (long long)strlen(content));
	expect_int(fchmod(fd, mode), 0);
	close(fd);
	reading_config_as(reading, name, KAFKA("bootstrap.servers: \"localhost:1\", sasl.password.file: secret"));
	unlink(path);
	rmdir(folder);
}

TEST(a_secret_is_read_from_a_file_without_its_line_end)
{
	struct reading reading;

	with_secret("s3cret\n", 0600, &reading);
	expect_true(reading.config != NULL);
	expect_slice(reading.config->properties[1].name, "sasl.password");
	expect_slice(reading.config->properties[1].value, "s3cret");
	expect_true(reading.config->properties[1].secret);
	reading_finish(&reading);
}

TEST(a_secret_that_others_may_read_is_refused)
{
	struct reading reading;

	with_secret("s3cret\n", 0644, &reading);
	expect_true(reading.config == NULL);
	expect_text(reading.diag.findings[0].code, "SW156");
	reading_finish(&reading);
}

TEST(a_secret_in_the_configuration_is_refused_and_not_shown)
{
	struct reading reading;

	expect_true(
		reading_config(&reading, KAFKA("bootstrap.servers: \"localhost:1\", sasl.password: s3cret")) == NULL);
	expect_int(reading.diag.count, 1);
	expect_text(reading.diag.findings[0].code, "SW156");
	expect_int(reading.diag.findings[0].line_text.size, 0);
	reading_finish(&reading);
}

TEST(a_property_by_file_and_by_value_is_refused)
{
	reading_expect_refused(KAFKA("bootstrap.servers: \"localhost:1\", client.id: a, client.id.file: b"),
		"6:60 SW155 \"client.id\" is given twice, once by a file");
}
