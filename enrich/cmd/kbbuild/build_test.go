package main

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fixture are the inputs of a small knowledge base: one row or two a file.
var fixture = map[string]string{
	"core/words.tsv":         "# words\nNice Island\n",
	"core/countries.tsv":     "FR\tFrance|Frankreich@de\n",
	"core/places.tsv":        "dl-quenby\tregion\tQuenby\t-\tQ142\t50\n",
	"core/cities.tsv":        "Q90\tFR\tParis\t!Paris|Lutetia|-Paryż\n",
	"core/people.tsv":        "-\tJeanne Dupont\tpolitician\tFR\t80\tDupont\n-\tZoé Nulle\twriter\tFR\t50\t-\n",
	"core/organisations.tsv": "-\tQuenby Bank\tbank\tFR\t50\t=QB\n",
	"core/events.tsv":        "-\tQuenby Cup\tevent\tsports event\t50\t-\n",
	"core/demonyms.tsv":      "FR\tFrench\tFrenchman\tfranzösisch\tfrançais\tfrancés\tфранцузский\tفرنسي\tfrancese\tfrancês\tFrans\tFransız\n",
	"core/names.tsv":         "Quenby Bank\t魁北银行|Banca Quenby@it\n",
	"core/additions.tsv":     "Quenby Bank\torganisation\tbank\tFR\t50\t-\n",
	"core/seats.tsv":         "FR/Nice\tFR\nQ90\t-\n",
	"core/same.tsv":          "dl-quenby\tiso-FR-75C\ndl-zoe-nulle\tQ999\n",
	"core/points.tsv":        "dl-quenby\t47.5,-2.25\n",
	"core/offices.tsv":       "Jeanne Dupont\tPresident of France\tFR\t2017-05-14\t-\n",
	"core/forenames.tsv":     "Zorblat !jeanne\n",
	"rigour.territories.jsonl": `{"name":"France","code":"fr","qid":"Q142","is_country":true}` + "\n" +
		`{"name":"United States","code":"us","qid":"Q30","is_country":true}` + "\n" +
		`{"name":"Brittany","code":"fr-bre","qid":"Q12130","names_strong":["Bretagne"]}` + "\n",
	"country-codes.csv":               "ISO3166-1-Alpha-2,ISO3166-1-Alpha-3,UNTERM English Formal,UNTERM Spanish Short,FIPS\nFR,FRA,the French Republic,Francia,FR\n",
	"us.legislators-current.yaml":     "- id:\n    wikipedia: Sam Doe (politician)\n    wikidata: Q7\n  name:\n    official_full: Samuel Doe\n  terms:\n  - type: rep\n    start: '2001-01-03'\n  - type: rep\n    start: '2003-01-03'\n",
	"geonames.admin1.json":            `[{"code":"FR.93","name":"Province of Bretagne"}]`,
	"factbook/europe/fr.json":         `{"Geography":{"Geographic coordinates":{"text":"46 30 N, 2 00 W"}}}`,
	"geonames-cities.tsv":             "geonameid\tname\tcountry\tadmin1\tpop\tfeature\tlat\tlon\tlibgeonames_names(lang=name|..)\n2988507\tParis\tFR\t11\t2138551\tPPLC\t0\t0\ten=Paris|es=París|pl=Paryż|ru=Париж\n2990440\tNice\tFR\t93\t342669\tPPLA2\t0\t0\ten=Nice|de=Nizza\n1\tVillage\tFR\t93\t900\tPPL\t0\t0\t\n",
	"wikidata-us-cities.csv":          "WD-place,placeLabel,stateLabel,st\nhttp://www.wikidata.org/entity/Q60,New York,New York,\n",
	"ourairports.regions.csv":         "id,code,local_code,name,continent,iso_country,wikipedia_link,keywords\n1,FR-75C,75C,Métropole Quenby,EU,FR,,\n",
	"eps-persons.tsv":                 "qid\tname\tother\tgender\tenwiki\trepos\nQ1\tJeanne Dupont\t\tfemale\tJeanne Dupont\tfrance-cabinet\nQ2\tMarc Petit\t\tmale\tMarc Petit (politician)\tfrance-cabinet\nQ3\tMarc Petit\t\tmale\tMarc Petit (actor)\tfrance-cabinet\nQ4\tAnne Roux\t\tfemale\t\tfrance-cabinet\n",
	"eps-holders.tsv":                 "repo\tposition\tperson\tqid\tstart\tend\nfrance-cabinet\tMinister\tAnne Roux\tQ4\t\t\nfrance-cabinet\tministre\tAnne Roux\tQ4\t2019\t2020-01\nfrance-cabinet\tPresident\tJeanne Dupont\tQ1\t2017-05-14\t\n",
	"world-leaders-2021.wikidata.csv": "countryid,country,position,positionLabel,officeholder,officeholderLabel,start_year,end_year\n",
	"partyfacts.wikidata.csv":         "country,partyfacts_id,wikidata_id,name,name_short,name_native\nFRA,1,Q5,Quenby Party,QP,Parti Quenby\n",
	"nsi-brands.tsv":                  "qid\tlabel\tdescription\twebsite\nQ6\tQuenby Bank\tFrench bank\t\n",
	"ror.tsv":                         "ror\tname\taliases\tacronyms\ttypes\tcountry\twikidata\n",
	"forenames.csv":                   "Country,Romanized Name,Localized Name\nFR,Marc,Marc\nFR,Jeanne,Jeanne\n",
	"surnames.csv":                    "Country,Romanized Name,Localized Name\nFR,Petit,Petit\n",
}

func write(t *testing.T, without string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, content := range fixture {
		if name == without {
			continue
		}
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// compile builds the fixture and returns the lines of the result.
func compile(t *testing.T, dir string) []string {
	t.Helper()
	b := newBuilder(filepath.Join(dir, "core"), dir)
	b.build()
	table := filepath.Join(dir, "kb.tsv.gz")
	if b.err == nil {
		b.err = b.write(filepath.Join(dir, "kb.bin"), table)
	}
	if b.err != nil {
		t.Fatal(b.err)
	}
	f, err := os.Open(table)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zr, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

func TestBuild(t *testing.T) {
	dir := write(t, "")
	lines := compile(t, dir)
	var got []string
	for _, l := range lines {
		if strings.HasPrefix(l, "Q142\t") {
			// CLDR names France in forty languages.
			if !strings.Contains(l, "|Francia@") || !strings.Contains(l, "Frankreich@de|") || !strings.Contains(l, "\tiso-FR\t80\t") || !strings.HasSuffix(l, "\t46.5,-2\tQ90") {
				t.Errorf("France = %q", l)
			}
			continue
		}
		if strings.HasPrefix(l, "Q30\t") {
			continue
		}
		got = append(got, l)
	}
	want := []string{
		"Q1\tperson\tpolitician\tJeanne Dupont\tDupont\tQ142\t80\thand+everypolitician\t2022-12\t\t\t\tPresident of France;Q142;2017-05-14;",
		"Q4\tperson\tpolitician\tAnne Roux\t\tQ142\t25\teverypolitician\t2022-12\t\t\t\tMinistre;Q142;2019;2020-01",
		"Q5\torganisation\tparty\tQuenby Party\t~Quenby Party|~Parti Quenby|~=QP\tQ142\t30\tpartyfacts\t2026-03-11",
		"Q6\torganisation\tbank\tQuenby Bank\t=QB|魁北银行|Banca Quenby@it\tQ142\t50\thand+ror+nsi\t2026-06-14",
		"Q7\tperson\tpolitician\tSamuel Doe\tSam Doe\tQ30\t32\tcongress-legislators\t2026-06-15\t\t\t\tMember of the United States House of Representatives;Q30;2001-01-03;",
		"Q90\tplace\tcapital\tParis\tParís@es|Париж|Lutetia\tQ142\t77\tgeonames\t2020\t0,0",
		"Q999\tperson\twriter\tZoé Nulle\t\tQ142\t50\thand\t2026-11",
		"Q12130\tplace\tregion\tBrittany\tBretagne\tQ142\t58\trigour\t2026-07-19",
		"gn-2990440\tplace\tcity\tNice\tNizza@de|~Nice\tQ12130,Q142\t53\tgeonames\t2020\t0,0\t\tQ142",
		"dl-quenby-cup\tevent\tsports event\tQuenby Cup\t\t\t50\thand\t2026-11",
		"iso-FR-75C\tplace\tregion\tQuenby\tMétropole Quenby\tQ142\t50\thand+ourairports\t2026-08-22\t47.5,-2.25",
		"nil-8688f8c380678348\tmisc\tdemonym\tFrench\tFrenchman@en|französisch@de|français@fr|francés@es|французский@ru|فرنسي@ar|francese@it|francês@pt|Frans@nl|Fransız@tr|法国人|フランス人|法國人\tQ142\t60\thand\t2026-11",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(lines, compile(t, dir)); diff != "" {
		t.Errorf("a second run differs (-first +second):\n%s", diff)
	}
}

func TestSame(t *testing.T) {
	for _, row := range []string{"dl-nobody\tQ1", "Q1\tQ998", "dl-quenby\tdl-quenby"} {
		dir := write(t, "")
		file := filepath.Join(dir, "core", "same.tsv")
		if err := os.WriteFile(file, []byte(row+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		b := newBuilder(filepath.Join(dir, "core"), dir)
		if b.build(); b.err == nil || !strings.Contains(b.err.Error(), "same.tsv") {
			t.Errorf("with %q in same.tsv: %v", row, b.err)
		}
	}
}

func TestFindDoubles(t *testing.T) {
	france, spain := []string{"Q142"}, []string{"Q29"}
	b := &builder{doubles: map[[2]*entry]string{}}
	b.entries = []*entry{
		{id: "dl-king-quenby", typ: "person", name: "King Louis Quenby", of: france, source: handMade},
		{id: "Q1", typ: "person", name: "Louis de Quenby", of: france},
		{id: "Q2", typ: "person", name: "Louis Quenby", of: spain},
		{id: "Q3", typ: "organisation", name: "Quenby", of: france},
		{id: "dl-quenby-group", typ: "organisation", name: "Quenby Group", source: handMade},
	}
	b.findDoubles()
	want := map[string]string{"dl-king-quenby Q1": "louis quenby", "Q3 dl-quenby-group": "quenby"}
	got := map[string]string{}
	for pair, name := range b.doubles {
		got[pair[0].id+" "+pair[1].id] = name
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestYieldToCities(t *testing.T) {
	region := &entry{id: "Q5481", typ: "place", kind: "region", name: "Tatarstan", names: []string{"Казань", "Татарстан"}, of: []string{"Q159"}, source: "rigour"}
	b := &builder{entries: []*entry{region, {id: "gn-551487", typ: "place", kind: "city", name: "Kazan", names: []string{"Казань"}, of: []string{"Q5481", "Q159"}}}}
	b.yieldToCities()
	if diff := cmp.Diff([]string{"~Казань", "Татарстан"}, region.names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestRegionNames checks what regions are called without the word for their
// sort, and where nothing else says that it is them.
func TestRegionNames(t *testing.T) {
	for name, want := range map[string]string{
		"Quenby Norte Province":    "Quenby Norte",
		"North Quenby State":       "North Quenby",
		"Quenby Governorate":       "Quenby",
		"Quenby":                   "",
		"Quenby Coast":             "",
		"Far North Region":         "",
		"South Quenbian Region":    "",
		"Quenby Autonomous Region": "",
	} {
		if got := withoutDivision(name); got != want {
			t.Errorf("%s is called %q, not %q", name, got, want)
		}
	}
	if !isShared("San Quenby") || isShared("Quenby Norte") {
		t.Error("names that places share are not told from others")
	}
}

func TestBuildNeedsEveryFile(t *testing.T) {
	for name := range fixture {
		if name == "core/forenames.tsv" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			dir := write(t, name)
			b := newBuilder(filepath.Join(dir, "core"), dir)
			if b.build(); b.err == nil || !strings.Contains(b.err.Error(), filepath.Base(name)) {
				t.Errorf("without %s: %v", name, b.err)
			}
		})
	}
}

func TestForenames(t *testing.T) {
	dir := write(t, "")
	b := newBuilder(filepath.Join(dir, "core"), dir)
	file := filepath.Join(dir, "forenames.txt")
	if err := b.writeForenames(file); err != nil || b.err != nil {
		t.Fatal(err, b.err)
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if want := "marc\nzorblat\n"; string(got) != want {
		t.Errorf("forenames = %q, want %q", got, want)
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{"Élysée Palace": "dl-elysee-palace", "  A&B, Inc. ": "dl-a-b-inc", strings.Repeat("ab ", 50): "dl-" + strings.TrimSuffix(strings.Repeat("ab-", 20), "")} {
		if got := slug(in); got != want || len(got) > 64 {
			t.Errorf("slug(%q) = %q, want %q", in, got, want)
		}
	}
}
