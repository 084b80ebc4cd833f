package news_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dateline-news/dateline/shared/news"
)

const schemaBase = "https://github.com/dateline-news/dateline/shared/news/"

// schemas compiles the schema of each message, formats asserted.
func schemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for name, data := range map[string][]byte{"article": news.Schema(), "mention": news.MentionSchema(), "event": news.EventSchema()} {
		if err := c.AddResource(schemaBase+name+".schema.json", value(t, data)); err != nil {
			t.Fatal(err)
		}
	}
	compiled := map[string]*jsonschema.Schema{}
	for _, name := range []string{"article", "mention", "event"} {
		s, err := c.Compile(schemaBase + name + ".schema.json")
		if err != nil {
			t.Fatalf("the schema of %s is none: %v", name, err)
		}
		compiled[name] = s
	}
	compiled["enriched"] = compiled["article"]
	return compiled
}

func value(t *testing.T, data []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSchemaAcceptsGoldens(t *testing.T) {
	for name, s := range schemas(t) {
		data := readFile(t, golden(name, news.SchemaVersion))
		if err := s.Validate(value(t, data)); err != nil {
			t.Errorf("golden %s: %v", name, err)
		}
		later := bytes.Replace(data, []byte("{"), []byte(`{"added_later": [1],`), 1)
		if err := s.Validate(value(t, later)); err != nil {
			t.Errorf("golden %s with a field of a later release: %v", name, err)
		}
	}
}

// TestSchemaAcceptsEncoded validates what Encode makes of bare articles.
func TestSchemaAcceptsEncoded(t *testing.T) {
	bare := annotated()
	bare.Annotations.Entities[0].Mentions = nil
	bare.Title = "\x00\xff"
	for _, a := range []*news.Article{small(), annotated(), bare} {
		data := encode(t, a)
		if err := schemas(t)["article"].Validate(value(t, data)); err != nil {
			t.Errorf("%v\n%s", err, data)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	for _, tt := range []struct{ message, from, to string }{
		{"article", `"schema": 1`, `"schema": 2`},
		{"article", `"revision": 2`, `"revision": 0`},
		{"article", `"id": "`, `"id": "A`},
		{"article", `"published": "2016-12-29T`, `"published": "29 Dec 2016 `},
		{"article", `"title": "T`, `"headline": "T`},
		{"article", `"id": "harbour"`, `"id": "harbour.example"`},
		{"enriched", `"type": "place"`, `"type": "location"`},
		{"enriched", `"end": `, `"end": -`},
		{"enriched", `"field": "title"`, `"field": "url"`},
		{"enriched", `"salience": 0`, `"salience": 9`},
		{"mention", `"entity": "Q858"`, `"entity": "Q858.x"`},
		{"mention", `"published": "2`, `"published": "x`},
		{"event", `"kind": "revised"`, `"kind": 7`},
		{"event", `"time"`, `"at"`},
	} {
		data := readFile(t, golden(tt.message, news.SchemaVersion))
		edited := bytes.Replace(data, []byte(tt.from), []byte(tt.to), 1)
		if bytes.Equal(data, edited) {
			t.Errorf("%s: %s is not in the golden", tt.message, tt.from)
		}
		if err := schemas(t)[tt.message].Validate(value(t, edited)); err == nil {
			t.Errorf("%s with %s passes", tt.message, tt.to)
		}
	}
}

// object is what the test below reads of a schema.
type object struct {
	Ref         string            `json:"$ref"`
	Type        any               `json:"type"`
	Const       any               `json:"const"`
	Enum        []string          `json:"enum"`
	Description string            `json:"description"`
	Required    []string          `json:"required"`
	Properties  map[string]object `json:"properties"`
	Items       *object           `json:"items"`
	Defs        map[string]object `json:"$defs"`
}

// TestSchemaMatchesStructs keeps the Go structs and the schemas the same: the
// same fields, required where Go always writes them, of the same JSON type,
// each described.
func TestSchemaMatchesStructs(t *testing.T) {
	parse := func(data []byte) object {
		var o object
		if err := json.Unmarshal(data, &o); err != nil {
			t.Fatal(err)
		}
		return o
	}
	article := parse(news.Schema())
	compared := map[string]bool{}
	var compare func(path string, typ reflect.Type, o object)
	compare = func(path string, typ reflect.Type, o object) {
		if o.Description == "" {
			t.Errorf("%s is not described", path)
		}
		if _, def, ok := strings.Cut(o.Ref, "#/$defs/"); ok {
			compared[def] = true
			compare(path, typ, article.Defs[def])
			return
		}
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		if want := jsonType(typ); o.Type != want && o.Const == nil && o.Enum == nil {
			t.Errorf("%s has type %v, Go writes %s", path, o.Type, want)
		}
		if typ.Kind() == reflect.Slice {
			items := *o.Items
			items.Description = o.Description
			compare(path+"[]", typ.Elem(), items)
			return
		}
		if jsonType(typ) != "object" {
			return
		}
		var names, required []string
		for _, f := range reflect.VisibleFields(typ) {
			name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous {
				continue
			}
			names = append(names, name)
			if option == "" {
				required = append(required, name)
			}
			if property, ok := o.Properties[name]; ok {
				compare(path+"."+name, f.Type, property)
			}
		}
		if diff := cmp.Diff(slices.Sorted(slices.Values(names)), slices.Sorted(maps.Keys(o.Properties))); diff != "" {
			t.Errorf("fields of %s (-Go +schema):\n%s", path, diff)
		}
		if diff := cmp.Diff(required, o.Required); diff != "" {
			t.Errorf("required fields of %s (-Go +schema):\n%s", path, diff)
		}
	}
	compare("article", reflect.TypeFor[news.Article](), article)
	compare("mention", reflect.TypeFor[news.MentionPointer](), parse(news.MentionSchema()))
	compare("event", reflect.TypeFor[news.Event](), parse(news.EventSchema()))
	for name := range article.Defs {
		if !compared[name] {
			t.Errorf("definition %s is used by no field", name)
		}
	}
}

// jsonType returns the JSON type that values of a Go type are written as.
func jsonType(typ reflect.Type) string {
	switch typ.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int:
		return "integer"
	case reflect.Float64:
		return "number"
	case reflect.Slice:
		return "array"
	}
	if typ.PkgPath() == "time" {
		return "string"
	}
	return "object"
}
