package main

import (
	"encoding/csv"
	"fmt"
	"strings"
	"unicode/utf8"
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
	line := func(cells []string) {
		escaped := make([]string, len(cells))
		for i, cell := range cells {
			escaped[i] = escape.Replace(safe(cell))
		}
		p.line("| %s |", strings.Join(escaped, " | "))
	}
	line(g.columns)
	p.line("|%s", strings.Repeat(" --- |", len(g.columns)))
	for _, row := range g.rows {
		line(row)
	}
}

// table aligns the columns. On a terminal the last is cut at its edge.
func (g *grid) table(p *page, a *app) {
	widths := make([]int, len(g.columns))
	for _, row := range append([][]string{g.columns}, g.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(safe(cell)))
		}
	}
	line := func(cells []string, s style) {
		var b strings.Builder
		used := 0
		for i, cell := range cells {
			cell = safe(cell)
			if i == len(cells)-1 {
				if room := a.terminal.width - used; a.terminal.width > 0 && room > 1 && utf8.RuneCountInString(cell) > room {
					cell = string([]rune(cell)[:room-1]) + "…"
				}
				b.WriteString(cell)
				break
			}
			b.WriteString(cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
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
