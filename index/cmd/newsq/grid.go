package main

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// The formats of output.
const (
	formatText  = "text"
	formatTable = "table"
	formatJSON  = "json"
	formatCSV   = "csv"
	formatMD    = "md"
)

// grid is output of rows and columns.
type grid struct {
	columns []string
	rows    [][]string
	// spare are the columns that a narrow terminal leaves out, the first of
	// them first.
	spare []string
	// linked is a column that leads to the address of its row, in Markdown;
	// empty for none.
	linked    string
	addresses []string
}

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// printGrid writes a grid as table, csv or md.
func (a *app) printGrid(g *grid, format string) error {
	p := &page{}
	switch format {
	case formatCSV:
		if err := g.csv(p); err != nil {
			return err
		}
	case formatMD:
		g.markdown(p)
	default:
		g.table(p, a)
	}
	return a.print(p)
}

// csv writes RFC 4180. A cell that a spreadsheet would take for a formula
// begins with an apostrophe.
func (g *grid) csv(p *page) error {
	w := csv.NewWriter(p)
	lines := append([][]string{g.columns}, g.rows...)
	for _, line := range lines {
		cells := make([]string, len(line))
		for i, cell := range line {
			if cells[i] = safe(cell); cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				cells[i] = "'" + cells[i]
			}
		}
		if err := w.Write(cells); err != nil {
			return fmt.Errorf("writing csv: %w", err)
		}
	}
	w.Flush()
	return w.Error()
}

// markdown writes a table as GitHub's Markdown has it.
func (g *grid) markdown(p *page) {
	escape := strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", "[", `\[`, "]", `\]`, "`", "\\`", "*", `\*`, "_", `\_`)
	line := func(cells []string, address string) {
		escaped := make([]string, len(cells))
		for i, cell := range cells {
			escaped[i] = escape.Replace(safe(cell))
			if g.columns[i] == g.linked && address != "" {
				escaped[i] = "[" + escaped[i] + "](" + markdownAddress(address) + ")"
			}
		}
		p.line("| %s |", strings.Join(escaped, " | "))
	}
	line(g.columns, "")
	p.line("|%s", strings.Repeat(" --- |", len(g.columns)))
	for i, row := range g.rows {
		address := ""
		if i < len(g.addresses) {
			address = g.addresses[i]
		}
		line(row, address)
	}
}

// markdownAddress escapes what would end a link or its cell.
func markdownAddress(address string) string {
	var b strings.Builder
	for _, c := range []byte(address) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`()<>|\`+"`", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// readable is the width below which a last column is not worth reading.
const readable = 24

// table aligns the columns. On a terminal the last is cut at its edge, and
// where that would leave too little of it, others are left out.
func (g *grid) table(p *page, a *app) {
	widths := make([]int, len(g.columns))
	for i, name := range g.columns {
		widths[i] = displayWidth(name)
		for _, row := range g.rows {
			widths[i] = max(widths[i], displayWidth(safe(row[i])))
		}
	}
	omitted := g.omitted(widths, a.terminal.width)
	line := func(cells []string, s style) {
		var b strings.Builder
		used := 0
		for i, cell := range cells {
			if omitted[i] {
				continue
			}
			cell = safe(cell)
			if i == len(cells)-1 {
				if room := a.terminal.width - used; a.terminal.width > 0 && room > 1 {
					cell = cutWidth(cell, room)
				}
				b.WriteString(cell)
				break
			}
			b.WriteString(cell + strings.Repeat(" ", widths[i]-displayWidth(cell)+2))
			used += widths[i] + 2
		}
		text := strings.TrimRight(b.String(), " ")
		if s != "" {
			text = a.styled(s, text)
		}
		p.line("%s", text)
	}
	line(g.columns, dim)
	for _, row := range g.rows {
		line(row, "")
	}
}

// omitted returns the columns that a terminal has no room for.
func (g *grid) omitted(widths []int, terminal int) map[int]bool {
	out := map[int]bool{}
	if terminal == 0 {
		return out
	}
	last := len(widths) - 1
	room := terminal - min(widths[last], readable)
	for _, w := range widths[:last] {
		room -= w + 2
	}
	for _, name := range g.spare {
		if room >= 0 {
			break
		}
		i := slices.Index(g.columns, name)
		out[i], room = true, room+widths[i]+2
	}
	return out
}
