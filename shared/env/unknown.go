package env

import (
	"fmt"
	"slices"
	"strings"
)

// appPrefix begins the name of every variable of ours.
const appPrefix = "DATELINE_"

// servicePrefixes are read by one service each and ignored by the others, so
// that all may run from one environment file.
var servicePrefixes = [...]string{"DATELINE_INGEST_", "DATELINE_ENRICH_", "DATELINE_INDEX_"}

// unknownNames reports the variables of environ that look like ours but that
// no setting reads, except those of services that are not loaded.
func unknownNames(environ []string, sections []Section, settings []setting) []error {
	var known []string
	for _, s := range settings {
		known = append(known, s.names()...)
	}
	var ignored []string
	for _, prefix := range servicePrefixes {
		loaded := slices.ContainsFunc(sections, func(s Section) bool { return strings.HasPrefix(s.Prefix+"_", prefix) })
		if !loaded {
			ignored = append(ignored, prefix)
		}
	}
	var errs []error
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		upper := strings.ToUpper(name)
		if !strings.HasPrefix(upper, appPrefix) || slices.Contains(known, name) {
			continue
		}
		if slices.ContainsFunc(ignored, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			continue
		}
		if near := nearest(upper, known); near != "" {
			errs = append(errs, fmt.Errorf("%s is not a setting: did you mean %s?", name, near))
		} else {
			errs = append(errs, fmt.Errorf("%s is not a setting of this program", name))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errs
}

// nearest returns the known name with the fewest edits to name, or "" if none
// is near: at most a third of the part behind the common prefix may differ.
func nearest(name string, known []string) string {
	best, bestEdits := "", max(2, (len(name)-len(appPrefix))/3)+1
	for _, k := range known {
		if n := edits(name, k); n < bestEdits {
			best, bestEdits = k, n
		}
	}
	return best
}

// edits is the Levenshtein distance of two ASCII names.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			above := row[j+1]
			row[j+1] = min(above+1, row[j]+1, diagonal+cost)
			diagonal = above
		}
	}
	return row[len(b)]
}
