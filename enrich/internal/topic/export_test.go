package topic

import (
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/kb"
)

// MissingNames returns the names of the table of entities that k does not
// know.
func MissingNames(k *kb.KB) ([]string, error) {
	var missing []string
	err := rows("entities", 4, func(f []string) error {
		for name := range strings.SplitSeq(f[1], ",") {
			if _, ok := idOf(k, strings.TrimSpace(name)); f[0] == "name" && !ok {
				missing = append(missing, strings.TrimSpace(name))
			}
		}
		return nil
	})
	return missing, err
}
