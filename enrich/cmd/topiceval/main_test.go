package main

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/topic"
)

// TestReadCases: all labels that are kept here can be read, and a parent is
// as right as its best child.
func TestReadCases(t *testing.T) {
	k, err := kb.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, err := topic.New(k)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../internal/topic/testdata/*.tsv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no labels: %v", err)
	}
	parents := c.Keys()
	for _, file := range files {
		cases, err := readCases(options{labels: file}, parents)
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
		for _, l := range cases {
			for key, is := range l.labels {
				if p := parents[key]; p != "" && l.labels[p] < is {
					t.Errorf("%s: %s: %q is less right than %q below it", file, l.name, p, key)
				}
			}
		}
	}
	for key, parent := range parents {
		if (parent == "") != topKeys[key] {
			t.Errorf("%q is a top concept in one table and not in the other", key)
		}
	}
}

func TestLogistic(t *testing.T) {
	var samples []sample
	for i := range 200 {
		x := float64(i)/100 - 1
		s := sample{x: [5]float64{1, x, 0, 0, 0}}
		if x > 0.25 {
			s.y = 1
		}
		samples = append(samples, s)
	}
	b := logistic(samples)
	if border := -b[0] / b[1]; b[1] <= 0 || math.Abs(border-0.25) > 0.05 {
		t.Errorf("border at %.2f with slope %.2f, want 0.25 and a rise", border, b[1])
	}
}
