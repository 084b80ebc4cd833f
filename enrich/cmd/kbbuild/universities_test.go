package main

import (
	"slices"
	"testing"
)

// TestUniversityNames checks which rows are universities and what they are
// called.
func TestUniversityNames(t *testing.T) {
	tests := []struct {
		name, aliases, types string
		want                 []string
	}{
		{"The University of Quenby", "Universität Quenby|Quenby|UoQ (Old)", "education,funder", []string{"University of Quenby", "Universität Quenby"}},
		{"Quenby Institute of Technology", "昆比大学|大学", "Education", []string{"Quenby Institute of Technology", "昆比大学"}},
		{"University", "", "Education", nil},
		{"Quenby School", "University of Quenby", "Education", nil},
		{"University of Quenby Hospital", "", "Healthcare", nil},
	}
	for _, tt := range tests {
		got := universityNames(map[string]string{"name": tt.name, "aliases": tt.aliases, "types": tt.types})
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s is called %q, not %q", tt.name, got, tt.want)
		}
	}
}
