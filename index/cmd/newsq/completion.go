package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
)

// completions are the scripts by shell. COMMANDS, FIELDS and FLAGS stand for
// lists, VALUES and FISH for what may stand behind a word.
var completions = map[string]string{
	"bash": `# bash completion for newsq: source <(newsq completion bash)
_newsq() {
  local word=${COMP_WORDS[COMP_CWORD]}
  # A field ends in a colon, at which bash parts words.
  if declare -F __ltrim_colon_completions >/dev/null; then
    _get_comp_words_by_ref -n : -c word
  fi
  local values
  case ${COMP_WORDS[COMP_CWORD-1]} in
    VALUES
  esac
  if [ -n "$values" ]; then
    COMPREPLY=($(compgen -W "$values" -- "$word"))
    return
  fi
  case $word in
    -*) COMPREPLY=($(compgen -W "FLAGS" -- "$word")) ;;
    *) if [ "$COMP_CWORD" -eq 1 ]; then
         COMPREPLY=($(compgen -W "COMMANDS FIELDS" -- "$word"))
       else
         COMPREPLY=($(compgen -W "FIELDS" -- "$word"))
       fi ;;
  esac
  case ${COMPREPLY[0]} in *:) compopt -o nospace ;; esac
}
complete -F _newsq newsq
`,
	"zsh": `#compdef newsq
# zsh completion for newsq: source <(newsq completion zsh)
_newsq() {
  local -a commands fields flags
  commands=(COMMANDS)
  fields=(FIELDS)
  flags=(FLAGS)
  local values
  case $words[CURRENT-1] in
    VALUES
  esac
  if [[ -n $values ]]; then
    compadd -- ${=values}
    return
  fi
  if [[ $PREFIX == -* ]]; then
    compadd -- $flags
    return
  fi
  (( CURRENT == 2 )) && compadd -- $commands
  compadd -S '' -- $fields
}
compdef _newsq newsq
`,
	"fish": `# fish completion for newsq: newsq completion fish | source
complete -c newsq -f
for command in COMMANDS
  complete -c newsq -n __fish_use_subcommand -a $command
end
for field in FIELDS
  complete -c newsq -a $field
end
for flag in FLAGS
  complete -c newsq -o (string trim -l -c - -- $flag)
end
FISH`,
}

// completion prints a script that lets a shell complete commands, fields and
// flags.
func (a *app) completion(_ context.Context, args []string) error {
	shell, err := one(args, "shell (bash, zsh or fish)")
	if err != nil {
		return err
	}
	script, ok := completions[shell]
	if !ok {
		return &usageError{fmt.Sprintf("no completion for %q, there are bash, zsh and fish", shell)}
	}
	var names, fields []string
	for _, c := range a.commands() {
		names = append(names, c.name)
	}
	names = append(names, "help", "version")
	for _, f := range query.Fields() {
		fields = append(fields, string(f)+":")
	}
	fields = append(fields, "sort:")
	flags := []string{
		"-n", "-o", "-since", "-until", "-sort", "-cursor", "-facets", "-by", "-unfolded", "-r", "-from", "-webhook", "-secret-file", "-all", "-monitor", "-timeout",
		"-stage", "-reason", "-after", "-yes", "-source", "-dry-run", "-h",
	}
	var cases, fish strings.Builder
	for _, v := range completed(names) {
		list := strings.Join(v.values, " ")
		fmt.Fprintf(&cases, "    %s) values=%q ;;\n", v.behind, list)
		name := strings.TrimPrefix(v.behind, "-")
		if name == v.behind {
			fmt.Fprintf(&fish, "complete -c newsq -n '__fish_seen_subcommand_from %s' -a %q\n", name, list)
			continue
		}
		fmt.Fprintf(&fish, "complete -c newsq -o %s -x -a %q\n", name, list)
	}
	script = strings.NewReplacer("COMMANDS", strings.Join(names, " "), "FIELDS", strings.Join(fields, " "), "FLAGS", strings.Join(flags, " "),
		"    VALUES\n", cases.String(), "FISH", fish.String()).Replace(script)
	_, err = io.WriteString(a.stdout, script)
	return err
}

// choice is what may stand behind a word.
type choice struct {
	behind string
	values []string
}

func completed(commands []string) []choice {
	var sorts []string
	for _, s := range query.Sorts() {
		sorts = append(sorts, string(s))
	}
	return []choice{
		{"-o", []string{formatText, formatTable, formatJSON, formatCSV, formatMD}}, {"-sort", sorts}, {"-by", client.Intervals()},
		{"-facets", append(client.Facets(), "all")}, {"alert", []string{"add", "list", "show", "remove", "test"}}, {"quarantine", []string{"list", "show", "retry", "drop"}},
		{"forgotten", []string{"list", "enforce"}},
		{"completion", []string{"bash", "zsh", "fish"}}, {"help", commands},
	}
}
