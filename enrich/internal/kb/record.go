package kb

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dateline-news/dateline/shared/news"
)

// record is an entry with its names: one line of the table.
type record struct {
	Entry
	// names are those beside the canonical one, with their marks.
	names []string
	// code is the ISO 3166-1 alpha-2 code of a country.
	code string
	// unnamed records only add names; the canonical one is none of them.
	unnamed bool
	// line is where the record stands.
	line int
}

// The columns of a line. The last four may be left out.
const (
	columnID = iota
	columnType
	columnKind
	columnName
	columnNames
	columnOf
	columnProminence
	columnSource
	columnAsOf
	columnPoint
	columnCapital
	columnMetonym
	columnTenures
	columns
	mustColumns = columnPoint
)

// parseRecord reads a line of the table.
func parseRecord(line string) (record, error) {
	if !utf8.ValidString(line) {
		return record{}, errors.New("the line is not UTF-8")
	}
	var c [columns]string
	cols := strings.Split(line, "\t")
	if len(cols) < mustColumns || len(cols) > columns {
		return record{}, fmt.Errorf("entry has %d columns, want %d to %d", len(cols), mustColumns, columns)
	}
	copy(c[:], cols)
	prominence, err := parseProminence(c[columnProminence])
	if err != nil {
		return record{}, err
	}
	r := record{Entry: Entry{
		ID: c[columnID], Type: news.EntityType(c[columnType]), Kind: c[columnKind], Name: c[columnName],
		Prominence: prominence, Source: c[columnSource], AsOf: c[columnAsOf], Capital: c[columnCapital], Metonym: c[columnMetonym],
	}}
	if r.Name == "" {
		return record{}, fmt.Errorf("entry %q has no name", r.ID)
	}
	if code, ok := strings.CutPrefix(c[columnOf], "iso-"); ok && r.IsCountry() {
		if len(code) != 2 {
			return record{}, fmt.Errorf("country code %q of %q has not two letters", code, r.Name)
		}
		r.code = code
	} else if c[columnOf] != "" {
		r.Of = strings.Split(c[columnOf], ",")
	}
	if r.ID == "" {
		r.ID = news.NilID(r.Type, r.Name)
	}
	for name := range strings.SplitSeq(c[columnNames], "|") {
		if name != "" {
			r.names = append(r.names, name)
		}
	}
	if p := c[columnPoint]; p != "" {
		if err := r.parsePoint(p); err != nil {
			return record{}, err
		}
	}
	return r, r.parseTenures(c[columnTenures])
}

func parseProminence(s string) (int, error) {
	p, err := strconv.Atoi(s)
	if err != nil || p < 0 || p > 100 {
		return 0, fmt.Errorf("prominence %q is not in 0..100", s)
	}
	return p, nil
}

// parsePoint reads a latitude and a longitude, parted by a comma.
func (e *Entry) parsePoint(s string) error {
	north, east, ok := strings.Cut(s, ",")
	lat, err1 := strconv.ParseFloat(north, 64)
	lon, err2 := strconv.ParseFloat(east, 64)
	if !ok || err1 != nil || err2 != nil || !(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180) {
		return fmt.Errorf("point %q is no latitude and longitude in degrees", s)
	}
	e.Latitude, e.Longitude, e.HasPoint = lat, lon, true
	return nil
}

// parseTenures reads tenures parted by "|", their columns by ";".
func (e *Entry) parseTenures(s string) error {
	if s == "" {
		return nil
	}
	for one := range strings.SplitSeq(s, "|") {
		c := strings.Split(one, ";")
		if len(c) != 4 || c[0] == "" {
			return fmt.Errorf("tenure %q of %q is not office;of;from;to", one, e.Name)
		}
		for _, d := range c[2:] {
			if d != "" && !validDate(d) {
				return fmt.Errorf("date %q in tenure %q of %q is no year, month or day", d, one, e.Name)
			}
		}
		e.Tenures = append(e.Tenures, Tenure{Office: c[0], Of: c[1], From: c[2], To: c[3]})
	}
	return nil
}

func validDate(s string) bool {
	if len(s) != len("2006") && len(s) != len("2006-01") && len(s) != len(time.DateOnly) {
		return false
	}
	_, err := time.Parse(time.DateOnly[:len(s)], s)
	return err == nil
}

// appendRecord appends the line of a record, without what is empty at its end.
func appendRecord(dst []byte, r *record) []byte {
	var c [columns]string
	c[columnID], c[columnType], c[columnKind], c[columnName] = r.ID, string(r.Type), r.Kind, r.Name
	c[columnNames], c[columnOf] = strings.Join(r.names, "|"), strings.Join(r.Of, ",")
	if r.code != "" {
		c[columnOf] = "iso-" + r.code
	}
	c[columnProminence], c[columnSource], c[columnAsOf] = strconv.Itoa(r.Prominence), r.Source, r.AsOf
	if r.HasPoint {
		c[columnPoint] = strconv.FormatFloat(r.Latitude, 'f', -1, 64) + "," + strconv.FormatFloat(r.Longitude, 'f', -1, 64)
	}
	c[columnCapital], c[columnMetonym] = r.Capital, r.Metonym
	var tenures []string
	for _, t := range r.Tenures {
		tenures = append(tenures, t.Office+";"+t.Of+";"+t.From+";"+t.To)
	}
	c[columnTenures] = strings.Join(tenures, "|")
	last := columns
	for last > mustColumns && c[last-1] == "" {
		last--
	}
	return append(append(dst, strings.Join(c[:last], "\t")...), '\n')
}
