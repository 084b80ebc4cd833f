package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// write writes a file into dir and returns its path.
func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTrainAndScore(t *testing.T) {
	dir := t.TempDir()
	var zipped bytes.Buffer
	zw := gzip.NewWriter(&zipped)
	_, _ = zw.Write([]byte("# names\nQ1\tplace\tcountry\tNorway\tNorge@no|~Nor\tiso-NO\t50\thand\t2026\n"))
	_ = zw.Close()
	sentence := "Ana\tB-PER\nSilva\tI-PER\nleft\tO\nOslo\tB-LOC\n.\tO\n\n"
	train := write(t, dir, "train.tsv", strings.Repeat("-DOCSTART-\tO\n\n"+sentence+"The\tO\nboard\tO\nmet\tO\n.\tO\n\n", 30))
	annotated := filepath.Join(dir, "annotated")
	if err := os.Mkdir(annotated, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, annotated, "1.tsv", "Ana Silva\tperson\tAna Silva\n")
	write(t, annotated, "1.txt", "Ana Silva left.")
	args := []string{
		"-train", train + "," + annotated + "*2", "-test", train + "," + annotated + ":3", "-epochs", "4",
		"-clus", write(t, dir, "clusters.tsv", "01\tleft\t3\n"),
		"-gaz", write(t, dir, "names.tsv", "6\tAna\n4\tOslo\n") + ":6;" + write(t, dir, "forenames.txt", "ana-maria\n") + ":6;" +
			write(t, dir, "surnames.csv", "Country,Romanized Name\nPT,Silva\n") + ":9;" +
			write(t, dir, "cities.tsv", "geonameid\tname\tcountry\tadmin1\tpop\n1\tOslo\tNO\t12\t580000\n2\tHamar\tNO\t06\t29479\n"),
		"-kb", write(t, dir, "kb.tsv.gz", zipped.String()),
	}
	args = append(args, "-calibrate", annotated, "-folds", "2")
	write(t, annotated, "2.tsv", "Oslo\tplace\tOslo\n")
	write(t, annotated, "2.txt", "The board left Oslo.")
	var models [2][]byte
	for i := range models {
		path := filepath.Join(dir, "model.bin")
		var out bytes.Buffer
		if err := run(append(args, "-o", path), &out); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"epoch 4: ", "34 documents", "calibrated on ", "train.tsv: P 100.0 R 100.0 F1 100.0", "annotated: P 100.0"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("output has no %q:\n%s", want, out.String())
			}
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		models[i] = b
	}
	if !bytes.Equal(models[0], models[1]) {
		t.Error("two runs gave different models")
	}
	var out bytes.Buffer
	if err := run([]string{"-model", filepath.Join(dir, "model.bin"), "-test", train}, &out); err != nil || !strings.HasPrefix(out.String(), "train.tsv: P 100.0") {
		t.Errorf("scoring a model gave %q, %v", out.String(), err)
	}
	out.Reset()
	gmb := write(t, dir, "gmb.csv", "Sentence #,Word,POS,Tag\nSentence: 1,Ana,NNP,B-per\n,Silva,NNP,I-per\n,left,VBD,O\nSentence: 2,The,DT,B-org\n,board,NN,I-org\n,met,VBD,O\n")
	args = append(args, "-agree", gmb, "-reader", filepath.Join(dir, "model.bin"), "-o", filepath.Join(dir, "second.bin"))
	if err := run(args, &out); err != nil || !strings.Contains(out.String(), "1 of 2 sentences read alike") || !strings.Contains(out.String(), "35 documents") {
		t.Errorf("training on what a model reads alike gave %q, %v", out.String(), err)
	}
}

func TestWrongArguments(t *testing.T) {
	dir := t.TempDir()
	none := filepath.Join(dir, "none")
	for _, args := range [][]string{
		{},
		{"-train", none},
		{"-model", none},
		{"-model", write(t, dir, "model", "no model")},
		{"-train", write(t, dir, "t.tsv", "A\tO\n"), "-gaz", write(t, dir, "gaz", "99\tName\n")},
		{"-train", none, "-gaz", "file:99"},
		{"-train", write(t, dir, "t.tsv", "A\tO\n"), "-gaz", write(t, dir, "f.txt", "ana\n")},
		{"-train", write(t, dir, "t.tsv", "A\tO\n"), "-gaz", write(t, dir, "f.csv", "a\nb\n") + ":9"},
		{"-train", write(t, dir, "t.tsv", "A\tO\n"), "-gaz", write(t, dir, "c.tsv", "geonameid\tname\t\n1\tOslo\n")},
		{"-train", write(t, dir, "e.tsv", "")},
		{"-train", write(t, dir, "t.tsv", "A\tO\n"), "-agree", write(t, dir, "gmb.csv", "a,b,c,d\n")},
		{"-train", write(t, dir, "t.tsv", "A\tO\n"), "-agree", write(t, dir, "gmb.csv", "a,b,c,d\n"), "-reader", none},
	} {
		if err := run(args, &bytes.Buffer{}); err == nil {
			t.Errorf("run(%q) gave no error", args)
		}
	}
}

func TestReadDocRED(t *testing.T) {
	const in = `[{"sents": [["The", "United", "States", "and", "French", "Christian", "troops", "left", "Mali", "in", "2022", "."], ["The", "Who", "of", " ", "london"]],
		"vertexSet": [[{"type": "LOC", "sent_id": 0, "pos": [0, 3]}], [{"type": "LOC", "sent_id": 0, "pos": [4, 5]}], [{"type": "ORG", "sent_id": 0, "pos": [5, 6]}],
		[{"type": "LOC", "sent_id": 0, "pos": [8, 9]}, {"type": "LOC", "sent_id": 0, "pos": [8, 9]}], [{"type": "TIME", "sent_id": 0, "pos": [10, 11]}],
		[{"type": "MISC", "sent_id": 1, "pos": [0, 2]}, {"type": "LOC", "sent_id": 1, "pos": [4, 5]}, {"type": "LOC", "sent_id": 7, "pos": [0, 1]}]]}]`
	docs, err := readDocRED("d", strings.NewReader(in), map[string]bool{"French": true, "Christian": true})
	if err != nil || len(docs) != 1 {
		t.Fatalf("%d documents, %v", len(docs), err)
	}
	var got []string
	for _, n := range docs[0].Names {
		got = append(got, docs[0].Text[n.Start:n.End]+" "+string(n.Type))
	}
	want := []string{"United States place", "French misc", "Christian misc", "Mali place", "The Who misc"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if _, err := readDocRED("d", strings.NewReader("{"), nil); err == nil {
		t.Error("broken JSON gave no error")
	}
}

func TestReadGUM(t *testing.T) {
	const in = `# newdoc id = GUM_bio_x
# newpar
# text = Dr. Ana Silva of New York University met the Queen's French Minister in 1999.
1	Dr.	Dr.	PROPN	NNP	_	10	nsubj	_	Entity=(1-person-new
2	Ana	Ana	PROPN	NNP	_	1	flat	_	_
3	Silva	Silva	PROPN	NNP	_	1	flat	_	_
4	of	of	ADP	IN	_	7	case	_	_
5	New	New	ADJ	JJ	_	6	amod	_	Entity=(2-organization-new(3-place-new
6	York	York	PROPN	NNP	_	7	compound	_	Entity=3)
7	University	University	PROPN	NNP	_	1	nmod	_	Entity=2)1)
8	met	meet	VERB	VBD	_	0	root	_	_
9	the	the	DET	DT	_	10	det	_	Entity=(4-person-new(5-person-new
10	Queen	Queen	PROPN	NNP	_	13	nmod	_	Entity=5)|SpaceAfter=No
11	's	's	PART	POS	_	10	case	_	_
12	French	French	ADJ	JJ	_	13	amod	_	_
13	Minister	minister	NOUN	NN	_	8	obj	_	Entity=4)
14	in	in	ADP	IN	_	15	case	_	_
15	1999	1999	NUM	CD	_	8	obl	_	Entity=(6-time-new)|SpaceAfter=No
16	.	.	PUNCT	.	_	8	punct	_	_

# newpar
1	Silva	Silva	PROPN	NNP	_	0	root	_	Entity=(1-person-giv)
2-3	won't	_	_	_	_	_	_	_	_
2	wo	will	AUX	MD	_	3	aux	_	SpaceAfter=No
3	n't	not	PART	RB	_	1	advmod	_	_
`
	d, err := readGUM("g", strings.NewReader(in), map[string]bool{"French": true})
	if err != nil {
		t.Fatal(err)
	}
	if want := "Dr. Ana Silva of New York University met the Queen's French Minister in 1999.\n\nSilva won't"; d.Text != want {
		t.Errorf("text = %q, want %q", d.Text, want)
	}
	var got []string
	for _, n := range d.Names {
		got = append(got, d.Text[n.Start:n.End]+" "+string(n.Type))
	}
	want := []string{"Ana Silva person", "New York University organisation", "French misc", "Silva person"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	for _, in := range []string{"1\tA\n", "1\tA\t_\t_\t_\t_\tx\t_\t_\t_\n"} {
		if _, err := readGUM("g", strings.NewReader(in), nil); err == nil {
			t.Errorf("readGUM(%q) gave no error", in)
		}
	}
}

func TestReadGMB(t *testing.T) {
	in := "Sentence #,Word,POS,Tag\nSentence: 1,Ren\xe9,NNP,B-per\n,left,VBD,O\n,Mali,NNP,B-geo\n,Monday,NNP,B-tim\nSentence: 2,\"\"\"\",``,O\n,Peace,NNP,B-org\n"
	docs, err := readGMB(strings.NewReader(in))
	if err != nil || len(docs) != 1 || docs[0].Text != "René left Mali Monday\n\"Peace" {
		t.Fatalf("documents %+v, %v", docs, err)
	}
	want := []corpus.Name{
		{Range: text.Range{Start: 0, End: 5}, Type: news.TypePerson},
		{Range: text.Range{Start: 11, End: 15}, Type: news.TypePlace},
		{Range: text.Range{Start: 24, End: 29}, Type: news.TypeOrganisation},
	}
	if diff := cmp.Diff(want, docs[0].Names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if _, err := readGMB(strings.NewReader("a,b\n")); err == nil {
		t.Error("two columns gave no error")
	}
}

func TestKeepAgreed(t *testing.T) {
	const person, organisation, place, misc = news.TypePerson, news.TypeOrganisation, news.TypePlace, news.TypeMisc
	type name struct {
		in   string
		kind news.EntityType
	}
	known := map[string]bool{"Mali": true, "Malian": true}
	tests := []struct {
		name, line    string
		marked, found []name
		same          bool
	}{
		{"no names", "It rained.", nil, nil, true},
		{"title", "President Ana Silva left.", []name{{"President Ana Silva", person}}, []name{{"Ana Silva", person}}, true},
		{"no title", "Young Ana Silva left.", []name{{"Young Ana Silva", person}}, []name{{"Ana Silva", person}}, false},
		{"a gpe is a place", "Oslo rose.", []name{{"Oslo", misc}}, []name{{"Oslo", place}}, true},
		{"other type", "Oslo rose.", []name{{"Oslo", organisation}}, []name{{"Oslo", place}}, false},
		{"shorter", "Hanna Oslo rose.", []name{{"Hanna Oslo", person}}, []name{{"Hanna", person}}, false},
		{"country as organisation", "Mali agreed.", []name{{"Mali", organisation}}, []name{{"Mali", place}}, true},
		{"people not marked", "Malian law rules.", nil, []name{{"Malian", misc}}, true},
		{"country not found", "Mali agreed.", []name{{"Mali", place}}, nil, false},
		{"country as person", "Mali agreed.", []name{{"Mali", place}}, []name{{"Mali", person}}, false},
		{"one more", "Mali met Silva.", []name{{"Mali", place}}, []name{{"Mali", place}, {"Silva", person}}, false},
	}
	// Every case is read as the second of three lines.
	const before, after = "He came.\n", "\nPeace"
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			names := func(all []name) []corpus.Name {
				var out []corpus.Name
				for _, n := range all {
					at := len(before) + strings.Index(tt.line, n.in)
					out = append(out, corpus.Name{Range: text.Range{Start: at, End: at + len(n.in)}, Type: n.kind})
				}
				return out
			}
			d := corpus.Document{Text: before + tt.line + after, Names: names(tt.marked)}
			last := corpus.Name{Range: text.Range{Start: len(d.Text) - 5, End: len(d.Text)}, Type: misc}
			d.Names = append(d.Names, last)
			found := append(names(tt.found), last)
			same, lines := keepAgreed(&d, found, known)
			want, ignored := found, []text.Range(nil)
			if !tt.same {
				want, ignored = []corpus.Name{last}, []text.Range{{Start: len(before), End: len(before) + len(tt.line)}}
			}
			if diff := cmp.Diff(want, d.Names); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(ignored, d.Ignore); diff != "" {
				t.Errorf("left out (-want +got):\n%s", diff)
			}
			if wantSame := 3 - len(ignored); same != wantSame || lines != 3 {
				t.Errorf("%d of %d lines agree, want %d of 3", same, lines, wantSame)
			}
		})
	}
}
