package env

import (
	"errors"
	"fmt"
	"os"
)

// Section is one configuration struct and the prefix of its variables, such
// as DATELINE_INGEST. Spec is a pointer to a struct; if it has a method
// Validate() error, [Load] calls it.
type Section struct {
	Prefix string
	Spec   any
}

// Load fills the specs of all sections from the environment. The error joins
// every problem: values that do not parse, required ones that are absent or
// empty, names that no setting has, and what the Validate methods report. A
// setting that does not parse has its default when Validate sees it.
func Load(sections ...Section) error {
	var errs []error
	var all []setting
	for _, section := range sections {
		settings, err := settingsOf(section)
		if err != nil {
			return err
		}
		all = append(all, settings...)
		for _, s := range settings {
			if s.preset() && s.value.IsZero() {
				return fmt.Errorf("field of %s has neither default nor required, and no value beforehand", s.name)
			}
			if err := s.load(); err != nil {
				errs = append(errs, err)
			}
		}
	}
	errs = append(errs, unknownNames(os.Environ(), sections, all)...)
	for _, section := range sections {
		if v, ok := section.Spec.(interface{ Validate() error }); ok {
			if err := v.Validate(); err != nil {
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}

// Defaults fills spec, a pointer to a struct, with the values of its default
// tags and reads no variable. It is for programs and tests that set the rest
// themselves; it does not call Validate.
func Defaults(spec any) error {
	settings, err := settingsOf(Section{Prefix: "DEFAULTS", Spec: spec})
	if err != nil {
		return err
	}
	for _, s := range settings {
		if err := s.setDefault(); err != nil {
			return fmt.Errorf("setting the default of %s: %w", s.name, err)
		}
	}
	return nil
}
