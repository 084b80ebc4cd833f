package sample

import (
	"bytes"
	"fmt"
	"strings"
	"text/template"
	"time"
)

// rssFormat is RSS 2.0. Its guid is the link unless a flaw says otherwise.
func rssFormat() format {
	return format{
		name: "RSS 2.0", mime: "application/rss+xml", layout: time.RFC1123Z,
		guid:  func(a *article) string { return a.url },
		write: xmlWriter("rss.xml"),
	}
}

// atomFormat is Atom 1.0 with tag URIs (RFC 4151) as ids.
func atomFormat() format {
	return format{
		name: "Atom 1.0", mime: "application/atom+xml", layout: time.RFC3339,
		guid: func(a *article) string {
			return fmt.Sprintf("tag:%s,%s:%s", a.outlet.plan.Host, a.published.Format("2006"), a.number)
		},
		write: xmlWriter("atom.xml"),
	}
}

// rdfFormat is RSS 1.0, which is RDF and knows rdf:about in place of a guid.
func rdfFormat() format {
	return format{
		name: "RSS 1.0", mime: "application/rdf+xml", layout: time.RFC3339,
		guid:  func(a *article) string { return a.url },
		write: xmlWriter("rdf.xml"),
	}
}

// xmlWriter writes a document by the template of a name.
func xmlWriter(name string) func(*document) ([]byte, error) {
	return func(d *document) ([]byte, error) {
		t, err := template.New(name).Funcs(template.FuncMap{"xml": escapeXML}).ParseFS(files, "templates/"+name)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		if err := t.Execute(&b, d); err != nil {
			return nil, err
		}
		return b.Bytes(), nil
	}
}

func escapeXML(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
