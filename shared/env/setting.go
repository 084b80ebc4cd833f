package env

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"

	"github.com/kelseyhightower/envconfig"
)

// unsettable is a prefix that no variable can have, so that envconfig finds
// nothing and falls back to the default tag.
const unsettable = "="

// setting is one variable and the field that it fills.
type setting struct {
	name string
	// prefix is the part of name that the enclosing structs make.
	prefix string
	field  reflect.StructField
	value  reflect.Value
}

// settingsOf lists the settings of a section in the order of its fields. An
// error is a mistake in the struct, not in the environment.
func settingsOf(section Section) ([]setting, error) {
	v := reflect.ValueOf(section.Spec)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return nil, fmt.Errorf("reading the settings of %s: %T is not a pointer to a struct", section.Prefix, section.Spec)
	}
	return gather(section.Prefix, v.Elem())
}

func gather(prefix string, v reflect.Value) ([]setting, error) {
	var all []setting
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		if !field.IsExported() || field.Tag.Get("ignored") == "true" {
			continue
		}
		name, err := nameOf(prefix, field)
		if err != nil {
			return nil, err
		}
		if value.Kind() == reflect.Struct && !decodes(value) {
			inner := name
			if field.Anonymous {
				inner = prefix
			}
			nested, err := gather(inner, value)
			if err != nil {
				return nil, err
			}
			all = append(all, nested...)
			continue
		}
		s := setting{name: name, prefix: prefix, field: field, value: value}
		if err := s.checkTags(); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// nameOf asks envconfig for the name of the variable that a field reads.
func nameOf(prefix string, field reflect.StructField) (string, error) {
	field.Type, field.Anonymous = reflect.TypeFor[string](), false
	one := reflect.New(reflect.StructOf([]reflect.StructField{field}))
	var out bytes.Buffer
	if err := envconfig.Usagef(prefix, one.Interface(), &out, "{{range .}}{{usage_key .}}{{end}}"); err != nil {
		return "", fmt.Errorf("naming the setting of field %s: %w", field.Name, err)
	}
	return out.String(), nil
}

// decodes reports whether a struct parses itself from one value, as envconfig
// sees it.
func decodes(v reflect.Value) bool {
	switch v.Addr().Interface().(type) {
	case envconfig.Decoder, envconfig.Setter,
		interface{ UnmarshalText([]byte) error },
		interface{ UnmarshalBinary([]byte) error }:
		return true
	}
	return false
}

func (s setting) checkTags() error {
	tag := s.field.Tag
	_, hasDefault := tag.Lookup("default")
	switch {
	case tag.Get("desc") == "":
		return fmt.Errorf("field of %s has no desc tag", s.name)
	case tag.Get("split_words") != "true":
		return fmt.Errorf(`field of %s has no split_words:"true" tag`, s.name)
	case tag.Get("envconfig") != "":
		return fmt.Errorf("field of %s has an envconfig tag, which would read a variable without prefix too", s.name)
	case hasDefault && s.required():
		return fmt.Errorf("field of %s is required and has a default", s.name)
	}
	return nil
}

func (s setting) required() bool { return s.field.Tag.Get("required") == "true" }

func (s setting) secret() bool { return s.field.Type == reflect.TypeFor[Secret]() }

// preset reports whether the default is the value beforehand, not a tag.
func (s setting) preset() bool {
	_, ok := s.field.Tag.Lookup("default")
	return !ok && !s.required()
}

// names lists the variables that the setting reads.
func (s setting) names() []string {
	if s.secret() {
		return []string{s.name, s.name + fileSuffix}
	}
	return []string{s.name}
}

// load reads the variable into the field; after an error the field holds its
// default.
func (s setting) load() error {
	text, set := os.LookupEnv(s.name)
	if s.secret() {
		secret, ok, err := secretFile(s.name, set)
		if err != nil {
			return errors.Join(err, s.setDefault())
		}
		if ok {
			s.value.Set(reflect.ValueOf(secret))
			return nil
		}
	}
	if s.required() && strings.TrimSpace(text) == "" {
		state := "is not set"
		if set {
			state = "is empty"
		}
		return fmt.Errorf("%s %s and is required: %s", s.name, state, s.field.Tag.Get("desc"))
	}
	if !set {
		return s.setDefault()
	}
	if err := s.process(s.prefix); err != nil {
		return errors.Join(s.describe(text, err), s.setDefault())
	}
	return nil
}

// setDefault gives the field the value of its default tag; a field without
// one keeps what it has.
func (s setting) setDefault() error {
	tag, ok := s.field.Tag.Lookup("default")
	if !ok {
		return nil
	}
	if tag == "" {
		s.value.SetZero()
		return nil
	}
	return s.process(unsettable)
}

// process lets envconfig fill the field, alone in a struct of its own, so
// that an error concerns this field and stops no other.
func (s setting) process(prefix string) error {
	field := s.field
	field.Anonymous = false
	one := reflect.New(reflect.StructOf([]reflect.StructField{field})).Elem()
	one.Field(0).Set(s.value)
	if err := envconfig.Process(prefix, one.Addr().Interface()); err != nil {
		if parse, ok := errors.AsType[*envconfig.ParseError](err); ok {
			return parse.Err
		}
		return err
	}
	s.value.Set(one.Field(0))
	return nil
}

// describe says what is wrong with a value and what is wanted.
func (s setting) describe(text string, err error) error {
	shown := fmt.Sprintf("is %q", Redact(text))
	if s.secret() {
		shown = "has a value that cannot be used"
	} else if text == "" {
		shown = "is empty"
	}
	if example := exampleOf(s.field.Type); example != "" {
		return fmt.Errorf("%s %s: want %s", s.name, shown, example)
	}
	return fmt.Errorf("%s %s: %w (%s)", s.name, shown, err, s.field.Tag.Get("desc"))
}

// text is the current value as it may be printed.
func (s setting) text() string {
	if s.value.Kind() == reflect.Slice && !s.value.Type().Implements(reflect.TypeFor[fmt.Stringer]()) {
		items := make([]string, s.value.Len())
		for i := range items {
			items[i] = fmt.Sprint(s.value.Index(i).Interface())
		}
		return Redact(strings.Join(items, ","))
	}
	return Redact(fmt.Sprint(s.value.Interface()))
}

// userInfo is the user part of an address, with and without a scheme.
var userInfo = regexp.MustCompile(`(://)[^\s,]*@|(^|,)[^\s,/:]+:[^\s,/]*@`)

// Redact hides the user and password of addresses in a text.
func Redact(text string) string { return userInfo.ReplaceAllString(text, "${1}${2}***@") }
