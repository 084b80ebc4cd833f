package poll

import (
	"time"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/shared/news"
)

// minTwin is how many bytes the title and the text of an item without a date
// need to have so that they tell by themselves which item it is.
const minTwin = 60

// reborn gives items that nothing identifies as known the ids of those that
// they stand in the place of: links with a new token in each document, a
// publishing system that gives new links and GUIDs to all. Such an item says
// word for word what one item said that is no longer in the document, and no
// other does. What the feed says of their dates is compared by
// [Candidate.Settle].
func (p *Plan) reborn(doc *feed.Document, who []identity, ok []bool, contents []uint32) {
	here, said := map[[16]byte]bool{}, map[uint32]int{}
	for i := range who {
		said[contents[i]]++
		if ok[i] {
			here[packID(who[i].id)] = true
		}
	}
	gone, spoken := map[uint32]seen{}, map[uint32]int{}
	for id, r := range p.known {
		if spoken[r.content]++; !here[id] {
			gone[r.content] = r
		}
	}
	for i := range who {
		it := &doc.Items[i]
		r, left := gone[contents[i]]
		if !ok[i] || !left || spoken[r.content] > 1 || said[r.content] > 1 || it.Published.IsZero() && len(it.Title)+len(it.Text) < minTwin {
			continue
		}
		if _, known := p.known[packID(who[i].id)]; known {
			continue
		}
		if r.published() {
			who[i].linkID, who[i].reborn = who[i].id, true
		}
		who[i].id = unpackID(r.id)
	}
}

// sameDate reports whether the feed says of an article, if it says anything,
// that it was published when the one on record was.
func (c *Candidate) sameDate(record *news.Article) bool {
	if !c.dated {
		return true
	}
	raw := c.Article.PublishedRaw
	return record.Published.Equal(c.Article.Published) || raw != "" && raw == record.PublishedRaw
}

// bornAnew makes the record of an item that turned out to be another than the
// one whose words it has that of a new one. It was published without its page,
// which is looked for later.
func (c *Candidate) bornAnew(record *seen, now time.Time) {
	if !c.reborn {
		return
	}
	record.flags, record.minute = 0, minuteOf(now)
	if c.wanted && !c.Page {
		record.flags = flagLater
	}
}
