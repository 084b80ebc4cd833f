package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/dateline-news/dateline/index/internal/query"
)

// completions are the scripts by shell. COMMANDS, FIELDS and FLAGS stand for
// lists.
var completions = map[string]string{
	"bash": `# bash completion for newsq: source <(newsq completion bash)
_newsq() {
  local word=${COMP_WORDS[COMP_CWORD]}
  # A field ends in a colon, at which bash parts words.
  if declare -F __ltrim_colon_completions >/dev/null; then
    _get_comp_words_by_ref -n : -c word
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
`,
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
	for _, f := range query.Fields() {
		fields = append(fields, string(f)+":")
	}
	fields = append(fields, "sort:")
	flags := []string{"-n", "-o", "-since", "-until", "-sort", "-cursor", "-facets", "-by", "-unfolded"}
	script = strings.NewReplacer("COMMANDS", strings.Join(names, " "), "FIELDS", strings.Join(fields, " "), "FLAGS", strings.Join(flags, " ")).Replace(script)
	_, err = io.WriteString(a.stdout, script)
	return err
}
