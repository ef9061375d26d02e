/* EventRuler: event-ruler over the files of bench/matcher, measured as bench/matcher/matcher measures ours.
 *
 *     java -cp 'JARS/*' bench/peers/EventRuler.java RULES.jsonl EVENTS.jsonl
 *
 * Prints the same JSON line as bench/matcher/matcher, less the yardstick. CPU time is that of the thread that builds or
 * matches; what the collector and the compiler of the virtual machine do beside it is left out, in event-ruler's
 * favour. A set that is not built within 60 s of it is reported as {"rules": N, "not_built": WHY}. The pass that counts
 * matches ends after 60 s; `events` says how many it saw. It warms the code, with further passes for 5 s. */
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import software.amazon.event.ruler.GenericMachine;

public class EventRuler {
	static final double LIMIT_S = 60, WARM_S = 5, SLICE_LEAST_S = 0.02, PASS_MOST_S = 0.2, TOTAL_S = 3;
	static final int ROUNDS_LEAST = 5, ROUNDS_MOST = 31;
	static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	final GenericMachine<Integer> machine = GenericMachine.<Integer>builder().build();
	List<String> events;
	int rules, next, seen;
	long matches, digest, sum;

	static double cpuSeconds() {
		return THREADS.getCurrentThreadCpuTime() * 1e-9;
	}

	/* What a collection leaves; the heap's own word on what is used counts room that threads have only reserved. */
	static long heapBytes() {
		long bytes = 0;

		System.gc();
		for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans())
			if (pool.getType() == MemoryType.HEAP)
				bytes += pool.getCollectionUsage().getUsed();
		return bytes;
	}

	/* From JSON Lines to a machine that can be asked. What is wrong, or null. */
	String build(Path path) throws Exception {
		double end = cpuSeconds() + LIMIT_S;
		ObjectMapper json = new ObjectMapper();
		String line;

		try (BufferedReader reader = Files.newBufferedReader(path)) {
			while ((line = reader.readLine()) != null) {
				JsonNode rule = json.readTree(line);

				try {
					machine.addRule(rules, rule.get("pattern").toString());
				} catch (OutOfMemoryError error) {
					return "out of memory after " + rules + " rules";
				}
				rules++;
				if (cpuSeconds() > end)
					return rules + " rules in " + (int) LIMIT_S + " s";
			}
		}
		return null;
	}

	static long mix(long event, long rule) {
		long x = ((event << 32 | rule) + 1) * 0x9e3779b97f4a7c15L;

		x = (x ^ x >>> 32) * 0xd6e8feb86659fd93L;
		return x ^ x >>> 32;
	}

	void countMatches() throws Exception {
		double end = cpuSeconds() + LIMIT_S;

		for (seen = 0; seen < events.size() && cpuSeconds() < end; seen++)
			for (int rule : machine.rulesForJSONEvent(events.get(seen))) {
				matches++;
				digest += mix(seen, rule);
			}
	}

	double runSlice(long number) throws Exception {
		double begin = cpuSeconds();

		for (long i = 0; i < number; i++) {
			sum += machine.rulesForJSONEvent(events.get(next)).size();
			next = next + 1 == events.size() ? 0 : next + 1;
		}
		return cpuSeconds() - begin;
	}

	/* As in matcher.c: whole passes where they are short. */
	static long sliceFor(int count, double pass_s) {
		return pass_s <= PASS_MOST_S ? count * (long) (1 + SLICE_LEAST_S / pass_s)
			: 1 + (long) (count * PASS_MOST_S / pass_s);
	}

	double nanosecondsPerEvent(double first_pass_s) throws Exception {
		double begin = cpuSeconds(), event_s = first_pass_s / seen;
		double[] slices = new double[ROUNDS_MOST];
		int rounds = 0;

		while (cpuSeconds() - begin < WARM_S) {
			long number = 1 + (long) Math.min(events.size(), 0.5 / event_s);

			event_s = runSlice(number) / number;
		}
		begin = cpuSeconds();
		long number = sliceFor(events.size(), event_s * events.size());
		while (rounds < ROUNDS_MOST && (rounds < ROUNDS_LEAST || cpuSeconds() - begin < TOTAL_S))
			slices[rounds++] = runSlice(number) / number;
		Arrays.sort(slices, 0, rounds);
		return slices[rounds / 2] * 1e9;
	}

	static double peakMegabytes() throws Exception {
		for (String line : Files.readAllLines(Path.of("/proc/self/status")))
			if (line.startsWith("VmHWM:"))
				return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
		return 0;
	}

	public static void main(String[] arguments) throws Exception {
		EventRuler ruler = new EventRuler();
		ruler.events = Files.readAllLines(Path.of(arguments[1]));
		long heap_before = heapBytes();
		double begin = cpuSeconds();
		String trouble = ruler.build(Path.of(arguments[0]));
		double build_s = cpuSeconds() - begin;

		if (trouble != null) {
			System.out.printf("{\"rules\":%d,\"not_built\":\"%s\"}%n", ruler.rules, trouble);
			return;
		}
		double bytes_per_rule = (double) (heapBytes() - heap_before) / ruler.rules;
		begin = cpuSeconds();
		ruler.countMatches();
		double ns = ruler.nanosecondsPerEvent(cpuSeconds() - begin);
		System.out.printf(Locale.ROOT, "{\"rules\":%d,\"events\":%d,\"build_s\":%.3f,\"ns_per_event\":%.1f,\"matches\":%d,"
			+ "\"digest\":\"%016x\",\"bytes_per_rule\":%.1f,\"peak_rss_mb\":%.1f}%n", ruler.rules, ruler.seen, build_s,
			ns, ruler.matches, ruler.digest, bytes_per_rule, peakMegabytes());
	}
}
