package env

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"text/tabwriter"
)

// Usage writes the table of all settings of the sections, for -h: name, type,
// default and description, aligned with spaces.
func Usage(w io.Writer, sections ...Section) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tTYPE\tDEFAULT\tDESCRIPTION")
	err := eachRow(sections, func(r row) {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", r.name, r.typ, r.def, r.desc)
	})
	if err != nil {
		return err
	}
	return table.Flush()
}

// Markdown writes the same table for the documentation.
func Markdown(w io.Writer, sections ...Section) error {
	var out strings.Builder
	out.WriteString("| Name | Type | Default | Description |\n| --- | --- | --- | --- |\n")
	cell := strings.NewReplacer("|", `\|`, "<", "&lt;", "\n", " ")
	err := eachRow(sections, func(r row) {
		def := ""
		if r.def != "" {
			def = "`" + r.def + "`"
		}
		if r.required {
			def = "required"
		}
		fmt.Fprintf(&out, "| `%s` | %s | %s | %s |\n", r.name, r.typ, strings.ReplaceAll(def, "|", `\|`), cell.Replace(r.desc))
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, out.String())
	return err
}

// Dump returns the current values as attributes for the start log, in the
// order of the fields, with secrets and the user part of addresses replaced
// by "***".
func Dump(sections ...Section) ([]slog.Attr, error) {
	var attrs []slog.Attr
	for _, section := range sections {
		settings, err := settingsOf(section)
		if err != nil {
			return nil, err
		}
		for _, s := range settings {
			attrs = append(attrs, slog.String(s.name, s.text()))
		}
	}
	return attrs, nil
}

// row is one line of the table.
type row struct {
	name, typ, def, desc string
	required             bool
}

func eachRow(sections []Section, visit func(row)) error {
	for _, section := range sections {
		settings, err := settingsOf(section)
		if err != nil {
			return err
		}
		for _, s := range settings {
			r := row{
				name:     s.name,
				typ:      typeName(s.field.Type),
				desc:     s.field.Tag.Get("desc"),
				required: s.required(),
			}
			if s.secret() {
				r.desc += fmt.Sprintf(" (or %s%s: the path of a file with it)", s.name, fileSuffix)
			}
			def, ok := s.field.Tag.Lookup("default")
			switch {
			case r.required:
				r.def = "(required)"
			case ok:
				r.def = def
			default:
				r.def = s.text()
			}
			visit(r)
		}
	}
	return nil
}
