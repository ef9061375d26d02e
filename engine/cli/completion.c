/* completion: `seatwire completion bash|zsh|fish` prints a completion script, made from the tables of the commands.
 *
 * Place: a command. Thread: the main thread. */
#include "cli/command.h"
#include <stdio.h>
#include <string.h>

/* Calls `each` for the options of a command, the frame's last. */
static void each_option(
	const struct command *command, void (*each)(const struct command *command, const struct command_option *option))
{
	for (const struct command_option *option = command->options; option && option->name; option++)
		each(command, option);
	for (const struct command_option *option = command_frame_options; option->name; option++)
		each(command, option);
}

static bool is_file(const char *complete)
{
	return complete && strcmp(complete, "file") == 0;
}

/* What completes the operands: a list of words, or NULL for files; *ret_any says whether there are operands. */
static const char *operand_words(const struct command *command, bool *ret_any)
{
	*ret_any = command->operands_most > 0;
	return command->operands_complete && !is_file(command->operands_complete) ? command->operands_complete : NULL;
}

/* In single quotes for a shell. */
static void quoted(const char *text)
{
	putchar('\'');
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*text);
	}
	putchar('\'');
}

static void bash_argument(const struct command *command, const struct command_option *option)
{
	if (!option->argument)
		return;
	printf("\t'%s --%s') ", command->name, option->name);
	if (is_file(option->complete))
		puts("COMPREPLY=($(compgen -f -- \"$word\")); return ;;");
	else
		printf("COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n",
			option->complete ? option->complete : "");
}

static void bash_option_name(const struct command *command, const struct command_option *option)
{
	(void)command;
	printf(" --%s", option->name);
}

static void bash_command(const struct command *command)
{
	bool any;
	const char *words = operand_words(command, &any);

	printf("\t%s)\n\t\tcase $word in\n\t\t-*) COMPREPLY=($(compgen -W '", command->name);
	each_option(command, bash_option_name);
	puts("' -- \"$word\")) ;;");
	if (words)
		printf("\t\t*) COMPREPLY=($(compgen -W '%s' -- \"$word\")) ;;\n", words);
	else if (any)
		puts("\t\t*) COMPREPLY=($(compgen -f -- \"$word\")) ;;");
	puts("\t\tesac ;;");
}

static void bash(void)
{
	puts("# bash completion of seatwire, made by `seatwire completion bash`\n"
	     "_seatwire() {\n"
	     "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}\n"
	     "\tCOMPREPLY=()\n"
	     "\tif [ \"$COMP_CWORD\" -eq 1 ]; then");
	fputs("\t\tCOMPREPLY=($(compgen -W '--help --version --manual --config-example --config-schema", stdout);
	for (const struct command *const *each = commands; *each; each++)
		printf(" %s", (*each)->name);
	puts("' -- \"$word\"))\n\t\treturn\n\tfi\n\tcase \"$command $before\" in");
	for (const struct command *const *each = commands; *each; each++)
		each_option(*each, bash_argument);
	puts("\tesac\n\tcase $command in");
	for (const struct command *const *each = commands; *each; each++)
		bash_command(*each);
	puts("\tesac\n}\ncomplete -o filenames -F _seatwire seatwire");
}

/* A text inside zsh's option specification, where brackets and colons mean something. */
static void zsh_text(const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", stdout);
		else {
			if (strchr("[]:\\", *text))
				putchar('\\');
			putchar(*text);
		}
	}
}

static void zsh_option(const struct command *command, const struct command_option *option)
{
	(void)command;
	printf("\t\t\t'--%s[", option->name);
	zsh_text(option->help);
	putchar(']');
	if (option->argument && is_file(option->complete))
		printf(":%s:_files", option->argument);
	else if (option->argument)
		printf(":%s:(%s)", option->argument, option->complete ? option->complete : "");
	puts("' \\");
}

static void zsh_command(const struct command *command)
{
	bool any;
	const char *words = operand_words(command, &any);

	printf("\t\t%s)\n\t\t\t_arguments \\\n", command->name);
	each_option(command, zsh_option);
	if (words)
		printf("\t\t\t'*:operand:(%s)'\n", words);
	else
		puts(any ? "\t\t\t'*:file:_files'" : "\t\t\t'*: :'");
	puts("\t\t\t;;");
}

static void zsh(void)
{
	puts("#compdef seatwire\n"
	     "# zsh completion of seatwire, made by `seatwire completion zsh`\n"
	     "_seatwire() {\n"
	     "\tlocal context state line\n"
	     "\tlocal -a commands\n"
	     "\tcommands=(");
	for (const struct command *const *each = commands; *each; each++) {
		printf("\t\t'%s:", (*each)->name);
		zsh_text((*each)->summary);
		puts("'");
	}
	puts("\t)\n"
	     "\t_arguments -C '1:command:->command' '*::argument:->arguments'\n"
	     "\tcase $state in\n"
	     "\tcommand) _describe command commands ;;\n"
	     "\targuments)\n"
	     "\t\tcase $line[1] in");
	for (const struct command *const *each = commands; *each; each++)
		zsh_command(*each);
	puts("\t\tesac\n"
	     "\t\t;;\n"
	     "\tesac\n"
	     "}\n"
	     "if [ \"$funcstack[1]\" = _seatwire ]; then _seatwire \"$@\"; else compdef _seatwire seatwire; fi");
}

static void fish_option(const struct command *command, const struct command_option *option)
{
	printf("complete -c seatwire -n '__fish_seen_subcommand_from %s' -l %s", command->name, option->name);
	if (option->argument && is_file(option->complete))
		fputs(" -r -F", stdout);
	else if (option->argument)
		printf(" -x -a '%s'", option->complete ? option->complete : "");
	fputs(" -d ", stdout);
	quoted(option->help);
	putchar('\n');
}

static void fish_command(const struct command *command)
{
	bool any;
	const char *words = operand_words(command, &any);

	printf("complete -c seatwire -n __fish_use_subcommand -a %s -d ", command->name);
	quoted(command->summary);
	putchar('\n');
	each_option(command, fish_option);
	if (words)
		printf("complete -c seatwire -n '__fish_seen_subcommand_from %s' -a '%s'\n", command->name, words);
	else if (any)
		printf("complete -c seatwire -n '__fish_seen_subcommand_from %s' -F\n", command->name);
}

static void fish(void)
{
	puts("# fish completion of seatwire, made by `seatwire completion fish`\n"
	     "complete -c seatwire -f");
	for (const struct command *const *each = commands; *each; each++)
		fish_command(*each);
}

static int run(const struct command_line *line)
{
	static const struct {
		const char *name;
		void (*print)(void);
	} shells[] = {{"bash", bash}, {"fish", fish}, {"zsh", zsh}};

	for (size_t i = 0; i < sizeof(shells) / sizeof(*shells); i++) {
		if (strcmp(line->operands[0], shells[i].name) == 0) {
			shells[i].print();
			return EXIT_GOOD;
		}
	}
	return command_usage_error(line, "\"%s\" is no shell known here; write bash, fish or zsh", line->operands[0]);
}

const struct command command_completion = {
	.name = "completion",
	.operands = "SHELL",
	.operands_least = 1,
	.operands_most = 1,
	.operands_complete = "bash fish zsh",
	.summary = "print a completion script for bash, fish or zsh",
	.description = "Prints a script that makes the shell complete commands, options and their values. Load\n"
		       "it from the shell's own start file, or put it where the shell looks for such scripts.",
	.example = "$ source <(seatwire completion bash)\n"
		   "$ seatwire completion fish > ~/.config/fish/completions/seatwire.fish\n"
		   "$ seatwire completion zsh > ~/.zfunc/_seatwire",
	.run = run,
};
