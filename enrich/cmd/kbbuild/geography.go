package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// divisions finds the regions that the first-level divisions of GeoNames are.
type divisions struct {
	// names are those of the divisions by country and code: "SY.09".
	names map[string]string
	// regions are the ids of regions by country and folded name.
	regions map[string]string
}

// readDivisions reads the names of GeoNames' divisions and those of the
// regions known so far.
func (b *builder) readDivisions() *divisions {
	d := &divisions{names: map[string]string{}, regions: map[string]string{}}
	data, err := os.ReadFile(filepath.Join(b.sources, "geonames.admin1.json"))
	if err != nil {
		b.fail(err)
		return d
	}
	var rows []struct{ Code, Name string }
	if err := json.Unmarshal(data, &rows); err != nil {
		b.fail(fmt.Errorf("reading geonames.admin1.json: %w", err))
		return d
	}
	for _, r := range rows {
		d.names[r.Code] = r.Name
	}
	for _, e := range b.entries {
		if e.kind != "region" && e.kind != "state" || len(e.of) != 1 {
			continue
		}
		for _, n := range append([]string{e.name}, e.names...) {
			n, _, _ = strings.Cut(strings.TrimLeft(n, "~="), "@")
			key := e.of[0] + "/" + divisionKey(n)
			if have, ok := d.regions[key]; ok && have != e.id {
				// Two regions of a name cannot be told apart by it.
				d.regions[key] = ""
				continue
			}
			d.regions[key] = e.id
		}
	}
	return d
}

// divisionKey is a name without what says what sort of division it is.
func divisionKey(name string) string {
	var words []string
	for w := range strings.FieldsSeq(news.Fold(name)) {
		switch w {
		case "province", "governorate", "region", "state", "oblast", "krai", "republic", "of", "district", "department", "prefecture", "county", "the", "autonomous", "voivodeship", "canton", "wilayat", "muhafazat":
		default:
			words = append(words, strings.Trim(w, "'’-"))
		}
	}
	return strings.Join(words, " ")
}

// region returns the id of the region that a division is, or "".
func (d *divisions) region(iso, code, country string) string {
	name := d.names[iso+"."+code]
	if name == "" {
		return ""
	}
	return d.regions[country+"/"+divisionKey(name)]
}

// degrees matches a place of the Factbook: "48 52 N, 2 20 E".
var degrees = regexp.MustCompile(`(\d+) (\d+) ([NS]), (\d+) (\d+) ([EW])`)

// addPoints gives places their coordinates: the hand-written ones, else those
// of the Factbook for countries.
func (b *builder) addPoints() {
	for _, row := range b.coreTable("points.tsv", 2) {
		e := b.byID[row[0]]
		if c := b.country[row[0]]; c != "" {
			e = b.byID[c]
		}
		if e == nil {
			b.fail(fmt.Errorf("points.tsv: there is no entry %q", row[0]))
			return
		}
		e.point = row[1]
	}
	iso := map[string]string{}
	for _, r := range b.csv("country-codes.csv", ',') {
		iso[strings.ToLower(r["FIPS"])] = r["ISO3166-1-Alpha-2"]
	}
	files, err := filepath.Glob(filepath.Join(b.sources, "factbook", "*", "*.json"))
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s holds no file", filepath.Join(b.sources, "factbook"))
	}
	if err != nil {
		b.fail(err)
		return
	}
	slices.Sort(files)
	for _, file := range files {
		e := b.byID[b.country[iso[strings.TrimSuffix(filepath.Base(file), ".json")]]]
		if e == nil || e.point != "" {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			b.fail(err)
			return
		}
		var page struct {
			Geography struct {
				Coordinates struct{ Text string } `json:"Geographic coordinates"`
			}
		}
		if err := json.Unmarshal(data, &page); err != nil {
			b.fail(fmt.Errorf("reading %s: %w", file, err))
			return
		}
		if m := degrees.FindStringSubmatch(page.Geography.Coordinates.Text); m != nil {
			e.point = decimal(m[1], m[2], m[3]) + "," + decimal(m[4], m[5], m[6])
		}
	}
}

// decimal turns degrees and minutes into degrees.
func decimal(degrees, minutes, side string) string {
	d, _ := strconv.Atoi(degrees)
	m, _ := strconv.Atoi(minutes)
	v := float64(d*60+m) / 60
	if side == "S" || side == "W" {
		v = -v
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// addSeats says what capitals and the seats of governments stand for: what
// the hand-written table has, else the country.
func (b *builder) addSeats() {
	byName := map[string]*entry{}
	for _, e := range b.entries {
		if e.typ == "place" && len(e.of) > 0 && (e.kind == "city" || e.kind == "capital") {
			key := b.isoOf[e.of[len(e.of)-1]] + "/" + e.name
			if old := byName[key]; old == nil || old.prominence < e.prominence {
				byName[key] = e
			}
		}
	}
	for _, e := range b.entries {
		if e.kind == "capital" && len(e.of) > 0 {
			country := b.byID[e.of[len(e.of)-1]]
			e.metonym = country.id
			if country.capital == "" {
				country.capital = e.id
			}
		}
	}
	for _, row := range b.coreTable("seats.tsv", 2) {
		e := b.byID[row[0]]
		if strings.Contains(row[0], "/") {
			e = byName[row[0]]
		}
		if e == nil {
			b.fail(fmt.Errorf("seats.tsv: there is no entry %q", row[0]))
			return
		}
		e.metonym = row[1]
		if c := b.country[row[1]]; c != "" {
			e.metonym = c
		} else if row[1] == "-" {
			e.metonym = ""
		}
	}
}

// checkIDs says which ids are referred to but not there.
func (b *builder) checkIDs() {
	for _, e := range b.entries {
		ids := append(slices.Clone(e.of), e.capital, e.metonym)
		for _, t := range e.tenures {
			ids = append(ids, t.Of)
		}
		for _, id := range ids {
			if id != "" && b.byID[id] == nil && !strings.HasPrefix(id, "iso-") {
				b.fail(fmt.Errorf("%s (%s) refers to %q, which is not there", e.name, e.id, id))
			}
		}
	}
}
