/* kafka_record: a message of Kafka as a record. */
#pragma once
#include "base/arena.h"
#include "event/record.h"
#include <librdkafka/rdkafka.h>

/* The record that a message without an error holds, of the topic `topic`. Its bytes are the message's; the list of its
 * headers is made in `arena`. Of two headers with one name both are there. */
struct record kafka_record_of(const rd_kafka_message_t *message, struct slice topic, struct arena *arena);
