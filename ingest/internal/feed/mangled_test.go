package feed

import "testing"

func TestUnmangled(t *testing.T) {
	for in, want := range map[string]string{
		"DBMâ€™s â€œserviceâ€ ends â€” now": "DBM’s “service” ends — now",
		"â€śTheâ€ť end":                     "“The” end",
		"cafÃ© â€“ bar":                     "café – bar",
		"don’t mend what is whole":          "don’t mend what is whole",
		"cafÃ© without the mark":            "cafÃ© without the mark",
		"â€™ beside „Spaß“ and Тест":        "’ beside „Spaß“ and Тест",
	} {
		if got := unmangled(in); got != want {
			t.Errorf("unmangled(%q) = %q, want %q", in, got, want)
		}
	}
}
