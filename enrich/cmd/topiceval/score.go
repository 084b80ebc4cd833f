package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/dateline-news/dateline/enrich/internal/topic"
)

// tally counts what was given.
type tally struct{ right, wrong, open, missed int }

func (t *tally) add(l label, given bool) {
	switch {
	case given && l == right:
		t.right++
	case given && l == open:
		t.open++
	case given:
		t.wrong++
	case l == right:
		t.missed++
	}
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

func (t *tally) print(w io.Writer, name string) {
	fmt.Fprintf(w, "%-24s right %4d  wrong %3d  open %3d  missed %3d   P %.3f  P(open wrong) %.3f  R %.3f\n",
		name, t.right, t.wrong, t.open, t.missed,
		ratio(t.right, t.right+t.wrong), ratio(t.right, t.right+t.wrong+t.open), ratio(t.right, t.right+t.missed))
}

// score prints precision and recall of the top concepts, of the finer ones
// and of each, and how often each tenth of confidence is right.
func score(w io.Writer, cases []labelled, errors bool) {
	byKey := map[string]*tally{}
	var top, fine, both [11]tally
	var tops, fines tally
	for _, c := range cases {
		seen := map[string]bool{}
		for _, e := range c.evidence {
			seen[e.Key] = true
			l := c.labels[e.Key]
			count(byKey, e.Key, l, e.Given)
			if errors && (e.Given && l == wrong || !e.Given && l == right) {
				fmt.Fprintf(w, "%s\t%s\t%s\t%.2f\t%.2f\n", map[bool]string{true: "wrong", false: "missed"}[e.Given], c.name, e.Key, e.Confidence, e.Measures)
			}
			bin := int(e.Confidence * 10)
			if isTop(e) {
				tops.add(l, e.Given)
				top[bin].add(l, true)
			} else {
				fines.add(l, e.Given)
				fine[bin].add(l, true)
			}
			both[bin].add(l, true)
		}
		for key, l := range c.labels {
			if !seen[key] && l == right {
				count(byKey, key, l, false)
				if errors {
					fmt.Fprintf(w, "missed\t%s\t%s\tno evidence\n", c.name, key)
				}
				if topKeys[key] {
					tops.missed++
				} else {
					fines.missed++
				}
			}
		}
	}
	fmt.Fprintf(w, "%d articles\n", len(cases))
	tops.print(w, "top concepts")
	fines.print(w, "finer concepts")
	keys := slices.SortedFunc(maps.Keys(byKey), func(a, b string) int {
		return cmp.Or(-cmp.Compare(byKey[a].right+byKey[a].missed, byKey[b].right+byKey[b].missed), cmp.Compare(a, b))
	})
	for _, key := range keys {
		if t := byKey[key]; *t != (tally{open: t.open}) {
			t.print(w, "  "+key)
		}
	}
	for i := range both {
		fmt.Fprintf(w, "confidence %.1f: top %3d right %3d wrong; finer %3d right %3d wrong\n",
			float64(i)/10, top[i].right, top[i].wrong, fine[i].right, fine[i].wrong)
	}
}

func count(byKey map[string]*tally, key string, l label, given bool) {
	if byKey[key] == nil {
		byKey[key] = &tally{}
	}
	byKey[key].add(l, given)
}

func isTop(e topic.Evidence) bool { return len(e.Parents) == 0 }

var topKeys = map[string]bool{
	"arts": true, "crime": true, "disaster": true, "economy": true, "education": true, "environment": true, "health": true,
	"humaninterest": true, "labour": true, "leisure": true, "politics": true, "religion": true, "science": true,
	"society": true, "sport": true, "conflict": true, "weather": true,
}
