package env

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// typeName is the type of a setting as people read it.
func typeName(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[time.Duration]():
		return "duration"
	case reflect.TypeFor[Secret]():
		return "secret"
	}
	if t.PkgPath() != "" {
		return strings.ToLower(t.Name())
	}
	switch t.Kind() {
	case reflect.Slice:
		return "list of " + typeName(t.Elem())
	case reflect.Map:
		return fmt.Sprintf("map of %s:%s", typeName(t.Key()), typeName(t.Elem()))
	case reflect.Bool:
		return "boolean"
	case reflect.Float32, reflect.Float64:
		return "number"
	case reflect.String:
		return "string"
	}
	return "integer"
}

// exampleOf says what a value of a type looks like, or "" where the error of
// the type itself says it better.
func exampleOf(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return "a duration such as 90s, 5m or 1h30m"
	case t.PkgPath() != "":
		return ""
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "a whole number" + rangeOf(t)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number, not negative" + rangeOf(t)
	case reflect.Float32, reflect.Float64:
		return "a number such as 0.5"
	case reflect.Slice:
		if item := exampleOf(t.Elem()); item != "" {
			return "a list with commas, each " + item
		}
	}
	return ""
}

func rangeOf(t reflect.Type) string {
	if t.Bits() >= 64 {
		return ""
	}
	return fmt.Sprintf(" of %d bits", t.Bits())
}
