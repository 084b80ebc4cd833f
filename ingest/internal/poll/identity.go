package poll

import (
	"strings"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/shared/news"
)

// unreliableShare is the share of repeated GUIDs in one document above which
// a feed's GUIDs identify nothing.
const unreliableShare = 0.05

// identity is who an item is.
type identity struct {
	id     string
	source news.Source
	// guid is the usable GUID's hash, 0 for none.
	guid uint64
	// linkID is set where the item would have another id if the feed had not
	// served it before: its link changed, or both link and GUID did.
	linkID string
	// reborn is set for one that has its id by its words; see [Plan.reborn].
	reborn bool
}

// identifier gives the items of one document their ids.
type identifier struct {
	home       news.Source
	unreliable bool
	// guids has the different links under a GUID, links the different
	// contents under a link: an item that is listed twice is still one.
	guids, links map[string]map[string]bool
	byGUID       map[uint64]seen
	// contents are the contents of the items that the feed has served.
	contents map[[16]byte]uint32
	// front is the site's front page, which is no article.
	front string
}

// newIdentifier looks at the whole document, since what is repeated in it
// identifies nothing.
// hashes are the content hashes of its items.
func newIdentifier(doc *feed.Document, hashes []string, feedURL string, state *State) *identifier {
	d := &identifier{
		home: firstSource(doc.Link, feedURL), unreliable: state.Unreliable,
		guids: map[string]map[string]bool{}, links: map[string]map[string]bool{}, byGUID: map[uint64]seen{}, contents: map[[16]byte]uint32{},
	}
	if c, err := news.CanonicalURL(doc.Link); err == nil {
		d.front = c
	}
	repeated := 0
	for i := range doc.Items {
		it := &doc.Items[i]
		what := hashes[i]
		if c, err := news.CanonicalURL(it.Link); err == nil {
			note(d.links, c, hashes[i])
			what = c
		}
		if it.GUID != "" && note(d.guids, it.GUID, what) > 1 {
			repeated++
		}
	}
	if float64(repeated) > unreliableShare*float64(len(doc.Items)) {
		d.unreliable = true
	}
	for _, list := range [][]seen{state.before, state.last} {
		for _, r := range list {
			if r.guid != 0 {
				d.byGUID[r.guid] = r
			}
			d.contents[r.id] = r.content
		}
	}
	return d
}

// note adds a value to the set of a key. It returns the size of the set if
// the value was new to it, else 0.
func note(sets map[string]map[string]bool, key, value string) int {
	set := sets[key]
	if set[value] {
		return 0
	}
	if set == nil {
		set = map[string]bool{}
		sets[key] = set
	}
	set[value] = true
	return len(set)
}

func firstSource(links ...string) news.Source {
	for _, l := range links {
		if s := news.SourceOf(l); s.ID != "" {
			return s
		}
	}
	return news.Source{}
}

// identify returns who an item is; ok is false where nothing tells.
//
// The first that holds decides: the feed knows the item's GUID; its link is
// its own; it has a GUID of its own; its link and title; its title. What is its
// own may change with what else the document holds: an item that has not
// changed keeps the id that another of these rules gave it before.
func (d *identifier) identify(it *feed.Item, content uint32) (identity, bool) {
	who := identity{source: d.home}
	if s := news.SourceOf(it.Link); s.ID != "" {
		who.source = s
	}
	guid := it.GUID
	if d.unreliable || len(d.guids[guid]) > 1 {
		guid = ""
	}
	who.guid = guidHash(guid)
	canonical, linkErr := news.CanonicalURL(it.Link)
	ownLink := linkErr == nil && len(d.links[canonical]) == 1 && canonical != d.front
	linkID := ""
	if ownLink {
		linkID, _ = news.IDFromURL(it.Link) // it has a canonical form
	}
	if known, ok := d.byGUID[who.guid]; ok && who.guid != 0 {
		who.id = unpackID(known.id)
		if linkID != "" && linkID != who.id && who.id != news.IDFromGUID(who.source.ID, guid) {
			who.linkID = linkID
		}
		return who, who.source.ID != ""
	}
	title := news.Fold(it.Title)
	switch {
	case linkID != "":
		who.id = linkID
	case guid != "":
		who.id = news.IDFromGUID(who.source.ID, guid)
	case linkErr == nil && title != "":
		who.id = news.IDFromGUID(who.source.ID, canonical+"\n"+title)
	case linkErr == nil && canonical != d.front:
		who.id, _ = news.IDFromURL(it.Link) // it has a canonical form
	case title != "":
		who.id = news.IDFromGUID(who.source.ID, "title\n"+title)
	}
	if before, known := d.contents[packID(who.id)]; who.id != "" && (!known || before != content) {
		for _, id := range d.otherIDs(it, who.source.ID, canonical, title) {
			if before, ok := d.contents[packID(id)]; ok && before == content {
				who.id = id
				break
			}
		}
	}
	return who, who.id != "" && who.source.ID != ""
}

// otherIDs are the ids that the rules may give an item.
func (d *identifier) otherIDs(it *feed.Item, source, canonical, title string) (ids []string) {
	if canonical != "" && canonical != d.front {
		id, _ := news.IDFromURL(it.Link) // it has a canonical form
		ids = append(ids, id)
	}
	if it.GUID != "" {
		ids = append(ids, news.IDFromGUID(source, it.GUID))
	}
	if canonical != "" && title != "" {
		ids = append(ids, news.IDFromGUID(source, canonical+"\n"+title))
	}
	return ids
}

// nobody is the id under which an item without identity is remembered, so
// that it is reported once.
func nobody(it *feed.Item) string {
	return news.IDFromGUID("", strings.Join([]string{"nobody", it.Title, it.Link, it.Text}, "\n"))
}
