package main

import "fmt"

// paging says which page of an answer is wanted: how many, in which order, and behind what.
type paging struct {
	size         int
	sort, cursor string
}

func (p *paging) flags(f *flags) {
	f.IntVar(&p.size, "n", 10, "")
	f.StringVar(&p.sort, "sort", "", "")
	f.StringVar(&p.cursor, "cursor", "", "")
}

// check reports a size that no page has.
func (p *paging) check() error {
	if p.size < 1 || p.size > 100 {
		return &usageError{fmt.Sprintf("-n is %d, it must be 1 to 100; read on with -cursor", p.size)}
	}
	return nil
}
