package rest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/dateline-news/dateline/index/client"
)

// document is openapi.yaml as far as it is looked at here.
type document struct {
	Paths      map[string]map[string]operation `yaml:"paths"`
	Components struct {
		Parameters map[string]parameter `yaml:"parameters"`
		Schemas    map[string]schema    `yaml:"schemas"`
	} `yaml:"components"`
}

type operation struct {
	Parameters []parameter `yaml:"parameters"`
}

type parameter struct {
	Ref  string `yaml:"$ref"`
	Name string `yaml:"name"`
	In   string `yaml:"in"`
}

type schema struct {
	Properties map[string]any `yaml:"properties"`
	Required   []string       `yaml:"required"`
}

func read(t *testing.T) document {
	t.Helper()
	var d document
	if err := yaml.Unmarshal(description, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDescriptionHasEveryRoute compares addresses and parameters.
func TestDescriptionHasEveryRoute(t *testing.T) {
	d := read(t)
	want := map[string][]string{}
	for _, r := range newAPI(t, &index{}, nil).routes() {
		want[r.path] = slices.Sorted(slices.Values(r.parameters))
	}
	got := map[string][]string{}
	for path, methods := range d.Paths {
		if _, ok := methods["get"]; !ok || len(methods) != 1 {
			t.Errorf("%s: methods %v", path, slices.Collect(maps.Keys(methods)))
		}
		got[path] = nil
		for _, p := range methods["get"].Parameters {
			if name, ok := strings.CutPrefix(p.Ref, "#/components/parameters/"); ok {
				p = d.Components.Parameters[name]
			}
			if p.In == "query" {
				got[path] = append(got[path], p.Name)
			}
			if p.In == "path" && !strings.Contains(path, "{"+p.Name+"}") {
				t.Errorf("%s has no %s", path, p.Name)
			}
		}
		slices.Sort(got[path])
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("described %v\nserved %v", got, want)
	}
}

// TestDescriptionHasEveryField compares the schemas with the types of which
// the answers are made.
func TestDescriptionHasEveryField(t *testing.T) {
	d := read(t)
	seen := map[string]bool{}
	var look func(typ reflect.Type)
	look = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Array:
			look(typ.Elem())
			return
		case reflect.Struct:
		default:
			return
		}
		if typ == reflect.TypeFor[time.Time]() || seen[typ.Name()] {
			return
		}
		seen[typ.Name()] = true
		s, ok := d.Components.Schemas[typ.Name()]
		if !ok {
			t.Errorf("%s is not described", typ.Name())
			return
		}
		var fields, required []string
		for field := range typ.Fields() {
			name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			fields = append(fields, name)
			if !strings.Contains(options, "omit") {
				required = append(required, name)
			}
			look(field.Type)
		}
		slices.Sort(fields)
		if got := slices.Sorted(maps.Keys(s.Properties)); !slices.Equal(got, fields) {
			t.Errorf("%s: described %v, served %v", typ.Name(), got, fields)
		}
		if fmt.Sprint(s.Required) != fmt.Sprint(required) {
			t.Errorf("%s: required %v, always served %v", typ.Name(), s.Required, required)
		}
	}
	for _, v := range []any{
		client.SearchResponse{}, client.ArticleResponse{}, client.RevisionsResponse{}, client.EntityResponse{}, client.TimelineResponse{},
		client.QuotesResponse{}, client.ExplainResponse{}, client.StatsResponse{}, client.Error{},
	} {
		look(reflect.TypeOf(v))
	}
}

// TestAnswersFitTheirDescription reads what the handlers send by the schemas.
func TestAnswersFitTheirDescription(t *testing.T) {
	var whole any
	if err := yaml.Unmarshal(description, &whole); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("openapi.json", parsed); err != nil {
		t.Fatal(err)
	}
	h := newAPI(t, &index{}, nil).Handler()
	for address, name := range map[string]string{
		"/v1/search": "SearchResponse", "/v1/articles/x": "ArticleResponse", "/v1/articles/x/revisions": "RevisionsResponse", "/v1/entities/Q1": "EntityResponse",
		"/v1/timeline": "TimelineResponse", "/v1/quotes": "QuotesResponse", "/v1/explain": "ExplainResponse", "/v1/stats": "StatsResponse", "/v1/nothing": "Error",
	} {
		s, err := compiler.Compile("openapi.json#/components/schemas/" + name)
		if err != nil {
			t.Fatal(err)
		}
		w := get(t, h, address)
		if name != "Error" && w.Code != http.StatusOK {
			t.Fatalf("%s: status %d", address, w.Code)
		}
		body, err := jsonschema.UnmarshalJSON(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(body); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// fill puts a value into every field, one element into every list.
func fill(v any) { fillValue(reflect.ValueOf(v).Elem(), "") }

func fillValue(v reflect.Value, name string) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2016, 12, 30, 12, 0, 0, 0, time.UTC)))
		return
	case json.RawMessage:
		v.Set(reflect.ValueOf(json.RawMessage(`{"id":"x"}`)))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fillValue(v.Field(i), v.Type().Field(i).Name)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillValue(v.Elem(), name)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillValue(v.Index(0), name)
	case reflect.Array:
		for i := range v.Len() {
			fillValue(v.Index(i), name)
		}
	case reflect.Map:
		element := reflect.New(v.Type().Elem()).Elem()
		fillValue(element, name)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("text"), element)
	case reflect.String:
		v.SetString(map[string]string{"Sort": "newest", "Interval": "day", "Reason": "edit"}[name])
		if v.String() == "" {
			v.SetString("text")
		}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(1)
	case reflect.Uint64:
		v.SetUint(1)
	case reflect.Float64:
		v.SetFloat(0.5)
	default:
		panic("no value for a " + v.Kind().String())
	}
}
